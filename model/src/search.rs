//! What people type into a search box, made into words.

use serde::{Deserialize, Serialize};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// An issue, by its title or description.
    Issue,
    /// A comment, by what it says.
    Comment,
    /// A page of knowledge.
    Knowledge,
}

/// One thing found (contract 1.13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// What it is.
    pub kind: SearchKind,
    /// Its title; a comment has that of its issue.
    pub title: String,
    /// What it says around the first word found, at most [`SNIPPET_MAX`] characters in one line.
    pub snippet: String,
    /// An issue's or a comment's number, a page's slug.
    pub id: String,
    /// The issue: of a comment, or itself.
    pub issue: Option<crate::id::IssueId>,
}

/// Longest snippet, in characters.
pub const SNIPPET_MAX: usize = 200;

/// How many characters of a snippet stand before the word.
const BEFORE: usize = 60;

/// The part of a text around the first of the words that begins a word there; the beginning where none does. White space
/// becomes single spaces; `…` stands where something was left out and counts.
#[must_use]
pub fn snippet(text: &str, terms: &[String]) -> String {
    let line: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let at = terms.iter().filter_map(|term| find_word(&line, term)).min().unwrap_or(0);
    let mut from = at.saturating_sub(BEFORE);
    if line.len() <= SNIPPET_MAX {
        from = 0;
    } else if from > 0 {
        // Not in the middle of a word, where there is a space before the one that was found.
        from = (from..at - 1).find(|i| line[*i] == ' ').map_or(from, |space| space + 1);
    }
    let before = if from > 0 { "…" } else { "" };
    let room = SNIPPET_MAX - before.chars().count();
    let rest = &line[from..];
    let (shown, after) = if rest.len() > room { (&rest[..room - 1], "…") } else { (rest, "") };
    format!("{before}{}{after}", shown.iter().collect::<String>())
}

/// Where a word of the text begins with the term. Letters are compared in lower case, one by one.
fn find_word(text: &[char], term: &str) -> Option<usize> {
    let term: Vec<char> = term.chars().collect();
    let lower = |c: &char| c.to_lowercase().next().unwrap_or(*c);
    let begins = |at: &usize| *at == 0 || !text[*at - 1].is_alphanumeric();
    let matches = |at: &usize| text[*at..].iter().zip(&term).all(|(a, b)| lower(a) == *b);
    (0..=text.len().checked_sub(term.len())?).filter(begins).find(matches)
}

/// Whether every term is the beginning of a word of the text.
#[must_use]
pub fn mentions(text: &str, terms: &[String]) -> bool {
    let text: Vec<char> = text.chars().collect();
    terms.iter().all(|term| find_word(&text, term).is_some())
}

/// A line in three parts: before the first of the words that begins a word there, that beginning, and the rest.
#[must_use]
pub fn marked(line: &str, terms: &[String]) -> (String, String, String) {
    let letters: Vec<char> = line.chars().collect();
    let found = terms.iter().filter_map(|term| Some((find_word(&letters, term)?, term.chars().count()))).min();
    let (at, length) = found.unwrap_or((letters.len(), 0));
    let part = |from: usize, to: usize| letters[from..to].iter().collect();
    (part(0, at), part(at, at + length), part(at + length, letters.len()))
}

/// Most words that count.
pub const TERMS_MAX: usize = 8;

/// The words of a query, lower case, letters and digits only, at most eight of at most 64 characters. Each is matched as the
/// beginning of a word. Anything else separates, so that no query is a syntax error.
#[must_use]
pub fn terms(query: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.to_lowercase().chars().take(64).collect();
        if !terms.contains(&word) {
            terms.push(word);
        }
        if terms.len() == TERMS_MAX {
            break;
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, query: &str, expect: &str) {
        let said = snippet(text, &terms(query));
        assert_eq!(said, expect);
        assert!(said.chars().count() <= SNIPPET_MAX);
    }

    #[test]
    fn snippets() {
        check("", "x", "");
        check("one\n\n  two\tthree", "two", "one two three");
        check(&"é".repeat(200), "x", &"é".repeat(200));
        check(&"é".repeat(201), "x", &format!("{}…", "é".repeat(199)));
        let long = format!("{}Bäume {}", "word ".repeat(100), "tail ".repeat(100));
        let expect = format!("…{}Bäume {}", "word ".repeat(11), "tail ".repeat(100));
        check(&long, "bäu", &format!("{}…", expect.chars().take(199).collect::<String>()));
        check(&format!("{} end", "x".repeat(300)), "end", &format!("…{} end", "x".repeat(59)));
        check("a worker works", "work", "a worker works");
    }

    #[test]
    fn the_first_word_found_is_marked() {
        let check = |line: &str, query: &str, expect: (&str, &str, &str)| {
            let (before, word, after) = marked(line, &terms(query));
            assert_eq!((before.as_str(), word.as_str(), after.as_str()), expect);
        };
        check("Fix the Bäume, now", "now bäu", ("Fix the ", "Bäu", "me, now"));
        check("nothing here", "x", ("nothing here", "", ""));
        assert!(mentions("Fix the tokens", &terms("token fix")));
        assert!(!mentions("Fix the tokens", &terms("token oken")));
    }

    #[test]
    fn words_only() {
        assert_eq!(terms("Hub-v3: \"git\" worktree* git"), ["hub", "v3", "git", "worktree"]);
        assert_eq!(terms(" %_' OR "), ["or"]);
        assert!(terms("--").is_empty());
        assert_eq!(terms("a b c d e f g h i j").len(), TERMS_MAX);
    }
}
