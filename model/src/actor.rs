//! Actors. Every write takes an [`Actor`]; nothing can be changed without one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    id::{AgentId, UserId, WorkspaceId},
};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Party {
    /// A person.
    User(UserId),
    Agent(AgentId),
    /// The program itself: workers, watchers, imports.
    System,
}

impl Party {
    /// `user`, `agent` or `system`, as stored.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Party::User(_) => "user",
            Party::Agent(_) => "agent",
            Party::System => "system",
        }
    }

    /// The row behind it; 0 for the system.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Party::User(UserId(id)) | Party::Agent(AgentId(id)) => id,
            Party::System => 0,
        }
    }

    /// From the two stored columns.
    #[must_use]
    pub fn from_columns(kind: &str, id: i64) -> Self {
        match kind {
            "user" => Party::User(UserId(id)),
            "agent" => Party::Agent(AgentId(id)),
            _ => Party::System,
        }
    }
}

/// Role of a member in a workspace, ordered by permissions: `Viewer` has the fewest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads.
    Member,
    /// Creates and updates.
    Manager,
    /// Manages and deletes.
    Admin,
    /// Everything.
    Owner,
}

impl Role {
    const ALL: [Role; 5] = [
        Role::Viewer,
        Role::Member,
        Role::Manager,
        Role::Admin,
        Role::Owner,
    ];

    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "VIEWER",
            Role::Member => "MEMBER",
            Role::Manager => "MANAGER",
            Role::Admin => "ADMIN",
            Role::Owner => "OWNER",
        }
    }
}

impl FromStr for Role {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Role::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| Error::UnknownValue {
                field: "role",
                value: text.chars().take(64).collect(),
                allowed: "VIEWER, MEMBER, MANAGER, ADMIN, OWNER",
            })
    }
}

/// Who is asking, where, with which role, and under which client mutation id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub party: Party,
    /// Where: nothing outside this workspace exists for them.
    pub workspace: WorkspaceId,
    /// With which role.
    pub role: Role,
    /// The browser's name for this change; comes back on its event so that the author's own tab
    /// applies it once.
    pub mutation: Option<String>,
}

impl Actor {
    /// Longest client mutation id, in characters; longer ones are dropped.
    pub const MUTATION_MAX: usize = 64;

    /// A person or an agent with a role.
    #[must_use]
    pub fn new(party: Party, workspace: WorkspaceId, role: Role) -> Self {
        Actor {
            party,
            workspace,
            role,
            mutation: None,
        }
    }

    /// The program itself.
    #[must_use]
    pub fn system(workspace: WorkspaceId) -> Self {
        Actor::new(Party::System, workspace, Role::Owner)
    }

    /// The same actor, with a client mutation id on what they do next.
    #[must_use]
    pub fn with_mutation(mut self, id: impl Into<String>) -> Self {
        let id = id.into();
        self.mutation = (!id.is_empty() && id.chars().count() <= Self::MUTATION_MAX).then_some(id);
        self
    }

    /// Creating and updating needs a manager.
    pub fn may_write(&self) -> Result<(), Error> {
        self.at_least(Role::Manager)
    }

    /// `Ok` when the role is at least `needed`.
    pub fn at_least(&self, needed: Role) -> Result<(), Error> {
        if self.role >= needed {
            Ok(())
        } else {
            Err(Error::Forbidden {
                needs: needed.as_str(),
            })
        }
    }
}

/// Somebody as history shows them, the name resolved when reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Who.
    pub party: Party,
    /// Their name now.
    pub name: String,
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
