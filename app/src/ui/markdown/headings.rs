//! Headings, so that a long page can say what is on it.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::sanitize::ID_PREFIX;
use crate::ui::contents::Heading;

/// Gives each heading an id made of what it says.
pub(super) fn name(events: &mut [Event<'_>]) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut taken = BTreeSet::new();
    let mut open: Option<usize> = None;
    let mut text = String::new();
    for at in 0..events.len() {
        match &events[at] {
            Event::Start(Tag::Heading { .. }) => {
                open = Some(at);
                text.clear();
            }
            Event::Text(part) | Event::Code(part) if open.is_some() => text.push_str(part),
            Event::End(TagEnd::Heading(level)) => {
                let level = *level as u8;
                let own = free(&mut taken, &text);
                if let Some(Event::Start(Tag::Heading { id, .. })) = open.take().map(|start| &mut events[start]) {
                    *id = Some(own.clone().into());
                }
                headings.push(Heading { level, id: format!("{ID_PREFIX}{own}"), text: text.trim().to_owned() });
            }
            _ => {}
        }
    }
    headings
}

/// Words of letters and digits with dashes between; a second one of the same words gets a number.
fn free(taken: &mut BTreeSet<String>, text: &str) -> String {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let wanted = if words.is_empty() { "section".to_owned() } else { words.join("-") };
    let mut id = wanted.clone();
    let mut count = 1;
    while !taken.insert(id.clone()) {
        count += 1;
        id = format!("{wanted}-{count}");
    }
    id
}
