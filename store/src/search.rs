//! One search over everything that has words: each source is a query of its own, all of them one statement.

use model::{
    Actor, IssueId, SearchHit, SearchKind,
    search::{snippet, terms},
    text,
};
use serde::Deserialize;
use sqlx::Row;

use crate::{
    Result, Store,
    dialect::Dialect,
    shape,
    statement::{self, Values},
};

/// Somewhere to search. Its query has a title, a text, an id, perhaps an issue, and what newer ones are told by.
struct Source {
    kind: &'static str,
    /// The table.
    table: &'static str,
    /// What else is joined.
    join: &'static str,
    title: &'static str,
    text: &'static str,
    id: &'static str,
    issue: &'static str,
    newest: &'static str,
    /// Whether the table has an index of words, which finds their beginnings. Else a lower-cased column `searched` is looked
    /// through, which finds any part of a word.
    indexed: bool,
    /// What else must hold.
    also: &'static str,
}

/// In the order in which results are shown.
const SOURCES: [Source; 3] = [
    Source {
        kind: "issue",
        table: "issues",
        join: "",
        title: "issues.title",
        text: "coalesce(issues.description, '')",
        id: "cast(issues.id as text)",
        issue: "issues.id",
        newest: "issues.updated_at",
        indexed: true,
        also: "",
    },
    Source {
        kind: "comment",
        table: "comments",
        join: "join issues i on i.id = comments.issue_id",
        title: "i.title",
        text: "comments.content",
        id: "cast(comments.id as text)",
        issue: "comments.issue_id",
        newest: "comments.created_at",
        indexed: true,
        also: "",
    },
    Source {
        kind: "knowledge",
        table: "knowledge_pages",
        join: "",
        title: "knowledge_pages.title",
        text: "knowledge_pages.content",
        id: "knowledge_pages.slug",
        issue: "cast(null as bigint)",
        newest: "knowledge_pages.updated_at",
        indexed: false,
        also: " and knowledge_pages.deleted_at is null",
    },
];

/// The `$n` of what every source is asked for.
struct Bound {
    workspace: String,
    limit: String,
    words: Vec<Word>,
    /// A number alone is also the name of an issue.
    number: Option<String>,
}

struct Word {
    /// As it is, in lower case.
    text: String,
    /// As the query that matches what begins with it.
    query: String,
}

/// What SQL builds for a hit: a part of the text around the first word, long enough for a snippet.
#[derive(Deserialize)]
struct Found {
    kind: SearchKind,
    title: String,
    text: String,
    id: String,
    issue: Option<IssueId>,
}

impl Store {
    /// What has every word of the query, each as the beginning of one of its words: issues (also by number), then
    /// comments, then pages of knowledge; of each the `limit` newest. Contract 1.13.
    pub async fn search(&self, actor: &Actor, query: &str, limit: u32) -> Result<Vec<SearchHit>> {
        let terms = terms(&text::required("Query", query, text::QUERY_MAX)?);
        let Some(first) = terms.first() else { return Ok(Vec::new()) };
        let mut values = Values::default();
        let bound = Bound {
            workspace: values.bind(actor.workspace),
            limit: values.bind(limit),
            words: terms
                .iter()
                .map(|term| Word { text: values.bind(term.as_str()), query: values.bind(self.dialect().word_query(term)) })
                .collect(),
            number: first.parse::<i64>().ok().filter(|_| terms.len() == 1).map(|number| values.bind(number)),
        };
        let selects: Vec<_> = (0..).zip(&SOURCES).map(|(rank, source)| source.select(self.dialect(), rank, &bound)).collect();
        let found = "{object}('kind', x.kind, 'title', x.title, 'text', x.text, 'id', x.id, 'issue', x.issue)";
        let list = shape::list(found, "x.rank, x.newest desc, x.issue desc, x.id desc");
        let sql = format!("select {list} as hits from ({}) x", selects.join(" union all "));
        let row = values.fetch(self.dialect().render(&sql), self.readers()).await?;
        let hits: Vec<Found> = statement::parse(&row.try_get::<String, _>("hits")?)?;
        Ok(hits.into_iter().map(|hit| hit.with_snippet(&terms)).collect())
    }
}

impl Source {
    fn select(&self, dialect: Dialect, rank: i32, bound: &Bound) -> String {
        let Source { kind, table, join, title, text, id, issue, newest, indexed, also } = self;
        let Bound { workspace, limit, words, number } = bound;
        let first = words.first().map_or("''", |word| &word.text);
        let has = |word: &Word| match indexed {
            true => dialect.has_word(table, &word.query),
            false => format!("{{instr}}({table}.searched, {}) > 0", word.text),
        };
        let mut condition = words.iter().map(has).collect::<Vec<_>>().join(" and ");
        if let (Some(number), "issue") = (number, *kind) {
            condition = format!("({condition} or {table}.id = {number})");
        }
        // Where lower-casing or an accent hides the word, the text is shown from its beginning.
        let from = format!("{{greatest}}(1, {{instr}}(lower({text}), {first}) - 300)");
        format!(
            "select * from (select {rank} as rank, '{kind}' as kind, {title} as title, substr({text}, {from}, 1000) as text, \
             {id} as id, {issue} as issue, {newest} as newest from {table} {join} \
             where {table}.workspace_id = {workspace} and {condition}{also} order by {newest} desc, {table}.id desc limit {limit}) s{rank}"
        )
    }
}

impl Found {
    fn with_snippet(self, terms: &[String]) -> SearchHit {
        SearchHit { kind: self.kind, snippet: snippet(&self.text, terms), title: self.title, id: self.id, issue: self.issue }
    }
}
