//! Burn-up: how a milestone grew and how much of it was done, day by day, told by the history of
//! its issues.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    activity::Action,
    id::MilestoneId,
    timestamp::{Day, Timestamp},
};

/// What of one issue's history counts: where it stands now, and how it came there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueHistory {
    /// When the issue was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it is closed.
    pub closed_at: Option<Timestamp>,
    /// The milestone it counts for now.
    pub milestone: Option<MilestoneId>,
    /// Its changes of status and milestone, oldest first; others say nothing here.
    pub changes: Vec<HistoryChange>,
}

/// One of its changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryChange {
    /// What.
    pub action: Action,
    /// When.
    pub at: Timestamp,
}

/// A milestone at the end of a day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BurnUpDay {
    pub day: Day,
    /// Issues assigned.
    pub total: i64,
    /// Those of them that are closed.
    pub completed: i64,
}

/// The days on which the milestone changed, from the day it was created; between two of them it
/// stayed as it was. Issues that were deleted since took their history with them.
#[must_use]
pub fn burn_up(
    milestone: MilestoneId,
    created_at: Timestamp,
    issues: &[IssueHistory],
) -> Vec<BurnUpDay> {
    let mut deltas: BTreeMap<Day, (i64, i64)> = BTreeMap::from([(created_at.day(), (0, 0))]);
    for issue in issues {
        let mut before = Standing::default();
        for (at, standing) in issue.standings() {
            let (was, is) = (before.counts(milestone), standing.counts(milestone));
            // Older issues count from the day on which there was something to count them for.
            let delta = deltas.entry(at.max(created_at).day()).or_default();
            *delta = (delta.0 + is.0 - was.0, delta.1 + is.1 - was.1);
            before = standing;
        }
    }
    let mut sum = (0, 0);
    let mut days: Vec<BurnUpDay> = Vec::with_capacity(deltas.len());
    for (day, (total, completed)) in deltas {
        sum = (sum.0 + total, sum.1 + completed);
        if days
            .last()
            .is_none_or(|last| (last.total, last.completed) != sum)
        {
            days.push(BurnUpDay {
                day,
                total: sum.0,
                completed: sum.1,
            });
        }
    }
    days
}

/// Where an issue stood for a while.
#[derive(Clone, Copy, Default)]
struct Standing {
    milestone: Option<MilestoneId>,
    closed: bool,
}

impl Standing {
    /// What it adds to a milestone's total and to what is completed.
    fn counts(self, milestone: MilestoneId) -> (i64, i64) {
        let counts = self.milestone == Some(milestone);
        (i64::from(counts), i64::from(counts && self.closed))
    }
}

impl IssueHistory {
    /// Where it stood, each from an instant on. Not all is written down: an issue can be created
    /// into a milestone, and imports close issues without a word. What the first change came from,
    /// and where the issue stands now, say the rest.
    fn standings(&self) -> Vec<(Timestamp, Standing)> {
        let mut standing = self.first();
        let mut standings = vec![(self.created_at, standing)];
        for change in &self.changes {
            match change.action {
                Action::MilestoneChanged { to, .. } => standing.milestone = to,
                Action::StatusChanged { to, .. } => standing.closed = to.is_closed(),
                _ => continue,
            }
            standings.push((change.at, standing));
        }
        if standing.closed != self.closed_at.is_some() {
            standing.closed = self.closed_at.is_some();
            let last = standings.last().map_or(self.created_at, |(at, _)| *at);
            standings.push((
                self.closed_at.unwrap_or(self.updated_at).max(last),
                standing,
            ));
        }
        if standing.milestone != self.milestone {
            standing.milestone = self.milestone;
            standings.push((self.updated_at, standing));
        }
        standings
    }

