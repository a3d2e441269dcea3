//! Signs of life and locks, as a hub tells them.
//!
//! A heartbeat lies in `heartbeats/<agent>.json`, in `agents/<agent>/heartbeat.json`, or at the
//! root of the agent's own branch. Locks lie in `locks.json` and `locks/<number>.json`; where there
//! is a checkpoint, it says which of them hold. Both name an issue by the number that it has on the
//! hub, which need not be its number here.

use std::collections::{BTreeMap, HashMap};

use model::{
    Timestamp, Uuid,
    sync::{HubSource, RemoteLock},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    checkpoint::LaterState,
    git::{Git, GitError, TreeEntry, portions},
    layout::Place,
};
use crate::import::{
    lenient::{self, any_number, any_text},
    warnings::Warnings,
};

/// Longer files are no sign of life, and no issue that anybody wrote.
const FILE_MAX: u64 = 8 << 20;

/// What is new of agents.
#[derive(Default)]
pub(super) struct Signs {
    /// Heartbeats, some perhaps known already.
    pub(super) heartbeats: Vec<Beat>,
    /// All locks that hold.
    pub(super) locks: BTreeMap<Uuid, RemoteLock>,
    /// Some of what says which locks hold cannot be read.
    pub(super) unreadable: bool,
    /// What was left out, a sentence each.
    pub(super) warnings: Vec<String>,
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
    #[serde(default, deserialize_with = "any_number")]
    active_issue_id: Option<i64>,
    /// Ours: numbers may be given twice, by counters that do not know of each other.
    active_issue_uuid: Option<Uuid>,
    #[serde(default, deserialize_with = "any_text")]
    machine_id: Option<String>,
}

#[derive(Deserialize)]
struct LockRecord {
    #[serde(default, deserialize_with = "any_number")]
    issue_id: Option<i64>,
    agent_id: String,
    #[serde(default, deserialize_with = "any_text")]
    branch: Option<String>,
    claimed_at: String,
    signed_by: Option<String>,
    /// Ours: as with heartbeats. It also tells that no checkpoint knows of it, whenever it was
    /// made.
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
    #[serde(default, deserialize_with = "any_number")]
    display_id: Option<i64>,
}

/// What was read, before numbers are understood.
#[derive(Default)]
struct Reading {
    beats: Vec<BeatRecord>,
    locks: Vec<(i64, LockRecord, HubSource)>,
    numbers: HashMap<i64, Uuid>,
    unreadable: bool,
    warnings: Warnings,
}

impl Git {
    /// Everything that the hub says of agents.
    pub(super) async fn signs(
        &self,
        files: &[TreeEntry],
        later: &LaterState,
    ) -> Result<Signs, GitError> {
        let mut reading = Reading {
            unreadable: later.unreadable,
            ..Reading::default()
        };
        let matters = |file: &&TreeEntry| {
            matches!(
                Place::of(&file.path),
                Place::Issue { .. } | Place::Lock { .. } | Place::Locks | Place::Heartbeat
            )
        };
        let matters: Vec<&TreeEntry> = files
            .iter()
            .filter(matters)
            .filter(|file| reading.fits(file))
            .collect();
        for portion in portions(&matters) {
            let contents = self.read_files(portion).await?;
            portion
                .iter()
                .zip(&contents)
                .for_each(|(file, content)| reading.add(&file.path, content));
        }
        for (agent, content) in &later.heartbeats {
            let beat = reading.parsed::<BeatRecord>(content, &format!("heartbeat.json of {agent}"));
            reading.beats.extend(beat);
        }
        match later.state.as_ref().map(CheckpointRecord::deserialize) {
            None => {}
            Some(Ok(state)) => reading.take_checkpoint(state),
            Some(Err(error)) => {
                reading
                    .warnings
                    .say(format!("The checkpoint's locks could not be read: {error}"));
                reading.unreadable = true;
            }
        }
        Ok(reading.understand())
    }
}

impl Reading {
    /// Returns true if a file is read at all.
    fn fits(&mut self, file: &TreeEntry) -> bool {
        let fits = file.size <= FILE_MAX;
        // Longer issues are told of where issues are read.
        if !fits && !matches!(Place::of(&file.path), Place::Issue { .. }) {
            self.warnings
                .add("Files of more than 8 MiB were left out", &file.path);
            self.unreadable |= matches!(Place::of(&file.path), Place::Locks | Place::Lock { .. });
        }
        fits
    }

