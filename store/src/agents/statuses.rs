//! What time alone makes of agents.

use model::{Actor, AgentStatus, Change, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Result, Store, shape, statement, transaction::Transaction};

/// An agent whose status may still change by itself, with the status that was announced last.
#[derive(Debug, Deserialize)]
struct Pending {
    id: i64,
    name: String,
    status: AgentStatus,
    last_heartbeat: Timestamp,
}

impl Pending {
    fn is_due(&self, now: Timestamp) -> bool {
        self.status != AgentStatus::at(Some(self.last_heartbeat), now)
    }
}

#[derive(Serialize)]
struct Settled {
    id: i64,
    status: &'static str,
}

/// Agents that may become something else by time alone; those that are stale may not.
fn pending() -> String {
    let shape = "{object}('id', g.id, 'name', g.name, 'status', g.status, 'last_heartbeat', g.last_heartbeat_at)";
    format!(
        "select {} from agents g where g.workspace_id = $1 and g.last_heartbeat_at is not null and g.status <> 'stale'",
        shape::list(shape, "g.last_heartbeat_at, g.id")
    )
}

impl Store {
    /// Announces every status that time has changed; returns the instant at which it will change
    /// the next one.
    ///
    /// What was announced is written down, so that each change is told once, by whichever server
    /// notices first, and also when no server ran while it happened.
    pub async fn refresh_agent_status(&self, actor: &Actor) -> Result<Option<Timestamp>> {
        let query = sqlx::query_scalar(self.sql(&pending())).bind(actor.workspace.0);
        let json: String = query.fetch_one(self.readers()).await?;
        let agents: Vec<Pending> = statement::parse(&json)?;
        let now = self.now();
        if agents.iter().any(|agent| agent.is_due(now)) {
            self.write(actor, |tx| Box::pin(tx.refresh_agent_status()))
                .await?;
        }
        Ok(agents
            .iter()
            .filter_map(|agent| AgentStatus::next_threshold(Some(agent.last_heartbeat), now))
            .min())
    }
}

impl Transaction {
    async fn refresh_agent_status(&mut self) -> Result<()> {
        let query = sqlx::query_scalar(self.sql(&pending())).bind(self.workspace());
        let json: String = query.fetch_one(&mut self.conn).await?;
        let mut agents: Vec<Pending> = statement::parse(&json)?;
        agents.retain(|agent| agent.is_due(self.now));
        let mut settled = Vec::with_capacity(agents.len());
        for Pending {
            id,
            name,
            last_heartbeat,
            ..
        } in agents
        {
            let status = AgentStatus::at(Some(last_heartbeat), self.now);
            settled.push(Settled {
                id,
                status: status.as_str(),
            });
            self.announce_change(Change::AgentStatus {
                agent: name,
                status,
            });
        }
        let sql = self.sql(
            "update agents set status = v.status from (select cast(value->>'id' as bigint) as id, value->>'status' as status \
             from {each}($1{::json})) as v where agents.id = v.id",
        );
        sqlx::query(sql)
            .bind(statement::rows(&settled)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}
