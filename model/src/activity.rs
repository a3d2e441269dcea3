//! Activities: the history of an issue, each with its author.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Author,
    id::{ActivityId, IssueId, MilestoneId},
    priority::Priority,
    status::Status,
    timestamp::Timestamp,
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// The issue was created.
    Created,
    /// It came from somewhere else.
    Imported { source: String },
    /// A new title.
    TitleChanged { from: String, to: String },
    /// A new description; lengths in characters.
    DescriptionChanged { from: usize, to: usize },
    /// A new status.
    StatusChanged { from: Status, to: Status },
    /// A new priority.
    PriorityChanged { from: Priority, to: Priority },
    /// A new parent.
    ParentChanged {
        from: Option<IssueId>,
        to: Option<IssueId>,
    },
    /// A new milestone.
    MilestoneChanged {
        from: Option<MilestoneId>,
        to: Option<MilestoneId>,
    },
    /// A label was put on.
    LabelAdded { label: String },
    /// A label was taken off.
    LabelRemoved { label: String },
    /// Something blocks it now.
    BlockerAdded { blocker: IssueId },
    /// Something blocks it no longer.
    BlockerRemoved { blocker: IssueId },
    /// Put away.
    Archived,
    /// Taken out of the archive.
    Unarchived,
    /// An agent claimed it.
    LockClaimed { agent: String },
    /// The agent's lock on it ended.
    LockReleased { agent: String },
    /// A stale lock passed from one agent to another.
    LockStolen { from: String, agent: String },
    /// It was changed here and on the hub at once, in the same field: this stayed, and that did
    /// not.
    MergeConflict {
        field: String,
        kept: String,
        dropped: String,
    },
}

impl Action {
    /// The word stored beside the details, `status_changed`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Action::Created => "created",
            Action::Imported { .. } => "imported",
            Action::TitleChanged { .. } => "title_changed",
            Action::DescriptionChanged { .. } => "description_changed",
            Action::StatusChanged { .. } => "status_changed",
            Action::PriorityChanged { .. } => "priority_changed",
            Action::ParentChanged { .. } => "parent_changed",
            Action::MilestoneChanged { .. } => "milestone_changed",
            Action::LabelAdded { .. } => "label_added",
            Action::LabelRemoved { .. } => "label_removed",
            Action::BlockerAdded { .. } => "blocker_added",
            Action::BlockerRemoved { .. } => "blocker_removed",
            Action::Archived => "archived",
            Action::Unarchived => "unarchived",
            Action::LockClaimed { .. } => "lock_claimed",
            Action::LockReleased { .. } => "lock_released",
            Action::LockStolen { .. } => "lock_stolen",
            Action::MergeConflict { .. } => "merge_conflict",
        }
    }
}

/// One line of an issue's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: ActivityId,
    pub issue: IssueId,
    /// Who did it.
    pub author: Author,
    /// The change that they made.
    #[serde(flatten)]
    pub action: Action,
    /// When.
    pub at: Timestamp,
}
