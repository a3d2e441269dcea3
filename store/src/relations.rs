//! Edges between issues.

use model::{Action, Actor, Error as DomainError, IssueField, IssueId, Noun, relation};

use crate::{Result, Store, statement, transaction::Transaction};

impl Store {
    /// `id` waits for `blocker`. The same edge twice changes nothing.
    pub async fn add_blocker(&self, actor: &Actor, id: IssueId, blocker: IssueId) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.add_blocker(id, blocker).await })
        })
        .await
    }

    /// `id` no longer waits for `blocker`.
    pub async fn remove_blocker(&self, actor: &Actor, id: IssueId, blocker: IssueId) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.remove_blocker(id, blocker).await })
        })
        .await
    }
}

impl Transaction {
    async fn add_blocker(&mut self, id: IssueId, blocker: IssueId) -> Result<()> {
        self.check_issue(id, Noun::Issue).await?;
        self.check_issue(blocker, Noun::Blocker).await?;
        relation::check_blocker(&self.edges_onward(id).await?, id, blocker)?;
        let sql = "insert into relations (workspace_id, source_id, target_id, kind, created_at) \
            values ($1, $2, $3, 'blocks', $4) on conflict do nothing";
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(blocker.0)
            .bind(id.0)
            .bind(self.now.to_string());
        if query.execute(&mut self.conn).await?.rows_affected() > 0 {
            self.blocker_changed(id, blocker, Action::BlockerAdded { blocker })
                .await?;
        }
        Ok(())
    }

    async fn remove_blocker(&mut self, id: IssueId, blocker: IssueId) -> Result<()> {
        self.check_issue(id, Noun::Issue).await?;
        let sql = "delete from relations where workspace_id = $1 and source_id = $2 and target_id = $3 and kind = 'blocks'";
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(blocker.0)
            .bind(id.0);
        if query.execute(&mut self.conn).await?.rows_affected() == 0 {
            return Err(DomainError::NotABlocker { id, blocker }.into());
        }
        self.blocker_changed(id, blocker, Action::BlockerRemoved { blocker })
            .await
    }

    /// Both ends show the edge, so both are announced; the history is that of the one that waits.
    async fn blocker_changed(
        &mut self,
        id: IssueId,
        blocker: IssueId,
        action: Action,
    ) -> Result<()> {
        self.touch(id).await?;
        self.record(id, action);
        self.announce(id, IssueField::Blockers);
        self.announce(blocker, IssueField::Blockers);
        Ok(())
    }

    /// All edges (blocker, blocked) that lead onward from an issue.
    async fn edges_onward(&mut self, from: IssueId) -> Result<Vec<(IssueId, IssueId)>> {
        let sql = "with recursive onward (source_id, target_id) as ( \
                select r.source_id, r.target_id from relations r where r.source_id = $1 and r.kind = 'blocks' \
                union \
                select r.source_id, r.target_id from onward o join relations r on r.source_id = o.target_id where r.kind = 'blocks') \
            select source_id, target_id from onward";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql)
            .bind(from.0)
            .fetch_all(&mut self.conn)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(source, target)| (IssueId(source), IssueId(target)))
            .collect())
    }

    /// The issues that these block or are blocked by: their counts depend on whether these are
    /// open.
    pub(crate) async fn neighbours(&mut self, ids: &[IssueId]) -> Result<Vec<IssueId>> {
        let sql = self.sql(
            "with these (id) as (select cast({value} as bigint) from {each}($1{::json})) \
             select r.target_id from relations r where r.source_id in (select id from these) and r.kind = 'blocks' union \
             select r.source_id from relations r where r.target_id in (select id from these) and r.kind = 'blocks' order by 1",
        );
        let rows: Vec<(i64,)> = sqlx::query_as(sql)
            .bind(statement::rows(&ids)?)
            .fetch_all(&mut self.conn)
            .await?;
        Ok(rows.into_iter().map(|(id,)| IssueId(id)).collect())
    }
}
