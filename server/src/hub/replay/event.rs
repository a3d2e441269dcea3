//! What an agent may have done.

use model::Uuid;
use serde::Deserialize;

/// An event. Instants are as they are written, for a checkpoint has the same text.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(super) enum Event {
    IssueCreated(NewIssue),
    IssueUpdated {
        uuid: Uuid,
        title: Option<String>,
        description: Option<String>,
        priority: Option<String>,
    },
    IssueDeleted {
        uuid: Uuid,
    },
    StatusChanged {
        uuid: Uuid,
        new_status: String,
        closed_at: Option<String>,
    },
    ScheduleChanged {
        issue_uuid: Uuid,
        scheduled_at: Option<String>,
        due_at: Option<String>,
    },
    DependencyAdded {
        blocked_uuid: Uuid,
        blocker_uuid: Uuid,
    },
    DependencyRemoved {
        blocked_uuid: Uuid,
        blocker_uuid: Uuid,
    },
    RelationAdded {
        uuid_a: Uuid,
        uuid_b: Uuid,
    },
    RelationRemoved {
        uuid_a: Uuid,
        uuid_b: Uuid,
    },
    MilestoneAssigned {
        issue_uuid: Uuid,
        milestone_uuid: Option<Uuid>,
    },
    LabelAdded {
        issue_uuid: Uuid,
        label: String,
    },
    LabelRemoved {
        issue_uuid: Uuid,
        label: String,
    },
    ParentChanged {
        issue_uuid: Uuid,
        new_parent_uuid: Option<Uuid>,
    },
    CommentAdded(NewComment),
    TimeEntryAdded(NewTimeEntry),
    LockClaimed {
        issue_display_id: i64,
        branch: Option<String>,
    },
    LockReleased {
        issue_display_id: i64,
    },
    MilestoneCreated(NewMilestone),
    MilestoneClosed {
        uuid: Uuid,
        closed_at: Option<String>,
    },
    MilestoneDeleted {
        uuid: Uuid,
    },
    /// Something that newer hubs know.
    #[serde(other)]
    Unknown,
}

#[derive(Deserialize)]
pub(super) struct NewIssue {
    pub(super) uuid: Uuid,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) priority: Option<String>,
    #[serde(default)]
    pub(super) labels: Vec<String>,
    pub(super) parent_uuid: Option<Uuid>,
    pub(super) created_by: Option<String>,
    /// The number that the agent took from the counter of an older hub.
    pub(super) display_id: Option<i64>,
    pub(super) scheduled_at: Option<String>,
    pub(super) due_at: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NewComment {
    pub(super) issue_uuid: Uuid,
    pub(super) comment_uuid: Uuid,
    pub(super) display_id: Option<i64>,
    pub(super) author: String,
    pub(super) content: String,
    pub(super) created_at: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) trigger_type: Option<String>,
    pub(super) intervention_context: Option<String>,
    pub(super) driver_key_fingerprint: Option<String>,
    pub(super) signed_by: Option<String>,
    pub(super) signature: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NewTimeEntry {
    pub(super) issue_uuid: Uuid,
    pub(super) entry_uuid: Uuid,
    pub(super) display_id: Option<i64>,
    pub(super) started_at: String,
    pub(super) ended_at: Option<String>,
    pub(super) duration_seconds: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct NewMilestone {
    pub(super) uuid: Uuid,
    pub(super) display_id: Option<i64>,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) created_at: Option<String>,
}
