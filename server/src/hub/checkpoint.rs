//! The later layout of a hub, which is only read here: a checkpoint with everything, and a log of
//! events from each agent, some of them newer than the checkpoint.
//!
//! It lies on branches, `crosslink/checkpoint` and `crosslink/agents/<agent>`, or, out of sight,
//! under `refs/crosslink/`.

use model::sync::{HubSource, RemoteChanges};
use serde_json::Value;

use super::{
    git::{Git, GitError, ObjectId, Ref, Remote},
    replay::Replay,
};
use crate::import::{hub::checkpoint_issues, lenient, warnings::Warnings};

/// Longest checkpoint, and longest log, in bytes.
const FILE_MAX: u64 = 64 << 20;
/// Most of all logs together.
const LOGS_MAX: u64 = 256 << 20;
/// Longest heartbeat, and how many are read at once.
const HEARTBEAT_MAX: u64 = 64 << 10;
const HEARTBEATS: usize = 500;

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
    /// The heartbeat of each agent that has one, with the agent's ref.
    pub(super) heartbeats: Vec<(String, Vec<u8>)>,
    /// There is a checkpoint and it cannot be read: nobody knows what is not there any more.
    pub(super) unreadable: bool,
    /// What could not be read, a sentence each.
    pub(super) warnings: Vec<String>,
}

impl Later {
    /// Its refs among all that are tracked. Where a hub was moved out of sight, what is in sight is
    /// what it was then.
    pub(super) fn of(remote: &Remote, refs: &[Ref]) -> Self {
        let (hidden, sight) = (remote.hidden(), remote.tracking("crosslink"));
        let below = |folder: &str| {
            let one = |name: &str| {
                refs.iter()
                    .find(|found| found.name == format!("{folder}/{name}"))
                    .map(|found| found.commit.clone())
            };
            let agents = refs
                .iter()
                .filter(|found| found.name.starts_with(&format!("{folder}/agents/")));
            Later {
                checkpoint: one("checkpoint"),
                agents: agents.cloned().collect(),
                meta: one("meta"),
            }
        };
        Some(below(&hidden))
            .filter(|later| later.key().is_some())
            .unwrap_or_else(|| below(&sight))
    }

    /// What tells this state of the refs from any other; none where there are no refs.
    pub(super) fn key(&self) -> Option<String> {
        let commits = self
            .checkpoint
            .iter()
            .chain(&self.meta)
            .chain(self.agents.iter().map(|agent| &agent.commit));
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
    pub(super) fn find(&self, findings: &mut RemoteChanges) {
        findings.warnings.extend(self.warnings.iter().cloned());
        if let Some(state) = &self.state {
            let (issues, warnings) = checkpoint_issues(state);
            findings.issues.extend(
                issues
                    .into_iter()
                    .map(|issue| (HubSource::Checkpoint, issue)),
            );
            findings.warnings.extend(warnings);
            let deleted = state
                .get("deleted_issues")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let deleted = deleted
                .filter_map(|uuid| Some((HubSource::Checkpoint, uuid.as_str()?.parse().ok()?)));
            findings.gone.extend(deleted);
        }
    }
}

/// An agent's log, not read yet.
struct Log<'l> {
    agent: &'l Ref,
    blob: ObjectId,
}

impl Git {
    /// Reads it, a log at a time: what is older than the checkpoint is in it already and is not
    /// kept.
    pub(super) async fn read_later(&self, later: &Later) -> Result<LaterState, GitError> {
        let mut told = LaterState::default();
        let state = self.read_state(later, &mut told).await?;
        self.read_heartbeats(later, &mut told).await?;
        let logs = self.find_logs(later, &mut told).await?;
        let Some(state) = state.filter(|_| !told.unreadable) else {
            return Ok(told);
        };
        if state.is_null() && logs.is_empty() {
            return Ok(told);
        }
        let mut replay = Replay::of(state);
        for Log { agent, blob } in logs {
            let log = self.read([&blob]).await?.pop().unwrap_or_default();
            let name = agent.name.rsplit('/').next().unwrap_or_default().to_owned();
            // Thousands of lines of JSON are milliseconds of work that no other task should wait
            // for.
            replay = unhurried(move || {
                replay.add(&log, &name);
                replay
            })
            .await?;
        }
        let (state, mut warnings) = unhurried(move || replay.finish()).await?;
        told.state = Some(state);
        told.warnings.append(&mut warnings);
        Ok(told)
    }

    /// The checkpoint's state; null where there is none.
    async fn read_state(
        &self,
        later: &Later,
        told: &mut LaterState,
    ) -> Result<Option<Value>, GitError> {
        let Some(commit) = &later.checkpoint else {
            return Ok(Some(Value::Null));
        };
        let blob = match self
            .look_up(&[format!("{}:state.json", commit.as_str())])
            .await?
            .pop()
            .flatten()
        {
            None => return Ok(Some(Value::Null)),
            Some((_, size)) if size > FILE_MAX => {
                told.warnings.push(format!(
                    "state.json has more than {} MiB and was left out",
                    FILE_MAX >> 20
                ));
                told.unreadable = true;
                return Ok(None);
            }
            Some((blob, _)) => blob,
        };
        let content = self.read([&blob]).await?.pop().unwrap_or_default();
        let parsed = unhurried(move || {
            let mut warnings = Warnings::default();
            let text = lenient::text(&content, "state.json", &mut warnings);
            (
                lenient::json(&text, "state.json", &mut warnings),
                warnings.into_sentences(),
            )
        });
        let (state, mut warnings) = parsed.await?;
        told.warnings.append(&mut warnings);
        match state {
            Ok(state) => Ok(Some(state)),
            Err(error) => {
                told.warnings
                    .push(format!("state.json was left out: {error}"));
                told.unreadable = true;
                Ok(None)
            }
        }
    }

