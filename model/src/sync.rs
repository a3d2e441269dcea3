//! Types exchanged with the hub, independent of its file layout and of the database.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    import::ImportedIssue,
    priority::Priority,
    status::Status,
    sync::merge::{IssueSnapshot, StatusAndArchive},
    timestamp::Timestamp,
};

pub mod merge;
pub mod milestone;
mod outgoing;
pub mod presence;
mod report;

pub use milestone::HubMilestone;
pub use outgoing::{Outgoing, OutgoingIssue, OutgoingMilestone, PushedState};
pub use presence::{OutgoingHeartbeat, OutgoingLock, RemoteLock};
pub use report::{FetchReport, PushReport};

/// Where the hub stores an issue: its own file or the checkpoint. Different programs write the
/// two, so each has its own merge base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HubSource {
    /// Files of an issue each: read and written.
    Files,
    /// The one file of a checkpoint: only read.
    Checkpoint,
}

impl HubSource {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            HubSource::Files => "files",
            HubSource::Checkpoint => "checkpoint",
        }
    }
}

/// An issue as the hub tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct HubIssue {
    /// The issue with its comments.
    pub issue: ImportedIssue,
    /// Issues that block it.
    pub blockers: BTreeSet<Uuid>,
    /// Related issues.
    pub related: BTreeSet<Uuid>,
    /// The milestone it counts for.
    pub milestone: Option<Uuid>,
    /// Put away.
    pub archived: bool,
    /// The hub's word for the status is open, closed or archived, and does not say which lane.
    pub vague_status: bool,
    /// The hub's word for the priority is `medium`, which also stands for none.
    pub vague_priority: bool,
}

impl HubIssue {
    /// What it says, against what is known: a vague word means what was known, as far as that fits
    /// it.
    #[must_use]
    pub fn version(&self, known: Option<&IssueSnapshot>) -> IssueSnapshot {
        let issue = &self.issue;
        let fits =
            |known: &&IssueSnapshot| known.standing.status.is_closed() == issue.status.is_closed();
        let status = known
            .filter(fits)
            .filter(|_| self.vague_status)
            .map_or(issue.status, |known| known.standing.status);
        let none = known.is_some_and(|known| known.priority == Priority::None);
        IssueSnapshot {
            uuid: issue.uuid,
            title: issue.title.clone(),
            description: issue.description.clone(),
            standing: StatusAndArchive {
                status,
                archived: self.archived && status.is_closed(),
            },
            closed_at: status
                .is_closed()
                .then(|| issue.closed_at.unwrap_or(issue.updated_at)),
            priority: if self.vague_priority && none {
                Priority::None
            } else {
                issue.priority
            },
            parent: issue.parent,
            milestone: self.milestone,
            labels: issue.labels.iter().cloned().collect(),
            blockers: self.blockers.clone(),
            related: self.related.clone(),
            updated_at: issue.updated_at,
        }
    }
}

/// Changes on the hub since the last fetch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RemoteChanges {
    /// Issues that are new or changed, in the order of their numbers.
    pub issues: Vec<(HubSource, HubIssue)>,
    /// Issues that were there and are gone, by whoever told of them.
    pub gone: Vec<(HubSource, Uuid)>,
    /// The branch of files begins anew: what is not on it was not deleted, and is to be written
    /// again.
    pub anew: bool,
    /// All milestones, where anything about the hub is new.
    pub milestones: Option<Vec<(HubSource, HubMilestone)>>,
    /// Warnings, a sentence for each value that could not be taken as it was.
    pub warnings: Vec<String>,
}

/// How far a tracker has come with its hub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SyncState {
    /// The commit of `crosslink/hub` that was taken in, or written, last.
    pub files: Option<String>,
    /// The commits of the later layout, checkpoint and agents' logs, that were taken in last.
    pub checkpoint: Option<String>,
    /// Hash of the trusted keys at the last verification. When it changes, all signatures are
    /// verified again.
    pub trust: Option<String>,
    /// The commit of `crosslink/knowledge` that was taken in, or written, last.
    pub knowledge: Option<String>,
    /// The locks that the hub told of last, by issue: only what changes there changes anything
    /// here.
    pub locks: BTreeMap<Uuid, RemoteLock>,
    /// When the hub last heard of each agent, by name: what is newer here is to be told.
    pub heartbeats: BTreeMap<String, Timestamp>,
    /// When a fetch last succeeded.
    pub last_fetch_at: Option<Timestamp>,
    /// Summary in one sentence.
    pub fetched: Option<String>,
    /// When a push last succeeded.
    pub last_push_at: Option<Timestamp>,
    /// Summary in one sentence.
    pub pushed: Option<String>,
    /// What the last fetch could not take as it was, a sentence each; at most [`WARNINGS_MAX`].
    pub warnings: Vec<String>,
}

impl SyncState {
    /// The hub knows now what was written of locks and signs of life.
    pub fn wrote(&mut self, written: &PushedState) {
        for OutgoingLock { issue, lock } in &written.locks {
            match lock {
                Some(lock) => drop(self.locks.insert(*issue, lock.clone())),
                None => drop(self.locks.remove(issue)),
            }
        }
        self.heartbeats.extend(written.heartbeats.iter().cloned());
    }

    /// Returns true if a hub was ever seen.
    #[must_use]
    pub const fn knows_a_hub(&self) -> bool {
        self.files.is_some() || self.checkpoint.is_some() || self.knowledge.is_some()
    }
}

/// Most warnings that are kept.
pub const WARNINGS_MAX: usize = 50;

/// What the hub's word says of a lane: open issues wait in the backlog, closed ones are done.
#[must_use]
pub const fn usual_status(closed: bool) -> Status {
    if closed {
        Status::Done
    } else {
        Status::Backlog
    }
}
