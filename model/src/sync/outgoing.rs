//! Changes on their way to the hub.

use uuid::Uuid;

use super::{HubMilestone, OutgoingHeartbeat, OutgoingLock, report::listed};
use crate::{import::ImportedComment, sync::merge::IssueSnapshot, timestamp::Timestamp};

/// What is to be written to the hub.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outgoing {
    /// Issues that differ from what the hub says, or have comments that it does not have.
    pub issues: Vec<OutgoingIssue>,
    /// Issues that are deleted here and still there.
    pub deleted: Vec<Uuid>,
    /// Milestones that differ from what the hub says.
    pub milestones: Vec<OutgoingMilestone>,
    /// Milestones that are deleted here and whose files are still there.
    pub milestones_gone: Vec<Uuid>,
    /// Locks that were claimed, passed on or released here.
    pub locks: Vec<OutgoingLock>,
    /// Signs of life that the hub has not heard.
    pub heartbeats: Vec<OutgoingHeartbeat>,
    /// How many pages of knowledge go to their own branch.
    pub pages: i64,
}

/// A milestone that is to be written to the hub.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingMilestone {
    /// What it says here.
    pub version: HubMilestone,
    /// Its number, for a new file.
    pub number: i64,
}

/// An issue that is to be written to the hub.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingIssue {
    /// What it says here.
    pub version: IssueSnapshot,
    /// The version of its row that says so.
    pub row_version: i64,
    /// What its file says; none where there is no file.
    pub base: Option<IssueSnapshot>,
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
            (
                self.issues.iter().filter(|issue| issue.changed()).count() as i64,
                "issue",
            ),
            (
                self.issues
                    .iter()
                    .map(|issue| issue.comments.len())
                    .sum::<usize>() as i64,
                "comment",
            ),
            (self.deleted.len() as i64, "deleted issue"),
            (
                (self.milestones.len() + self.milestones_gone.len()) as i64,
                "milestone",
            ),
            (self.pages, "knowledge page"),
            (self.locks.len() as i64, "lock update"),
            (self.heartbeats.len() as i64, "heartbeat"),
        ];
        listed("To push:", &counts)
    }
}

impl OutgoingIssue {
    /// Returns true if the issue itself is to be written, or only its comments.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.base
            .as_ref()
            .is_none_or(|base| !base.same_content(&self.version))
    }
}

/// What was written to the hub.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PushedState {
    /// What the issues' files say now, and the versions of the rows that say so.
    pub issues: Vec<(IssueSnapshot, i64)>,
    /// Comments that were written.
    pub comments: Vec<Uuid>,
    /// Issues that were deleted.
    pub deleted: Vec<Uuid>,
    /// What the milestones' files say now.
    pub milestones: Vec<HubMilestone>,
    /// Milestones whose files were taken away.
    pub milestones_gone: Vec<Uuid>,
    /// Locks that were written or taken away.
    pub locks: Vec<OutgoingLock>,
    /// Signs of life that were written: whose, and when.
    pub heartbeats: Vec<(String, Timestamp)>,
}
