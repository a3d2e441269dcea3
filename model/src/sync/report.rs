//! Reports of a fetch and of a push, in numbers and in a sentence.

use serde::{Deserialize, Serialize};

use crate::knowledge::PagesReport;

/// What a fetch did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchReport {
    /// Issues that were new.
    pub issues_created: i64,
    /// Issues that changed here.
    pub issues_updated: i64,
    /// Issues that went, because they went there.
    pub issues_deleted: i64,
    /// Comments that were new.
    pub comments: i64,
    /// Fields that had been changed on both sides.
    pub conflicts: i64,
    /// Heartbeats that were new.
    #[serde(default)]
    pub heartbeats: i64,
    /// Locks that were claimed, passed on or released.
    #[serde(default)]
    pub locks: i64,
    /// Milestones that were new or changed.
    #[serde(default)]
    pub milestones: i64,
    /// Knowledge pages that were new or changed.
    #[serde(default)]
    pub pages: i64,
    /// Warnings, a sentence for each value that could not be taken as it was.
    pub warnings: Vec<String>,
}

impl FetchReport {
    /// `Fetched 3 new heartbeats, 1 lock update.`
    #[must_use]
    pub fn sentence(&self) -> String {
        let counts = [
            (self.issues_created, "new issue"),
            (self.issues_updated, "issue update"),
            (self.issues_deleted, "deleted issue"),
            (self.comments, "new comment"),
            (self.milestones, "milestone update"),
            (self.pages, "knowledge page"),
            (self.heartbeats, "new heartbeat"),
            (self.locks, "lock update"),
            (self.conflicts, "conflict"),
        ];
        listed("Fetched", &counts).unwrap_or_else(|| "Nothing new on the hub.".to_owned())
    }

    /// Counts pages that were taken in.
    pub const fn add_pages(&mut self, pages: &PagesReport) {
        self.pages += (pages.created + pages.updated + pages.deleted + pages.conflicts) as i64;
        self.conflicts += pages.conflicts as i64;
    }
}

/// What a push did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushReport {
    /// Issues written.
    pub issues: i64,
    /// Comments written.
    pub comments: i64,
    /// Issues deleted.
    pub deleted: i64,
    /// Milestones written or deleted.
    #[serde(default)]
    pub milestones: i64,
    /// Locks written or taken away.
    #[serde(default)]
    pub locks: i64,
    /// Heartbeats written.
    #[serde(default)]
    pub heartbeats: i64,
    /// Knowledge pages written.
    #[serde(default)]
    pub pages: i64,
}

impl PushReport {
    /// `Pushed 1 issue, 2 comments.`
    #[must_use]
    pub fn sentence(&self) -> String {
        let counts = [
            (self.issues, "issue"),
            (self.comments, "comment"),
            (self.deleted, "deleted issue"),
            (self.milestones, "milestone"),
            (self.pages, "knowledge page"),
            (self.locks, "lock update"),
            (self.heartbeats, "heartbeat"),
        ];
        listed("Pushed", &counts).unwrap_or_else(|| "Nothing to push.".to_owned())
    }
}

impl std::ops::AddAssign for PushReport {
    fn add_assign(&mut self, more: Self) {
        let PushReport {
            issues,
            comments,
            deleted,
            milestones,
            locks,
            heartbeats,
            pages,
        } = more;
        self.issues += issues;
        self.comments += comments;
        self.deleted += deleted;
        self.milestones += milestones;
        self.locks += locks;
        self.heartbeats += heartbeats;
        self.pages += pages;
    }
}

pub(super) fn listed(verb: &str, counts: &[(i64, &str)]) -> Option<String> {
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = some
        .map(|(n, what)| format!("{n} {what}{}", if *n == 1 { "" } else { "s" }))
        .collect();
    (!parts.is_empty()).then(|| format!("{verb} {}.", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_a_sentence() {
        let fetched = FetchReport {
            heartbeats: 3,
            locks: 1,
            ..FetchReport::default()
        };
        assert_eq!(
            fetched.sentence(),
            "Fetched 3 new heartbeats, 1 lock update."
        );
        assert_eq!(FetchReport::default().sentence(), "Nothing new on the hub.");
        assert_eq!(
            PushReport {
                issues: 1,
                comments: 2,
                ..PushReport::default()
            }
            .sentence(),
            "Pushed 1 issue, 2 comments."
        );
        assert_eq!(PushReport::default().sentence(), "Nothing to push.");
    }
}
