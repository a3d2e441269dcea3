//! References to issues in a text: `#42`, `ENG-42`, but not those of another tracker, `PR #42`.

use super::addresses::addresses;
use crate::id::{Identifier, IssueId, IssueRef};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Plain.
    Text(&'t str),
    /// A reference to an issue.
    Issue(&'t str, IssueRef),
    /// A bare address, with the target of its link.
    Address(&'t str, String),
}

/// Longest text before a reference that is kept from one part of a line to the next, in bytes.
const BEFORE_MAX: usize = 64;

/// Splits the texts of a block, one after the other, into pieces. What comes before a reference
/// decides whether it is ours, also where markup is between: `**PR** #42`.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    /// The text since the last reference, or since the block began; its end only.
    before: String,
    /// Whether the last reference of the block was to another tracker; `None` before the first.
    elsewhere: Option<bool>,
}

impl Splitter {
    /// A block begins or ends: what comes before has no meaning for what follows.
    pub fn end_block(&mut self) {
        self.before.clear();
        self.elsewhere = None;
    }

    /// Text that contains no references: code, or the text of a link.
    pub fn skip(&mut self, text: &str) {
        self.before.push_str(text);
        let surplus = self.before.len().saturating_sub(BEFORE_MAX);
        if surplus > 0 {
            let cut = (surplus..=self.before.len())
                .find(|at| self.before.is_char_boundary(*at))
                .unwrap_or_default();
            self.before.drain(..cut);
        }
    }

    /// The pieces of the next text.
    pub fn pieces<'t>(&mut self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut done = 0;
        for address in addresses(text) {
            self.references(&text[done..address.range.start], &mut pieces);
            self.skip(&text[address.range.clone()]);
            done = address.range.end;
            pieces.push(Piece::Address(&text[address.range], address.href));
        }
        self.references(&text[done..], &mut pieces);
        pieces
    }

    fn references<'t>(&mut self, text: &'t str, pieces: &mut Vec<Piece<'t>>) {
        // `done` ends what is in `pieces`, `seen` the last reference, ours or not.
        let (mut done, mut seen) = (0, 0);
        let mut previous = self.before.chars().next_back().unwrap_or(' ');
        for (at, char) in text.char_indices() {
            let begins = begins_word(std::mem::replace(&mut previous, char));
            if at < seen || !begins {
                continue;
            }
            let Some((length, reference)) = reference(&text[at..]) else {
                continue;
            };
            self.skip(&text[seen..at]);
            let elsewhere = match self.elsewhere {
                Some(elsewhere) if joins(&self.before) => elsewhere,
                _ => names_elsewhere(&self.before),
            };
            self.before.clear();
            seen = at + length;
            self.elsewhere = Some(elsewhere);
            if elsewhere && matches!(reference, IssueRef::Id(_)) {
                continue;
            }
            if done < at {
                pieces.push(Piece::Text(&text[done..at]));
            }
            pieces.push(Piece::Issue(&text[at..seen], reference));
            done = seen;
        }
        self.skip(&text[seen..]);
        if done < text.len() {
            pieces.push(Piece::Text(&text[done..]));
        }
    }
}

/// Returns true if a reference may begin after this character.
fn begins_word(before: char) -> bool {
    !before.is_alphanumeric() && !matches!(before, '_' | '/' | '#' | '&' | '-')
}

