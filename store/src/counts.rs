//! Counts for the sidebar.

use model::{Actor, AgentStatus};

use crate::{Result, Store};

/// Counts for the sidebar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Issues that are not archived.
    pub issues: i64,
    /// Open issues that no open issue blocks.
    pub ready: i64,
    /// Open issues that an open issue blocks.
    pub blocked: i64,
    /// Agents that are active now.
    pub active_agents: i64,
}

impl Store {
    /// Counts for the sidebar.
    pub async fn counts(&self, actor: &Actor) -> Result<Counts> {
        let sql = self.sql(
            "select (select count(*) from issues i where i.workspace_id = $1 and i.archived_at is null), \
             (select count(*) from issues i where i.workspace_id = $1 and i.closed_at is null), \
             (select count(*) from issues i where i.workspace_id = $1 and i.closed_at is null and i.id in ( \
                 select r.target_id from relations r join issues b on b.id = r.source_id \
                 where r.workspace_id = $1 and r.kind = 'blocks' and b.closed_at is null)), \
             (select count(*) from agents g where g.workspace_id = $1 and g.last_heartbeat_at > $2)",
        );
        let active_after = AgentStatus::active_after(self.now());
        let query = sqlx::query_as(sql).bind(actor.workspace.0).bind(active_after.to_string());
        let (issues, open, blocked, active_agents): (i64, i64, i64, i64) = query.fetch_one(self.readers()).await?;
        Ok(Counts { issues, ready: open - blocked, blocked, active_agents })
    }
}
