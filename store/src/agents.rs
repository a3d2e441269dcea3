//! Agents, with the time of their last heartbeat.

mod heartbeats;
mod statuses;

use model::{Actor, Agent, Error as DomainError, Noun, Timestamp};

use crate::{Result, Store, shape, statement, transaction::Transaction};

/// How much of an agent's history a list shows, in seconds.
const RECENT: i64 = 3 * 60 * 60;

/// Condition on an agent `g`: it sent a heartbeat, holds a lock, had a session or spent tokens.
pub(crate) const AT_WORK: &str = "(g.last_heartbeat_at is not null \
    or exists (select 1 from locks k where k.agent_id = g.id) \
    or exists (select 1 from sessions s where s.agent_id = g.id) \
    or exists (select 1 from token_usage u where u.agent_id = g.id))";

impl Store {
    /// The agents of the workspace by name, each with its heartbeats of the last three hours.
    ///
    /// Only agents with activity: a heartbeat, lock, session or usage record. Agents that exist
    /// only as authors of imported comments, and unused crew leads, are left out.
    pub async fn list_agents(&self, actor: &Actor) -> Result<Vec<Agent>> {
        let sql = self.sql(&format!(
            "select {} from agents g where g.workspace_id = $1 and {AT_WORK}",
            shape::list("{agent}", "g.name")
        ));
        let since =
            Timestamp::from_micros(self.now().micros() - RECENT * 1_000_000).unwrap_or(self.now());
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(since.to_string());
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }

    /// One agent by its name, with all its heartbeats that are kept.
    pub async fn agent(&self, actor: &Actor, name: &str) -> Result<Agent> {
        let sql = self
            .sql("select {agent}{::text} from agents g where g.workspace_id = $1 and g.name = $3");
        // Every instant comes after the empty text.
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind("")
            .bind(name.replace('\0', ""));
        let json: Option<String> = query.fetch_optional(self.readers()).await?;
        statement::parse(&json.ok_or_else(|| no_agent(name))?)
    }
}

/// `Agent 'worker-9' does not exist`
fn no_agent(name: &str) -> DomainError {
    DomainError::NotFound {
        noun: Noun::Agent,
        name: format!("'{}'", name.chars().take(64).collect::<String>()),
    }
}

impl Transaction {
    /// The agent of that name, a new one where there is none.
    pub(crate) async fn agent_named(&mut self, name: &str) -> Result<i64> {
        let known = self.authors(vec![name]).await?;
        known
            .get(name)
            .copied()
            .ok_or_else(|| no_agent(name).into())
    }
}