    async fn read_heartbeats(&self, later: &Later, told: &mut LaterState) -> Result<(), GitError> {
        let names: Vec<String> = later
            .agents
            .iter()
            .map(|agent| format!("{}:heartbeat.json", agent.commit.as_str()))
            .collect();
        let found = self.look_up(&names).await?.into_iter().zip(&later.agents);
        let found: Vec<_> = found
            .filter_map(|(found, agent)| Some((found?, agent)))
            .collect();
        let (short, long): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|((_, size), _)| *size <= HEARTBEAT_MAX);
        told.warnings.extend(long.iter().map(|(_, agent)| {
            format!(
                "heartbeat.json of {} is no heartbeat and was left out",
                agent.name
            )
        }));
        for some in short.chunks(HEARTBEATS) {
            let contents = self.read(some.iter().map(|((blob, _), _)| blob)).await?;
            told.heartbeats.extend(
                some.iter()
                    .zip(contents)
                    .map(|((_, agent), content)| (agent.name.clone(), content)),
            );
        }
        Ok(())
    }

    /// The logs that are read, in the order of their agents.
    async fn find_logs<'l>(
        &self,
        later: &'l Later,
        told: &mut LaterState,
    ) -> Result<Vec<Log<'l>>, GitError> {
        let names: Vec<String> = later
            .agents
            .iter()
            .map(|agent| format!("{}:events.log", agent.commit.as_str()))
            .collect();
        let (mut logs, mut sum) = (Vec::new(), 0);
        for (found, agent) in self.look_up(&names).await?.into_iter().zip(&later.agents) {
            let Some((blob, size)) = found else { continue };
            sum += size;
            if size > FILE_MAX {
                told.warnings.push(format!(
                    "The event log of {} has more than {} MiB and was left out",
                    agent.name,
                    FILE_MAX >> 20
                ));
            } else if sum > LOGS_MAX {
                told.warnings.push(format!(
                    "The event logs have more than {} MiB; that of {} was left out",
                    LOGS_MAX >> 20,
                    agent.name
                ));
            } else {
                logs.push(Log { agent, blob });
            }
        }
        Ok(logs)
    }
}

/// Work that no other task should wait for.
async fn unhurried<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, GitError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| GitError::Start(std::io::Error::other(error)))
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
        remote.commit(
            &format!("{refs}/checkpoint"),
            &[("state.json", &state.to_string())],
        );
        let log =
            event("m1", 4, "old") + &event("m1", 6, "two") + &event("m2", 9, "in another's name");
        remote.commit(
            &format!("{refs}/agents/m1"),
            &[("events.log", &log), ("heartbeat.json", "{}")],
        );
        remote.commit(
            &format!("{refs}/agents/m2"),
            &[("events.log", &event("m2", 7, "three"))],
        );
        let clone = Repository::beside(&remote);
        let git = Git::discover(clone.path()).await.unwrap().unwrap();
        git.fetch(&git.remotes().await.unwrap()[0]).await.unwrap();
        read(&clone).await.0
    }

    #[tokio::test]
    async fn logs_come_on_top_of_the_checkpoint() {
        for refs in ["refs/heads/crosslink", "refs/crosslink"] {
            let later = hub(refs).await;
            assert_eq!(
                later.state.unwrap()["issues"][UUID]["title"],
                "three",
                "{refs}"
            );
            assert_eq!(
                (later.heartbeats.len(), later.warnings, later.unreadable),
                (1, Vec::<String>::new(), false)
            );
            assert_eq!(later.heartbeats[0].1, b"{}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_told_and_nothing_is_concluded_from_it() {
        for (state, told) in [
            (
                "{\"issues\": ".to_owned(),
                "state.json was left out: EOF while parsing a value at line 1 column 11",
            ),
            (
                " ".repeat((64 << 20) + 1),
                "state.json has more than 64 MiB and was left out",
            ),
        ] {
            let remote = Repository::bare();
            remote.commit("refs/heads/crosslink/checkpoint", &[("state.json", &state)]);
            remote.commit(
                "refs/heads/crosslink/agents/m1",
                &[("heartbeat.json", &"x".repeat(100_000))],
            );
            let clone = Repository::beside(&remote);
            let git = Git::discover(clone.path()).await.unwrap().unwrap();
            git.fetch(&git.remotes().await.unwrap()[0]).await.unwrap();
            let later = read(&clone).await.0;
            assert!(later.unreadable && later.state.is_none() && later.heartbeats.is_empty());
            let beat = "heartbeat.json of refs/remotes/origin/crosslink/agents/m1 is no heartbeat and was left out";
            assert_eq!(later.warnings, [told, beat]);
        }
    }

    #[tokio::test]
    async fn what_an_agent_deleted_is_gone() {
        let state = json!({"issues": {}, "deleted_issues": [UUID, 7]});
        let later = LaterState {
            state: Some(state),
            ..LaterState::default()
        };
        let mut findings = RemoteChanges::default();
        later.find(&mut findings);
        assert_eq!(
            findings.gone,
            [(HubSource::Checkpoint, UUID.parse().unwrap())]
        );
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
        remote.commit(
            "refs/heads/crosslink/checkpoint",
            &[("state.json", "{\"issues\": {}}")],
        );
        remote.commit(
            "refs/crosslink/checkpoint",
            &[("state.json", "{\"issues\": {\"x\": 1}}")],
        );
        let clone = Repository::beside(&remote);
        let git = Git::discover(clone.path()).await.unwrap().unwrap();
        git.fetch(&git.remotes().await.unwrap()[0]).await.unwrap();
        assert_eq!(read(&clone).await.0.state.unwrap()["issues"]["x"], 1);
    }
}
