//! One search over all texts: a query for each source, combined into one statement.

use model::{
    Actor, IssueId, IssueRef, SearchHit, SearchKind,
    search::{Term, snippet, terms},
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

/// Somewhere to search. Its query has a title, a text, an id, perhaps an issue, and what newer ones
/// are told by.
struct Source {
    kind: &'static str,
    table: &'static str,
    /// What else is joined.
    join: &'static str,
    title: &'static str,
    text: &'static str,
    id: &'static str,
    issue: &'static str,
    newest: &'static str,
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
        also: " and knowledge_pages.deleted_at is null",
    },
];

/// What every source is asked for.
struct Asked {
    terms: Vec<Term>,
    /// The `$n` of the workspace, of the limit, and of the first term.
    workspace: String,
    limit: String,
    first: String,
    /// The `$n` of the issue that the query names, and the column that has its name.
    named: Option<(&'static str, String)>,
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
    /// What has every term of the query: issues, first the one that the query names, then comments,
    /// then pages of knowledge; of each the `limit` newest. Contract 1.13.
    pub async fn search(&self, actor: &Actor, query: &str, limit: u32) -> Result<Vec<SearchHit>> {
        let query = text::required("Query", query, text::QUERY_MAX)?;
        let terms = terms(&query);
        let Some(first) = terms.first() else {
            return Ok(Vec::new());
        };
        let mut values = Values::default();
        let asked = Asked {
            workspace: values.bind(actor.workspace),
            limit: values.bind(limit),
            first: values.bind(first.text.as_str()),
            named: named(&query, &mut values),
            terms: terms.clone(),
        };
        let selects: Vec<_> = (0..)
            .zip(&SOURCES)
            .map(|(rank, source)| source.select(self.dialect(), rank, &asked, &mut values))
            .collect();
        let found = "{object}('kind', x.kind, 'title', x.title, 'text', x.text, 'id', x.id, 'issue', x.issue)";
        let list = shape::list(found, "x.rank, x.newest desc, x.issue desc, x.id desc");
        let sql = format!(
            "select {list} as hits from ({}) x",
            selects.join(" union all ")
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        let hits: Vec<Found> = statement::parse(&row.try_get::<String, _>("hits")?)?;
        Ok(hits
            .into_iter()
            .map(|hit| hit.with_snippet(&terms))
            .collect())
    }
}

/// The issue that a query of one number or identifier names.
fn named(query: &str, values: &mut Values) -> Option<(&'static str, String)> {
    match query.to_uppercase().parse().ok()? {
        IssueRef::Id(id) => Some(("issues.id", values.bind(id))),
        IssueRef::Identifier(identifier) => {
            Some(("issues.identifier", values.bind(identifier.to_string())))
        }
    }
}

impl Source {
    fn select(&self, dialect: Dialect, rank: i32, asked: &Asked, values: &mut Values) -> String {
        let Source {
            kind,
            table,
            join,
            title,
            text,
            id,
            issue,
            newest,
            also,
        } = self;
        let Asked {
            terms,
            workspace,
            limit,
            first,
            named,
        } = asked;
        let mut condition = terms
            .iter()
            .map(|term| dialect.has(table, term, values))
            .collect::<Vec<_>>()
            .join(" and ");
        let mut ranked = rank.to_string();
        if let (Some((column, name)), "issue") = (named, *kind) {
            ranked = format!("case when {column} = {name} then -1 else {rank} end");
            condition = format!("({condition} or {column} = {name})");
        }
        // Where lower-casing or an accent hides the word, the text is shown from its beginning.
        let from = format!("{{greatest}}(1, {{instr}}(lower({text}), {first}) - 300)");
        format!(
            "select * from (select {ranked} as rank, '{kind}' as kind, {title} as title, substr({text}, {from}, 1000) as text, \
             {id} as id, {issue} as issue, {newest} as newest from {table} {join} where {table}.workspace_id = {workspace} \
             and {condition}{also} order by 1, {newest} desc, {table}.id desc limit {limit}) s{rank}"
        )
    }
}

impl Found {
    fn with_snippet(self, terms: &[Term]) -> SearchHit {
        SearchHit {
            kind: self.kind,
            snippet: snippet(&self.text, terms),
            title: self.title,
            id: self.id,
            issue: self.issue,
        }
    }
}
