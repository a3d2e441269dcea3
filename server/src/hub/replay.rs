//! What a hub's agents did since its checkpoint.
//!
//! Each agent keeps a log of events, one JSON text a line; a checkpoint is what the events of all
//! logs come to, up to its watermark. Whoever reads a hub applies the later ones on top, in the one
//! order that all readers agree on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

mod event;
mod reduce;

use event::Event;
use reduce::Reduction;

/// Most kinds of events that are warned of.
const KINDS_MAX: usize = 20;

/// What a replay did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Replayed {
    /// Events that were applied, also those that changed nothing, such as a claim of what another
    /// holds.
    pub(super) applied: usize,
    /// What was left out, a sentence each.
    pub(super) warnings: Vec<String>,
}

/// A checkpoint's `state.json` to which logs are added, one after the other. A state that is no
/// object, such as null, is an empty hub. Signatures are not looked at.
pub(super) struct Replay {
    state: Value,
    watermark: Option<Key>,
    /// The checkpoint does not say which events are in it: neither is every event new then, nor
    /// none.
    closed: bool,
    entries: Vec<Entry>,
    replayed: Replayed,
}

impl Replay {
    /// Nothing but the checkpoint.
    pub(super) fn of(mut state: Value) -> Self {
        let mark = object(&mut state)
            .get("watermark")
            .filter(|mark| !mark.is_null())
            .map(Key::deserialize);
        let mut replay = Replay {
            state,
            watermark: None,
            closed: false,
            entries: Vec::new(),
            replayed: Replayed::default(),
        };
        match mark {
            None => {}
            Some(Ok(key)) => replay.watermark = Some(key),
            Some(Err(error)) => {
                replay.replayed.warnings.push(format!(
                    "The checkpoint does not say which events are in it: {error}"
                ));
                replay.closed = true;
            }
        }
        replay
    }

    /// Adds the events of `agent`'s log that are its own, for nobody speaks for others, and newer
    /// than the checkpoint.
    pub(super) fn add(&mut self, log: &[u8], agent: &str) {
        self.read(log, Some(agent));
    }

    fn read(&mut self, log: &[u8], agent: Option<&str>) {
        if !self.closed {
            let watermark = self.watermark.clone();
            let wanted = |key: &Key| {
                Some(key) > watermark.as_ref() && agent.is_none_or(|agent| key.agent_id == agent)
            };
            read(log, wanted, &mut self.entries, &mut self.replayed.warnings);
        }
    }

    /// The state with all of them, and its watermark moved.
    pub(super) fn finish(self) -> (Value, Vec<String>) {
        let (state, replayed) = self.finished();
        (state, replayed.warnings)
    }

    fn finished(self) -> (Value, Replayed) {
        let Replay {
            mut state,
            mut entries,
            mut replayed,
            ..
        } = self;
        // An agent's log is in order already, but for a clock that was set back.
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        let last = entries.last().map(|entry| json!(entry.key));
        apply(object(&mut state), entries, &mut replayed);
        if let Some(last) = last {
            object(&mut state).insert("watermark".to_owned(), last);
        }
        (state, replayed)
    }
}

/// Applies the events of whole logs at once.
#[cfg(test)]
pub(super) fn replay(state: &mut Value, logs: &[impl AsRef<[u8]>]) -> Replayed {
    let mut replay = Replay::of(std::mem::take(state));
    logs.iter().for_each(|log| replay.read(log.as_ref(), None));
    let replayed;
    (*state, replayed) = replay.finished();
    replayed
}

