//! Undo: a change is taken back exactly, past the table of moves.
//!
//! The table says how work goes on. That somebody missed a lane is no work: for a short time, and
//! while nobody else has moved the issue, its author may take the move back as if it had not been
//! made.

use serde::{Deserialize, Serialize};

use crate::{
    activity::Action,
    actor::Party,
    bulk::BulkChange,
    error::{Error, Result},
    id::{IssueId, MilestoneId},
    issue::{Issue, IssuePatch},
    priority::Priority,
    status::Status,
    timestamp::Timestamp,
};

/// For how many minutes a move can be taken back.
pub const UNDO_MINUTES: i64 = 10;

/// A move that was made, and where the issue was before it.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeMove {
    /// Who made it.
    pub by: Party,
    /// When.
    pub at: Timestamp,
    /// Where it went.
    pub to: Status,
    /// Nothing has moved the issue since.
    pub is_last: bool,
    /// Where it was.
    pub from: Status,
    /// Its place in that lane.
    pub sort_order: f64,
    /// When it was closed then.
    pub closed_at: Option<Timestamp>,
    /// When it was archived then.
    pub archived_at: Option<Timestamp>,
}

impl Issue {
    /// Takes a move back; returns what that did to the status. On an error nothing has changed.
    pub fn undo_move(
        &mut self,
        made: &MadeMove,
        by: Party,
        now: Timestamp,
    ) -> Result<Option<Action>> {
        let id = self.id;
        if made.by != by {
            return Err(Error::UndoForeign { id });
        }
        if now.seconds_since(made.at) > UNDO_MINUTES * 60 {
            return Err(Error::UndoTooLate {
                id,
                minutes: UNDO_MINUTES,
            });
        }
        // Not every change of a status is a move that is remembered: an exchange with the hub is
        // none.
        if !made.is_last
            || self.status != made.to
            || (self.archived_at.is_some() && made.archived_at.is_none())
        {
            return Err(Error::UndoOvertaken { id });
        }
        self.restore(made.from, made.closed_at, made.archived_at, now);
        self.sort_order = made.sort_order;
        Ok((made.from != made.to).then_some(Action::StatusChanged {
            from: made.to,
            to: made.from,
        }))
    }
}

/// A change of several issues that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeBulk {
    /// When.
    pub at: Timestamp,
    /// The change.
    pub change: BulkChange,
    /// Those that it changed.
    pub issues: Vec<Before>,
}

/// Fields of an issue before a bulk change. Its position is in a [`MadeMove`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub id: IssueId,
    pub priority: Priority,
    pub milestone: Option<MilestoneId>,
}

impl From<&Issue> for Before {
    fn from(issue: &Issue) -> Self {
        Before {
            id: issue.id,
            priority: issue.priority,
            milestone: issue.milestone,
        }
    }
}

impl MadeBulk {
    /// Whether there is still time to take it back.
    pub fn check(&self, now: Timestamp) -> Result<()> {
        let late = now.seconds_since(self.at) > UNDO_MINUTES * 60;
        if late {
            Err(Error::UndoBulkUnknown)
        } else {
            Ok(())
        }
    }
}

