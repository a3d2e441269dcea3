//! The local API's frames, and ours beside them: their shapes on the wire. Every one carries `seq`.

use axum::extract::ws::Utf8Bytes;
use model::{AgentStatus, Card, IssueField, LockAction, Status};
use serde::{Deserialize, Serialize};

/// What the server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame<'a> {
    /// The contract's hint: ask for the issue again.
    IssueUpdated {
        /// Which.
        issue_id: i64,
        /// What about it.
        field: IssueField,
        /// The event's number.
        seq: i64,
    },
    /// The contract's: an agent gave a sign of life.
    Heartbeat {
        /// Whose.
        agent_id: &'a str,
        /// When, to the second.
        timestamp: String,
        /// Its current issue.
        active_issue_id: Option<i64>,
        /// The event's number.
        seq: i64,
    },
    /// The contract's: what the last heartbeat says of an agent changed.
    AgentStatus {
        /// Whose.
        agent_id: &'a str,
        /// Current status.
        status: AgentStatus,
        /// The event's number.
        seq: i64,
    },
    /// The contract's: a lock was claimed or released.
    LockChanged {
        /// Which issue's.
        issue_id: i64,
        /// What happened to it.
        action: LockAction,
        /// Whose lock.
        agent_id: &'a str,
        /// The event's number.
        seq: i64,
    },
    /// A card is new or changed.
    Card {
        /// The event's number.
        seq: i64,
        /// The author's own name for the change.
        mutation: Option<&'a str>,
        /// What about it.
        field: IssueField,
        /// The card after it.
        card: &'a Card,
    },
    /// An issue was deleted.
    CardRemoved {
        /// The event's number.
        seq: i64,
        /// Which.
        issue_id: i64,
        /// The author's own name for the change.
        mutation: Option<&'a str>,
    },
    /// All cards of a lane have new sort orders, in the same sequence.
    LaneRenumbered {
        /// The event's number.
        seq: i64,
        /// Which lane.
        status: Status,
    },
    /// Many issues came at once.
    Imported {
        /// The event's number.
        seq: i64,
        /// How many.
        issues: i64,
    },
    /// A page of the knowledge changed.
    Knowledge {
        /// The event's number.
        seq: i64,
        /// Its current slug.
        slug: &'a str,
        /// Its previous slug, if that changed.
        was: Option<&'a str>,
        /// Its newest revision; none once it is deleted.
        revision: Option<i64>,
        /// The author's own name for the change.
        mutation: Option<&'a str>,
    },
    /// Milestones changed.
    Milestones {
        /// The event's number.
        seq: i64,
    },
    /// Sessions changed.
    Sessions {
        /// The event's number.
        seq: i64,
    },
    /// Usage was recorded.
    Usage {
        /// The event's number.
        seq: i64,
    },
    /// Events up to `seq` were not sent one by one: read again what you show.
    Gap {
        /// How many.
        dropped: u64,
        /// Where the stream goes on.
        seq: i64,
    },
    /// What was asked for is too long ago, or was never: read again what you show.
    Resync {
        /// Where the stream goes on.
        seq: i64,
    },
    /// The channels are now these.
    Subscribed {
        /// Their names.
        channels: Vec<&'static str>,
        /// Everything up to here was sent, or happened before.
        seq: i64,
    },
    /// The answer to a ping.
    Pong {
        /// Everything up to here was sent, or happened before.
        seq: i64,
    },
    /// The server did not understand.
    Error {
        /// A sentence.
        detail: &'a str,
        /// Everything up to here was sent, or happened before.
        seq: i64,
    },
}

impl ServerFrame<'_> {
    /// As it is sent.
    #[must_use]
    pub fn text(&self) -> Utf8Bytes {
        // Plain structs with string keys: there is nothing in them that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

/// What a client says.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Replaces the set of channels.
    Subscribe {
        /// Their names.
        channels: Vec<String>,
    },
    /// Asks for everything after an event.
    Resume {
        /// The last event that was seen.
        since: i64,
    },
    /// Asks for a pong, from where protocol pings cannot be sent.
    Ping,
}
