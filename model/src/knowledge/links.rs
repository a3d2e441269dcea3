//! What a Markdown text points at: `[[slug]]`, `#42`, `ENG-42`, wherever they stand outside code.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use crate::id::{Identifier, IssueRef};

/// GitHub's dialect as people write it, with `[[links]]`. Whoever reads Markdown reads this.
pub const MARKDOWN: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS).union(Options::ENABLE_WIKILINKS);
/// Most things that one text is taken to point at, of each kind.
const LINKS_MAX: usize = 1_000;

/// What a text points at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Slugs between double brackets, as they were written.
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
        let mut silent = 0_u32;
        for event in TextMergeStream::new(Parser::new_ext(text, MARKDOWN)) {
            match event {
                Event::Start(Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. }) => {
                    silent += 1;
                    if links.pages.len() < LINKS_MAX {
                        links.pages.insert(dest_url.trim().to_owned());
                    }
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => silent += 1,
                Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => silent -= 1,
                Event::Text(text) if silent == 0 => references(&text).for_each(|(_, reference)| links.add(reference)),
                _ => {}
            }
        }
        links
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

/// The issues that a plain text names, each with where its name begins.
pub fn references(text: &str) -> impl Iterator<Item = (usize, IssueRef)> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, char)| {
        let begins = begins_word(std::mem::replace(&mut before, char));
        let (_, reference) = begins.then(|| reference(&text[at..])).flatten()?;
        Some((at, reference))
    })
}

/// Whether a reference may begin after this character.
#[must_use]
pub fn begins_word(before: char) -> bool {
    !before.is_alphanumeric() && !matches!(before, '_' | '/' | '#' | '&' | '-')
}

/// `#42` or `MAIN-42` at the beginning of a text, with its length in bytes.
#[must_use]
pub fn reference(rest: &str) -> Option<(usize, IssueRef)> {
    let (number, prefix) = match rest.strip_prefix('#') {
        Some(number) => (number, Some(String::new())),
        None => {
            let length = rest.bytes().take(11).take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
            let (prefix, number) = rest.split_at(length);
            (number.strip_prefix('-')?, Some(prefix.to_owned()).filter(|prefix| crate::id::is_prefix(prefix)))
        }
    };
    let prefix = prefix?;
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !number[digits..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
    if !(1..=18).contains(&digits) || !ends {
        return None;
    }
    let count = number[..digits].parse().ok()?;
    let reference = if prefix.is_empty() {
        IssueRef::Id(crate::id::IssueId(count))
    } else {
        IssueRef::Identifier(Identifier { prefix, number: count })
    };
    Some((rest.len() - number.len() + digits, reference))
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
        check("See [[kickoff-pipeline-ux]] and #735, (#7) or ENG-42.", "[[kickoff-pipeline-ux]] #7 #735 ENG-42");
        check("[[a b|shown]] [[ünï]] **[[bold]]** [[a b]]", "[[a b]] [[bold]] [[ünï]]");
        check("| a |\n|---|\n| #1 [[cell]] |", "[[cell]] #1");
        check("`#1 [[a]]` and\n```\n#2\n```", "");
        check("    [[indented]] #3\n\n```\n[[fenced]] ENG-1\n```\n\n#4", "#4");
        check("[#5](x) ![#6](y) <b>#7</b> \\[[x]]", "#7");
        check("a#1 x/#2 ##3 #4x #5_ eng-6 1ENG-7 ABCDEFGHIJK-8 #1234567890123456789", "");
        check("# Heading #9", "#9");
        check("UTF-8 A1-2", "A1-2 UTF-8");
    }
}
