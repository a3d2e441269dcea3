//! The small differences between the two databases.
//!
//! SQL is written once, as a template; names in braces stand for what differs, and for the JSON shapes of [`crate::shape`].

use sqlx::AssertSqlSafe;

use crate::shape;

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
    /// What an error code of either database says. SQLite's are numbers with more said in their higher bits, PostgreSQL's have five
    /// characters.
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
            match after.split_once('}').and_then(|(name, tail)| Some((self.word(name)?, tail))) {
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
            // SQLite forgets on the way out of a subquery or a CASE that a text is JSON, and has to be told again.
            "json" => ("json", ""),
            "::json" => ("", "::json"),
            "::text" => ("", "::text"),
            "greatest" => ("max", "greatest"),
            // The rows of a JSON array, bound as one text: `from {each}($1{::json})` gives `value`.
            "each" => ("json_each", "json_array_elements"),
            "value" => ("value", "(value #>> '{}')"),
            // Where one text stands in another, from 1; 0 where it does not. By bytes, not by words.
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

    /// The SQL for "ids of the issues in which a word begins with the term bound as `parameter`".
    pub(crate) fn issues_with_word(self, parameter: &str) -> String {
        match self {
            Dialect::Sqlite => format!(
                "select rowid as id from issue_words where issue_words match {parameter} union select c.issue_id from comments c \
                 where c.id in (select rowid from comment_words where comment_words match {parameter})"
            ),
            Dialect::Postgres => format!(
                "select s.id from issues s where s.words @@ search_query({parameter}) union select c.issue_id from comments c \
                 where c.words @@ search_query({parameter})"
            ),
        }
    }

    /// The SQL condition that in a row of `table`, which has an index of words, a word begins with the term bound as `parameter`.
    pub(crate) fn has_word(self, table: &str, parameter: &str) -> String {
        match self {
            Dialect::Sqlite => {
                let index = format!("{}_words", table.strip_suffix('s').unwrap_or(table));
                format!("{table}.id in (select rowid from {index} where {index} match {parameter})")
            }
            Dialect::Postgres => format!("{table}.words @@ search_query({parameter})"),
        }
    }

    /// A word, letters and digits only, as the query that matches what begins with it.
    pub(crate) fn word_query(self, term: &str) -> String {
        match self {
            Dialect::Sqlite => format!("\"{term}\"*"),
            Dialect::Postgres => term.to_owned(),
        }
    }
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
        assert_eq!(Dialect::Sqlite.render("select {array}(x){::text} '{}' {"), "select json_group_array(x) '{}' {");
        assert_eq!(Dialect::Postgres.render("select {array}(x){::text} '{}' {"), "select json_agg(x)::text '{}' {");
    }
}
