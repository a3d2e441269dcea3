//! Locks and signs of life. Both name an issue by the number that it has on the hub.

use std::collections::HashMap;

use model::{
    Timestamp, Uuid,
    sync::{OutgoingHeartbeat, OutgoingLock, RemoteLock},
};
use serde_json::Value;

use super::{PushBatch, RemoteTree, issues::issue_file};
use crate::hub::{
    diff::by_issue,
    git::{Edit, GitError, TreeEntry},
    issue_file,
    json::{Json, Object},
    layout::Place,
};

const LOCKS: &str = "locks.json";
/// The order of a lock's fields.
const LOCK: [&str; 6] = [
    "issue_id",
    "issue_uuid",
    "agent_id",
    "branch",
    "claimed_at",
    "signed_by",
];
/// The order of a heartbeat's fields.
const BEAT: [&str; 6] = [
    "agent_id",
    "last_heartbeat",
    "timestamp",
    "active_issue_id",
    "active_issue_uuid",
    "machine_id",
];

impl RemoteTree<'_> {
    /// The numbers that issues have on the hub. What has none there cannot be spoken of.
    async fn numbers(
        &self,
        letter: &PushBatch,
        uuids: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, i64>, GitError> {
        let lying = by_issue(&self.files);
        let file = |uuid: Uuid| Some((uuid, issue_file(lying.get(&uuid)?)?.0));
        let files: Vec<(Uuid, &TreeEntry)> = uuids.filter_map(file).collect();
        let texts = self.texts(files.iter().map(|(_, file)| *file)).await?;
        let number = |((uuid, _), text): (&(Uuid, _), String)| {
            Some((*uuid, Object::parse(&text)?.number("display_id")?))
        };
        let mut numbers: HashMap<Uuid, i64> = files.iter().zip(texts).filter_map(number).collect();
        numbers.extend(&letter.numbers);
        Ok(numbers)
    }
}

impl PushBatch {
    pub(super) async fn write_locks(
        &mut self,
        tip: &RemoteTree<'_>,
        locks: Vec<OutgoingLock>,
    ) -> Result<(), GitError> {
        if locks.is_empty() {
            return Ok(());
        }
        let numbers = tip.numbers(self, locks.iter().map(|out| out.issue)).await?;
        let text = tip.text(LOCKS).await?;
        let before = text.as_deref().and_then(Object::parse);
        if text.is_some() && before.is_none() {
            // A file that cannot be read is left to those who can, and the locks wait.
            return Ok(());
        }
        let mut shared = before
            .as_ref()
            .and_then(|file| file.object("locks"))
            .cloned()
            .unwrap_or_default();
        let folder = tip.folders
            || tip
                .files
                .iter()
                .any(|file| matches!(Place::of(&file.path), Place::Lock { .. }));
        for out in locks {
            let Some(number) = numbers.get(&out.issue).copied() else {
                continue;
            };
            let (path, key) = (format!("locks/{number}.json"), number.to_string());
            match &out.lock {
                Some(lock) if folder => {
                    let existing = tip.text(&path).await?;
                    let object = lock_object(lock, out.issue, Some(number), existing.as_deref());
                    self.edits.push(Edit::Write {
                        path,
                        content: issue_file::ended(&object, existing.as_deref()),
                    });
                }
                Some(lock) => shared.set(
                    &key,
                    Some(Json::Object(lock_object(lock, out.issue, None, None))),
                    &[],
                ),
                None => {
                    self.edits
                        .extend(tip.find(&path).map(|_| Edit::Remove { path }));
                    shared.set(&key, None, &[]);
                }
            }
            self.written.locks.push(out);
            self.report.locks += 1;
        }
        self.write_shared_locks(text.as_deref(), before, shared);
        Ok(())
    }

    fn write_shared_locks(&mut self, text: Option<&str>, before: Option<Object>, locks: Object) {
        let mut file = before.unwrap_or_default();
        if file
            .object("locks")
            .map_or(locks == Object::default(), |before| *before == locks)
        {
            return;
        }
        if file.get("version").is_none() {
            file.set("version", Some(1.into()), &["version", "locks"]);
        }
        file.set("locks", Some(Json::Object(locks)), &[]);
        self.edits.push(Edit::Write {
            path: LOCKS.to_owned(),
            content: issue_file::ended(&file, text),
        });
    }

    pub(super) async fn write_heartbeats(
        &mut self,
        tip: &RemoteTree<'_>,
        beats: Vec<OutgoingHeartbeat>,
    ) -> Result<(), GitError> {
        let numbers = tip
            .numbers(self, beats.iter().filter_map(|beat| beat.issue))
            .await?;
        for beat in beats {
            let places = [
                format!("agents/{}/heartbeat.json", beat.agent),
                format!("heartbeats/{}.json", beat.agent),
            ];
            let [_, usual] = &places;
            let path = places
                .iter()
                .find(|path| tip.find(path).is_some())
                .unwrap_or(usual)
                .clone();
            let existing = tip.text(&path).await?;
            if let Some(object) = beat_object(&beat, &numbers, existing.as_deref()) {
                self.edits.push(Edit::Write {
                    path,
                    content: issue_file::ended(&object, existing.as_deref()),
                });
                self.report.heartbeats += 1;
            }
            self.written.heartbeats.push((beat.agent, beat.at));
        }
        Ok(())
    }
}

fn lock_object(
    lock: &RemoteLock,
    issue: Uuid,
    number: Option<i64>,
    existing: Option<&str>,
) -> Object {
    let mut file = existing.and_then(Object::parse).unwrap_or_default();
    let mut set = |name, value: Option<Json>| file.set(name, value, &LOCK);
    if number.is_some() {
        set("issue_id", number.map(Json::from));
    }
    set("issue_uuid", Some(issue.to_string().into()));
    set("agent_id", Some(lock.agent.as_str().into()));
    set("branch", lock.branch.as_deref().map(Json::from));
    set("claimed_at", Some(lock.claimed_at.to_string().into()));
    set("signed_by", lock.signed_by.as_deref().map(Json::from));
    file
}

/// None where the file knows of a later one.
fn beat_object(
    beat: &OutgoingHeartbeat,
    numbers: &HashMap<Uuid, i64>,
    existing: Option<&str>,
) -> Option<Object> {
    let mut file = existing.and_then(Object::parse).unwrap_or_default();
    let field = if file.get("timestamp").is_some() {
        "timestamp"
    } else {
        "last_heartbeat"
    };
    let there = file
        .text(field)
        .and_then(|text| text.trim().parse::<Timestamp>().ok());
    if there >= Some(beat.at) {
        return None;
    }
    let issue = beat.issue.and_then(|uuid| numbers.get(&uuid).copied());
    file.set("active_issue_uuid", None, &BEAT);
    let mut set = |name, value: Json| file.set(name, Some(value), &BEAT);
    set("agent_id", beat.agent.as_str().into());
    set(field, beat.at.to_string().into());
    set(
        "active_issue_id",
        issue.map_or(Json::Plain(Value::Null), Json::from),
    );
    if let Some(uuid) = beat.issue {
        set("active_issue_uuid", uuid.to_string().into());
    }
    if let Some(machine) = &beat.machine {
        set("machine_id", machine.as_str().into());
    }
    Some(file)
}
