//! The rows that go to the database as one JSON text, and the statements that take them in.

use std::collections::HashMap;

use model::{IssueId, import::ImportedComment};
use serde::Serialize;

use super::normalize::Placed;
use crate::{Result, issues::Crew, statement, transaction::Transaction};

/// Agents by name.
pub(crate) type Authors = HashMap<String, i64>;

#[derive(Serialize)]
pub(crate) struct IssueRow<'a> {
    id: i64,
    uuid: String,
    number: i64,
    identifier: String,
    external: Option<&'a str>,
    title: &'a str,
    description: Option<&'a str>,
    status: &'static str,
    priority: i64,
    author: Option<i64>,
    sort_order: f64,
    created_at: String,
    updated_at: String,
    closed_at: Option<String>,
}

impl<'a> IssueRow<'a> {
    pub(crate) fn new(
        placed: &'a Placed,
        id: i64,
        number: i64,
        prefix: &str,
        authors: &Authors,
    ) -> Self {
        let issue = &placed.issue;
        IssueRow {
            id,
            uuid: issue.uuid.to_string(),
            number,
            identifier: format!("{prefix}-{number}"),
            external: issue.external.as_deref(),
            title: &issue.title,
            description: issue.description.as_deref(),
            status: issue.status.as_str(),
            priority: issue.priority.rank(),
            author: issue
                .author
                .as_ref()
                .and_then(|name| authors.get(name).copied()),
            sort_order: placed.sort_order,
            created_at: issue.created_at.to_string(),
            updated_at: issue.updated_at.to_string(),
            closed_at: issue.closed_at.map(|at| at.to_string()),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct CommentRow<'a> {
    uuid: String,
    issue: i64,
    author: Option<i64>,
    content: &'a str,
    kind: &'static str,
    trigger_type: Option<&'a str>,
    intervention_context: Option<&'a str>,
    driver_key_fingerprint: Option<&'a str>,
    signed_by: Option<&'a str>,
    signature: Option<&'a str>,
    created_at: String,
}

impl<'a> CommentRow<'a> {
    pub(crate) fn new(comment: &'a ImportedComment, issue: IssueId, authors: &Authors) -> Self {
        CommentRow {
            uuid: comment.uuid.to_string(),
            issue: issue.0,
            author: comment
                .author
                .as_ref()
                .and_then(|name| authors.get(name).copied()),
            content: &comment.content,
            kind: comment.kind.as_str(),
            trigger_type: comment.trigger_type.as_deref(),
            intervention_context: comment.intervention_context.as_deref(),
            driver_key_fingerprint: comment.driver_key_fingerprint.as_deref(),
            signed_by: comment.signed_by.as_deref(),
            signature: comment.signature.as_deref(),
            created_at: comment.created_at.to_string(),
        }
    }
}

/// An issue with one of its labels, as a row.
#[derive(Serialize)]
pub(crate) struct LabelRow<'a> {
    pub(crate) issue: i64,
    pub(crate) label: &'a str,
}

const INSERT_ISSUES: &str = "insert into issues (id, uuid, workspace_id, crew_id, prefix, number, identifier, external, title, \
    description, status, priority, author_type, author_id, authored_via, sort_order, created_at, updated_at, closed_at) \
    select cast(value->>'id' as bigint), value->>'uuid', $1, $2, $3, cast(value->>'number' as bigint), value->>'identifier', \
    value->>'external', value->>'title', value->>'description', value->>'status', cast(value->>'priority' as bigint), \
    case when value->>'author' is null then null else 'agent' end, cast(value->>'author' as bigint), 'import', \
    cast(value->>'sort_order' as double precision), value->>'created_at', value->>'updated_at', value->>'closed_at' \
    from {each}($4{::json})";

const UPDATE_ISSUES: &str = "update issues set external = coalesce(v.external, issues.external), title = v.title, \
    description = v.description, priority = v.priority, status = v.status, \
    sort_order = case when issues.status = v.status then issues.sort_order else v.sort_order end, closed_at = v.closed_at, \
    archived_at = case when v.closed_at is null then null else issues.archived_at end, updated_at = v.updated_at, \
    version = issues.version + 1 \
    from (select cast(value->>'id' as bigint) as id, value->>'external' as external, value->>'title' as title, \
        value->>'description' as description, value->>'status' as status, cast(value->>'priority' as bigint) as priority, \
        cast(value->>'sort_order' as double precision) as sort_order, value->>'updated_at' as updated_at, \
        value->>'closed_at' as closed_at from {each}($1{::json})) as v \
    where issues.id = v.id and +issues.workspace_id = $2";

const INSERT_COMMENTS: &str = "insert into comments (workspace_id, uuid, issue_id, author_type, author_id, content, kind, trigger_type, \
    intervention_context, driver_key_fingerprint, signed_by, signature, created_at) \
    select $1, value->>'uuid', cast(value->>'issue' as bigint), case when value->>'author' is null then null else 'agent' end, \
    cast(value->>'author' as bigint), value->>'content', value->>'kind', value->>'trigger_type', value->>'intervention_context', \
    value->>'driver_key_fingerprint', value->>'signed_by', value->>'signature', value->>'created_at' \
    from {each}($2{::json}) where true on conflict (workspace_id, uuid) do nothing";

const INSERT_LABELS: &str = "insert into issue_labels (issue_id, label_id) \
    select cast(value->>'issue' as bigint), l.id from {each}($1{::json}) \
    join labels l on l.workspace_id = $2 and l.name = value->>'label' where true on conflict do nothing";

impl Transaction {
    pub(crate) async fn insert_issues(&mut self, crew: &Crew, rows: &[IssueRow<'_>]) -> Result<()> {
        let query = sqlx::query(self.sql(INSERT_ISSUES))
            .bind(self.workspace())
            .bind(crew.id)
            .bind(&crew.prefix);
        query
            .bind(statement::rows(&rows)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn update_issues(&mut self, rows: &[IssueRow<'_>]) -> Result<()> {
        let query = sqlx::query(self.sql(UPDATE_ISSUES))
            .bind(statement::rows(&rows)?)
            .bind(self.workspace());
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    /// Returns how many were new.
    pub(crate) async fn insert_comments(&mut self, rows: &[CommentRow<'_>]) -> Result<u64> {
        let query = sqlx::query(self.sql(INSERT_COMMENTS))
            .bind(self.workspace())
            .bind(statement::rows(&rows)?);
        Ok(query.execute(&mut self.conn).await?.rows_affected())
    }

    /// Returns how many were new.
    pub(crate) async fn insert_issue_labels(&mut self, rows: &[LabelRow<'_>]) -> Result<u64> {
        let query = sqlx::query(self.sql(INSERT_LABELS))
            .bind(statement::rows(&rows)?)
            .bind(self.workspace());
        Ok(query.execute(&mut self.conn).await?.rows_affected())
    }

    /// The agents of these names, new ones where there are none.
    pub(crate) async fn authors(&mut self, mut names: Vec<&str>) -> Result<Authors> {
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return Ok(Authors::new());
        }
        let names = statement::rows(&names)?;
        let sql = self.sql(
            "insert into agents (workspace_id, name, created_at) select $1, {value}, $2 from {each}($3{::json}) where true \
             on conflict (workspace_id, name) do nothing",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(self.now.to_string());
        query.bind(&names).execute(&mut self.conn).await?;
        let sql =
            self.sql("select name, id from agents where workspace_id = $1 and name in (select {value} from {each}($2{::json}))");
        let rows: Vec<(String, i64)> = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(names)
            .fetch_all(&mut self.conn)
            .await?;
        Ok(rows.into_iter().collect())
    }
}
