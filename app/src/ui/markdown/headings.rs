//! Headings and their ids, by GitHub's rule, so that links into a text lead to the same places
//! there and here.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::{address, sanitize::ID_PREFIX};
use crate::ui::table_of_contents::Heading;

/// Most headings that a table of contents is made of.
const CONTENTS_MAX: usize = 1_000;

/// Gives each heading an id made of what it says, and links to headings of the same text the ids
/// they mean.
pub(super) fn name(events: &mut [Event<'_>], anchor: &str) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut ids = Ids::default();
    let mut open: Option<usize> = None;
    let mut text = String::new();
    for at in 0..events.len() {
        match &events[at] {
            Event::Start(Tag::Heading { .. }) => {
                open = Some(at);
                text.clear();
            }
            Event::Text(part) | Event::Code(part) if open.is_some() => text.push_str(part),
            Event::SoftBreak | Event::HardBreak if open.is_some() => text.push(' '),
            Event::End(TagEnd::Heading(level)) => {
                let level = *level as u8;
                let own = format!("{anchor}{}", ids.next(&text));
                if let Some(Event::Start(Tag::Heading { id, .. })) =
                    open.take().map(|start| &mut events[start])
                {
                    *id = Some(own.clone().into());
                }
                if headings.len() < CONTENTS_MAX {
                    headings.push(Heading {
                        level,
                        id: format!("{ID_PREFIX}{own}"),
                        text: text.trim().to_owned(),
                    });
                }
            }
            _ => {}
        }
    }
    point(events, anchor, &ids);
    headings
}

/// Links to `#install` lead to the heading of that id.
fn point(events: &mut [Event<'_>], anchor: &str, ids: &Ids) {
    for event in events {
        if let Event::Start(Tag::Link { dest_url, .. }) = event
            && let Some(fragment) = dest_url
                .strip_prefix('#')
                .filter(|fragment| !fragment.is_empty())
        {
            let named = id(&address::decoded(fragment));
            // Copied from an address, it has the prefix already.
            let copied = named
                .strip_prefix(ID_PREFIX)
                .and_then(|rest| rest.strip_prefix(anchor));
            let own = copied
                .filter(|rest| !ids.0.contains_key(&named) && ids.0.contains_key(*rest))
                .unwrap_or(&named);
            *dest_url = format!("#{ID_PREFIX}{anchor}{own}").into();
        }
    }
}

/// The ids that are taken, each with how often its words came.
#[derive(Default)]
struct Ids(HashMap<String, usize>);

impl Ids {
    /// The id of the next heading with this text: a second one of the same words gets `-1`.
    fn next(&mut self, text: &str) -> String {
        let words = Some(id(text.trim()))
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| "section".to_owned());
        let mut own = words.clone();
        // Where the search ended is kept, so that many headings of the same words are not counted
        // from the first each time.
        while self.0.contains_key(&own) {
            let count = self.0.entry(words.clone()).or_default();
            *count += 1;
            own = format!("{words}-{count}");
        }
        self.0.insert(own.clone(), 0);
        own
    }
}

/// What GitHub makes of a heading: lower case, without punctuation, a dash for each space.
pub(super) fn id(text: &str) -> String {
    let keep = |c: &char| {
        matches!(c, ' ' | '-')
            || matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark
            )
            || matches!(
                c.general_category(),
                GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation
            )
    };
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(keep)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Ids, id};

    #[test]
    fn ids_as_on_github() {
        for (text, expect) in [
            ("Install", "install"),
            ("What's new?", "whats-new"),
            ("C++ & Rust", "c--rust"),
            ("snake_case, kebab-case", "snake_case-kebab-case"),
            ("Über Straße", "über-straße"),
            ("日本語 見出し", "日本語-見出し"),
            ("ภาษาไทย ที่นี่", "ภาษาไทย-ที่นี่"),
            ("🚀 Launch", "-launch"),
            ("1.2.3", "123"),
        ] {
            assert_eq!(id(text), expect, "{text}");
        }
    }

    #[test]
    fn the_same_words_are_counted() {
        let mut ids = Ids::default();
        let made: Vec<_> = ["A", "A", "a 1", "a", "a-1", "???", "!"]
            .iter()
            .map(|text| ids.next(text))
            .collect();
        assert_eq!(
            made,
            ["a", "a-1", "a-1-1", "a-2", "a-1-2", "section", "section-1"]
        );
    }
}
