//! What a Markdown text points at outside code: `[[slug]]`, `[x](slug.md)`, `#42`, `ENG-42`.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use crate::id::IssueRef;

mod addresses;
mod pages;
mod references;

pub use addresses::shield;
pub use pages::{PageAddress, page_address, wiki_address};
pub use references::{Piece, Splitter};

/// GitHub's dialect as people write it, with `[[links]]`. Whoever reads Markdown reads this.
pub const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_WIKILINKS);
/// Most things that one text is taken to point at, of each kind.
const LINKS_MAX: usize = 1_000;

/// What a text points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Slugs of pages, as they were written. Where two readings are possible, both: `Guide#Install`
    /// and `Guide`.
    pub pages: BTreeSet<String>,
    /// Numbers of issues, from `#42`.
    pub issues: BTreeSet<i64>,
    /// Identifiers that look like those of issues, `ENG-42`; some are none, `UTF-8`.
    pub identifiers: BTreeSet<String>,
}

impl Links {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut links = Links::default();
        let mut splitter = Splitter::default();
        let mut silent = 0_u32;
        let text = shield(text);
        for event in TextMergeStream::new(Parser::new_ext(&text, MARKDOWN)) {
            match event {
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    ..
                }) => {
                    silent += 1;
                    links.add_target(link_type, &dest_url);
                }
                Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => silent += 1,
                Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => silent -= 1,
                Event::Text(text) if silent == 0 => links.add_pieces(splitter.pieces(&text)),
                Event::Text(text) | Event::Code(text) => splitter.skip(&text),
                Event::SoftBreak | Event::HardBreak => splitter.skip(" "),
                Event::Start(tag) if is_block(&tag) => splitter.end_block(),
                _ => {}
            }
        }
        links
    }

    fn add_target(&mut self, kind: LinkType, target: &str) {
        if matches!(kind, LinkType::WikiLink { .. }) {
            let (whole, parts) = wiki_address(target);
            self.add_page(whole);
            parts.into_iter().for_each(|(slug, _)| self.add_page(slug));
        } else if let Some(page) = page_address(target) {
            self.add_page(&page.slug);
            page.file.iter().for_each(|file| self.add_page(file));
        }
    }

    fn add_page(&mut self, slug: &str) {
        if self.pages.len() < LINKS_MAX && !slug.is_empty() {
            self.pages.insert(slug.to_owned());
        }
    }

    fn add_pieces(&mut self, pieces: Vec<Piece<'_>>) {
        for piece in pieces {
            if let Piece::Issue(_, reference) = piece {
                self.add(reference);
            }
        }
    }

    fn add(&mut self, reference: IssueRef) {
        match reference {
            IssueRef::Id(id) if self.issues.len() < LINKS_MAX => {
                self.issues.insert(id.0);
            }
            IssueRef::Identifier(identifier) if self.identifiers.len() < LINKS_MAX => {
                self.identifiers.insert(identifier.to_string());
            }
            _ => {}
        }
    }
}

/// Returns true if a tag begins a block, not a part of a line.
#[must_use]
pub fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let links = Links::of(text);
        let pages = links.pages.into_iter().map(|slug| format!("[[{slug}]]"));
        let issues = links.issues.into_iter().map(|id| format!("#{id}"));
        let all: Vec<_> = pages.chain(issues).chain(links.identifiers).collect();
        assert_eq!(all.join(" "), expect, "{text:?}");
    }

    #[test]
    fn links() {
        check(
            "See [[kickoff-pipeline-ux]] and #735, (#7) or ENG-42.",
            "[[kickoff-pipeline-ux]] #7 #735 ENG-42",
        );
        check(
            "[[a b|shown]] [[ünï]] **[[bold]]** [[a b]]",
            "[[a b]] [[bold]] [[ünï]]",
        );
        check("| a |\n|---|\n| #1 [[cell]] |", "[[cell]] #1");
        check("`#1 [[a]]` and\n```\n#2\n```", "");
        check(
            "    [[indented]] #3\n\n```\n[[fenced]] ENG-1\n```\n\n#4",
            "#4",
        );
        check("[#5](/x) ![#6](y) <b>#7</b> \\[[x]]", "#7");
        check(
            "a#1 x/#2 ##3 #4x #5_ eng-6 1ENG-7 ABCDEFGHIJK-8 #1234567890123456789",
            "",
        );
        check("# Heading #9", "#9");
        check(
            "[x](guide.md) [y](./other.md#part) [z](https://e.com/a.md) [w](/issues/1)",
            "[[guide]] [[guide.md]] [[other]] [[other.md]]",
        );
        check("[[Guide#Install]]", "[[Guide]] [[Guide#Install]]");
        check(
            "PR #150, **GitHub issue** #240, owner/repo#3, https://e.com/_a_?q=#4 but #5",
            "#5",
        );
        check("in the PR\n\n#5\n\n- a PR\n- #6", "#5 #6");
        check("UTF-8 A1-2", "A1-2 UTF-8");
    }
}
