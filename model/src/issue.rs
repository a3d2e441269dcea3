//! The issue and the rules of its life.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    activity::{Action, Activity},
    actor::Author,
    board::Place,
    comment::Comment,
    error::Error,
    id::{CrewId, IssueId, MilestoneId, WorkspaceId},
    knowledge::Slug,
    label::Label,
    milestone::Milestone,
    priority::Priority,
    status::{Lifecycle, Status},
    text,
    timestamp::Timestamp,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// Never reused; `#42`.
    pub id: IssueId,
    /// The identity on the hub.
    pub uuid: Uuid,
    pub workspace: WorkspaceId,
    pub crew: CrewId,
    /// `ENG-42`: unique in the workspace, never rewritten.
    pub identifier: String,
    /// 1 to 512 characters, trimmed.
    pub title: String,
    /// Markdown, up to 65,536 characters.
    pub description: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// How urgent.
    pub priority: Priority,
    /// The issue it is a part of.
    pub parent: Option<IssueId>,
    /// The milestone it counts for.
    pub milestone: Option<MilestoneId>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Its place in its lane: lower is higher up.
    pub sort_order: f64,
    /// Grows by one with every change.
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Set exactly while the status is done or cancelled.
    pub closed_at: Option<Timestamp>,
    /// Set only on closed issues.
    pub archived_at: Option<Timestamp>,
}

/// A change of fields: `None` leaves a field alone; for those that can be empty, `Some(None)`
/// clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuePatch {
    /// A new title.
    pub title: Option<String>,
    /// The title when editing began; when given, a title that somebody else has set since is never
    /// overwritten.
    pub title_base: Option<String>,
    /// A new description.
    pub description: Option<Option<String>>,
    /// What the description said when editing began; when given, somebody else's newer text is
    /// never overwritten.
    pub description_base: Option<Option<String>>,
    /// A new priority.
    pub priority: Option<Priority>,
    /// A new parent; whether it makes a circle is for [`crate::relation::check_parent`].
    pub parent: Option<Option<IssueId>>,
    /// A new status, by the table of moves.
    pub status: Option<Status>,
    /// A new milestone.
    pub milestone: Option<Option<MilestoneId>>,
}

/// Fields of a new issue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIssue {
    /// 1 to 512 characters after trimming.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Defaults to none.
    pub priority: Priority,
    /// Defaults to backlog.
    pub status: Option<Status>,
    /// The issue it is a part of.
    pub parent: Option<IssueId>,
    /// The milestone it counts for.
    pub milestone: Option<MilestoneId>,
    /// Labels by name; unknown ones are created.
    pub labels: Vec<String>,
    /// Where in its lane; defaults to where cards arrive there.
    pub place: Option<Place>,
    /// Chosen by the client, so that a repeated request creates nothing twice.
    pub uuid: Option<Uuid>,
}

/// The name of a git branch for work on an issue: `42-fix-token-refresh`.
#[must_use]
pub fn branch_name(id: IssueId, title: &str) -> String {
    match Slug::suggest(title) {
        Some(slug) => format!("{id}-{}", slug.as_str()),
        None => format!("issue-{id}"),
    }
}

impl NewIssue {
    /// The same with its texts checked and trimmed.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.title = text::name("Title", &self.title, text::TITLE_MAX)?;
        self.description = text::optional("Description", self.description, text::DESCRIPTION_MAX)?;
        for label in &mut self.labels {
            *label = text::name("Label", label, text::LABEL_MAX)?;
        }
        self.labels.sort();
        self.labels.dedup();
        Ok(self)
    }
}

impl Issue {
    /// Open, closed or archived.
    #[must_use]
    pub fn lifecycle(&self) -> Lifecycle {
        match (self.archived_at, self.closed_at) {
            (Some(_), _) => Lifecycle::Archived,
            (None, Some(_)) => Lifecycle::Closed,
            (None, None) => Lifecycle::Open,
        }
    }

