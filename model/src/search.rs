//! Search queries, split into terms.

use serde::{Deserialize, Serialize};

/// Kind of the result.
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

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// In lower case.
    pub text: String,
    /// How it is matched.
    pub kind: TermKind,
}

/// How a term is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// As the beginning of a word.
    Word,
    /// Anywhere in the text: letters of scripts without spaces, and signs.
    Part,
}

impl Term {
    /// The places of the term in a text, in characters, one after the other.
    fn places<'a>(&'a self, text: &'a [char]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let length = self.text.chars().count();
        let begins = move |at: usize| {
            self.kind == TermKind::Part
                || at == 0
                || !text[at - 1].is_alphanumeric()
                || is_unspaced(text[at - 1])
        };
        let matches = move |at: usize| {
            text[at..]
                .iter()
                .zip(self.text.chars())
                .all(|(a, b)| lower(*a) == b)
        };
        let last = (text.len() + 1).saturating_sub(length.max(1));
        (0..last)
            .filter(move |at| begins(*at) && matches(*at))
            .map(move |at| (at, at + length))
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The part of a text around the first place of any of the terms; the beginning where there is
/// none. White space becomes single spaces; `…` is put where something was left out and counts.
#[must_use]
pub fn snippet(text: &str, terms: &[Term]) -> String {
    let line: Vec<char> = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .collect();
    let at = terms
        .iter()
        .filter_map(|term| Some(term.places(&line).next()?.0))
        .min()
        .unwrap_or(0);
    let mut from = at.saturating_sub(BEFORE);
    if line.len() <= SNIPPET_MAX {
        from = 0;
    } else if from > 0 {
        // Not in the middle of a word, where there is a space before the one that was found.
        from = (from..at - 1)
            .find(|i| line[*i] == ' ')
            .map_or(from, |space| space + 1);
    }
    let before = if from > 0 { "…" } else { "" };
    let room = SNIPPET_MAX - before.chars().count();
    let rest = &line[from..];
    let (shown, after) = if rest.len() > room {
        (&rest[..room - 1], "…")
    } else {
        (rest, "")
    };
    format!("{before}{}{after}", shown.iter().collect::<String>())
}

/// The text in parts, each with whether it is a match of one of the terms.
#[must_use]
pub fn marked(text: &str, terms: &[Term]) -> Vec<(String, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let mut matched = vec![false; chars.len()];
    for (from, to) in terms.iter().flat_map(|term| term.places(&chars)) {
        matched[from..to].fill(true);
    }
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (char, matched) in chars.into_iter().zip(matched) {
        match parts.last_mut() {
            Some((part, same)) if *same == matched => part.push(char),
            _ => parts.push((char.into(), matched)),
        }
    }
    parts
}

/// Returns true if every term is in the text.
#[must_use]
pub fn mentions(text: &str, terms: &[Term]) -> bool {
    let text: Vec<char> = text.chars().collect();
    terms.iter().all(|term| term.places(&text).next().is_some())
}

/// Most terms that count.
pub const TERMS_MAX: usize = 8;
/// Longest term, in characters.
const TERM_MAX: usize = 64;

/// The terms of a query, at most eight of at most 64 characters. Letters and digits are words,
/// anything else separates them, so that no query is a syntax error. Signs count where they are all
/// that there is, where they end a name, as in `C++`, and where they are no punctuation, as `🚀`.
#[must_use]
pub fn terms(query: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for chunk in query.split_whitespace() {
        add_words(chunk, &mut terms);
        if !chunk.chars().any(char::is_alphanumeric) && chunk.chars().any(is_sign) {
            add(&mut terms, chunk, TermKind::Part);
        }
    }
    if terms.is_empty() {
        for chunk in query.split_whitespace() {
            add(&mut terms, chunk, TermKind::Part);
        }
    }
    terms
}

fn add(terms: &mut Vec<Term>, text: &str, kind: TermKind) {
    let term = Term {
        text: text
            .chars()
            .take(TERM_MAX)
            .flat_map(char::to_lowercase)
            .collect(),
        kind,
    };
    if terms.len() < TERMS_MAX && !term.text.is_empty() && !terms.contains(&term) {
        terms.push(term);
    }
}

/// The words of a part of a query that has no white space.
fn add_words(chunk: &str, terms: &mut Vec<Term>) {
    let mut rest = chunk;
    while let Some(from) = rest.find(char::is_alphanumeric) {
        rest = &rest[from..];
        let unspaced = rest.starts_with(is_unspaced);
        let belongs = |c: char| {
            is_unspaced(c) == unspaced
                && (c.is_alphanumeric() || is_mark(c) || (unspaced && is_unspaced(c)))
        };
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        add(
            terms,
            word,
            if unspaced {
                TermKind::Part
            } else {
                TermKind::Word
            },
        );
        let signs = after.len() - after.trim_start_matches(['+', '#']).len();
        if signs > 0 && !unspaced && after[signs..].chars().all(|c| c.is_ascii_punctuation()) {
            add(terms, &rest[..end + signs], TermKind::Part);
        }
        rest = after;
    }
}

/// Returns true if a character is neither a letter nor a digit nor punctuation: a picture, an
/// arrow, a sign of money.
fn is_sign(c: char) -> bool {
    let punctuation = matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff65}');
    !c.is_ascii() && !c.is_alphanumeric() && !is_mark(c) && !punctuation
}