    fn first(&self) -> Standing {
        let milestone = self.changes.iter().find_map(|change| match change.action {
            Action::MilestoneChanged { from, .. } => Some(from),
            _ => None,
        });
        let closed = self.changes.iter().find_map(|change| match change.action {
            Action::StatusChanged { from, .. } => Some(from.is_closed()),
            _ => None,
        });
        Standing {
            milestone: milestone.unwrap_or(self.milestone),
            closed: closed.unwrap_or(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::Status;

    const ONE: Option<MilestoneId> = Some(MilestoneId(1));

    fn day(day: i64) -> Timestamp {
        "2026-01-01".parse::<Day>().unwrap().plus(day).begin()
    }

    fn issue(
        milestone: Option<MilestoneId>,
        closed: Option<i64>,
        changes: &[(i64, Action)],
    ) -> IssueHistory {
        let changes: Vec<_> = changes
            .iter()
            .map(|(at, action)| HistoryChange {
                action: action.clone(),
                at: day(*at),
            })
            .collect();
        IssueHistory {
            created_at: day(0),
            updated_at: day(20),
            closed_at: closed.map(day),
            milestone,
            changes,
        }
    }

    fn assigned(at: i64, from: Option<MilestoneId>, to: Option<MilestoneId>) -> (i64, Action) {
        (at, Action::MilestoneChanged { from, to })
    }

    fn moved(at: i64, from: Status, to: Status) -> (i64, Action) {
        (at, Action::StatusChanged { from, to })
    }

    /// `day total/completed` of each day on which something changed.
    fn check(created: i64, issues: &[IssueHistory], expect: &[&str]) {
        let days = burn_up(MilestoneId(1), day(created), issues);
        let said: Vec<_> = days
            .iter()
            .map(|d| format!("{} {}/{}", d.day, d.completed, d.total))
            .collect();
        assert_eq!(said, expect);
    }

    #[test]
    fn an_empty_milestone() {
        check(2, &[], &["2026-01-03 0/0"]);
    }

    #[test]
    fn assigned_closed_reopened_taken_out() {
        let (todo, done) = (Status::Todo, Status::Done);
        let changes = [
            assigned(2, None, ONE),
            moved(4, todo, done),
            moved(6, done, Status::Backlog),
            assigned(8, ONE, None),
        ];
        check(
            1,
            &[issue(None, None, &changes)],
            &[
                "2026-01-02 0/0",
                "2026-01-03 0/1",
                "2026-01-05 1/1",
                "2026-01-07 0/1",
                "2026-01-09 0/0",
            ],
        );
    }

    #[test]
    fn closed_before_it_was_assigned_and_moved_to_another_milestone() {
        let changes = [
            moved(1, Status::Todo, Status::Cancelled),
            assigned(3, None, ONE),
            assigned(5, ONE, Some(MilestoneId(2))),
        ];
        let other = issue(Some(MilestoneId(2)), Some(1), &changes);
        check(
            2,
            &[other],
            &["2026-01-03 0/0", "2026-01-04 1/1", "2026-01-06 0/0"],
        );
    }

    #[test]
    fn created_into_it_and_closed_by_an_import() {
        check(1, &[issue(ONE, None, &[])], &["2026-01-02 0/1"]);
        check(
            1,
            &[issue(ONE, Some(7), &[])],
            &["2026-01-02 0/1", "2026-01-08 1/1"],
        );
        let opened_there = [moved(3, Status::Todo, Status::Done)];
        check(
            1,
            &[issue(ONE, None, &opened_there)],
            &["2026-01-02 0/1", "2026-01-04 1/1", "2026-01-21 0/1"],
        );
    }

    #[test]
    fn what_changes_within_a_day_is_one_step() {
        let changes = [assigned(3, None, ONE), moved(3, Status::Todo, Status::Done)];
        check(
            1,
            &[
                issue(ONE, Some(3), &changes),
                issue(ONE, None, &[assigned(3, None, ONE)]),
            ],
            &["2026-01-02 0/0", "2026-01-04 1/2"],
        );
    }

    #[test]
    fn the_last_day_is_what_the_milestone_says_now() {
        let mixed = [
            issue(ONE, Some(0), &[]),
            issue(
                ONE,
                None,
                &[
                    assigned(4, Some(MilestoneId(2)), None),
                    assigned(5, None, ONE),
                ],
            ),
            issue(None, Some(9), &[assigned(6, ONE, None)]),
        ];
        let last = burn_up(MilestoneId(1), day(1), &mixed).pop().unwrap();
        assert_eq!((last.total, last.completed), (2, 1));
    }
}
