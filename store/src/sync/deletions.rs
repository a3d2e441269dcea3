//! Deletions: from the hub and to it.

use std::collections::HashSet;

use model::{Uuid, sync::HubSource};

use crate::{Result, statement, transaction::Transaction};

impl Transaction {
    /// Deletes here what was deleted there, unless it says something here that nobody there has
    /// seen; returns how many went. Deletions are rare, and each has its own consequences. A
    /// checkpoint goes on telling of them, and is only read.
    pub(super) async fn apply_remote_deletions(
        &mut self,
        telling: HubSource,
        gone: Vec<Uuid>,
    ) -> Result<i64> {
        let mut here = self.here(&gone).await?;
        let around = here
            .values()
            .flat_map(super::local::LocalIssue::around)
            .collect();
        let seen = self.seen(&around).await?;
        here.values_mut()
            .for_each(|here| here.settle_related(&seen.related));
        let links = self
            .links(seen.all().chain(here.values().map(|here| &here.version)))
            .await?;
        let talked_about = self.with_unseen_comments(&gone).await?;
        let (mut deleted, mut again) = (0, Vec::new());
        for here in here.values() {
            let uuid = here.version.uuid;
            let base = seen
                .get(uuid, telling)
                .cloned()
                .map(|base| links.known(base));
            let unchanged = base.is_some_and(|base| base.same_content(&here.version));
            if unchanged && !talked_about.contains(&uuid) {
                self.delete_issue(here.id).await?;
                deleted += 1;
            } else {
                again.push(uuid);
            }
        }
        if telling == HubSource::Files {
            self.forget(&gone, &again).await?;
            self.record_remote_deletions(&gone).await?;
        }
        Ok(deleted)
    }

    /// Forgets that the hub had anything but these, with the comments: it is to be written there
    /// again.
    pub(super) async fn forget_absent(&mut self, present: &[Uuid]) -> Result<()> {
        let sql = self.sql(
            "select s.uuid from hub_issues s where s.workspace_id = $1 and s.telling = 'files' \
             and s.uuid not in (select {value} from {each}($2{::json}))",
        );
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&present)?);
        let rows: Vec<(String,)> = query.fetch_all(&mut self.conn).await?;
        let absent: Vec<Uuid> = rows
            .into_iter()
            .filter_map(|(uuid,)| uuid.parse().ok())
            .collect();
        self.forget(&absent, &absent).await
    }

    async fn with_unseen_comments(&mut self, uuids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let sql = self.sql(
            "select i.uuid from issues i where i.workspace_id = $1 and i.uuid in (select {value} from {each}($2{::json})) \
             and exists (select 1 from comments c where c.issue_id = i.id and not exists ( \
                 select 1 from hub_comments h where h.workspace_id = c.workspace_id and h.uuid = c.uuid))",
        );
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String,)> = query.fetch_all(&mut self.conn).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(uuid,)| uuid.parse().ok())
            .collect())
    }

    /// Remembers that the hub has deleted these.
    pub(super) async fn record_remote_deletions(&mut self, uuids: &[Uuid]) -> Result<()> {
        let sql = self.sql(
            "insert into hub_gone (workspace_id, uuid) select $1, {value} from {each}($2{::json}) where true \
             on conflict (workspace_id, uuid) do nothing",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// Those that the hub had deleted and has again.
    pub(super) async fn put_back(&mut self, uuids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let sql =
            self.sql("select uuid from hub_gone where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String,)> = query.fetch_all(&mut self.conn).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(uuid,)| uuid.parse().ok())
            .collect())
    }
}
