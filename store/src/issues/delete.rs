//! Deleting an issue.

use model::{Action, Actor, Change, Issue, IssueField, IssueId};
use sqlx::AssertSqlSafe;

use crate::{Result, Store, statement, transaction::Transaction};

impl Store {
    /// Deletes it with its comments, labels and relations; its children become top-level.
    pub async fn delete_issue(&self, actor: &Actor, id: IssueId) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.delete_issue(id).await })
        })
        .await
    }
}

impl Transaction {
    pub(crate) async fn delete_issue(&mut self, id: IssueId) -> Result<()> {
        let issue = self.issue(id).await?;
        self.delete_issues(&[issue]).await
    }

    /// Deletes issues that are there, by as many statements as for one.
    pub(crate) async fn delete_issues(&mut self, issues: &[Issue]) -> Result<()> {
        let ids: Vec<IssueId> = issues.iter().map(|issue| issue.id).collect();
        let neighbours = self.neighbours(&ids).await?;
        let children = self.orphan(&ids).await?;
        self.forget_locks(&ids).await?;
        self.write_tombstone(&ids).await?;
        for id in ids {
            self.announce_change(Change::Issue {
                id,
                field: IssueField::Deleted,
                card: None,
            });
        }
        for parent in issues.iter().filter_map(|issue| issue.parent) {
            self.announce(parent, IssueField::Subissues);
        }
        for (child, parent) in children {
            self.record(
                child,
                Action::ParentChanged {
                    from: Some(parent),
                    to: None,
                },
            );
            self.announce(child, IssueField::Updated);
        }
        for neighbour in neighbours {
            self.announce(neighbour, IssueField::Blockers);
        }
        Ok(())
    }

    /// Children that stay become top-level; each with the parent that it had, by id.
    async fn orphan(&mut self, parents: &[IssueId]) -> Result<Vec<(IssueId, IssueId)>> {
        let these = statement::rows(&parents)?;
        let sql = self.sql(
            "with these (id) as (select cast({value} as bigint) from {each}($1{::json})) \
             select i.id, i.parent_id from issues i \
             where i.parent_id in (select id from these) and i.id not in (select id from these) order by i.id",
        );
        let children: Vec<(i64, i64)> = sqlx::query_as(sql)
            .bind(these)
            .fetch_all(&mut self.conn)
            .await?;
        let ids: Vec<i64> = children.iter().map(|(child, _)| *child).collect();
        let sql = self.sql(
            "update issues set parent_id = null, version = version + 1, \
             updated_at = case when updated_at < $2 then $2 else updated_at end \
             where id in (select cast({value} as bigint) from {each}($1{::json}))",
        );
        let query = sqlx::query(sql)
            .bind(statement::rows(&ids)?)
            .bind(self.now.to_string());
        query.execute(&mut self.conn).await?;
        Ok(children
            .into_iter()
            .map(|(child, parent)| (IssueId(child), IssueId(parent)))
            .collect())
    }

    /// Takes away what these issues point at with `column`, by one statement, however many they
    /// are; returns them by id.
    pub(crate) async fn clear_references(
        &mut self,
        column: &'static str,
        target: i64,
    ) -> Result<Vec<IssueId>> {
        let sql = AssertSqlSafe(format!(
            "update issues set {column} = null, version = version + 1, \
             updated_at = case when updated_at < $2 then $2 else updated_at end where {column} = $1 returning id"
        ));
        let query = sqlx::query_scalar::<_, i64>(sql)
            .bind(target)
            .bind(self.now.to_string());
        let mut issues: Vec<_> = query
            .fetch_all(&mut self.conn)
            .await?
            .into_iter()
            .map(IssueId)
            .collect();
        issues.sort();
        Ok(issues)
    }

    /// The rows go, and with them what hangs on them; their ids are remembered, for no other issue
    /// may get one.
    async fn write_tombstone(&mut self, ids: &[IssueId]) -> Result<()> {
        let these = statement::rows(&ids)?;
        let sql = self.sql(
            "insert into deleted_issues (id, workspace_id, uuid, deleted_at) select i.id, i.workspace_id, i.uuid, $2 from issues i \
             where i.id in (select cast({value} as bigint) from {each}($1{::json}))",
        );
        sqlx::query(sql)
            .bind(&these)
            .bind(self.now.to_string())
            .execute(&mut self.conn)
            .await?;
        let sql = self.sql("delete from issues where id in (select cast({value} as bigint) from {each}($1{::json}))");
        sqlx::query(sql).bind(these).execute(&mut self.conn).await?;
        Ok(())
    }
}
