//! Deleting an issue.

use model::{Action, Actor, Change, Issue, IssueField, IssueId};
use sqlx::AssertSqlSafe;

use crate::{Result, Store, transaction::Transaction};

impl Store {
    /// Deletes it with its comments, labels and relations; its children become top-level.
    pub async fn delete_issue(&self, actor: &Actor, id: IssueId) -> Result<()> {
        self.write(actor, move |tx| Box::pin(async move { tx.delete_issue(id).await })).await
    }
}

impl Transaction {
    pub(crate) async fn delete_issue(&mut self, id: IssueId) -> Result<()> {
        let issue = self.issue(id).await?;
        let neighbours = self.neighbours(id).await?;
        let children = self.let_go("parent_id", id.0).await?;
        self.forget_lock(id).await?;
        self.bury(&issue).await?;
        self.announce_change(Change::Issue { id, field: IssueField::Deleted, card: None });
        if let Some(parent) = issue.parent {
            self.announce(parent, IssueField::Subissues);
        }
        for child in children {
            self.record(child, Action::ParentChanged { from: Some(id), to: None });
            self.announce(child, IssueField::Updated);
        }
        for neighbour in neighbours {
            self.announce(neighbour, IssueField::Blockers);
        }
        Ok(())
    }

    /// Takes away what these issues point at with `column`, by one statement, however many they are; returns them by id.
    pub(crate) async fn let_go(&mut self, column: &'static str, target: i64) -> Result<Vec<IssueId>> {
        let sql = AssertSqlSafe(format!(
            "update issues set {column} = null, version = version + 1, \
             updated_at = case when updated_at < $2 then $2 else updated_at end where {column} = $1 returning id"
        ));
        let query = sqlx::query_scalar::<_, i64>(sql).bind(target).bind(self.now.to_string());
        let mut issues: Vec<_> = query.fetch_all(&mut self.conn).await?.into_iter().map(IssueId).collect();
        issues.sort();
        Ok(issues)
    }

    /// The row goes, and with it what hangs on it; its id is remembered, for no other issue may get it.
    async fn bury(&mut self, issue: &Issue) -> Result<()> {
        sqlx::query("insert into deleted_issues (id, workspace_id, uuid, deleted_at) values ($1, $2, $3, $4)")
            .bind(issue.id.0)
            .bind(self.workspace())
            .bind(issue.uuid.to_string())
            .bind(self.now.to_string())
            .execute(&mut self.conn)
            .await?;
        sqlx::query("delete from issues where id = $1").bind(issue.id.0).execute(&mut self.conn).await?;
        Ok(())
    }
}
