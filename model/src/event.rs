//! Events: what the store announces after a commit, in one order for everyone.

use serde::{Deserialize, Serialize};

use crate::{
    agent::AgentStatus,
    board::Card,
    id::{IssueId, WorkspaceId},
    knowledge::Slug,
    lock::LockAction,
    status::Status,
    timestamp::Timestamp,
};

/// One change, as announced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Counts the workspace's events from 1, without holes.
    pub seq: i64,
    /// Where.
    pub workspace: WorkspaceId,
    /// When.
    pub at: Timestamp,
    /// The client mutation id of the change, if its author gave one.
    pub mutation: Option<String>,
    /// What changed.
    pub change: Change,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// Something about one issue.
    Issue {
        id: IssueId,
        /// What about it.
        field: IssueField,
        /// Its card after the change; none once it is deleted.
        card: Option<Box<Card>>,
    },
    /// A lane's gaps were spent: all its cards have new sort orders, in the same sequence.
    LaneRenumbered {
        /// The lane.
        status: Status,
    },
    /// Milestones changed.
    Milestones,
    /// An agent gave a sign of life.
    Heartbeat {
        /// Its name.
        agent: String,
        /// When.
        at: Timestamp,
        /// Its current issue.
        active_issue: Option<IssueId>,
    },
    /// What an agent's last heartbeat says of it changed: by a new one, or by time alone.
    AgentStatus {
        /// Its name.
        agent: String,
        /// Current status.
        status: AgentStatus,
    },
    /// An issue's lock was claimed or released; one that was stolen, both.
    LockChanged {
        issue: IssueId,
        /// The change of its lock.
        action: LockAction,
        /// Whose lock.
        agent: String,
    },
    /// Sessions began, ended or went on to something else.
    Sessions,
    /// Usage was recorded.
    Usage,
    /// A page of the knowledge changed.
    Knowledge {
        /// Its current slug.
        slug: Slug,
        /// Its previous slug, if that changed.
        was: Option<Slug>,
        /// Its newest revision; none once it is deleted.
        revision: Option<i64>,
    },
    /// Many issues came at once; read what you show again.
    Imported {
        /// How many.
        issues: i64,
    },
    /// The database was put back to an earlier state, or is another one: `seq` goes on from here,
    /// whatever it was before. It is only announced, never written to the log.
    Restored,
}

/// The part of an issue that changed: the local API's words (section 4), and two of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueField {
    /// It is new.
    Created,
    /// Its title, description, priority or parent.
    Updated,
    /// It is gone.
    Deleted,
    /// Closed, reopened, moved between lanes, archived.
    Status,
    /// Its children.
    Subissues,
    Comments,
    Labels,
    /// Its blockers, or the issues that it blocks.
    Blockers,
    /// Its place in the lane.
    Order,
    Milestone,
}