impl Before {
    /// Gives the issue back what the change took, unless it was changed again since. Moves and
    /// labels are none of its fields.
    pub fn restore(
        &self,
        issue: &mut Issue,
        change: &BulkChange,
        now: Timestamp,
    ) -> Result<Vec<Action>> {
        let (mut patch, holds) = (IssuePatch::default(), Error::UndoChanged { id: issue.id });
        match change {
            BulkChange::Priority(set) if issue.priority == *set => {
                patch.priority = Some(self.priority);
            }
            BulkChange::Milestone(set) if issue.milestone == *set => {
                patch.milestone = Some(self.milestone);
            }
            BulkChange::Archive if issue.archived_at.is_some() => {
                return Ok(issue.unarchive(now).into_iter().collect());
            }
            _ => return Err(holds),
        }
        issue.apply(patch, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::UserId,
        issue::tests::{at, issue},
    };

    const ME: Party = Party::User(UserId(1));

    fn made(from: &Issue, to: Status) -> MadeMove {
        let (closed_at, archived_at) = (from.closed_at, from.archived_at);
        let (from, sort_order) = (from.status, from.sort_order);
        MadeMove {
            by: ME,
            at: at(100),
            to,
            is_last: true,
            from,
            sort_order,
            closed_at,
            archived_at,
        }
    }

    fn done() -> Issue {
        let mut done = issue();
        done.close(at(5));
        done
    }

    #[test]
    fn the_issue_is_where_it_was() {
        // Neither way is in the table.
        for (before, to) in [(issue(), Status::InProgress), (done(), Status::Backlog)] {
            let mut moved = before.clone();
            moved
                .apply(
                    IssuePatch {
                        status: Some(to),
                        ..Default::default()
                    },
                    at(100),
                )
                .unwrap();
            moved.sort_order = 7.0;
            let action = moved.undo_move(&made(&before, to), ME, at(160)).unwrap();
            assert_eq!(
                action,
                Some(Action::StatusChanged {
                    from: to,
                    to: before.status
                })
            );
            assert_eq!(
                moved,
                Issue {
                    version: 3 + i64::from(before.version > 1),
                    updated_at: at(160),
                    ..before
                }
            );
        }
    }

    #[test]
    fn a_reorder_is_no_news_about_the_issue() {
        let before = issue();
        let mut moved = Issue {
            sort_order: 7.0,
            version: 2,
            ..before.clone()
        };
        assert_eq!(
            moved.undo_move(&made(&before, before.status), ME, at(160)),
            Ok(None)
        );
        assert_eq!(
            moved,
            Issue {
                version: 3,
                ..before
            }
        );
    }

    #[test]
    fn refusals() {
        let before = issue();
        let made = made(&before, Status::Todo);
        let refusal = |made: &MadeMove, by, seconds, status| {
            let mut moved = Issue {
                status,
                ..before.clone()
            };
            let why = moved
                .undo_move(made, by, at(seconds))
                .unwrap_err()
                .to_string();
            assert_eq!(
                moved,
                Issue {
                    status,
                    ..before.clone()
                }
            );
            why
        };
        let overtaken = "#42 was moved again since, so this can't be undone";
        assert_eq!(
            refusal(&made, Party::User(UserId(2)), 160, Status::Todo),
            "Someone else moved #42, so only they can undo it"
        );
        assert_eq!(
            refusal(&made, ME, 701, Status::Todo),
            "#42 was moved more than 10 minutes ago, so this can't be undone any more"
        );
        assert_eq!(
            refusal(
                &MadeMove {
                    is_last: false,
                    ..made
                },
                ME,
                160,
                Status::Todo
            ),
            overtaken
        );
        assert_eq!(refusal(&made, ME, 160, Status::InProgress), overtaken);
    }

    #[test]
    fn what_a_bulk_change_took_comes_back_unless_it_was_changed_again() {
        let mut before = issue();
        before.priority = Priority::High;
        let was = Before::from(&before);
        let change = BulkChange::Priority(Priority::Low);
        let mut changed = before.clone();
        change.apply(&mut changed, at(1)).unwrap();
        let mut again = changed.clone();
        assert_eq!(
            was.restore(&mut changed, &change, at(2))
                .map(|actions| actions.len()),
            Ok(1)
        );
        assert_eq!(changed.priority, Priority::High);
        again.priority = Priority::Urgent;
        assert_eq!(
            was.restore(&mut again, &change, at(2)),
            Err(Error::UndoChanged { id: before.id })
        );
        assert_eq!(again.priority, Priority::Urgent);
        let made = MadeBulk {
            at: at(0),
            change,
            issues: vec![was],
        };
        assert_eq!(
            (made.check(at(600)), made.check(at(601))),
            (Ok(()), Err(Error::UndoBulkUnknown))
        );
    }
}