/// Returns true if a character is a mark that belongs to the letter before it.
fn is_mark(c: char) -> bool {
    let block = matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{200c}'..='\u{200d}');
    block
        && !c.is_alphanumeric()
        && !matches!(
            c,
            '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{964}' | '\u{965}' | '\u{970}'
        )
}

/// Returns true if a character is of a script that is written without spaces between words: Thai,
/// Lao, Tibetan, Burmese, Khmer, Chinese, Japanese, Yi, and their relatives.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}' | '\u{1a20}'..='\u{1aaf}'
        | '\u{1b00}'..='\u{1b7f}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3035}' | '\u{3041}'..='\u{312f}'
        | '\u{3190}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{a4cf}' | '\u{a980}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3fffd}')
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
        check(
            &long,
            "bäu",
            &format!("{}…", expect.chars().take(199).collect::<String>()),
        );
        check(
            &format!("{} end", "x".repeat(300)),
            "end",
            &format!("…{} end", "x".repeat(59)),
        );
        check("a worker works", "work", "a worker works");
    }

    /// Words as they are, parts with stars around them.
    fn said(query: &str) -> String {
        let said = |term: Term| {
            if term.kind == TermKind::Part {
                format!("*{}*", term.text)
            } else {
                term.text
            }
        };
        terms(query)
            .into_iter()
            .map(said)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn terms_of_queries() {
        for (query, expect) in [
            ("Hub-v3: \"git\" worktree* git", "hub v3 git worktree"),
            (" %_' OR ", "or"),
            ("--", "*--*"),
            ("++ ??", "*++* *??*"),
            ("🚀", "*🚀*"),
            ("🚀 launch", "*🚀* launch"),
            ("fix - login…", "fix login"),
            ("C++", "c *c++*"),
            ("(C#), x", "c *c#* x"),
            ("C#12 a+b", "c 12 a b"),
            ("#12", "12"),
            ("MAIN-12", "main 12"),
            ("foo_bar", "foo bar"),
            ("登录", "*登录*"),
            ("API登录 超时", "api *登录* *超时*"),
            ("ログイン 画面です", "*ログイン* *画面です*"),
            ("เข้าสู่ระบบ", "*เข้าสู่ระบบ*"),
            ("ចូលប្រព័ន្ធ", "*ចូលប្រព័ន្ធ*"),
            ("ເຂົ້າ မြန်မာ", "*ເຂົ້າ* *မြန်မာ*"),
            ("로그인 हिन्दी", "로그인 हिन्दी"),
            ("cafe\u{301} Übung", "cafe\u{301} übung"),
            ("", ""),
        ] {
            assert_eq!(said(query), expect, "{query}");
        }
        assert_eq!(terms("a b c d e f g h i j").len(), TERMS_MAX);
        assert!(
            terms(&"x".repeat(500))
                .iter()
                .all(|term| term.text.len() == 64)
        );
    }

    #[test]
    fn matches_are_marked() {
        let marks = |text: &str, query: &str| {
            marked(text, &terms(query))
                .into_iter()
                .map(|(part, is)| if is { format!("[{part}]") } else { part })
                .collect::<String>()
        };
        assert_eq!(
            marks("Fix the fixture, prefix", "fix"),
            "[Fix] the [fix]ture, prefix"
        );
        assert_eq!(marks("修复登录超时问题", "登录"), "修复[登录]超时问题");
        assert_eq!(marks("登录API and C++", "api c++"), "登录[API] and [C++]");
        assert_eq!(marks("", "x"), "");
        assert_eq!(
            marks("Fix the Bäume, now", "now bäu"),
            "Fix the [Bäu]me, [now]"
        );
        assert!(mentions("Fix the tokens", &terms("token fix")));
        assert!(!mentions("Fix the tokens", &terms("token oken")));
        assert_eq!(
            snippet("修复登录超时问题", &terms("超时")),
            "修复登录超时问题"
        );
        let long = format!("{}登录", "字".repeat(300));
        assert!(snippet(&long, &terms("登录")).ends_with("登录"));
    }
}
