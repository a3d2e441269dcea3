//! Deleting an issue.

use model::{Action, Actor, Change, Issue, IssueField, IssueId};

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
        let children = self.orphan_children(id).await?;
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

    async fn orphan_children(&mut self, id: IssueId) -> Result<Vec<IssueId>> {
        let sql = "update issues set parent_id = null, version = version + 1, \
            updated_at = case when updated_at < $2 then $2 else updated_at end where parent_id = $1 returning id";
        let rows: Vec<(i64,)> = sqlx::query_as(sql).bind(id.0).bind(self.now.to_string()).fetch_all(&mut self.conn).await?;
        let mut children: Vec<_> = rows.into_iter().map(|(id,)| IssueId(id)).collect();
        children.sort();
        Ok(children)
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
