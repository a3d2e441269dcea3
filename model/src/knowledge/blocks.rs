//! Markdown blocks: whether two texts that are put under each other need a blank line between them.

/// Returns true if `theirs` and `yours` are blocks of their own between `before` and `after`, and
/// need a blank line to stay two. Items of a list, rows of a table and lines of the same quote or
/// paragraph do not: a blank line would split what they are part of.
pub(super) fn are_separate(before: &str, theirs: &str, yours: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (theirs.lines().next_back(), yours.lines().next()) else {
        return false;
    };
    let starts = has_blank(theirs) || before.lines().next_back().is_none_or(is_boundary);
    let ends = has_blank(yours) || after.lines().next().is_none_or(is_boundary);
    let (upper, lower) = (Block::of(last_block(theirs)), Block::of(first));
    !is_blank(last)
        && !is_blank(first)
        && starts
        && ends
        && (upper != lower || upper == Block::Paragraph)
}

/// Returns true if a fence of code is open at the end of a text where none was at its start. Fences
/// count in pairs, whatever their length.
pub(super) fn leaves_code_open(text: &str) -> bool {
    let is_fence = |line: &&str| {
        ["```", "~~~"]
            .iter()
            .any(|fence| line.trim_start().starts_with(fence))
    };
    text.lines().filter(is_fence).count() % 2 == 1
}

#[derive(PartialEq)]
enum Block {
    Paragraph,
    Item,
    Row,
    Quote,
    Code,
}

impl Block {
    /// The kind of block that begins with this line.
    fn of(line: &str) -> Self {
        let text = line.trim_start();
        let number = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let markers: &[&str] = if number.len() < text.len() {
            &[". ", ") "]
        } else {
            &["- ", "* ", "+ "]
        };
        match text.chars().next() {
            _ if markers.iter().any(|marker| number.starts_with(marker)) => Block::Item,
            Some('|') => Block::Row,
            Some('>') => Block::Quote,
            _ if line.starts_with("    ") || line.starts_with('\t') => Block::Code,
            _ => Block::Paragraph,
        }
    }
}

/// The first line of a text's last block.
fn last_block(text: &str) -> &str {
    text.lines()
        .rev()
        .take_while(|line| !is_blank(line))
        .last()
        .unwrap_or_default()
}

fn has_blank(text: &str) -> bool {
    text.lines().any(is_blank)
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// A line that no paragraph goes on over: a blank one, or a heading.
fn is_boundary(line: &str) -> bool {
    is_blank(line) || (line.starts_with('#') && line.trim_start_matches('#').starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(theirs: &str, yours: &str, expect: bool) {
        assert_eq!(
            are_separate("one\n\n", theirs, yours, "\nlast\n"),
            expect,
            "{theirs:?} and {yours:?}"
        );
    }

    #[test]
    fn paragraphs_are_separate() {
        check("theirs\n", "mine\n", true);
        check("- item\n\ntheirs\n", "mine\n", true);
        check("2026 was\n", "-5 degrees\n", true);
        check("```\ncode\n```\n", "```\ncode\n```\n", true);
    }

    #[test]
    fn what_goes_on_is_not_separate() {
        for (theirs, yours) in [
            ("- a\n", "* b\n"),
            ("1. a\n", "2) b\n"),
            ("  - a\n", "- b\n"),
            ("| a |\n", "| b |\n"),
        ] {
            check(theirs, yours, false);
        }
        check("> a\n", "> b\n", false);
        check("    a\n", "\tb\n", false);
        check("text\n\n- a\n  more\n", "- b\n", false);
    }

    #[test]
    fn other_blocks_are_separate() {
        check("- a\n", "would go on as part of the item\n", true);
        check("| a |\n", "would be a row\n", true);
    }

    #[test]
    fn what_is_separate_already_stays_so() {
        check("theirs\n\n", "mine\n", false);
        check("theirs\n", "\nmine\n", false);
        check("theirs\n", "", false);
        check("", "mine\n", false);
    }

    #[test]
    fn lines_within_a_paragraph_are_not_separate() {
        assert!(!are_separate("one\n", "theirs\n", "mine\n", "\nlast\n"));
        assert!(!are_separate("one\n\n", "theirs\n", "mine\n", "last\n"));
        assert!(are_separate(
            "## Heading\n",
            "theirs\n",
            "mine\n",
            "# Heading\n"
        ));
        assert!(!are_separate("#42 is\n", "theirs\n", "mine\n", ""));
        assert!(are_separate("", "theirs", "mine", ""));
    }

    #[test]
    fn fences_of_code_come_in_pairs() {
        assert!(leaves_code_open("one\n```rust\ncode\n"));
        assert!(!leaves_code_open("```\ncode\n```\n~~~\n~~~\n"));
    }
}
