//! The frames of our own channel, `cards`, as they travel. Both ends use this type.

use model::{AgentStatus, Card, IssueField, IssueId, LockAction, Slug, Status, Timestamp};
use serde::{Deserialize, Serialize};

mod read;

/// One frame for our own client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "read::Fields")]
pub enum Frame {
    /// A card is new or changed.
    Card {
        seq: i64,
        mutation: Option<String>,
        field: IssueField,
        card: Box<Card>,
    },
    /// An issue was deleted.
    CardRemoved {
        seq: i64,
        mutation: Option<String>,
        issue_id: IssueId,
    },
    /// All cards of a lane have new sort orders, in the same sequence as before.
    LaneRenumbered { seq: i64, status: Status },
    /// Many issues came at once.
    Imported { seq: i64, issues: i64 },
    /// Milestones changed.
    Milestones { seq: i64 },
    /// An agent gave a sign of life.
    Heartbeat {
        seq: i64,
        agent_id: String,
        timestamp: Timestamp,
        active_issue_id: Option<IssueId>,
    },
    /// What the last heartbeat says of an agent changed.
    AgentStatus {
        seq: i64,
        agent_id: String,
        status: AgentStatus,
    },
    /// A lock was claimed or released.
    LockChanged {
        seq: i64,
        issue_id: IssueId,
        action: LockAction,
        agent_id: String,
    },
    /// Sessions changed.
    Sessions { seq: i64 },
    /// Usage was recorded.
    Usage { seq: i64 },
    /// A page of the knowledge changed; it has no revision once it is deleted.
    Knowledge {
        seq: i64,
        slug: Slug,
        was: Option<Slug>,
        revision: Option<i64>,
        mutation: Option<String>,
    },
    /// This socket was too slow and missed frames.
    Gap { seq: i64, dropped: u64 },
    /// What was missed is too long ago to replay.
    Resync { seq: i64 },
    /// The answer to a subscription: the newest event's number.
    Subscribed { seq: i64, channels: Vec<String> },
    /// The answer to a ping.
    Pong { seq: i64 },
    /// The server did not understand.
    Error { seq: i64, detail: String },
}

impl Frame {
    /// The event's number, or for frames that are no event the newest one's.
    #[must_use]
    pub fn seq(&self) -> i64 {
        match self {
            Frame::Card { seq, .. }
            | Frame::CardRemoved { seq, .. }
            | Frame::LaneRenumbered { seq, .. }
            | Frame::Imported { seq, .. }
            | Frame::Knowledge { seq, .. }
            | Frame::Milestones { seq }
            | Frame::Heartbeat { seq, .. }
            | Frame::AgentStatus { seq, .. }
            | Frame::LockChanged { seq, .. }
            | Frame::Sessions { seq }
            | Frame::Usage { seq }
            | Frame::Gap { seq, .. }
            | Frame::Resync { seq }
            | Frame::Subscribed { seq, .. }
            | Frame::Pong { seq }
            | Frame::Error { seq, .. } => *seq,
        }
    }
}
