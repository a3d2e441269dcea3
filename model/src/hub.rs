//! What travels between this tracker and the hub, in neither's layout.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    import::{ImportedComment, ImportedIssue},
    knowledge::PagesReport,
    merge::{Standing, Version},
    priority::Priority,
    status::Status,
    timestamp::Timestamp,
};

/// Which of the hub's two tellings an issue was seen in. Each is merged against what it said before, for they are written by
/// different programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// Files of an issue each: read and written.
    Files,
    /// The one file of a checkpoint: only read.
    Checkpoint,
}

impl Telling {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Telling::Files => "files",
            Telling::Checkpoint => "checkpoint",
        }
    }
}

/// An issue as the hub tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct HubIssue {
    /// The issue with its comments.
    pub issue: ImportedIssue,
    /// What it waits for.
    pub blockers: BTreeSet<Uuid>,
    /// What it says that it relates to.
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
    /// What it says, against what is known: a vague word means what was known, as far as that fits it.
    #[must_use]
    pub fn version(&self, known: Option<&Version>) -> Version {
        let issue = &self.issue;
        let fits = |known: &&Version| known.standing.status.is_closed() == issue.status.is_closed();
        let status = known.filter(fits).filter(|_| self.vague_status).map_or(issue.status, |known| known.standing.status);
        let none = known.is_some_and(|known| known.priority == Priority::None);
        Version {
            uuid: issue.uuid,
            title: issue.title.clone(),
            description: issue.description.clone(),
            standing: Standing { status, archived: self.archived && status.is_closed() },
            closed_at: status.is_closed().then(|| issue.closed_at.unwrap_or(issue.updated_at)),
            priority: if self.vague_priority && none { Priority::None } else { issue.priority },
            parent: issue.parent,
            milestone: self.milestone,
            labels: issue.labels.iter().cloned().collect(),
            blockers: self.blockers.clone(),
            related: self.related.clone(),
            updated_at: issue.updated_at,
        }
    }
}

/// What was found on the hub: what differs from what was found there before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Issues that are new or changed, in the order of their numbers.
    pub issues: Vec<(Telling, HubIssue)>,
    /// Issues whose files were there and are gone.
    pub gone: Vec<Uuid>,
    /// What could not be taken as it was, a sentence each.
    pub warnings: Vec<String>,
}

/// What a fetch did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchReport {
    /// Issues that were new.
    pub issues_created: i64,
    /// Issues that changed here.
    pub issues_updated: i64,
    /// Issues that went, because they went there.
    pub issues_deleted: i64,
    /// Comments that were new.
    pub comments: i64,
    /// Fields that had been changed on both sides.
    pub conflicts: i64,
    /// Heartbeats that were new.
    #[serde(default)]
    pub heartbeats: i64,
    /// Locks that were claimed, passed on or released.
    #[serde(default)]
    pub locks: i64,
    /// Milestones that were new or changed.
    #[serde(default)]
    pub milestones: i64,
    /// Knowledge pages that were new or changed.
    #[serde(default)]
    pub pages: i64,
    /// What could not be taken as it was, a sentence each.
    pub warnings: Vec<String>,
}

impl FetchReport {
    /// `Fetched 3 new heartbeats, 1 lock update.`
    #[must_use]
    pub fn sentence(&self) -> String {
        let counts = [
            (self.issues_created, "new issue"),
            (self.issues_updated, "issue update"),
            (self.issues_deleted, "deleted issue"),
            (self.comments, "new comment"),
            (self.milestones, "milestone update"),
            (self.pages, "knowledge page"),
            (self.heartbeats, "new heartbeat"),
            (self.locks, "lock update"),
            (self.conflicts, "conflict"),
        ];
        listed("Fetched", &counts).unwrap_or_else(|| "Nothing new on the hub.".to_owned())
    }

    /// Counts pages that were taken in.
    pub const fn add_pages(&mut self, pages: &PagesReport) {
        self.pages += (pages.created + pages.updated + pages.deleted + pages.conflicts) as i64;
        self.conflicts += pages.conflicts as i64;
    }
}

/// What is to be written to the hub.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Issues that differ from what the hub says, or have comments that it does not have.
    pub issues: Vec<OutgoingIssue>,
    /// Issues that are deleted here and still there.
    pub deleted: Vec<Uuid>,
}

/// An issue that is to be written to the hub.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingIssue {
    /// What it says here.
    pub version: Version,
    /// The version of its row that says so.
    pub row_version: i64,
    /// What its file says; none where there is no file.
    pub base: Option<Version>,
    /// Its number, for a new file.
    pub number: i64,
    /// Its author's name, for a new file.
    pub author: Option<String>,
    /// When it was created, for a new file.
    pub created_at: Timestamp,
    /// Comments that are not on the hub.
    pub comments: Vec<ImportedComment>,
}

