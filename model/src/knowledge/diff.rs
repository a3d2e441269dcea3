//! What changed between two texts, line by line.

use serde::{Deserialize, Serialize};

/// Most lines, of both texts together and without what is the same at their ends, that are
/// compared. Beyond that comparing takes longer than anybody waits: the texts count as wholly
/// different.
pub(super) const COMPARED_MAX: usize = 20_000;

/// On which side a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// In both texts.
    Both,
    /// Only in the old one.
    Old,
    /// Only in the new one.
    New,
}

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffLine {
    /// Where it stands.
    pub side: Side,
    /// The line, without its end.
    pub text: String,
}

/// Changed lines that stand together, with those around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// Its first line in the old text, from 1.
    pub old_start: usize,
    /// Its first line in the new text, from 1.
    pub new_start: usize,
    pub lines: Vec<DiffLine>,
}

/// The differences, with `context` lines around each; empty where the texts are the same.
#[must_use]
pub fn diff(old: &str, new: &str, context: usize) -> Vec<Hunk> {
    if old == new {
        return Vec::new();
    }
    if !comparable(old, new) {
        let whole = |text: &str, side| {
            text.lines()
                .map(|text| DiffLine {
                    side,
                    text: text.to_owned(),
                })
                .collect::<Vec<_>>()
        };
        return vec![Hunk {
            old_start: 1,
            new_start: 1,
            lines: [whole(old, Side::Old), whole(new, Side::New)].concat(),
        }];
    }
    let mut options = diffy::DiffOptions::new();
    options.set_context_len(context);
    let patch = options.create_patch(old, new);
    let hunks = patch.hunks().iter().map(|hunk| Hunk {
        old_start: hunk.old_range().start(),
        new_start: hunk.new_range().start(),
        lines: hunk.lines().iter().map(line).collect(),
    });
    hunks.collect()
}

/// How many lines are only in the new text, and how many only in the old one.
#[must_use]
pub fn counts(hunks: &[Hunk]) -> (usize, usize) {
    let count = |side| {
        hunks
            .iter()
            .flat_map(|hunk| &hunk.lines)
            .filter(|line| line.side == side)
            .count()
    };
    (count(Side::New), count(Side::Old))
}

fn line(line: &diffy::Line<'_, str>) -> DiffLine {
    let (side, text) = match line {
        diffy::Line::Context(text) => (Side::Both, text),
        diffy::Line::Delete(text) => (Side::Old, text),
        diffy::Line::Insert(text) => (Side::New, text),
    };
    DiffLine {
        side,
        text: text.trim_end_matches('\n').to_owned(),
    }
}

/// Returns true if comparing the two is a matter of moments.
pub(super) fn comparable(one: &str, other: &str) -> bool {
    let before = one
        .lines()
        .zip(other.lines())
        .take_while(|(one, other)| one == other)
        .count();
    let after = one
        .lines()
        .rev()
        .zip(other.lines().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let lines = one.lines().count() + other.lines().count();
    lines.saturating_sub(2 * (before + after)) <= COMPARED_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expect: &[&str]) {
        let shown: Vec<String> = diff(old, new, 1)
            .into_iter()
            .flat_map(|hunk| {
                let head = format!("@{} @{}", hunk.old_start, hunk.new_start);
                let sign = |side| match side {
                    Side::Both => ' ',
                    Side::Old => '-',
                    Side::New => '+',
                };
                std::iter::once(head)
                    .chain(
                        hunk.lines
                            .into_iter()
                            .map(move |line| format!("{}{}", sign(line.side), line.text)),
                    )
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn differences() {
        check("a\nb\n", "a\nb\n", &[]);
        check(
            "a\nb\nc\nd\ne\nf\ng\n",
            "a\nB\nc\nd\ne\nf\nh\n",
            &["@1 @1", " a", "-b", "+B", " c", "@6 @6", " f", "-g", "+h"],
        );
        check("", "a", &["@0 @1", "+a"]);
        check("a", "a\n", &["@1 @1", "-a", "+a"]);
    }

    #[test]
    fn what_would_take_too_long_is_wholly_different() {
        let text = |word: &str| {
            (0..11_000)
                .map(|n| format!("{word}{n}\n"))
                .collect::<String>()
        };
        let (old, new) = (text("a"), text("b"));
        assert_eq!(counts(&diff(&old, &new, 3)), (11_000, 11_000));
        assert!(!comparable(&old, &new) && comparable(&old, &format!("{old}more")));
    }
}