    fn parsed<T: DeserializeOwned>(&mut self, content: &[u8], path: &str) -> Option<T> {
        let text = lenient::text(content, path, &mut self.warnings);
        match lenient::json(&text, path, &mut self.warnings) {
            Ok(value) => lenient::record(value, path, &mut self.warnings),
            Err(error) => {
                self.warnings.say(format!("{path} was left out: {error}"));
                None
            }
        }
    }

    /// What cannot be read is nobody's sign of life.
    fn add(&mut self, path: &str, content: &[u8]) {
        match Place::of(path) {
            Place::Issue { uuid, .. } => {
                // What else is wrong with it is told where issues are read.
                let text = lenient::text(content, path, &mut Warnings::default()).into_owned();
                let record = serde_json::from_str::<NumberRecord>(&text).ok();
                self.numbers.extend(
                    record
                        .and_then(|record| record.display_id)
                        .map(|number| (number, uuid)),
                );
            }
            Place::Locks => match self.parsed::<LocksRecord>(content, path) {
                Some(all) => self.add_locks(all.locks, HubSource::Files, path),
                None => self.unreadable = true,
            },
            Place::Lock { number } => match self.parsed::<LockRecord>(content, path) {
                Some(record) => {
                    self.locks
                        .push((record.issue_id.unwrap_or(number), record, HubSource::Files));
                }
                None => self.unreadable = true,
            },
            _ => {
                let beat = self.parsed::<BeatRecord>(content, path);
                self.beats.extend(beat);
            }
        }
    }

    /// One that cannot be read does not take the others along, but nobody knows whether it holds.
    fn add_locks(&mut self, locks: BTreeMap<String, Value>, telling: HubSource, path: &str) {
        for (number, lock) in locks {
            let record = lenient::record(
                lock,
                &format!("lock {number} of {path}"),
                &mut self.warnings,
            );
            match number.parse().ok().zip(record) {
                Some((number, record)) => self.locks.push((number, record, telling)),
                None => self.unreadable = true,
            }
        }
    }

    /// A checkpoint supersedes lock files up to its watermark. Later claims, and those Crosslink
    /// wrote, still come from the files.
    fn take_checkpoint(&mut self, state: CheckpointRecord) {
        self.numbers.extend(
            state
                .display_id_map
                .into_iter()
                .filter_map(|(uuid, number)| Some((number, uuid.parse().ok()?))),
        );
        let Some(locks) = state.locks else { return };
        let until = state.watermark.and_then(|mark| instant(&mark.timestamp));
        let beside =
            |lock: &LockRecord| until.is_some_and(|until| instant(&lock.claimed_at) > Some(until));
        self.locks
            .retain(|(_, lock, _)| lock.issue_uuid.is_some() || beside(lock));
        self.add_locks(locks, HubSource::Checkpoint, "the checkpoint");
    }

    fn understand(self) -> Signs {
        let Reading {
            beats,
            locks,
            numbers,
            unreadable,
            warnings,
        } = self;
        let beat = |record: BeatRecord| {
            let by_number = || {
                record
                    .active_issue_id
                    .and_then(|number| numbers.get(&number).copied())
            };
            let issue = record.active_issue_uuid.or_else(by_number);
            Some(Beat {
                agent: record.agent_id,
                at: instant(&record.last_heartbeat)?,
                issue,
                machine: record.machine_id,
            })
        };
        let mut signs = Signs {
            heartbeats: beats.into_iter().filter_map(beat).collect(),
            unreadable,
            ..Signs::default()
        };
        signs.warnings = warnings.into_sentences();
        for (number, record, telling) in locks {
            let issue = record.issue_uuid.or_else(|| numbers.get(&number).copied());
            let (Some(issue), Some(claimed_at)) = (issue, instant(&record.claimed_at)) else {
                continue;
            };
            let signed_by = record.signed_by.filter(|key| !key.is_empty());
            let lock = RemoteLock {
                agent: record.agent_id,
                branch: record.branch,
                claimed_at,
                signed_by,
                telling,
            };
            // Where both layouts speak of one issue, the later claim holds.
            let known = signs.locks.entry(issue).or_insert_with(|| lock.clone());
            if known.claimed_at < lock.claimed_at {
                *known = lock;
            }
        }
        signs
    }
}

fn instant(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}
