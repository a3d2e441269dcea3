//! What we make of Markdown beyond what the parser makes of it: references become links, pictures too, code is highlighted.

use std::collections::HashMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::{
    highlight,
    references::{Piece, pieces},
};

/// Walks the events and puts links where references stand.
pub(super) struct Walk<'p> {
    /// The workspace's.
    prefix: &'p str,
    /// A line break stays one.
    breaks: bool,
    /// The titles of pages, by slug.
    titles: Option<&'p HashMap<String, String>>,
    /// References stay text, and pictures pictures.
    plain: bool,
    /// How many links and pictures we are inside of.
    links: u32,
    /// The language and the text of the block of code we are in.
    code: Option<(String, String)>,
    /// Inside a link to a page that has its title, not its slug, for a text.
    titled: bool,
}

impl<'p> Walk<'p> {
    pub(super) fn new(prefix: &'p str) -> Self {
        Walk { prefix, breaks: false, titles: None, plain: false, links: 0, code: None, titled: false }
    }

    /// A line break stays one.
    pub(super) fn with_breaks(self) -> Self {
        Walk { breaks: true, ..self }
    }

    /// Links to pages say the pages' titles, by slug.
    pub(super) fn with_titles(self, titles: &'p HashMap<String, String>) -> Self {
        Walk { titles: Some(titles), ..self }
    }

    /// Without what our dialect adds: no references, no bare addresses.
    #[cfg(test)]
    pub(super) fn plain() -> Self {
        Walk { plain: true, ..Walk::new("") }
    }

    pub(super) fn all<'e>(mut self, events: impl Iterator<Item = Event<'e>>) -> Vec<Event<'e>> {
        let mut out = Vec::new();
        for event in events {
            self.one(event, &mut out);
        }
        out
    }

    fn one<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole }, dest_url, .. }) => {
                self.page(&dest_url, has_pothole, out);
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::End(TagEnd::Link | TagEnd::Image) if self.plain => {
                out.push(event);
            }
            Event::Start(Tag::Link { .. }) => self.enter(event, out),
            Event::Start(Tag::Image { dest_url, title, .. }) => self.enter(link(dest_url, title), out),
            Event::End(TagEnd::Link | TagEnd::Image) => self.leave(out),
            Event::Start(Tag::CodeBlock(kind)) => self.code = Some((language(&kind), String::new())),
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, text)) = self.code.take() {
                    out.push(Event::Html(highlight::block(&language, &text).into()));
                }
            }
            Event::Text(text) => self.text(text, out),
            Event::SoftBreak if self.breaks => out.push(Event::HardBreak),
            Event::TaskListMarker(done) => out.push(Event::InlineHtml(task(done).into())),
            other => out.push(other),
        }
    }

    /// `[[slug]]` and `[[slug|text]]`.
    fn page<'e>(&mut self, slug: &str, named: bool, out: &mut Vec<Event<'e>>) {
        let slug = slug.trim();
        let href = format!("/knowledge/{}", crate::issues::filter::escape(slug));
        let outermost = self.links == 0;
        self.enter(link(href.into(), "".into()), out);
        let title = self.titles.and_then(|titles| titles.get(slug)).filter(|_| !named && outermost);
        if let Some(title) = title {
            self.titled = true;
            out.push(Event::Text(title.clone().into()));
        }
    }

    /// HTML has no link inside a link: of a badge in a link, the outer one stays.
    fn enter<'e>(&mut self, start: Event<'e>, out: &mut Vec<Event<'e>>) {
        if self.links == 0 {
            out.push(start);
        }
        self.links += 1;
    }

    fn leave(&mut self, out: &mut Vec<Event<'_>>) {
        self.titled = false;
        self.links -= 1;
        if self.links == 0 {
            out.push(Event::End(TagEnd::Link));
        }
    }

    fn text<'e>(&mut self, text: CowStr<'e>, out: &mut Vec<Event<'e>>) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(&text);
        } else if self.plain {
            out.push(Event::Text(text));
        } else if self.links > 0 {
            out.extend((!self.titled).then_some(Event::Text(text)));
        } else {
            self.refer(&text, out);
        }
    }

    fn refer<'e>(&self, text: &str, out: &mut Vec<Event<'e>>) {
        for piece in pieces(text, self.prefix) {
            match piece {
                Piece::Text(text) => out.push(Event::Text(text.to_owned().into())),
                Piece::Link { href, text } => {
                    out.extend([link(href.into(), "".into()), Event::Text(text.to_owned().into()), Event::End(TagEnd::Link)]);
                }
            }
        }
    }
}

fn link<'e>(dest_url: CowStr<'e>, title: CowStr<'e>) -> Event<'e> {
    Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id: "".into() })
}

/// The first word after the fence.
fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_owned(),
        CodeBlockKind::Indented => String::new(),
    }
}

fn task(done: bool) -> &'static str {
    if done { r#"<input aria-label="Done" checked> "# } else { r#"<input aria-label="To do"> "# }
}