/// `#42` or `MAIN-42` at the beginning of a text, with its length in bytes.
fn reference(rest: &str) -> Option<(usize, IssueRef)> {
    let (number, prefix) = match rest.strip_prefix('#') {
        Some(number) => (number, Some(String::new())),
        None => {
            let length = rest
                .bytes()
                .take(11)
                .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                .count();
            let (prefix, number) = rest.split_at(length);
            (
                number.strip_prefix('-')?,
                Some(prefix.to_owned()).filter(|prefix| crate::id::is_prefix(prefix)),
            )
        }
    };
    let prefix = prefix?;
    let digits = number
        .bytes()
        .take(19)
        .take_while(u8::is_ascii_digit)
        .count();
    let ends = !number[digits..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
    if !(1..=18).contains(&digits) || !ends {
        return None;
    }
    let count = number[..digits].parse().ok()?;
    let reference = if prefix.is_empty() {
        IssueRef::Id(IssueId(count))
    } else {
        IssueRef::Identifier(Identifier {
            prefix,
            number: count,
        })
    };
    Some((rest.len() - number.len() + digits, reference))
}

/// Returns true if two references with this between them are one list: `#1, #2 and #3`.
fn joins(between: &str) -> bool {
    let words = between
        .split(|c: char| c.is_whitespace() || ",;/&+-–".contains(c))
        .filter(|word| !word.is_empty());
    between.len() <= 16
        && words
            .clone()
            .all(|word| matches!(word.to_ascii_lowercase().as_str(), "and" | "or" | "to"))
}

/// Returns true if what comes before a `#42` says that it is another tracker's: `PR`, `pull
/// request`, `GitHub issue`, `GH`.
fn names_elsewhere(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '(' | '[' | '!' | '"' | '\'' | '=')
    });
    let mut words = before.rsplit(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '_' | '(' | '[' | '/' | ':' | '"')
    });
    let mut word = || {
        let word = words
            .next()
            .unwrap_or_default()
            .trim_start_matches(['*', '\'', '('])
            .to_ascii_lowercase();
        word.trim_end_matches("'s")
            .trim_end_matches("’s")
            .to_owned()
    };
    let tracker = |word: &str| {
        matches!(
            word,
            "gh" | "github" | "gitlab" | "bitbucket" | "gitea" | "codeberg"
        )
    };
    match word().as_str() {
        "pr" | "prs" | "mr" | "mrs" => true,
        "request" | "requests" => matches!(word().as_str(), "pull" | "merge"),
        "issue" | "issues" | "discussion" | "discussions" | "bug" | "bugs" | "ticket"
        | "tickets" | "number" | "no." => {
            let owner = word();
            tracker(&owner) || owner == "upstream"
        }
        last => tracker(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The references that are ours.
    fn check(text: &str, expect: &str) {
        let found: Vec<_> = Splitter::default()
            .pieces(text)
            .into_iter()
            .filter_map(|piece| {
                if let Piece::Issue(text, _) = piece {
                    Some(text)
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(found.join(" "), expect, "{text}");
    }

    #[test]
    fn references_of_other_trackers() {
        for text in [
            "PR #150",
            "pr #150",
            "PRs #1, #2 and #3",
            "(PR #150)",
            "PR: #150",
            "pull request #4",
            "Pull Requests #4 & #5",
            "pull-request #4",
            "merge request #4",
            "MR !7",
            "MR #7",
            "GH #9",
            "GH issue #240",
            "GitHub issue #240",
            "github issues #240, #241",
            "GitHub's issue #240",
            "GitHub #240",
            "upstream issue #2",
            "owner/repo#12",
            "rust-lang/rust#12",
            "https://example.com/?q=#12",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn references_of_ours() {
        check("issue #12, #13", "#12 #13");
        check("bug #12", "#12");
        check("Fixed in the PR. #12 is next", "#12");
        check("PR #1 closes #2", "#2");
        check("PR #1, which fixes #2 and #3", "#2 #3");
        check("#2 (PR #1)", "#2");
        check("express #3, sprs #4", "#3 #4");
        check("GH-5 PR MAIN-6", "GH-5 MAIN-6");
    }

    #[test]
    fn markup_between_does_not_hide_what_comes_before() {
        let mut splitter = Splitter::default();
        splitter.pieces("see ");
        splitter.pieces("PR");
        assert_eq!(splitter.pieces(" #150"), [Piece::Text(" #150")]);
        splitter.end_block();
        assert_eq!(splitter.pieces("#150").len(), 1);
        splitter.skip("é".repeat(100).as_str());
        assert_eq!(splitter.pieces("#150"), [Piece::Text("#150")]);
    }
}