    /// Applies a patch; returns what really changed. A patch that changes nothing leaves
    /// `updated_at` alone. On an error nothing has changed.
    pub fn apply(&mut self, patch: IssuePatch, now: Timestamp) -> Result<Vec<Action>, Error> {
        let mut next = self.clone();
        let mut done = Vec::new();
        if let Some(title) = patch.title {
            done.extend(next.rename(&title, patch.title_base)?);
        }
        if let Some(description) = patch.description {
            done.extend(next.describe(description, patch.description_base)?);
        }
        if let Some(priority) = patch.priority.filter(|p| *p != self.priority) {
            next.priority = priority;
            done.push(Action::PriorityChanged {
                from: self.priority,
                to: priority,
            });
        }
        if let Some(parent) = patch.parent.filter(|p| *p != self.parent) {
            next.parent = parent;
            done.push(Action::ParentChanged {
                from: self.parent,
                to: parent,
            });
        }
        if let Some(milestone) = patch.milestone.filter(|m| *m != self.milestone) {
            next.milestone = milestone;
            done.push(Action::MilestoneChanged {
                from: self.milestone,
                to: milestone,
            });
        }
        if let Some(status) = patch.status {
            self.status.check_move(status)?;
            done.push(next.set_status(status, now));
        }
        if !done.is_empty() {
            next.touch(now);
            *self = next;
        }
        Ok(done)
    }

    /// Closes it, whatever open status it has: closing is a verb, not a move. Closing again changes
    /// nothing.
    pub fn close(&mut self, now: Timestamp) -> Option<Action> {
        if self.status.is_closed() {
            return None;
        }
        self.touch(now);
        Some(self.set_status(Status::Done, now))
    }

    /// Back to the backlog, out of the archive. Reopening an open issue changes nothing.
    pub fn reopen(&mut self, now: Timestamp) -> Option<Action> {
        if !self.status.is_closed() {
            return None;
        }
        self.touch(now);
        Some(self.set_status(Status::Backlog, now))
    }

    /// Puts a closed issue away; `None` when it is archived already.
    pub fn archive(&mut self, now: Timestamp) -> Result<Option<Action>, Error> {
        if !self.status.is_closed() {
            return Err(Error::ArchiveOpen { id: self.id });
        }
        if self.archived_at.is_some() {
            return Ok(None);
        }
        self.archived_at = Some(now);
        self.touch(now);
        Ok(Some(Action::Archived))
    }

    /// Takes it out of the archive, closed as before; `None` when it was not there.
    pub fn unarchive(&mut self, now: Timestamp) -> Option<Action> {
        self.archived_at.take()?;
        self.touch(now);
        Some(Action::Unarchived)
    }

    fn rename(&mut self, to: &str, base: Option<String>) -> Result<Option<Action>, Error> {
        let to = text::name("Title", to, text::TITLE_MAX)?;
        if to == self.title {
            return Ok(None);
        }
        if base.is_some_and(|base| base != self.title) {
            return Err(Error::TitleConflict {
                id: self.id,
                current: self.title.clone(),
            });
        }
        let from = std::mem::replace(&mut self.title, to.clone());
        Ok(Some(Action::TitleChanged { from, to }))
    }

    fn describe(
        &mut self,
        to: Option<String>,
        base: Option<Option<String>>,
    ) -> Result<Option<Action>, Error> {
        let to = text::optional("Description", to, text::DESCRIPTION_MAX)?;
        if to == self.description {
            return Ok(None);
        }
        if base.is_some_and(|base| {
            base.unwrap_or_default() != self.description.clone().unwrap_or_default()
        }) {
            return Err(Error::DescriptionConflict {
                id: self.id,
                current: self.description.clone(),
            });
        }
        let length = |text: &Option<String>| text.as_deref().map_or(0, |t| t.chars().count());
        let action = Action::DescriptionChanged {
            from: length(&self.description),
            to: length(&to),
        };
        self.description = to;
        Ok(Some(action))
    }

    /// The one place that sets a status, so that `closed_at` and `archived_at` always agree with
    /// it.
    fn set_status(&mut self, to: Status, now: Timestamp) -> Action {
        let from = std::mem::replace(&mut self.status, to);
        self.closed_at = if to.is_closed() {
            self.closed_at.or(Some(now))
        } else {
            None
        };
        self.archived_at = self.archived_at.filter(|_| to.is_closed());
        Action::StatusChanged { from, to }
    }

