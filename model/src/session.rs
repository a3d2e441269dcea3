//! Work sessions: from their start to the handoff notes.

use serde::{Deserialize, Serialize};

use crate::{
    id::{IssueId, SessionId},
    issue::IssueLink,
    timestamp::Timestamp,
};

/// One session. Of one agent several may be open: they stack, and the newest is the current one
/// (contract 1.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id; later ones are higher.
    pub id: SessionId,
    /// The agent's name; none where nobody said who works.
    pub agent: Option<String>,
    /// What is worked on; none again once that issue is deleted.
    pub active_issue: Option<IssueLink>,
    /// What was done last, up to 4,096 characters.
    pub last_action: Option<String>,
    /// Markdown for whoever goes on, up to 65,536 characters; set at the end only.
    pub handoff_notes: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// Set exactly once it has ended.
    pub ended_at: Option<Timestamp>,
}

impl Session {
    /// The issue that is worked on.
    #[must_use]
    pub fn active_issue_id(&self) -> Option<IssueId> {
        self.active_issue.as_ref().map(|issue| issue.id)
    }
}

/// Which session a verb is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionRef {
    /// This one.
    Id(SessionId),
    /// The newest open one of this agent.
    CurrentOf(String),
    /// The newest open one of anybody.
    Current,
}

impl SessionRef {
    /// The current session, of an agent where one is named.
    #[must_use]
    pub fn current(agent: Option<String>) -> Self {
        agent.map_or(SessionRef::Current, SessionRef::CurrentOf)
    }
}
