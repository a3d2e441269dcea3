//! Markdown to HTML that may stand on our pages, on the server only: the browser gets it finished.
//!
//! GitHub's dialect as people write it in issues: tables, strikethrough, task lists, bare links, and a line break where one was
//! typed. What comes out is sanitised; nothing a person or an agent writes can run, style the page or load from elsewhere.

use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html};

mod references;

use references::{Piece, pieces};

/// The HTML of a text, to be set into an element of class `prose`. `prefix` is the workspace's: with `MAIN`, `MAIN-42` is a link
/// like `#42`, and `UTF-8` is not.
#[must_use]
pub fn render(text: &str, prefix: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = TextMergeStream::new(Parser::new_ext(text, options));
    let mut page = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut page, Linked { prefix, links: 0, code: false }.all(events));
    SANITIZER.clean(&page).to_string()
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .link_rel(Some("noopener nofollow"))
        // A picture from elsewhere would tell its server who reads this; it becomes a link before it gets here.
        .rm_tags(["img", "map", "area"])
        // The only input is a task's box, whatever was written.
        .add_tags(["input"])
        .add_tag_attributes("input", ["checked", "aria-label"])
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "");
    builder
});

/// Walks the events and puts links where references stand.
struct Linked<'p> {
    prefix: &'p str,
    /// How many links and pictures we are inside of.
    links: u32,
    code: bool,
}

impl Linked<'_> {
    fn all<'e>(mut self, events: impl Iterator<Item = Event<'e>>) -> std::vec::IntoIter<Event<'e>> {
        let mut out = Vec::new();
        for event in events {
            self.one(event, &mut out);
        }
        out.into_iter()
    }

    fn one<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Start(Tag::Link { .. }) => self.enter(event, out),
            Event::Start(Tag::Image { dest_url, title, .. }) => self.enter(link(dest_url, title), out),
            Event::End(TagEnd::Link | TagEnd::Image) => self.leave(out),
            Event::Start(Tag::CodeBlock(_)) => {
                self.code = true;
                out.push(event);
            }
            Event::End(TagEnd::CodeBlock) => {
                self.code = false;
                out.push(event);
            }
            Event::Text(text) if self.links == 0 && !self.code => self.text(&text, out),
            Event::SoftBreak => out.push(Event::HardBreak),
            Event::TaskListMarker(done) => out.push(Event::InlineHtml(task(done).into())),
            other => out.push(other),
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
        self.links -= 1;
        if self.links == 0 {
            out.push(Event::End(TagEnd::Link));
        }
    }

    fn text<'e>(&self, text: &str, out: &mut Vec<Event<'e>>) {
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

fn task(done: bool) -> &'static str {
    if done { r#"<input aria-label="Done" checked> "# } else { r#"<input aria-label="To do"> "# }
}

#[cfg(test)]
mod tests;
