//! Where issues mention what was searched for.

use model::{
    Actor, IssueId,
    search::{mentions, snippet, terms},
};
use serde::Deserialize;
use sqlx::Row;

use crate::{
    Result, Store, shape,
    statement::{self, Values},
};

/// An issue, with the part of its description and of its first comment that mention a word.
#[derive(Deserialize)]
struct Found {
    id: IssueId,
    title: String,
    description: Option<String>,
    comment: Option<String>,
}

impl Store {
    /// The line around the first word of the query, of those of the issues whose title does not
    /// have every word: from the description, else from a comment.
    pub async fn issue_excerpts(
        &self,
        actor: &Actor,
        ids: &[IssueId],
        query: &str,
    ) -> Result<Vec<(IssueId, String)>> {
        let terms = terms(query);
        if terms.is_empty() || ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut values = Values::default();
        let (ids, workspace) = (
            values.bind(statement::rows(&ids)?),
            values.bind(actor.workspace),
        );
        let words: Vec<String> = terms
            .iter()
            .map(|term| values.bind(term.text.as_str()))
            .collect();
        let comment = format!(
            "(select {} from comments c where c.issue_id = i.id and {} order by c.id limit 1)",
            around("c.content", &words),
            has("c.content", &words)
        );
        let shape = format!(
            "{{object}}('id', i.id, 'title', i.title, 'description', case when {} then {} end, 'comment', {comment})",
            has("i.description", &words),
            around("i.description", &words)
        );
        let sql = format!(
            "select {} as found from issues i where i.workspace_id = {workspace} \
             and i.id in (select cast({{value}} as bigint) from {{each}}({ids}{{::json}}))",
            shape::list(&shape, "i.id")
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        let found: Vec<Found> = statement::parse(&row.try_get::<String, _>("found")?)?;
        let excerpt = |found: Found| {
            let text = found
                .description
                .or(found.comment)
                .filter(|_| !mentions(&found.title, &terms))?;
            Some((found.id, snippet(&text, &terms)))
        };
        Ok(found.into_iter().filter_map(excerpt).collect())
    }
}

/// Whether a text has one of the words.
fn has(text: &str, words: &[String]) -> String {
    let one: Vec<String> = words
        .iter()
        .map(|word| format!("{{instr}}(lower({text}), {word}) > 0"))
        .collect();
    format!("({})", one.join(" or "))
}

/// A part of a text around the first of the words that is in it, long enough for a snippet.
fn around(text: &str, words: &[String]) -> String {
    let places: Vec<String> = words
        .iter()
        .map(|word| format!("nullif({{instr}}(lower({text}), {word}), 0)"))
        .collect();
    format!(
        "substr({text}, {{greatest}}(1, coalesce({}, 1) - 300), 1000)",
        places.join(", ")
    )
}
