//! Searching pages, by the contract's rules (2.4): a line is a hit when it contains any of the
//! words.

use serde::{Deserialize, Serialize};

use super::{Draft, Slug};

/// Lines shown on either side of a hit.
pub const CONTEXT: usize = 2;
/// Most words of a query that count.
pub const TERMS_MAX: usize = 8;
/// Most hits shown of one page.
pub const HITS_MAX: usize = 20;
/// Longest line that is shown whole, in characters.
const LINE_MAX: usize = 1_000;

/// Where on a page a query was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The page.
    pub slug: Slug,
    pub title: String,
    /// The line of the first hit, counted from 1 in the page's content.
    pub line_number: usize,
    /// The hit's lines and two on either side, each with its number.
    pub context_lines: Vec<(usize, String)>,
}

/// The words of a query, lower case, apart where white space is. Empty when there are none.
#[must_use]
pub fn terms(query: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for word in query.split_whitespace().map(str::to_lowercase) {
        let word: String = word.chars().filter(|char| *char != '\0').take(64).collect();
        if !word.is_empty() && !terms.contains(&word) {
            terms.push(word);
        }
    }
    terms.truncate(TERMS_MAX);
    terms
}

/// All that a search looks at, lower case: title, tags and content.
#[must_use]
pub fn searched(draft: &Draft) -> String {
    format!(
        "{}\n{}\n{}",
        draft.title,
        draft.tags.join("\n"),
        draft.content
    )
    .to_lowercase()
}

/// The hits on a page, at most twenty. Hits closer than five lines are one. A page of which only
/// title or tags match is hit at its first line.
#[must_use]
pub fn hits(slug: &Slug, title: &str, content: &str, terms: &[String]) -> Vec<SearchHit> {
    let lines: Vec<&str> = content.lines().collect();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let line = line.to_lowercase();
        if !terms.iter().any(|term| line.contains(term.as_str())) {
            continue;
        }
        let full = groups.len() == HITS_MAX;
        match groups.last_mut() {
            Some((_, last)) if at - *last < 2 * CONTEXT + 1 => *last = at,
            _ if full => break,
            _ => groups.push((at, at)),
        }
    }
    if groups.is_empty() {
        groups.push((0, 0));
    }
    let hit = |(first, last): (usize, usize)| {
        let shown = first.saturating_sub(CONTEXT)..(last + CONTEXT + 1).min(lines.len());
        let context_lines = shown.map(|at| (at + 1, cut(lines[at]))).collect();
        SearchHit {
            slug: slug.clone(),
            title: title.to_owned(),
            line_number: first + 1,
            context_lines,
        }
    };
    groups.into_iter().map(hit).collect()
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LINE_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, query: &str, expect: &[(usize, &[usize])]) {
        let found = hits(&"s".parse().unwrap(), "T", content, &terms(query));
        let shown: Vec<(usize, Vec<usize>)> = found
            .into_iter()
            .map(|hit| {
                (
                    hit.line_number,
                    hit.context_lines.into_iter().map(|(n, _)| n).collect(),
                )
            })
            .collect();
        let expect: Vec<(usize, Vec<usize>)> = expect
            .iter()
            .map(|(line, lines)| (*line, lines.to_vec()))
            .collect();
        assert_eq!(shown, expect, "{query:?}");
    }

    #[test]
    fn hits_with_two_lines_around_them() {
        let content: String = (1..=20).map(|n| format!("line {n}.\n")).collect();
        check(&content, "10.", &[(10, &[8, 9, 10, 11, 12])]);
        check(
            &content,
            " 1. ",
            &[(1, &[1, 2, 3]), (11, &[9, 10, 11, 12, 13])],
        );
        check(&content, "LINE\t20.", &[(1, &(1..=20).collect::<Vec<_>>())]);
        check(
            &content,
            "5. 9.",
            &[
                (5, &[3, 4, 5, 6, 7, 8, 9, 10, 11]),
                (15, &[13, 14, 15, 16, 17, 18, 19, 20]),
            ],
        );
        check(
            &content,
            "5. 10.",
            &[
                (5, &[3, 4, 5, 6, 7]),
                (10, &[8, 9, 10, 11, 12]),
                (15, &[13, 14, 15, 16, 17]),
            ],
        );
        check("ÜBER\nb", "über", &[(1, &[1, 2])]);
        check("nothing here", "title", &[(1, &[1])]);
        check("", "title", &[(1, &[])]);
    }

    #[test]
    fn words_of_a_query() {
        assert_eq!(terms("  Foo foo\tBAR%_ "), ["foo", "bar%_"]);
        assert!(terms(" \n ").is_empty());
        assert_eq!(terms("a b c d e f g h i j k").len(), TERMS_MAX);
    }
}
