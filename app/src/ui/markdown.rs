//! Markdown to HTML that may stand on our pages, on the server only: the browser gets it finished.
//!
//! GitHub's dialect as people write it: tables, strikethrough, task lists, bare links, `[[pages]]`. In issues and comments a line
//! break is one where one was typed; a page of the knowledge is a document, in which lines are filled. What comes out is
//! sanitised; nothing a person or an agent writes can run, style the page or load from elsewhere. Code is highlighted by classes.

use std::collections::HashMap;

use model::knowledge::links::MARKDOWN;
use pulldown_cmark::{Event, Options, Parser, TextMergeStream, html};

use super::contents::Heading;

mod headings;
mod highlight;
mod references;
mod sanitize;
mod walk;

use walk::Walk;

/// A page of the knowledge, rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its HTML, sanitised, to be set into an element of class `prose`.
    pub html: String,
    /// Its headings, each with the id that it has in the HTML.
    pub headings: Vec<Heading>,
}

/// The HTML of a text in an issue, to be set into an element of class `prose`. `prefix` is the workspace's: with `MAIN`, `MAIN-42`
/// is a link like `#42`, and `UTF-8` is not.
#[must_use]
pub fn render(text: &str, prefix: &str) -> String {
    let walk = Walk::new(prefix).with_breaks();
    sanitize::sanitize(&to_html(walk.all(events(text, MARKDOWN)).into_iter(), text.len()))
}

/// A page of the knowledge. `titles` are those of the pages that it links to, by slug; a link to another says its slug.
#[must_use]
pub fn render_page(text: &str, prefix: &str, titles: &HashMap<String, String>) -> Document {
    let walk = Walk::new(prefix).with_titles(titles);
    let mut events = walk.all(events(text, MARKDOWN));
    let headings = headings::name(&mut events);
    Document { html: sanitize::sanitize(&to_html(events.into_iter(), text.len())), headings }
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
mod tests;
