//! The later layout of a hub, which is only read here: a checkpoint with everything, and a log of events from each agent, some of
//! them newer than the checkpoint.
//!
//! It lies on branches, `crosslink/checkpoint` and `crosslink/agents/<agent>`, or, out of sight, under `refs/crosslink/`.

use model::hub::{Findings, Telling};
use serde::Deserialize;
use serde_json::Value;

use super::{
    git::{Git, GitError, ObjectId, Ref, Remote},
    replay::{Replayed, replay},
};
use crate::import::hub::checkpoint_issues;

/// Where its refs were when the remote was last fetched.
#[derive(Clone, Debug, Default)]
pub(super) struct Later {
    checkpoint: Option<ObjectId>,
    agents: Vec<Ref>,
    /// Keys that it trusts, and its version.
    meta: Option<ObjectId>,
}

/// What it says.
#[derive(Debug, Default)]
pub(super) struct LaterState {
    /// A checkpoint's `state.json`, with what the logs add to it.
    pub(super) state: Option<Value>,
    /// The heartbeat of each agent that has one.
    pub(super) heartbeats: Vec<Vec<u8>>,
    /// What could not be read, a sentence each.
    pub(super) warnings: Vec<String>,
}

impl Later {
    /// Its refs among all that are tracked. Where a hub was moved out of sight, what is in sight is what it was then.
    pub(super) fn of(remote: &Remote, refs: &[Ref]) -> Self {
        let (hidden, sight) = (remote.hidden(), remote.tracking("crosslink"));
        let below = |folder: &str| {
            let one =
                |name: &str| refs.iter().find(|found| found.name == format!("{folder}/{name}")).map(|found| found.commit.clone());
            let agents = refs.iter().filter(|found| found.name.starts_with(&format!("{folder}/agents/")));
            Later { checkpoint: one("checkpoint"), agents: agents.cloned().collect(), meta: one("meta") }
        };
        Some(below(&hidden)).filter(|later| later.key().is_some()).unwrap_or_else(|| below(&sight))
    }

    /// What tells this state of the refs from any other; none where there are no refs.
    pub(super) fn key(&self) -> Option<String> {
        let commits = self.checkpoint.iter().chain(&self.meta).chain(self.agents.iter().map(|agent| &agent.commit));
        let commits: Vec<&str> = commits.map(ObjectId::as_str).collect();
        (!commits.is_empty()).then(|| commits.join(" "))
    }

    /// The commit with the keys that it trusts.
    pub(super) const fn meta(&self) -> Option<&ObjectId> {
        self.meta.as_ref()
    }
}

impl LaterState {
    /// Adds what it says of issues.
    pub(super) fn find(&self, findings: &mut Findings) {
        findings.warnings.extend(self.warnings.iter().cloned());
        if let Some(state) = &self.state {
            let (issues, warnings) = checkpoint_issues(state);
            findings.issues.extend(issues.into_iter().map(|issue| (Telling::Checkpoint, issue)));
            findings.warnings.extend(warnings);
            let deleted = state.get("deleted_issues").and_then(Value::as_array).into_iter().flatten();
            let deleted = deleted.filter_map(|uuid| Some((Telling::Checkpoint, uuid.as_str()?.parse().ok()?)));
            findings.gone.extend(deleted);
        }
    }
}

impl Git {
    /// Reads it.
    pub(super) async fn read_later(&self, later: &Later) -> Result<LaterState, GitError> {
        let name = |commit: &ObjectId, path: &str| format!("{}:{path}", commit.as_str());
        let mut names: Vec<String> = later.agents.iter().map(|agent| name(&agent.commit, "heartbeat.json")).collect();
        names.extend(later.agents.iter().map(|agent| name(&agent.commit, "events.log")));
        names.extend(later.checkpoint.iter().map(|commit| name(commit, "state.json")));
        let mut contents = self.read_where_there(&names).await?;
        let state = later.checkpoint.as_ref().and_then(|_| contents.pop()).flatten();
        let logs = contents.split_off(later.agents.len()).into_iter().zip(&later.agents);
        let logs: Vec<Vec<u8>> = logs.filter_map(|(log, agent)| Some(own_lines(&log?, agent))).collect();
        let heartbeats = contents.into_iter().flatten().collect();
        // Thousands of lines of JSON are milliseconds of work that no other task should wait for.
        let understood = tokio::task::spawn_blocking(move || understand(state.as_deref(), &logs)).await;
        let (state, warnings) = understood.map_err(|error| GitError::Start(std::io::Error::other(error)))?;
        Ok(LaterState { state, heartbeats, warnings })
    }
}

