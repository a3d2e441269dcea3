//! HTML that is written in Markdown, made well-formed before it is parsed as HTML.
//!
//! A parser of HTML repeats a formatting element that is not closed in every block that follows,
//! and looks through all open elements at many tags: both are quadratic. So tags are closed in the
//! block where they were opened, their depth is limited, and an end without a beginning is left
//! out. This is no sanitising: that comes after it.

use pulldown_cmark_escape::{escape_href, escape_html};

use super::NESTING_MAX;

/// Elements that hold blocks, and may be closed in a later one than they were opened in. What is in
/// no list is left out; its text stays.
const BLOCKS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements that hold text.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins",
    "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "tt", "u", "var",
];
/// Elements without an end.
const VOID: &[&str] = &["br", "hr", "wbr"];
/// Elements whose text is left out.
const SILENT: &[&str] = &["script", "style"];

/// The tags that are open.
#[derive(Default)]
pub(super) struct Raw {
    /// Each with the depth of the block it was opened in.
    open: Vec<(&'static str, usize)>,
    silent: Option<&'static str>,
}

/// A part of HTML.
enum Token<'h> {
    Text(&'h str),
    Tag {
        name: &'h str,
        end: bool,
        attributes: &'h str,
    },
    /// A comment, or a `<` that begins no tag; the text is what to write for it.
    Other(&'static str),
}

impl Raw {
    /// How many tags are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Returns true if text is left out here.
    pub(super) fn is_silent(&self) -> bool {
        self.silent.is_some()
    }

    /// A tag in a line of text, in a block of this depth.
    pub(super) fn inline(&mut self, html: &str, depth: usize) -> String {
        let mut out = String::with_capacity(html.len());
        self.write(html, depth, &mut out);
        out
    }

    /// A block of HTML inside a block of this depth. What holds text is closed with it.
    pub(super) fn block(&mut self, html: &str, depth: usize) -> String {
        let mut out = String::with_capacity(html.len());
        let before = self.open.len();
        self.write(html, depth, &mut out);
        let new = self.open.get(before..).unwrap_or_default();
        if let Some(first) = new.iter().position(|(name, _)| INLINE.contains(name)) {
            self.close_to(before + first, &mut out);
        }
        self.silent = None;
        out
    }

    /// A block of this depth ends.
    pub(super) fn end(&mut self, depth: usize) -> String {
        let mut out = String::new();
        let kept = self
            .open
            .iter()
            .rposition(|(_, opened)| *opened < depth)
            .map_or(0, |at| at + 1);
        self.close_to(kept, &mut out);
        self.silent = None;
        out
    }

    fn close_to(&mut self, kept: usize, out: &mut String) {
        for (name, _) in self.open.drain(kept..).rev() {
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
    }

    fn write(&mut self, html: &str, depth: usize, out: &mut String) {
        let mut rest = html;
        while let Some((token, after)) = next(rest) {
            rest = after;
            match token {
                Token::Tag {
                    name, end: true, ..
                } if self
                    .silent
                    .is_some_and(|silent| name.eq_ignore_ascii_case(silent)) =>
                {
                    self.silent = None;
                }
                _ if self.silent.is_some() => {}
                Token::Text(text) => out.push_str(text),
                Token::Other(text) => out.push_str(text),
                Token::Tag {
                    name, end: true, ..
                } => self.close(name, depth, out),
                Token::Tag {
                    name, attributes, ..
                } => self.open(name, attributes, depth, out),
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &str, depth: usize, out: &mut String) {
        let lower = name.to_ascii_lowercase();
        let named = |list: &[&'static str]| list.iter().find(|known| **known == lower).copied();
        if let Some(name) = named(SILENT) {
            self.silent = Some(name);
        } else if let Some(name) = named(VOID) {
            out.push_str(&format!("<{name}>"));
        } else if lower == "img" {
            if !self.open.iter().any(|(name, _)| *name == "a") {
                picture(attributes, out);
            }
        } else if let Some(name) = named(BLOCKS).or_else(|| named(INLINE)) {
            while self
                .open
                .last()
                .is_some_and(|(last, opened)| *opened == depth && ends(last, name))
            {
                self.close_to(self.open.len() - 1, out);
            }
            if self.open.len() + depth < NESTING_MAX {
                self.open.push((name, depth));
                out.push_str(&format!("<{name}{}>", attributes.trim_end_matches('/')));
            }
        }
    }

    fn close(&mut self, name: &str, depth: usize, out: &mut String) {
        let open = self
            .open
            .iter()
            .rposition(|(known, opened)| *opened >= depth && name.eq_ignore_ascii_case(known));
        if let Some(at) = open {
            self.close_to(at, out);
        }
    }
}

/// Returns true if the beginning of one element is the end of another, as in `<li>a<li>b`.
fn ends(open: &str, next: &str) -> bool {
    match next {
        "li" | "p" => open == next,
        "dt" | "dd" => matches!(open, "dt" | "dd"),
        "td" | "th" => matches!(open, "td" | "th"),
        "tr" => matches!(open, "td" | "th" | "tr"),
        _ => false,
    }
}

/// The first part of the HTML, and the rest.
fn next(html: &str) -> Option<(Token<'_>, &str)> {
    let at = html.find('<').unwrap_or(html.len());
    if at > 0 {
        return Some((Token::Text(&html[..at]), &html[at..]));
    }
    let rest = html.strip_prefix('<')?;
    for (begin, end) in [("!--", "-->"), ("![CDATA[", "]]>"), ("!", ">"), ("?", ">")] {
        if let Some(inside) = rest.strip_prefix(begin) {
            return Some((
                Token::Other(""),
                inside.split_once(end).map_or("", |(_, after)| after),
            ));
        }
    }
    let (end, named) = rest
        .strip_prefix('/')
        .map_or((false, rest), |named| (true, named));
    let length = named.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, inside) = named.split_at(length);
    match close(inside) {
        Some(close) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => Some((
            Token::Tag {
                name,
                end,
                attributes: &inside[..close],
            },
            &inside[close + 1..],
        )),
        _ => Some((Token::Other("&lt;"), rest)),
    }
}

/// Where a tag ends: at the first `>` outside quotes. `None` where another tag begins before it.
fn close(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (_, b'<') => return None,
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at),
            _ => {}
        }
    }
    None
}

/// `<img>` as a link to the picture.
fn picture(attributes: &str, out: &mut String) {
    let Some(src) = attribute(attributes, "src") else {
        return;
    };
    let alt = attribute(attributes, "alt")
        .filter(|alt| !alt.trim().is_empty())
        .unwrap_or("Picture");
    out.push_str("<a class=\"picture\" href=\"");
    // Writing to a string cannot fail.
    let _ = escape_href(&mut *out, src);
    out.push_str("\">");
    let _ = escape_html(&mut *out, alt);
    out.push_str("</a>");
}

/// The value of an attribute in quotes.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, tail) = after[1..].split_once(quote)?;
        if before.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = tail;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Raw;

    fn check(html: &str, expect: &str) {
        let mut raw = Raw::default();
        let written = raw.block(html, 0);
        assert_eq!(written + &raw.end(0), expect, "{html}");
    }

    #[test]
    fn tags_are_closed() {
        check("<b>x</b> < 1 &amp; <br/>", "<b>x</b> &lt; 1 &amp; <br>");
        check("<b><i>x", "<b><i>x</i></b>");
        check("<b><i>x</b></i>", "<b><i>x</i></b>");
        check("</p></b>x", "x");
        check("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
        check(
            "<details open><summary>s</summary>",
            "<details open><summary>s</summary></details>",
        );
        check("<script>alert(1)</script>x<!-- y -->", "x");
        check("<form><button onclick='x'>y</button></form>", "y");
        check("<a title=\"<b>\">x", "&lt;a title=\"<b>\">x</b>");
        check(
            "<img alt='a' src=\"https://e.com/x.png\">",
            "<a class=\"picture\" href=\"https://e.com/x.png\">a</a>",
        );
    }

    #[test]
    fn what_is_open_is_limited() {
        let html = Raw::default().block(&"<div>".repeat(10_000), 0);
        assert_eq!(html.matches("<div>").count(), super::NESTING_MAX);
    }
}
