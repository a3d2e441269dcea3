//! The small differences between the two databases.
//!
//! SQL is written once, as a template; names in braces stand for what differs, and for the JSON
//! shapes of [`crate::shape`].

use model::search::{Term, TermKind};
use sqlx::AssertSqlSafe;

use crate::{shape, statement::Values};

/// Which database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What whoever runs the server can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Full,
    ReadOnly,
}

impl Dialect {
    /// What an error code of either database says. SQLite's are numbers with more said in their
    /// higher bits, PostgreSQL's have five characters.
    pub(crate) fn failure(code: &str) -> Option<Failure> {
        let sqlite = (code.len() < 5).then(|| code.parse::<u32>().ok()).flatten();
        match (sqlite.map(|code| code & 0xff), code) {
            (Some(13), _) | (None, "53100") => Some(Failure::Full),
            (Some(8), _) | (None, "25006") => Some(Failure::ReadOnly),
            _ => None,
        }
    }

    /// The template in this dialect. Values never enter it: they are bound.
    pub(crate) fn sql(self, template: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(self.render(template))
    }

    /// Replaces the names in braces; a name's text may hold names again.
    pub(crate) fn render(self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            match after
                .split_once('}')
                .and_then(|(name, tail)| Some((self.word(name)?, tail)))
            {
                Some((text, tail)) => {
                    out.push_str(&text);
                    rest = tail;
                }
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn word(self, name: &str) -> Option<String> {
        let (sqlite, postgres) = match name {
            "object" => ("json_object", "json_build_object"),
            "array" => ("json_group_array", "json_agg"),
            // SQLite forgets on the way out of a subquery or a CASE that a text is JSON, and has to
            // be told again.
            "json" => ("json", ""),
            "::json" => ("", "::json"),
            "::text" => ("", "::text"),
            "greatest" => ("max", "greatest"),
            // The rows of a JSON array, bound as one text: `from {each}($1{::json})` gives `value`.
            "each" => ("json_each", "json_array_elements"),
            "value" => ("value", "(value #>> '{}')"),
            // Where one text stands in another, from 1; 0 where it does not. By bytes, not by
            // words.
            "instr" => ("instr", "strpos"),
            // SQLite writes JSON numbers with 15 digits; a card between two others may need 17.
            "sort_order" => ("json(printf('%!.17g', i.sort_order))", "i.sort_order"),
            // Byte order of the lower-cased title; the index says the same.
            "title_key" => ("lower(i.title)", "lower(i.title collate \"C\")"),
            _ => return shape::named(name).map(|template| self.render(&template)),
        };
        Some(match self {
            Dialect::Sqlite => sqlite.to_owned(),
            Dialect::Postgres => postgres.to_owned(),
        })
    }

    /// The SQL for "ids of the issues that have the term in their own texts or in a comment".
    pub(crate) fn issues_with(self, term: &Term, values: &mut Values) -> String {
        let [issues, comments] = ["issues", "comments"].map(|table| self.has(table, term, values));
        format!(
            "select issues.id from issues where {issues} union select comments.issue_id from comments where {comments}"
        )
    }

    /// The SQL condition that a row of `table` has the term.
    pub(crate) fn has(self, table: &str, term: &Term, values: &mut Values) -> String {
        let texts = match table {
            "issues" => &["issues.title", "issues.description"][..],
            "comments" => &["comments.content"][..],
            _ => &["knowledge_pages.searched"][..],
        };
        match term.kind {
            TermKind::Word => {
                let word = self.has_word(table, &values.bind(self.word_query(&term.text)));
                // Pages are also found by any part of a word: contract 2.4.
                let part = (table == "knowledge_pages")
                    .then(|| format!(" or {}", part(texts, &term.text, values)));
                format!("({word}{})", part.unwrap_or_default())
            }
            // No index has parts of words: the texts are looked through.
            TermKind::Part => format!("({})", part(texts, &term.text, values)),
        }
    }

    /// The SQL condition that in a row of `table`, which has an index of words, a word begins with
    /// the term bound as `parameter`.
    fn has_word(self, table: &str, parameter: &str) -> String {
        match self {
            Dialect::Sqlite => {
                let index = format!("{}_words", table.strip_suffix('s').unwrap_or(table));
                format!("{table}.id in (select rowid from {index} where {index} match {parameter})")
            }
            Dialect::Postgres => format!("{table}.words @@ search_query({parameter})"),
        }
    }

    /// A word, letters and digits only, as the query that matches what begins with it.
    fn word_query(self, term: &str) -> String {
        match self {
            Dialect::Sqlite => format!("\"{term}\"*"),
            Dialect::Postgres => term.to_owned(),
        }
    }
}

/// The SQL condition that any of the columns has the text. Most scripts without spaces have no
/// upper case: their texts are looked through as they are.
fn part(columns: &[&str], text: &str, values: &mut Values) -> String {
    let cased = text.chars().any(|c| c.to_uppercase().ne([c]));
    let text = values.bind(text);
    let has = |column: &&str| {
        let searched = if cased && !column.ends_with(".searched") {
            format!("lower({column})")
        } else {
            (*column).to_owned()
        };
        format!("coalesce({{instr}}({searched}, {text}), 0) > 0")
    };
    columns.iter().map(has).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures() {
        for (code, expect) in [
            ("13", Some(Failure::Full)),
            ("53100", Some(Failure::Full)),
            ("8", Some(Failure::ReadOnly)),
            ("1032", Some(Failure::ReadOnly)),
            ("25006", Some(Failure::ReadOnly)),
            ("5", None),
            ("23505", None),
            ("", None),
        ] {
            assert_eq!(Dialect::failure(code), expect, "{code}");
        }
    }

    #[test]
    fn names_become_words_and_other_braces_stay() {
        assert_eq!(
            Dialect::Sqlite.render("select {array}(x){::text} '{}' {"),
            "select json_group_array(x) '{}' {"
        );
        assert_eq!(
            Dialect::Postgres.render("select {array}(x){::text} '{}' {"),
            "select json_agg(x)::text '{}' {"
        );
    }
}
