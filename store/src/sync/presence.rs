//! Presence to push: locks and heartbeats.

use std::collections::BTreeMap;

use model::{
    Actor, Uuid,
    sync::{OutgoingHeartbeat, OutgoingLock, RemoteLock, presence},
};
use serde::Deserialize;

use crate::{Result, Store, shape, statement};

#[derive(Deserialize)]
struct LockHere {
    issue: Uuid,
    lock: RemoteLock,
}

const LOCK: &str = "{object}('issue', i.uuid, 'lock', {object}('agent', g.name, 'branch', k.branch, 'claimed_at', k.claimed_at, \
    'signed_by', k.signed_by))";
const BEAT: &str = "{object}('agent', g.name, 'at', g.last_heartbeat_at, 'machine', g.machine, \
    'issue', (select i.uuid from issues i where i.id = g.active_issue_id))";

impl Store {
    /// What happened to locks here that the hub does not know, and the signs of life that it has
    /// not heard.
    pub(super) async fn signs_to_push(
        &self,
        actor: &Actor,
    ) -> Result<(Vec<OutgoingLock>, Vec<OutgoingHeartbeat>)> {
        let state = self.sync_state(actor).await?;
        let sql = self.sql(&format!(
            "select (select {} from locks k join issues i on i.id = k.issue_id join agents g on g.id = k.agent_id \
             where k.workspace_id = $1), (select {} from agents g where g.workspace_id = $1 and g.last_heartbeat_at is not null)",
            shape::list(LOCK, "k.issue_id"),
            shape::list(BEAT, "g.name")
        ));
        let (locks, beats): (String, String) = sqlx::query_as(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?;
        let locks: Vec<LockHere> = statement::parse(&locks)?;
        let here: BTreeMap<Uuid, RemoteLock> = locks
            .into_iter()
            .map(|here| (here.issue, here.lock))
            .collect();
        Ok((
            presence::lock_changes(here, &state.locks),
            presence::unheard(statement::parse(&beats)?, &state.heartbeats),
        ))
    }
}