fn apply(state: &mut Map<String, Value>, entries: Vec<Entry>, replayed: &mut Replayed) {
    let mut reduction = Reduction::of(state);
    let mut unknown = BTreeSet::new();
    let mut broken: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut mended_kinds: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let kind: String = entry.event["type"]
            .as_str()
            .unwrap_or_default()
            .chars()
            .take(64)
            .collect();
        let event = Event::deserialize(&entry.event).or_else(|error| {
            let mended = without_a_field(&entry.event).ok_or(error)?;
            *mended_kinds.entry(kind.clone()).or_insert(0) += 1;
            Ok::<_, serde_json::Error>(mended)
        });
        match event {
            Ok(Event::Unknown) if unknown.len() < KINDS_MAX => drop(unknown.insert(kind)),
            Ok(Event::Unknown) => {}
            Ok(event) => {
                reduction.apply(event, &entry.key.agent_id, &entry.timestamp);
                replayed.applied += 1;
            }
            Err(error) if broken.len() < KINDS_MAX => {
                broken
                    .entry(kind)
                    .or_insert_with(|| (0, error.to_string()))
                    .0 += 1;
            }
            Err(_) => {}
        }
    }
    let unknown = unknown
        .iter()
        .map(|kind| format!("Events of the unknown kind '{kind}' were left out"));
    let broken = broken.iter();
    let broken = broken.map(|(kind, (count, why))| {
        format!("{count} events of the kind '{kind}' were left out: {why}")
    });
    let mended = mended_kinds.iter().take(KINDS_MAX);
    let mended = mended.map(|(kind, count)| {
        format!("A field of {count} events of the kind '{kind}' could not be read and was left out")
    });
    replayed
        .warnings
        .extend(unknown.chain(broken).chain(mended));
}

/// An event that can be read but for one of its fields.
fn without_a_field(event: &Value) -> Option<Event> {
    let fields = event.as_object()?;
    let mut others = fields.keys().filter(|name| *name != "type").map(|name| {
        let mut rest = fields.clone();
        rest.remove(name);
        Event::deserialize(&Value::Object(rest))
    });
    others.find_map(|event| event.ok().filter(|event| !matches!(event, Event::Unknown)))
}

/// Where an event stands among those of all agents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
struct Key {
    timestamp: DateTime<Utc>,
    agent_id: String,
    agent_seq: u64,
}

/// A line of a log.
struct Entry {
    key: Key,
    /// As it is written: a checkpoint has the same text.
    timestamp: String,
    event: Value,
}

#[derive(Deserialize)]
struct Line {
    agent_id: String,
    agent_seq: u64,
    timestamp: String,
    event: Value,
}

impl Entry {
    fn parse(line: &[u8]) -> Result<Self, String> {
        let Line {
            agent_id,
            agent_seq,
            timestamp,
            event,
        } = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let instant = DateTime::parse_from_rfc3339(&timestamp)
            .map_err(|error| format!("{timestamp:.40}: {error}"))?;
        Ok(Entry {
            key: Key {
                timestamp: instant.to_utc(),
                agent_id,
                agent_seq,
            },
            timestamp,
            event,
        })
    }
}

/// Reads a log. Its last line may have been cut off when its agent was; any other that cannot be
/// read is damage.
fn read(
    log: &[u8],
    wanted: impl Fn(&Key) -> bool,
    entries: &mut Vec<Entry>,
    warnings: &mut Vec<String>,
) {
    let log = log.strip_prefix(b"\xef\xbb\xbf").unwrap_or(log);
    let lines = log
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .enumerate()
        .filter(|(_, line)| !line.is_empty());
    let mut lines = lines.peekable();
    let mut agent = None;
    let mut lost: Option<(usize, usize, String)> = None;
    while let Some((at, line)) = lines.next() {
        match Entry::parse(line) {
            Ok(entry) => {
                agent.get_or_insert_with(|| entry.key.agent_id.clone());
                if wanted(&entry.key) {
                    entries.push(entry);
                }
            }
            Err(_) if lines.peek().is_none() => {}
            Err(why) => lost.get_or_insert((0, at + 1, why)).0 += 1,
        }
    }
    if let Some((count, first, why)) = lost {
        let agent: String = agent.unwrap_or_default().chars().take(64).collect();
        let lines = if count == 1 {
            "1 line".to_owned()
        } else {
            format!("{count} lines")
        };
        warnings.push(format!("{lines} of the event log of '{agent}' could not be read and were left out; line {first}: {why}"));
    }
}

/// The object that a value is; if it is none, it becomes an empty one.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(object) => object,
        _ => unreachable!("it has just become one"),
    }
}

#[cfg(test)]
mod tests;