/// The lines of a log that are by the agent whose ref it is: nobody speaks for others.
fn own_lines(log: &[u8], agent: &Ref) -> Vec<u8> {
    #[derive(Deserialize)]
    struct Line {
        agent_id: String,
    }
    let name = agent.name.rsplit('/').next().unwrap_or_default();
    let own = |line: &&[u8]| serde_json::from_slice::<Line>(line).map_or(true, |line| line.agent_id == name);
    log.split_inclusive(|byte| *byte == b'\n').filter(own).flatten().copied().collect()
}

fn understand(state: Option<&[u8]>, logs: &[Vec<u8>]) -> (Option<Value>, Vec<String>) {
    let mut state = match state.map(serde_json::from_slice::<Value>) {
        Some(Ok(state)) => state,
        Some(Err(error)) => return (None, vec![format!("state.json was left out: {error}")]),
        None if logs.is_empty() => return (None, Vec::new()),
        None => Value::Object(serde_json::Map::new()),
    };
    let Replayed { warnings, .. } = replay(&mut state, logs);
    (Some(state), warnings)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::hub::fixture::Repository;

    const UUID: &str = "00000000-0000-0000-0000-00000000000a";

    fn event(agent: &str, minute: u32, title: &str) -> String {
        let event = json!({"type": "IssueUpdated", "uuid": UUID, "title": title});
        let line = json!({"agent_id": agent, "agent_seq": minute, "timestamp": format!("2026-01-01T00:{minute:02}:00Z"), "event": event});
        format!("{line}\n")
    }

    async fn read(repository: &Repository) -> (LaterState, Later) {
        let git = Git::discover(repository.path()).await.unwrap().unwrap();
        let remote = git.remotes().await.unwrap().remove(0);
        let later = Later::of(&remote, &git.tracked_refs(&remote).await.unwrap());
        (git.read_later(&later).await.unwrap(), later)
    }

    /// A checkpoint and two agents' logs, on branches or out of sight.
    async fn hub(refs: &str) -> LaterState {
        let remote = Repository::bare();
        let state = json!({"issues": {UUID: {"title": "one"}}, "watermark": {"timestamp": "2026-01-01T00:05:00Z", "agent_id": "m1", "agent_seq": 5}});
        remote.commit(&format!("{refs}/checkpoint"), &[("state.json", &state.to_string())]);
        let log = event("m1", 4, "old") + &event("m1", 6, "two") + &event("m2", 9, "in another's name");
        remote.commit(&format!("{refs}/agents/m1"), &[("events.log", &log), ("heartbeat.json", "{}")]);
        remote.commit(&format!("{refs}/agents/m2"), &[("events.log", &event("m2", 7, "three"))]);
        let clone = Repository::beside(&remote);
        let git = Git::discover(clone.path()).await.unwrap().unwrap();
        git.fetch(&git.remotes().await.unwrap()[0]).await.unwrap();
        read(&clone).await.0
    }

    #[tokio::test]
    async fn logs_come_on_top_of_the_checkpoint() {
        for refs in ["refs/heads/crosslink", "refs/crosslink"] {
            let later = hub(refs).await;
            assert_eq!(later.state.unwrap()["issues"][UUID]["title"], "three", "{refs}");
            assert_eq!((later.heartbeats, later.warnings), (vec![b"{}".to_vec()], Vec::<String>::new()));
        }
    }

    #[tokio::test]
    async fn what_an_agent_deleted_is_gone() {
        let state = json!({"issues": {}, "deleted_issues": [UUID, 7]});
        let later = LaterState { state: Some(state), ..LaterState::default() };
        let mut findings = Findings::default();
        later.find(&mut findings);
        assert_eq!(findings.gone, [(Telling::Checkpoint, UUID.parse().unwrap())]);
    }

    #[tokio::test]
    async fn where_there_is_none() {
        let remote = Repository::bare();
        let (later, refs) = read(&Repository::beside(&remote)).await;
        assert!(later.state.is_none() && refs.key().is_none());
    }

    #[tokio::test]
    async fn what_was_moved_out_of_sight_is_read_there() {
        let remote = Repository::bare();
        remote.commit("refs/heads/crosslink/checkpoint", &[("state.json", "{\"issues\": {}}")]);
        remote.commit("refs/crosslink/checkpoint", &[("state.json", "{\"issues\": {\"x\": 1}}")]);
        let clone = Repository::beside(&remote);
        let git = Git::discover(clone.path()).await.unwrap().unwrap();
        git.fetch(&git.remotes().await.unwrap()[0]).await.unwrap();
        assert_eq!(read(&clone).await.0.state.unwrap()["issues"]["x"], 1);
    }
}