    /// Puts it back into a state that it had.
    pub(crate) fn restore(
        &mut self,
        status: Status,
        closed_at: Option<Timestamp>,
        archived_at: Option<Timestamp>,
        now: Timestamp,
    ) {
        if status == self.status {
            self.version += 1;
            return;
        }
        self.set_status(status, now);
        if status.is_closed() {
            (self.closed_at, self.archived_at) = (closed_at.or(self.closed_at), archived_at);
        }
        self.touch(now);
    }

    fn touch(&mut self, now: Timestamp) {
        // A clock that was set back must not make a change look older than the one before it.
        self.updated_at = self.updated_at.max(now);
        self.version += 1;
    }
}

/// An issue as lists carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueSummary {
    #[serde(flatten)]
    pub issue: Issue,
    /// Its labels by name, sorted.
    pub labels: Vec<Label>,
    /// How many open issues block it.
    pub blocker_count: i64,
}

/// Another issue, as much of it as a link shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueLink {
    pub id: IssueId,
    /// `ENG-42`.
    pub identifier: String,
    pub title: String,
    /// Where it stands.
    pub status: Status,
}

/// Everything about one issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueDetail {
    pub issue: Issue,
    /// Its labels, sorted by name.
    pub labels: Vec<Label>,
    /// Its comments by `(created_at, id)`.
    pub comments: Vec<Comment>,
    /// Blockers by id, of any status.
    pub blockers: Vec<IssueLink>,
    /// Issues that it blocks, by id.
    pub blocking: Vec<IssueLink>,
    /// Its direct children, by id.
    pub subissues: Vec<Issue>,
    pub parent: Option<IssueLink>,
    pub milestone: Option<Milestone>,
    /// Its history, oldest first.
    pub activities: Vec<Activity>,
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use super::*;

    pub(crate) fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_767_225_600_000_000 + seconds * 1_000_000).unwrap()
    }

    pub(crate) fn issue() -> Issue {
        Issue {
            id: IssueId(42),
            uuid: Uuid::from_u128(42),
            workspace: WorkspaceId(1),
            crew: CrewId(1),
            identifier: "MAIN-42".into(),
            title: "Fix auth timeout".into(),
            description: None,
            status: Status::Backlog,
            priority: Priority::Medium,
            parent: None,
            milestone: None,
            author: None,
            sort_order: 1024.0,
            version: 1,
            created_at: at(0),
            updated_at: at(0),
            closed_at: None,
            archived_at: None,
        }
    }

    fn consistent(issue: &Issue) {
        assert_eq!(
            issue.closed_at.is_some(),
            issue.status.is_closed(),
            "closed_at follows the status: {issue:?}"
        );
        assert!(
            issue.archived_at.is_none() || issue.closed_at.is_some(),
            "archived implies closed: {issue:?}"
        );
    }

    type Verb = Box<dyn Fn(&mut Issue)>;

    /// Every state reachable from a new issue by every verb, by exhaustion: seven open and closed
    /// ones, and two archived.
    #[test]
    fn branches_are_named_after_number_and_title() {
        assert_eq!(
            branch_name(IssueId(42), "Fix token refresh!"),
            "42-fix-token-refresh"
        );
        assert_eq!(branch_name(IssueId(42), "???"), "issue-42");
        assert!(branch_name(IssueId(42), &"long words ".repeat(40)).len() < 90);
    }

    #[test]
    fn nine_reachable_states() {
        let mut seen = BTreeSet::new();
        let mut todo = vec![issue()];
        while let Some(issue) = todo.pop() {
            consistent(&issue);
            if !seen.insert((issue.status, issue.archived_at.is_some())) {
                continue;
            }
            let mut verbs: Vec<Verb> = vec![
                Box::new(|i| drop(i.close(at(1)))),
                Box::new(|i| drop(i.reopen(at(1)))),
                Box::new(|i| drop(i.archive(at(1)))),
                Box::new(|i| drop(i.unarchive(at(1)))),
            ];
            for status in Status::ALL {
                verbs.push(Box::new(move |i| {
                    drop(i.apply(
                        IssuePatch {
                            status: Some(status),
                            ..Default::default()
                        },
                        at(1),
                    ));
                }));
            }
            for verb in verbs {
                let mut next = issue.clone();
                verb(&mut next);
                todo.push(next);
            }
        }
        assert_eq!(seen.len(), 9, "{seen:?}");
    }

    #[test]
    fn repeating_close_and_reopen_changes_nothing() {
        let mut closed = issue();
        assert!(closed.close(at(5)).is_some());
        let before = closed.clone();
        assert_eq!(closed.close(at(9)), None);
        assert_eq!(closed, before);
        assert!(closed.reopen(at(10)).is_some());
        let before = closed.clone();
        assert_eq!(closed.reopen(at(11)), None);
        assert_eq!(closed, before);
    }

    #[test]
    fn an_empty_patch_changes_nothing() {
        let mut patched = issue();
        assert_eq!(patched.apply(IssuePatch::default(), at(9)).unwrap(), vec![]);
        let same = IssuePatch {
            title: Some(" Fix auth timeout ".into()),
            priority: Some(Priority::Medium),
            ..Default::default()
        };
        assert_eq!(patched.apply(same, at(9)).unwrap(), vec![]);
        assert_eq!(patched, issue());
    }

    #[test]
    fn null_clears_and_a_refusal_changes_nothing() {
        let mut patched = issue();
        patched.description = Some("old".into());
        let bad = IssuePatch {
            description: Some(None),
            title: Some(" ".into()),
            ..Default::default()
        };
        assert!(patched.apply(bad, at(1)).is_err());
        assert_eq!(patched.description.as_deref(), Some("old"));
        patched
            .apply(
                IssuePatch {
                    description: Some(None),
                    ..Default::default()
                },
                at(1),
            )
            .unwrap();
        assert_eq!(patched.description, None);
        assert_eq!(patched.version, 2);
    }

    #[test]
    fn a_newer_title_is_never_overwritten() {
        let mut patched = issue();
        let mine = |title: &str, base: &str| IssuePatch {
            title: Some(title.into()),
            title_base: Some(base.into()),
            ..Default::default()
        };
        let error = patched
            .apply(mine("mine", "what I read"), at(1))
            .unwrap_err();
        assert_eq!(
            error,
            Error::TitleConflict {
                id: IssueId(42),
                current: "Fix auth timeout".into()
            }
        );
        assert_eq!(
            error.to_string(),
            "The title of #42 was changed while you were editing it"
        );
        // Both wrote the same: there is nothing to lose.
        assert_eq!(
            patched
                .apply(mine("Fix auth timeout", "what I read"), at(1))
                .unwrap(),
            vec![]
        );
        assert_eq!(
            patched
                .apply(mine("mine", "Fix auth timeout"), at(1))
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn somebody_elses_description_is_never_overwritten() {
        let mut patched = issue();
        patched.description = Some("theirs".into());
        let mine = IssuePatch {
            description: Some(Some("mine".into())),
            description_base: Some(Some("what I read".into())),
            ..Default::default()
        };
        let error = patched.apply(mine, at(1)).unwrap_err();
        assert_eq!(
            error,
            Error::DescriptionConflict {
                id: IssueId(42),
                current: Some("theirs".into())
            }
        );
    }

    proptest::proptest! {
        #[test]
        fn any_life_is_consistent(verbs in proptest::collection::vec(0usize..11, 0..60)) {
            let mut life = issue();
            for (step, verb) in verbs.into_iter().enumerate() {
                let now = at(step as i64);
                match verb {
                    0 => drop(life.close(now)),
                    1 => drop(life.reopen(now)),
                    2 => drop(life.archive(now)),
                    3 => drop(life.unarchive(now)),
                    n => drop(life.apply(IssuePatch { status: Some(Status::ALL[n - 4]), ..Default::default() }, now)),
                }
                consistent(&life);
            }
        }
    }
}
