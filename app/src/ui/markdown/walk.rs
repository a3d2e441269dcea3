//! What we make of Markdown beyond what the parser makes of it: references become links, pictures
//! too, code is highlighted.

use model::{
    IssueRef,
    knowledge::links::{Piece, Splitter, is_block, page_address, wiki_address},
};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::{ELEMENTS_MAX, NESTING_MAX, Style, address, highlight, raw::Raw};

/// Walks the events and puts links where references are.
pub(super) struct Walk<'s> {
    style: &'s Style,
    /// References stay text, and pictures pictures.
    plain: bool,
    /// The tags that are open, and whether each is in the output.
    open: Vec<(TagEnd, bool)>,
    /// How many of them are.
    depth: usize,
    links: Vec<Link>,
    splitter: Splitter,
    raw: Raw,
    /// The block of HTML that is being read.
    html: Option<String>,
    /// The language and the text of the block of code that is being read.
    code: Option<(String, String)>,
    highlighting: highlight::Budget,
}

/// A link or a picture that is open.
#[derive(Clone, Copy)]
struct Link {
    end: End,
    /// The number of events when it began: where there are no more at its end, it has no text.
    begins: usize,
    /// The text inside is replaced by the title of a page.
    titled: bool,
    picture: bool,
}

/// How a link ends in the output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// It is not in the output: it is inside another, or leads where no link may lead.
    None,
    Link,
    /// It was written as HTML, for its class.
    Html,
    Picture,
}

/// Where a link leads.
enum Target {
    Nowhere,
    Address(String),
    /// A page that does not exist.
    Missing(String),
}

impl<'s> Walk<'s> {
    pub(super) fn new(style: &'s Style) -> Self {
        Walk {
            style,
            plain: false,
            open: Vec::new(),
            depth: 0,
            links: Vec::new(),
            splitter: Splitter::default(),
            raw: Raw::default(),
            html: None,
            code: None,
            highlighting: highlight::Budget::default(),
        }
    }

    /// Without what our dialect adds: no references, no bare addresses.
    #[cfg(test)]
    pub(super) fn plain(style: &'s Style) -> Self {
        Walk {
            plain: true,
            ..Walk::new(style)
        }
    }

