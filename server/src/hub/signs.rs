//! Signs of life and locks, as a hub tells them.
//!
//! A heartbeat lies in `heartbeats/<agent>.json`, in `agents/<agent>/heartbeat.json`, or at the root of the agent's own branch. Locks
//! lie in `locks.json` and `locks/<number>.json`; where there is a checkpoint, it says which of them hold. Both name an issue by the
//! number that it has on the hub, which need not be its number here.

use std::collections::{BTreeMap, HashMap};

use model::{Timestamp, Uuid, hub::SeenLock};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    git::{Git, GitError, ObjectId, Remote, TreeEntry},
    layout::Place,
};

/// What is new of agents.
#[derive(Default)]
pub(super) struct Signs {
    /// Heartbeats, some perhaps known already.
    pub(super) heartbeats: Vec<Beat>,
    /// All locks that hold.
    pub(super) locks: BTreeMap<Uuid, SeenLock>,
}

/// A heartbeat.
pub(super) struct Beat {
    pub(super) agent: String,
    pub(super) at: Timestamp,
    pub(super) issue: Option<Uuid>,
    pub(super) machine: Option<String>,
}

#[derive(Deserialize)]
struct BeatRecord {
    agent_id: String,
    #[serde(alias = "timestamp")]
    last_heartbeat: String,
    active_issue_id: Option<i64>,
    machine_id: Option<String>,
}

#[derive(Deserialize)]
struct LockRecord {
    issue_id: Option<i64>,
    agent_id: String,
    branch: Option<String>,
    claimed_at: String,
    signed_by: Option<String>,
}

#[derive(Deserialize)]
struct LocksRecord {
    locks: BTreeMap<String, LockRecord>,
}

#[derive(Default, Deserialize)]
struct CheckpointRecord {
    locks: Option<BTreeMap<String, LockRecord>>,
    #[serde(default)]
    display_id_map: HashMap<Uuid, i64>,
}

#[derive(Deserialize)]
struct NumberRecord {
    display_id: Option<i64>,
}

/// What was read, before numbers are understood.
#[derive(Default)]
struct Reading {
    beats: Vec<BeatRecord>,
    locks: Vec<(i64, LockRecord)>,
    numbers: HashMap<i64, Uuid>,
}

impl Git {
    /// Everything that the hub says of agents.
    pub(super) async fn signs(
        &self,
        remote: &Remote,
        files: Option<&ObjectId>,
        checkpoint: Option<&ObjectId>,
    ) -> Result<Signs, GitError> {
        let mut reading = Reading::default();
        if let Some(commit) = files {
            let mut listing = self.files(commit).await?;
            listing.retain(|file| matters(&file.path));
            let contents = self.read(listing.iter().map(|file| &file.blob)).await?;
            listing.iter().zip(&contents).for_each(|(file, content)| reading.add(file, content));
        }
        let agents = self.refs(&[&format!("refs/remotes/{}/crosslink/agents/*", remote.name())]).await?;
        let mut names: Vec<String> = agents.iter().map(|agent| format!("{}:heartbeat.json", agent.commit.as_str())).collect();
        names.extend(checkpoint.map(|commit| format!("{}:state.json", commit.as_str())));
        let mut contents = self.read_where_there(&names).await?;
        let state = checkpoint.and_then(|_| contents.pop()).flatten();
        reading.beats.extend(contents.iter().flatten().filter_map(|content| parsed(content)));
        if let Some(state) = state.and_then(|state| parsed::<CheckpointRecord>(&state)) {
            reading.take_checkpoint(state);
        }
        Ok(reading.understand())
    }
}

fn matters(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["locks.json"] | ["agents", _, "heartbeat.json"] => true,
        ["locks" | "heartbeats", file] => file.ends_with(".json"),
        _ => matches!(Place::of(path), Place::Issue { .. }),
    }
}

fn parsed<T: DeserializeOwned>(content: &[u8]) -> Option<T> {
    serde_json::from_slice(content).ok()
}

impl Reading {
    /// What cannot be read is nobody's sign of life.
    fn add(&mut self, file: &TreeEntry, content: &[u8]) {
        if let Place::Issue { uuid, .. } = Place::of(&file.path) {
            let number = parsed::<NumberRecord>(content).and_then(|record| record.display_id);
            self.numbers.extend(number.map(|number| (number, uuid)));
        } else if file.path == "locks.json" {
            self.locks.extend(parsed::<LocksRecord>(content).into_iter().flat_map(|record| by_number(record.locks)));
        } else if let Some(number) = file.path.strip_prefix("locks/").and_then(|name| name.strip_suffix(".json")) {
            let record = parsed::<LockRecord>(content);
            self.locks.extend(record.and_then(|record| Some((record.issue_id.or(number.parse().ok())?, record))));
        } else {
            self.beats.extend(parsed::<BeatRecord>(content));
        }
    }

    fn take_checkpoint(&mut self, state: CheckpointRecord) {
        self.numbers.extend(state.display_id_map.into_iter().map(|(uuid, number)| (number, uuid)));
        if let Some(locks) = state.locks {
            self.locks = by_number(locks).collect();
        }
    }

    fn understand(self) -> Signs {
        let Reading { beats, locks, numbers } = self;
        let beat = |record: BeatRecord| {
            let issue = record.active_issue_id.and_then(|number| numbers.get(&number).copied());
            Some(Beat { agent: record.agent_id, at: instant(&record.last_heartbeat)?, issue, machine: record.machine_id })
        };
        let mut signs = Signs { heartbeats: beats.into_iter().filter_map(beat).collect(), ..Signs::default() };
        for (number, record) in locks {
            let (Some(issue), Some(claimed_at)) = (numbers.get(&number), instant(&record.claimed_at)) else { continue };
            let signed_by = record.signed_by.filter(|key| !key.is_empty());
            let lock = SeenLock { agent: record.agent_id, branch: record.branch, claimed_at, signed_by };
            // Where both layouts speak of one issue, the later claim holds.
            let known = signs.locks.entry(*issue).or_insert_with(|| lock.clone());
            if known.claimed_at < lock.claimed_at {
                *known = lock;
            }
        }
        signs
    }
}

fn by_number(locks: BTreeMap<String, LockRecord>) -> impl Iterator<Item = (i64, LockRecord)> {
    locks.into_iter().filter_map(|(number, record)| Some((number.parse().ok()?, record)))
}

fn instant(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}
