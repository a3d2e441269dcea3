//! Counts for the sidebar.

use model::{Actor, AgentStatus};

use crate::{Result, Store, agents::AT_WORK};

/// Counts for the sidebar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Issues that are not archived.
    pub issues: i64,
    /// Open issues.
    pub open: i64,
    /// Open issues that no open issue blocks.
    pub ready: i64,
    /// Open issues that an open issue blocks.
    pub blocked: i64,
    /// Open milestones.
    pub milestones: i64,
    /// Knowledge pages.
    pub pages: i64,
    /// Agents as [`Store::list_agents`] lists them.
    pub agents: i64,
    /// Those of them that are active now.
    pub active_agents: i64,
    /// Locks that are held.
    pub locks: i64,
}

impl Store {
    /// Counts for the sidebar.
    pub async fn counts(&self, actor: &Actor) -> Result<Counts> {
        let sql = self.sql(&format!(
            "select (select count(*) from issues i where i.workspace_id = $1 and i.archived_at is null), \
             (select count(*) from issues i where i.workspace_id = $1 and i.closed_at is null), \
             (select count(*) from issues i where i.workspace_id = $1 and i.closed_at is null and i.id in ( \
                 select r.target_id from relations r join issues b on b.id = r.source_id \
                 where r.workspace_id = $1 and r.kind = 'blocks' and b.closed_at is null)), \
             (select count(*) from milestones m where m.workspace_id = $1 and m.status = 'open'), \
             (select count(*) from knowledge_pages p where p.workspace_id = $1 and p.deleted_at is null), \
             (select count(*) from agents g where g.workspace_id = $1 and {AT_WORK}), \
             (select count(*) from agents g where g.workspace_id = $1 and g.last_heartbeat_at > $2), \
             (select count(*) from locks k where k.workspace_id = $1)"
        ));
        let active_after = AgentStatus::active_after(self.now());
        let query = sqlx::query_as(sql)
            .bind(actor.workspace.0)
            .bind(active_after.to_string());
        let row: (i64, i64, i64, i64, i64, i64, i64, i64) = query.fetch_one(self.readers()).await?;
        let (issues, open, blocked, milestones, pages, agents, active_agents, locks) = row;
        Ok(Counts {
            issues,
            open,
            ready: open - blocked,
            blocked,
            milestones,
            pages,
            agents,
            active_agents,
            locks,
        })
    }
}
