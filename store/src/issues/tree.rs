//! An issue and what it is broken down into.

use model::{Actor, Error as DomainError, Issue, IssueId, Noun, relation};
use sqlx::Row;

use crate::{Result, Store, shape, statement, transaction::Transaction};

/// How deep a tree is read.
const DEPTH: i64 = 64;

impl Store {
    /// All descendants, flat, by id; at most 64 levels deep.
    pub async fn issue_tree(&self, actor: &Actor, id: IssueId) -> Result<Vec<Issue>> {
        let sql = self.sql(&format!(
            "with recursive below (id, depth) as ( \
                select c.id, 1 from issues c where c.parent_id = $1 \
                union \
                select c.id, b.depth + 1 from below b join issues c on c.parent_id = b.id where b.depth < $3) \
             select (select count(*) from issues i where i.id = $1 and i.workspace_id = $2) as here, \
             (select {} from issues i where i.workspace_id = $2 and i.id in (select b.id from below b)) as items",
            shape::list("{issue}", "i.id")
        ));
        let row = sqlx::query(sql)
            .bind(id.0)
            .bind(actor.workspace.0)
            .bind(DEPTH)
            .fetch_one(self.readers())
            .await?;
        if row.try_get::<i64, _>("here")? == 0 {
            return Err(DomainError::no_issue(id).into());
        }
        statement::parse(&row.try_get::<String, _>("items")?)
    }
}

impl Transaction {
    /// `Ok` when `parent` is an issue of this workspace.
    pub(crate) async fn check_parent_exists(&mut self, parent: IssueId) -> Result<()> {
        self.check_issue(parent, Noun::Parent).await
    }

    /// `Ok` when `issue` may become a part of `parent`.
    pub(crate) async fn check_parent(&mut self, issue: IssueId, parent: IssueId) -> Result<()> {
        self.check_parent_exists(parent).await?;
        let sql = "with recursive up (id, parent_id) as ( \
                select i.id, i.parent_id from issues i where i.id = $1 \
                union \
                select i.id, i.parent_id from up u join issues i on i.id = u.parent_id) \
            select id, parent_id from up where parent_id is not null";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql)
            .bind(parent.0)
            .fetch_all(&mut self.conn)
            .await?;
        let ancestors: Vec<_> = rows
            .into_iter()
            .map(|(child, parent)| (IssueId(child), IssueId(parent)))
            .collect();
        Ok(relation::check_parent(&ancestors, issue, parent)?)
    }
}
