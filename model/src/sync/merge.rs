//! Three-way merge of an issue: merge base, local snapshot, remote snapshot.
//!
//! Field by field: what one side changed is taken. Where both changed a field differently, the side
//! that changed the issue later wins, and what lost is told, so that nothing disappears in silence.
//! Sets lose what either side took out and gain what either put in. The outcome does not depend on
//! which side is called ours, so that two servers that merge the same come out the same.

use std::{cmp::Ordering, collections::BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{priority::Priority, status::Status, text, timestamp::Timestamp};

/// An issue as the hub carries it: what can differ between two servers, everything by uuid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueSnapshot {
    /// Whose version it is.
    pub uuid: Uuid,
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub standing: StatusAndArchive,
    /// Set while it is closed.
    pub closed_at: Option<Timestamp>,
    /// How urgent.
    pub priority: Priority,
    /// The issue it is a part of.
    pub parent: Option<Uuid>,
    /// The milestone it counts for.
    pub milestone: Option<Uuid>,
    /// Label names.
    pub labels: BTreeSet<String>,
    /// Issues that block it.
    pub blockers: BTreeSet<Uuid>,
    /// The issues that this one's file says it relates to.
    pub related: BTreeSet<Uuid>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Status and archive, which change together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatusAndArchive {
    /// The lane.
    pub status: Status,
    /// Put away; only with a closed status.
    pub archived: bool,
}

/// A merge, and what it cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What both sides will have.
    pub version: IssueSnapshot,
    /// Fields that both had changed differently.
    pub conflicts: Vec<Conflict>,
}

/// A field that both sides had changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its name: `title`, `description`, `status`, `priority`, `parent`, `milestone`.
    pub field: &'static str,
    /// What stays, cut to [`text::TITLE_MAX`] characters, for the issue has the whole of it.
    pub kept: String,
    /// What lost, whole, at most [`text::DESCRIPTION_MAX`] characters.
    pub dropped: String,
}

impl IssueSnapshot {
    /// Returns true if both say the same; when they said it does not count.
    #[must_use]
    pub fn same_content(&self, other: &IssueSnapshot) -> bool {
        let at = |version: &IssueSnapshot| IssueSnapshot {
            updated_at: self.updated_at,
            ..version.clone()
        };
        *self == at(other)
    }
}

/// What both sides will have. Without a base, the side that changed last has the say, and sets are
/// put together.
#[must_use]
pub fn merge(base: Option<&IssueSnapshot>, ours: &IssueSnapshot, theirs: &IssueSnapshot) -> Merged {
    let mut merge = Merge {
        base,
        ours,
        theirs,
        conflicts: Vec::new(),
    };
    let mut version = IssueSnapshot {
        uuid: ours.uuid,
        title: merge.field("title", |version| &version.title, Clone::clone),
        description: merge.field(
            "description",
            |version| &version.description,
            |text| text.clone().unwrap_or_default(),
        ),
        standing: merge.field(
            "status",
            |version| &version.standing,
            StatusAndArchive::words,
        ),
        closed_at: None,
        priority: merge.field(
            "priority",
            |version| &version.priority,
            |priority| priority.as_str().to_owned(),
        ),
        parent: merge.field("parent", |version| &version.parent, name),
        milestone: merge.field("milestone", |version| &version.milestone, name),
        labels: merge.set(|version| &version.labels),
        blockers: merge.set(|version| &version.blockers),
        related: merge.set(|version| &version.related),
        updated_at: ours.updated_at.max(theirs.updated_at),
    };
    version.closed_at = merge.closed_at(version.standing, version.updated_at);
    Merged {
        version,
        conflicts: merge.conflicts,
    }
}

struct Merge<'a> {
    base: Option<&'a IssueSnapshot>,
    ours: &'a IssueSnapshot,
    theirs: &'a IssueSnapshot,
    conflicts: Vec<Conflict>,
}

impl<'a> Merge<'a> {
    fn field<T: Clone + PartialEq>(
        &mut self,
        name: &'static str,
        get: fn(&'a IssueSnapshot) -> &'a T,
        words: fn(&T) -> String,
    ) -> T {
        let (ours, theirs) = (get(self.ours), get(self.theirs));
        let base = self.base.map(get);
        if ours == theirs || base == Some(theirs) {
            return ours.clone();
        }
        if base == Some(ours) {
            return theirs.clone();
        }
        let newer = self
            .ours
            .updated_at
            .cmp(&self.theirs.updated_at)
            .then_with(|| words(ours).cmp(&words(theirs)));
        let (kept, dropped) = if newer == Ordering::Less {
            (theirs, ours)
        } else {
            (ours, theirs)
        };
        // Without a base every difference looks like a conflict; mostly it is one side that has not
        // moved.
        if base.is_some() {
            let (kept, dropped) = (
                cut(words(kept), text::TITLE_MAX),
                cut(words(dropped), text::DESCRIPTION_MAX),
            );
            self.conflicts.push(Conflict {
                field: name,
                kept,
                dropped,
            });
        }
        kept.clone()
    }

    fn set<T: Clone + Ord>(&self, get: fn(&'a IssueSnapshot) -> &'a BTreeSet<T>) -> BTreeSet<T> {
        let (ours, theirs) = (get(self.ours), get(self.theirs));
        let in_base = |item: &T| self.base.is_some_and(|base| get(base).contains(item));
        // What only one side has was put in there, or, where the base has it, taken out on the
        // other.
        ours.union(theirs)
            .filter(|item| (ours.contains(item) && theirs.contains(item)) || !in_base(item))
            .cloned()
            .collect()
    }

    /// The instant belongs to the status: a side that says another status has no word in it. Of two
    /// that closed it, the first did.
    fn closed_at(&self, standing: StatusAndArchive, updated_at: Timestamp) -> Option<Timestamp> {
        if !standing.status.is_closed() {
            return None;
        }
        let said = |version: &IssueSnapshot| {
            version
                .closed_at
                .filter(|_| version.standing.status == standing.status)
        };
        let (base, ours, theirs) = (self.base.and_then(said), said(self.ours), said(self.theirs));
        match (ours, theirs) {
            (Some(ours), Some(theirs)) if base == Some(ours) => Some(theirs),
            (Some(ours), Some(theirs)) if base == Some(theirs) => Some(ours),
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (one, other) => one.or(other).or(Some(updated_at)),
        }
    }
}

impl StatusAndArchive {
    fn words(&self) -> String {
        let archived = if self.archived { ", archived" } else { "" };
        format!("{}{archived}", self.status)
    }
}

fn name(uuid: &Option<Uuid>) -> String {
    uuid.map_or_else(String::new, |uuid| uuid.to_string())
}

fn cut(text: String, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some(_) => text.chars().take(max - 1).chain(['…']).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests;