    /// What comes of the events, and whether it was cut.
    pub(super) fn all<'e>(
        mut self,
        events: impl Iterator<Item = Event<'e>>,
    ) -> (Vec<Event<'e>>, bool) {
        let mut out = Vec::new();
        let mut cut = false;
        for (count, event) in events.enumerate() {
            cut = count >= ELEMENTS_MAX || out.len() >= 2 * ELEMENTS_MAX;
            if cut {
                break;
            }
            self.one(event, &mut out);
        }
        self.finish(&mut out);
        (out, cut)
    }

    /// Closes what is open.
    fn finish<'e>(&mut self, out: &mut Vec<Event<'e>>) {
        if self.code.is_some() {
            self.end_code(out);
        }
        while !self.links.is_empty() {
            self.leave(out);
        }
        while let Some((end, _)) = self.open.last() {
            self.end(*end, out);
        }
        out.push(Event::Html(self.raw.end(0).into()));
    }

    fn one<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                self.code = Some((language(&kind), String::new()));
            }
            Event::End(TagEnd::CodeBlock) => self.end_code(out),
            other if self.plain => out.push(self.plain_text(other)),
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            }) => {
                self.enter_page(&dest_url, has_pothole, out);
            }
            Event::Start(Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                title,
                ..
            }) => {
                self.enter(&self.target(&format!("mailto:{dest_url}")), title, out);
            }
            Event::Start(Tag::Link {
                dest_url, title, ..
            }) => self.enter(&self.target(&dest_url), title, out),
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => self.enter_picture(dest_url, title, out),
            Event::End(TagEnd::Link | TagEnd::Image) => self.leave(out),
            Event::Start(Tag::HtmlBlock) => self.html = Some(String::new()),
            Event::Html(html) => self.html.get_or_insert_default().push_str(&html),
            Event::End(TagEnd::HtmlBlock) => {
                let html = self.html.take().unwrap_or_default();
                out.push(Event::Html(self.raw.block(&html, self.depth).into()));
            }
            Event::InlineHtml(html) => {
                out.push(Event::InlineHtml(self.raw.inline(&html, self.depth).into()));
            }
            Event::Start(tag) => self.start(tag, out),
            Event::End(end) => self.end(end, out),
            Event::Text(text) => self.text(text, out),
            Event::Code(code) => {
                self.splitter.skip(&code);
                out.push(Event::Code(code));
            }
            Event::SoftBreak | Event::HardBreak => {
                self.splitter.skip(" ");
                let hard = self.style.breaks || matches!(event, Event::HardBreak);
                out.push(if hard {
                    Event::HardBreak
                } else {
                    Event::SoftBreak
                });
            }
            Event::TaskListMarker(done) => out.push(Event::InlineHtml(task(done).into())),
            other => out.push(other),
        }
    }

    fn plain_text<'e>(&mut self, event: Event<'e>) -> Event<'e> {
        match (&mut self.code, event) {
            (Some((_, code)), Event::Text(text)) => {
                code.push_str(&text);
                Event::Text("".into())
            }
            (_, event) => event,
        }
    }

    /// A tag begins. Deeper than the limit, quotes, lists and emphasis are left out; their text
    /// stays.
    fn start<'e>(&mut self, tag: Tag<'e>, out: &mut Vec<Event<'e>>) {
        let flat = matches!(
            tag,
            Tag::BlockQuote(_)
                | Tag::List(_)
                | Tag::Item
                | Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
        );
        let kept = !flat || self.depth + self.raw.depth() < NESTING_MAX;
        if is_block(&tag) {
            self.splitter.end_block();
        }
        self.open.push((tag.to_end(), kept));
        if kept {
            self.depth += 1;
            out.push(Event::Start(tag));
        } else {
            out.push(Event::SoftBreak);
        }
    }

    fn end<'e>(&mut self, end: TagEnd, out: &mut Vec<Event<'e>>) {
        let Some((_, kept)) = self.open.pop() else {
            return;
        };
        if kept {
            let html = self.raw.end(self.depth);
            if !html.is_empty() {
                out.push(Event::InlineHtml(html.into()));
            }
            self.depth -= 1;
            out.push(Event::End(end));
        }
    }

    fn end_code(&mut self, out: &mut Vec<Event<'_>>) {
        self.splitter.end_block();
        if let Some((language, text)) = self.code.take() {
            out.push(Event::Html(
                highlight::block(&language, &text, &mut self.highlighting).into(),
            ));
        }
    }

    /// `[[slug]]`, `[[slug|text]]`, `[[slug#heading]]`.
    fn enter_page<'e>(&mut self, inside: &str, named: bool, out: &mut Vec<Event<'e>>) {
        let title = |slug: &str| {
            self.style
                .titles
                .as_ref()
                .and_then(|titles| titles.get(slug))
        };
        let (whole, parts) = wiki_address(inside);
        let (slug, heading) = match parts {
            Some((slug, heading)) if title(whole).is_none() => (slug, Some(heading)),
            _ => (whole, None),
        };
        let title = title(slug).map(|title| match heading {
            Some(heading) if !heading.is_empty() => format!("{title} › {heading}"),
            _ => title.clone(),
        });
        let target = if slug.is_empty() {
            Target::Address(format!("#{}", heading.unwrap_or_default()))
        } else {
            self.page(slug, heading)
        };
        let outermost = self.links.is_empty();
        self.enter(&target, "".into(), out);
        if let (Some(title), Some(link)) =
            (title.filter(|_| !named && outermost), self.links.last_mut())
        {
            link.titled = true;
            out.push(Event::Text(title.into()));
        }
    }

    fn page(&self, slug: &str, heading: Option<&str>) -> Target {
        let href = address::page(slug, heading.filter(|heading| !heading.is_empty()));
        match &self.style.titles {
            Some(titles) if !titles.contains_key(slug) => Target::Missing(href),
            _ => Target::Address(href),
        }
    }

    /// Where a link in brackets leads.
    fn target(&self, written: &str) -> Target {
        if let Some(page) = page_address(written) {
            let known = |slug: &str| {
                self.style
                    .titles
                    .as_ref()
                    .is_none_or(|titles| titles.contains_key(slug))
            };
            let slug = page
                .file
                .as_deref()
                .filter(|file| self.style.titles.is_some() && known(file))
                .unwrap_or(&page.slug);
            // `main.rs` is a file somewhere, unless there is a page of that name.
            let file = page.file.is_none()
                && slug.contains('.')
                && !written.starts_with('/')
                && !known(slug);
            return if file {
                Target::Nowhere
            } else {
                self.page(slug, page.heading.as_deref())
            };
        }
        if written.starts_with('#') {
            return Target::Address(written.to_owned());
        }
        address::allowed(written).map_or(Target::Nowhere, |href| Target::Address(href.into_owned()))
    }

    /// HTML has no link inside a link: of a badge in a link, the outer one stays.
    fn enter<'e>(&mut self, target: &Target, title: CowStr<'e>, out: &mut Vec<Event<'e>>) {
        let end = match target {
            _ if !self.links.is_empty() => End::None,
            Target::Nowhere => End::None,
            Target::Address(href) => {
                out.push(link(href.clone().into(), title));
                End::Link
            }
            Target::Missing(href) => {
                out.push(Event::InlineHtml(
                    classed("missing", href, "There is no such page yet").into(),
                ));
                End::Html
            }
        };
        self.links.push(Link {
            end,
            begins: out.len(),
            titled: false,
            picture: false,
        });
    }

    fn enter_picture<'e>(&mut self, src: CowStr<'e>, title: CowStr<'e>, out: &mut Vec<Event<'e>>) {
        let shown = self.style.images && address::is_web(&src);
        let end = if shown {
            out.push(Event::Start(Tag::Image {
                link_type: LinkType::Inline,
                dest_url: src,
                title,
                id: "".into(),
            }));
            End::Picture
        } else if let Some(href) = address::allowed(&src).filter(|_| self.links.is_empty()) {
            out.push(Event::InlineHtml(classed("picture", &href, &title).into()));
            End::Html
        } else {
            End::None
        };
        self.links.push(Link {
            end,
            begins: out.len(),
            titled: false,
            picture: !shown,
        });
    }

    fn leave(&mut self, out: &mut Vec<Event<'_>>) {
        let Some(link) = self.links.pop() else { return };
        if link.picture && out.len() == link.begins {
            out.push(Event::Text("Picture".into()));
        }
        match link.end {
            End::None => {}
            End::Link => out.push(Event::End(TagEnd::Link)),
            End::Html => out.push(Event::InlineHtml("</a>".into())),
            End::Picture => out.push(Event::End(TagEnd::Image)),
        }
    }

    fn text<'e>(&mut self, text: CowStr<'e>, out: &mut Vec<Event<'e>>) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(&text);
        } else if self.raw.is_silent() {
            // The text of a script.
        } else if self.links.is_empty() {
            self.refer(&text, out);
        } else {
            self.splitter.skip(&text);
            let titled = self.links.iter().any(|link| link.titled);
            out.extend((!titled).then_some(Event::Text(text)));
        }
    }

    fn refer(&mut self, text: &str, out: &mut Vec<Event<'_>>) {
        for piece in self.splitter.pieces(text) {
            let (text, href) = match piece {
                Piece::Text(text) => (text, None),
                Piece::Issue(text, reference) => (text, self.issue(text, &reference)),
                Piece::Address(text, href) => {
                    (text, address::allowed(&href).map(|href| href.into_owned()))
                }
            };
            let text = Event::Text(text.to_owned().into());
            match href {
                Some(href) => {
                    out.extend([link(href.into(), "".into()), text, Event::End(TagEnd::Link)]);
                }
                None => out.push(text),
            }
        }
    }

    /// Where a reference leads. An identifier of another prefix is none of ours.
    fn issue(&self, text: &str, reference: &IssueRef) -> Option<String> {
        let ours = match reference {
            IssueRef::Id(_) => true,
            IssueRef::Identifier(identifier) => identifier.prefix == self.style.prefix,
        };
        ours.then(|| format!("/issues/{}", text.trim_start_matches('#')))
    }
}

fn link<'e>(dest_url: CowStr<'e>, title: CowStr<'e>) -> Event<'e> {
    Event::Start(Tag::Link {
        link_type: LinkType::Inline,
        dest_url,
        title,
        id: "".into(),
    })
}

/// The beginning of a link with a class.
fn classed(class: &str, href: &str, title: &str) -> String {
    let mut html = format!("<a class=\"{class}\" href=\"");
    // Writing to a string cannot fail.
    let _ = escape_href(&mut html, href);
    if !title.is_empty() {
        html.push_str("\" title=\"");
        let _ = escape_html(&mut html, title);
    }
    html.push_str("\">");
    html
}

/// The first word after the fence.
fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Fenced(info) => info
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        CodeBlockKind::Indented => String::new(),
    }
}

fn task(done: bool) -> &'static str {
    if done {
        r#"<input aria-label="Done" checked> "#
    } else {
        r#"<input aria-label="To do"> "#
    }
}
