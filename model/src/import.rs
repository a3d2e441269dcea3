//! Import batches in the tracker's own types, keyed by uuid instead of local ids.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    comment::CommentKind, priority::Priority, relation::RelationKind, status::Status,
    timestamp::Timestamp,
};

/// Issues with all that hangs on them, from one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Where it came from, as the activity shows it: `git hub`, `Beads`.
    pub source: String,
    /// The issues. Parents may come after their children.
    pub issues: Vec<ImportedIssue>,
    /// Edges between them.
    pub relations: Vec<ImportedRelation>,
    /// Warnings, a sentence for each value that could not be taken as it was.
    pub warnings: Vec<String>,
}

/// One issue from elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedIssue {
    /// Its identity: importing it again updates, never doubles.
    pub uuid: Uuid,
    /// The number it is known by there; kept as id and number here where that is free.
    pub number: Option<i64>,
    /// What other text may call it, such as `bd-0088`; searchable.
    pub external: Option<String>,
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// How urgent.
    pub priority: Priority,
    /// Who wrote it.
    pub author: Option<String>,
    /// Its parent's uuid.
    pub parent: Option<Uuid>,
    /// Label names.
    pub labels: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was closed; ignored for open statuses, defaults to `updated_at` for closed ones.
    pub closed_at: Option<Timestamp>,
    pub comments: Vec<ImportedComment>,
}

/// One comment from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedComment {
    /// Its identity.
    pub uuid: Uuid,
    /// Who wrote it.
    pub author: Option<String>,
    /// Markdown.
    pub content: String,
    /// What it is for.
    pub kind: CommentKind,
    /// What made a person step in.
    pub trigger_type: Option<String>,
    /// What was going on.
    pub intervention_context: Option<String>,
    /// The key of the person who drove the agent.
    pub driver_key_fingerprint: Option<String>,
    /// The key that signed it.
    pub signed_by: Option<String>,
    /// The signature, base64 as on the hub.
    pub signature: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// One edge from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedRelation {
    /// `source` blocks, relates to, or is a duplicate of…
    pub source: Uuid,
    pub target: Uuid,
    /// What it says.
    pub kind: RelationKind,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Issues that were new.
    pub issues_created: i64,
    /// Issues that were here and differed.
    pub issues_updated: i64,
    /// Issues that were here and the same, or newer here.
    pub issues_unchanged: i64,
    /// Comments that were new.
    pub comments: i64,
    /// Labels put on.
    pub labels: i64,
    /// Edges that were new.
    pub relations: i64,
    /// Warnings, a sentence for each value that could not be taken as it was.
    pub warnings: Vec<String>,
}
