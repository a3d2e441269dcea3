//! Markdown to HTML that may be shown on our pages, on the server only: the browser gets it
//! finished.
//!
//! GitHub's dialect as people write it: tables, strikethrough, task lists, bare links, `[[pages]]`.
//! In issues and comments a line break is one where one was typed; a page of the knowledge is a
//! document, in which lines are filled. What comes out is sanitised; nothing a person or an agent
//! writes can run, style the page or load from elsewhere. Code is highlighted by classes.
//!
//! The work is linear in the length of the text: nesting, the number of elements and the
//! highlighting are limited. What is over a limit is shown plain, or cut with a sentence.

use std::collections::BTreeMap;

use model::knowledge::links::{MARKDOWN, shield};
use pulldown_cmark::{Event, Options, Parser, TextMergeStream, html};

use super::table_of_contents::Heading;

mod address;
mod answer;
mod cache;
mod headings;
mod highlight;
mod raw;
mod sanitize;
mod walk;

pub(crate) use answer::away;
pub use answer::{Renderer, Text};
use walk::Walk;

/// Deepest nesting: what is deeper stands at this depth.
const NESTING_MAX: usize = 100;
/// Most elements of a text, counted as events of the parser.
const ELEMENTS_MAX: usize = 100_000;
/// Shown in place of what comes after them.
const CUT: &str =
    "<p class=\"prose-cut\">The rest isn't shown: this text has more than 100,000 elements.</p>";

/// A text, rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its HTML, sanitised, to be set into an element of class `prose`.
    pub html: String,
    /// Its headings, each with the id that it has in the HTML.
    pub headings: Vec<Heading>,
}

/// What a text is rendered with. The same text in the same style gives the same HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Style {
    /// The workspace's prefix: with `MAIN`, `MAIN-42` is a link like `#42`, and `UTF-8` is not.
    prefix: String,
    /// A line break stays one.
    breaks: bool,
    /// The titles of the pages that exist, by slug, of those that the text links to. `None` where
    /// nobody looked.
    titles: Option<BTreeMap<String, String>>,
    /// Pictures from elsewhere are loaded. Else they are links.
    images: bool,
    /// What the ids of the headings begin with, different for each text of a page.
    anchor: String,
}

/// The HTML of a text.
fn render(text: &str, style: &Style) -> Document {
    let shielded = shield(text);
    let (mut events, cut) = Walk::new(style).all(events(&shielded, MARKDOWN));
    let headings = headings::name(&mut events, &style.anchor);
    let mut html = sanitize::sanitize(&to_html(events.into_iter(), text.len()), style.images);
    if cut {
        html.push_str(CUT);
    }
    Document { html, headings }
}

fn events(text: &str, options: Options) -> impl Iterator<Item = Event<'_>> {
    TextMergeStream::new(Parser::new_ext(text, options))
}

fn to_html<'e>(events: impl Iterator<Item = Event<'e>>, length: usize) -> String {
    let mut page = String::with_capacity(length * 3 / 2);
    html::push_html(&mut page, events);
    page
}

#[cfg(test)]
mod commonmark;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod tests;
