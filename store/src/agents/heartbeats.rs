//! Signs of life.

use model::{Actor, AgentStatus, Change, Heartbeat, Noun, Timestamp, agent::HISTORY_MAX};

use crate::{Result, Store, transaction::Transaction};

impl Store {
    /// Takes a sign of life into the agent's history; returns whether it was new.
    ///
    /// The same instant twice changes nothing, and one from a clock that goes too far ahead of ours
    /// is not believed. Only the newest is announced and says what the agent works on: older ones,
    /// as the hub brings them, fill the history.
    pub async fn record_heartbeat(&self, actor: &Actor, heartbeat: Heartbeat) -> Result<bool> {
        let heartbeat = heartbeat.checked()?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.record_heartbeat(heartbeat).await })
        })
        .await
    }
}

impl Transaction {
    async fn record_heartbeat(&mut self, heartbeat: Heartbeat) -> Result<bool> {
        if let Some(issue) = heartbeat.active_issue {
            self.check_issue(issue, Noun::Issue).await?;
        }
        let at = heartbeat.at.unwrap_or(self.now);
        if !Heartbeat::is_believable(at, self.now) {
            return Ok(false);
        }
        let agent = self.agent_named(&heartbeat.agent).await?;
        if !self.keep_heartbeat(agent, at, &heartbeat).await? {
            return Ok(false);
        }
        if self.is_newest(agent, at, &heartbeat).await? {
            let Heartbeat {
                agent: name,
                active_issue,
                ..
            } = heartbeat;
            self.announce_change(Change::Heartbeat {
                agent: name.clone(),
                at,
                active_issue,
            });
            self.settle_status(agent, name, AgentStatus::at(Some(at), self.now))
                .await?;
        }
        Ok(true)
    }

    /// Adds it to the history and cuts that to its length; false where it is there already.
    async fn keep_heartbeat(
        &mut self,
        agent: i64,
        at: Timestamp,
        heartbeat: &Heartbeat,
    ) -> Result<bool> {
        let sql = "insert into heartbeats (agent_id, at, active_issue_id) values ($1, $2, $3) on conflict do nothing";
        let query = sqlx::query(sql)
            .bind(agent)
            .bind(at.to_string())
            .bind(heartbeat.active_issue.map(|issue| issue.0));
        if query.execute(&mut self.conn).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let sql = "delete from heartbeats where agent_id = $1 \
            and at < (select h.at from heartbeats h where h.agent_id = $1 order by h.at desc limit 1 offset $2)";
        sqlx::query(sql)
            .bind(agent)
            .bind(HISTORY_MAX - 1)
            .execute(&mut self.conn)
            .await?;
        Ok(true)
    }

    /// Writes what it says beside the agent's name, unless something newer stands there.
    async fn is_newest(
        &mut self,
        agent: i64,
        at: Timestamp,
        heartbeat: &Heartbeat,
    ) -> Result<bool> {
        let sql = "update agents set last_heartbeat_at = $2, active_issue_id = $3, machine = coalesce($4, machine), \
            description = coalesce($5, description) where id = $1 and (last_heartbeat_at is null or last_heartbeat_at < $2)";
        let query = sqlx::query(sql)
            .bind(agent)
            .bind(at.to_string())
            .bind(heartbeat.active_issue.map(|issue| issue.0));
        let query = query
            .bind(heartbeat.machine.as_deref())
            .bind(heartbeat.description.as_deref());
        Ok(query.execute(&mut self.conn).await?.rows_affected() > 0)
    }

    /// Announces what the agent is now, if it is something else than was announced last.
    pub(super) async fn settle_status(
        &mut self,
        agent: i64,
        name: String,
        status: AgentStatus,
    ) -> Result<()> {
        let query = sqlx::query("update agents set status = $2 where id = $1 and status <> $2");
        if query
            .bind(agent)
            .bind(status.as_str())
            .execute(&mut self.conn)
            .await?
            .rows_affected()
            > 0
        {
            self.announce_change(Change::AgentStatus {
                agent: name,
                status,
            });
        }
        Ok(())
    }
}
