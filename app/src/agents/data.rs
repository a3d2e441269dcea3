//! Wire types of the pages of agents and locks.

use model::{Agent, AgentStatus, Config, Lock, Timestamp};
use serde::{Deserialize, Serialize};

use crate::live::Frame;

/// An agent, and where it works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRow {
    pub agent: Agent,
    /// The branch that is checked out in its worktree.
    pub branch: Option<String>,
    /// The folder of its worktree.
    pub worktree: Option<String>,
}

/// All agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentList {
    pub rows: Vec<AgentRow>,
    /// Every lock there is.
    pub locks: LockList,
    pub now: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    pub row: AgentRow,
    /// What it wrote about how far it is.
    pub kickoff_status: Option<String>,
    pub locks: LockList,
    pub now: Timestamp,
}

/// Locks, and the settings that say which are stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockList {
    pub locks: Vec<Lock>,
    /// None where the settings file cannot be read: then nobody can say what is stale.
    pub config: Option<Config>,
}

/// The page of locks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocksView {
    pub locks: LockList,
    /// Names to choose from.
    pub agents: Vec<String>,
    pub now: Timestamp,
}

impl AgentList {
    /// How many there are of a status, or in all.
    #[must_use]
    pub fn count(&self, status: Option<AgentStatus>, now: Timestamp) -> usize {
        self.rows
            .iter()
            .filter(|row| status.is_none_or(|status| row.agent.status(now) == status))
            .count()
    }
}

impl LockList {
    /// Those that an agent holds, the longest held first.
    pub fn of<'a>(&'a self, agent: &'a str) -> impl Iterator<Item = &'a Lock> {
        self.locks.iter().filter(move |lock| lock.agent == agent)
    }

    /// Returns true if a lock is stale.
    #[must_use]
    pub fn is_stale(&self, lock: &Lock, now: Timestamp) -> bool {
        self.config
            .as_ref()
            .is_some_and(|config| lock.is_stale(config.locks(), now))
    }
}

/// Returns true if a frame says that what the pages of agents show has changed.
#[must_use]
pub fn concerns_agents(frame: &Frame) -> bool {
    matches!(
        frame,
        Frame::Heartbeat { .. } | Frame::AgentStatus { .. } | Frame::LockChanged { .. }
    )
}