impl Outgoing {
    /// What a push would write, a sentence; none where there is nothing.
    #[must_use]
    pub fn waiting(&self) -> Option<String> {
        let counts = [
            (self.issues.iter().filter(|issue| issue.changed()).count() as i64, "issue"),
            (self.issues.iter().map(|issue| issue.comments.len()).sum::<usize>() as i64, "comment"),
            (self.deleted.len() as i64, "deleted issue"),
        ];
        listed("To push:", &counts)
    }
}

impl OutgoingIssue {
    /// Whether the issue itself is to be written, or only its comments.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.base.as_ref().is_none_or(|base| !base.says_the_same(&self.version))
    }
}

/// What was written to the hub.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// What the issues' files say now, and the versions of the rows that say so.
    pub issues: Vec<(Version, i64)>,
    /// Comments that were written.
    pub comments: Vec<Uuid>,
    /// Issues that were deleted.
    pub deleted: Vec<Uuid>,
}

/// What a push did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushReport {
    /// Issues written.
    pub issues: i64,
    /// Comments written.
    pub comments: i64,
    /// Issues deleted.
    pub deleted: i64,
    /// Knowledge pages written.
    #[serde(default)]
    pub pages: i64,
}

impl PushReport {
    /// `Pushed 1 issue, 2 comments.`
    #[must_use]
    pub fn sentence(&self) -> String {
        let counts =
            [(self.issues, "issue"), (self.comments, "comment"), (self.deleted, "deleted issue"), (self.pages, "knowledge page")];
        listed("Pushed", &counts).unwrap_or_else(|| "Nothing to push.".to_owned())
    }
}

impl std::ops::AddAssign for PushReport {
    fn add_assign(&mut self, more: Self) {
        let PushReport { issues, comments, deleted, pages } = more;
        self.issues += issues;
        self.comments += comments;
        self.deleted += deleted;
        self.pages += pages;
    }
}

/// A lock as the hub told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLock {
    /// Who holds it.
    pub agent: String,
    /// The branch they work on.
    pub branch: Option<String>,
    /// Since when.
    pub claimed_at: Timestamp,
    /// The key that signed the claim.
    pub signed_by: Option<String>,
}

/// How far a tracker has come with its hub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SyncState {
    /// The commit of `crosslink/hub` that was taken in, or written, last.
    pub files: Option<String>,
    /// The commit of `crosslink/checkpoint` that was taken in last.
    pub checkpoint: Option<String>,
    /// The commit of `crosslink/knowledge` that was taken in, or written, last.
    pub knowledge: Option<String>,
    /// The locks that the hub told of last, by issue: only what changes there changes anything here.
    pub locks: BTreeMap<Uuid, SeenLock>,
    /// When a fetch last succeeded.
    pub last_fetch_at: Option<Timestamp>,
    /// What it did, a sentence.
    pub fetched: Option<String>,
    /// When a push last succeeded.
    pub last_push_at: Option<Timestamp>,
    /// What it did, a sentence.
    pub pushed: Option<String>,
    /// What the last fetch could not take as it was, a sentence each; at most [`WARNINGS_MAX`].
    pub warnings: Vec<String>,
}

impl SyncState {
    /// Whether a hub was ever seen.
    #[must_use]
    pub const fn knows_a_hub(&self) -> bool {
        self.files.is_some() || self.checkpoint.is_some() || self.knowledge.is_some()
    }
}

/// Most warnings that are kept.
pub const WARNINGS_MAX: usize = 50;

fn listed(verb: &str, counts: &[(i64, &str)]) -> Option<String> {
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = some.map(|(n, what)| format!("{n} {what}{}", if *n == 1 { "" } else { "s" })).collect();
    (!parts.is_empty()).then(|| format!("{verb} {}.", parts.join(", ")))
}

/// What the hub's word says of a lane: open issues wait in the backlog, closed ones are done.
#[must_use]
pub const fn usual_status(closed: bool) -> Status {
    if closed { Status::Done } else { Status::Backlog }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_a_sentence() {
        let fetched = FetchReport { heartbeats: 3, locks: 1, ..FetchReport::default() };
        assert_eq!(fetched.sentence(), "Fetched 3 new heartbeats, 1 lock update.");
        assert_eq!(FetchReport::default().sentence(), "Nothing new on the hub.");
        assert_eq!(PushReport { issues: 1, comments: 2, ..PushReport::default() }.sentence(), "Pushed 1 issue, 2 comments.");
        assert_eq!(PushReport::default().sentence(), "Nothing to push.");
    }
}
