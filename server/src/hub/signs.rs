//! Signs of life and locks, as a hub tells them.
//!
//! A heartbeat lies in `heartbeats/<agent>.json`, in `agents/<agent>/heartbeat.json`, or at the root of the agent's own branch. Locks
//! lie in `locks.json` and `locks/<number>.json`; where there is a checkpoint, it says which of them hold. Both name an issue by the
//! number that it has on the hub, which need not be its number here.

use std::collections::{BTreeMap, HashMap};

use model::{
    Timestamp, Uuid,
    hub::{SeenLock, Telling},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    git::{Git, GitError, TreeEntry},
    later::LaterState,
    layout::Place,
};

/// Longer files are no sign of life, and no issue that anybody wrote.
const FILE_MAX: u64 = 8 << 20;

/// What is new of agents.
#[derive(Default)]
pub(super) struct Signs {
    /// Heartbeats, some perhaps known already.
    pub(super) heartbeats: Vec<Beat>,
    /// All locks that hold.
    pub(super) locks: BTreeMap<Uuid, SeenLock>,
    /// The shared file of locks is there and cannot be read.
    pub(super) unreadable: bool,
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
    /// Ours: numbers may be given twice, by counters that do not know of each other.
    active_issue_uuid: Option<Uuid>,
    machine_id: Option<String>,
}

#[derive(Deserialize)]
struct LockRecord {
    issue_id: Option<i64>,
    agent_id: String,
    branch: Option<String>,
    claimed_at: String,
    signed_by: Option<String>,
    /// Ours: as with heartbeats. It also tells that no checkpoint knows of it, whenever it was made.
    issue_uuid: Option<Uuid>,
}

#[derive(Deserialize)]
struct LocksRecord {
    #[serde(default)]
    locks: BTreeMap<String, Value>,
}

#[derive(Default, Deserialize)]
struct CheckpointRecord {
    locks: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    display_id_map: HashMap<String, i64>,
    watermark: Option<WatermarkRecord>,
}

#[derive(Deserialize)]
struct WatermarkRecord {
    timestamp: String,
}

#[derive(Deserialize)]
struct NumberRecord {
    display_id: Option<i64>,
}

/// What was read, before numbers are understood.
#[derive(Default)]
struct Reading {
    beats: Vec<BeatRecord>,
    locks: Vec<(i64, LockRecord, Telling)>,
    numbers: HashMap<i64, Uuid>,
    unreadable: bool,
}

impl Git {
    /// Everything that the hub says of agents.
    pub(super) async fn signs(&self, files: &[TreeEntry], later: &LaterState) -> Result<Signs, GitError> {
        let mut reading = Reading::default();
        let matters = |file: &&TreeEntry| {
            matches!(Place::of(&file.path), Place::Issue { .. } | Place::Lock { .. } | Place::Locks | Place::Heartbeat)
        };
        let matters: Vec<&TreeEntry> = files.iter().filter(matters).filter(|file| file.size <= FILE_MAX).collect();
        let contents = self.read_files(&matters).await?;
        matters.iter().zip(&contents).for_each(|(file, content)| reading.add(Place::of(&file.path), content));
        reading.beats.extend(later.heartbeats.iter().filter_map(|content| parsed(content)));
        if let Some(state) = later.state.as_ref().and_then(|state| CheckpointRecord::deserialize(state).ok()) {
            reading.take_checkpoint(state);
        }
        Ok(reading.understand())
    }
}

fn parsed<T: DeserializeOwned>(content: &[u8]) -> Option<T> {
    serde_json::from_slice(content).ok()
}

impl Reading {
    /// What cannot be read is nobody's sign of life.
    fn add(&mut self, place: Place, content: &[u8]) {
        match place {
            Place::Issue { uuid, .. } => {
                let number = parsed::<NumberRecord>(content).and_then(|record| record.display_id);
                self.numbers.extend(number.map(|number| (number, uuid)));
            }
            Place::Locks => match parsed::<LocksRecord>(content) {
                Some(all) => self.locks.extend(by_number(all.locks, Telling::Files)),
                None => self.unreadable = true,
            },
            Place::Lock { number } => {
                let record = parsed::<LockRecord>(content);
                self.locks.extend(record.map(|record| (record.issue_id.unwrap_or(number), record, Telling::Files)));
            }
            _ => self.beats.extend(parsed::<BeatRecord>(content)),
        }
    }

    /// A checkpoint knows of every claim by agents until its watermark, in files too; later ones are beside it, and so are ours.
    fn take_checkpoint(&mut self, state: CheckpointRecord) {
        self.numbers.extend(state.display_id_map.into_iter().filter_map(|(uuid, number)| Some((number, uuid.parse().ok()?))));
        let Some(locks) = state.locks else { return };
        let until = state.watermark.and_then(|mark| instant(&mark.timestamp));
        let beside = |lock: &LockRecord| until.is_some_and(|until| instant(&lock.claimed_at) > Some(until));
        self.locks.retain(|(_, lock, _)| lock.issue_uuid.is_some() || beside(lock));
        self.locks.extend(by_number(locks, Telling::Checkpoint));
    }

    fn understand(self) -> Signs {
        let Reading { beats, locks, numbers, unreadable } = self;
        let beat = |record: BeatRecord| {
            let by_number = || record.active_issue_id.and_then(|number| numbers.get(&number).copied());
            let issue = record.active_issue_uuid.or_else(by_number);
            Some(Beat { agent: record.agent_id, at: instant(&record.last_heartbeat)?, issue, machine: record.machine_id })
        };
        let mut signs = Signs { heartbeats: beats.into_iter().filter_map(beat).collect(), unreadable, ..Signs::default() };
        for (number, record, telling) in locks {
            let issue = record.issue_uuid.or_else(|| numbers.get(&number).copied());
            let (Some(issue), Some(claimed_at)) = (issue, instant(&record.claimed_at)) else { continue };
            let signed_by = record.signed_by.filter(|key| !key.is_empty());
            let lock = SeenLock { agent: record.agent_id, branch: record.branch, claimed_at, signed_by, telling };
            // Where both layouts speak of one issue, the later claim holds.
            let known = signs.locks.entry(issue).or_insert_with(|| lock.clone());
            if known.claimed_at < lock.claimed_at {
                *known = lock;
            }
        }
        signs
    }
}

/// One that cannot be read does not take the others along.
fn by_number(locks: BTreeMap<String, Value>, telling: Telling) -> impl Iterator<Item = (i64, LockRecord, Telling)> {
    locks.into_iter().filter_map(move |(number, lock)| Some((number.parse().ok()?, serde_json::from_value(lock).ok()?, telling)))
}

fn instant(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}
