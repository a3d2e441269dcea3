//! The sync state of a workspace: one row.

use model::{Actor, sync::SyncState};

use crate::{Result, Store, statement};

impl Store {
    /// What was fetched and pushed last; the default where nothing was.
    pub async fn sync_state(&self, actor: &Actor) -> Result<SyncState> {
        let query = sqlx::query_scalar("select state from hub_state where workspace_id = $1")
            .bind(actor.workspace.0);
        let state: Option<String> = query.fetch_optional(self.readers()).await?;
        state.map_or_else(
            || Ok(SyncState::default()),
            |state| statement::parse(&state),
        )
    }

    /// Remembers it.
    pub async fn save_sync_state(&self, actor: &Actor, state: SyncState) -> Result<()> {
        let state = statement::rows(&state)?;
        self.write(actor, move |tx| {
            Box::pin(async move {
                let sql = "insert into hub_state (workspace_id, state) values ($1, $2) \
                    on conflict (workspace_id) do update set state = excluded.state";
                sqlx::query(sql)
                    .bind(tx.workspace())
                    .bind(state)
                    .execute(&mut tx.conn)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}
