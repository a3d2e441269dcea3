//! Status: seven values with a table of moves, seen by the local API as three.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{board::Place, error::Error};

/// Where an issue stands. The board has one lane for each, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not yet planned.
    Backlog,
    /// Planned, not started.
    Todo,
    /// Somebody works on it.
    InProgress,
    /// Waiting for a reviewer.
    Review,
    /// Finished; closed.
    Done,
    /// Tried and failed; still open, for it needs someone.
    Failed,
    /// Given up; closed.
    Cancelled,
}

use Status::{Backlog, Cancelled, Done, Failed, InProgress, Review, Todo};

impl Status {
    /// Every status, in board order.
    pub const ALL: [Status; 7] = [Backlog, Todo, InProgress, Review, Done, Failed, Cancelled];

    /// Every status as a list groups them: what is being worked on, what is to come, what is over.
    pub const LISTED: [Status; 7] = [InProgress, Review, Failed, Todo, Backlog, Done, Cancelled];

    /// The table of moves: where an issue may go from here by `PATCH status` or a drag.
    #[must_use]
    pub const fn moves(self) -> &'static [Status] {
        match self {
            Backlog => &[Todo, InProgress, Cancelled],
            Todo => &[InProgress, Backlog, Cancelled],
            InProgress => &[Review, Done, Failed, Cancelled, Todo],
            Review => &[Done, Todo, InProgress, Failed, Cancelled],
            Done => &[Backlog],
            Failed => &[Backlog, Todo, InProgress],
            Cancelled => &[Backlog, Todo],
        }
    }

    /// Returns true if the table has this move. Staying is not a move.
    #[must_use]
    pub fn can_move_to(self, to: Status) -> bool {
        self.moves().contains(&to)
    }

    /// `Ok` when the table has the move, else the sentence that says where the issue may go.
    pub fn check_move(self, to: Status) -> Result<(), Error> {
        if self.can_move_to(to) {
            Ok(())
        } else {
            Err(Error::IllegalMove { from: self, to })
        }
    }

    /// Closed statuses carry `closed_at`.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Done | Cancelled)
    }

    /// Where a card goes that enters this lane without being dropped at a place: what was just
    /// finished lies on top, what is to be done queues at the bottom.
    #[must_use]
    pub const fn arrival(self) -> Place {
        if self.is_closed() {
            Place::Top
        } else {
            Place::Bottom
        }
    }

    /// The stored and wire word, `in_progress`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Backlog => "backlog",
            Todo => "todo",
            InProgress => "in_progress",
            Review => "review",
            Done => "done",
            Failed => "failed",
            Cancelled => "cancelled",
        }
    }

    /// The word people read, `In progress`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Backlog => "Backlog",
            Todo => "Todo",
            InProgress => "In progress",
            Review => "Review",
            Done => "Done",
            Failed => "Failed",
            Cancelled => "Cancelled",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| Error::UnknownValue {
                field: "status",
                value: text.chars().take(64).collect(),
                allowed: "backlog, todo, in_progress, review, done, failed, cancelled",
            })
    }
}

/// The local API's three words for a status. Derived from `closed_at` and `archived_at`, never
/// stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Not closed; a failed issue is open.
    Open,
    /// Done or cancelled.
    Closed,
    /// Closed and put away.
    Archived,
}

impl Lifecycle {
    /// Of an issue with this status.
    #[must_use]
    pub const fn of(status: Status, archived: bool) -> Self {
        match (archived, status.is_closed()) {
            (true, _) => Lifecycle::Archived,
            (false, true) => Lifecycle::Closed,
            (false, false) => Lifecycle::Open,
        }
    }

    /// The wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Lifecycle::Open => "open",
            Lifecycle::Closed => "closed",
            Lifecycle::Archived => "archived",
        }
    }
}

impl FromStr for Lifecycle {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        [Lifecycle::Open, Lifecycle::Closed, Lifecycle::Archived]
            .into_iter()
            .find(|l| l.as_str() == text)
            .ok_or_else(|| Error::UnknownValue {
                field: "status",
                value: text.chars().take(64).collect(),
                allowed: "open, closed, archived, all",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        let table: Vec<String> = Status::ALL
            .iter()
            .map(|from| {
                let to: Vec<_> = Status::ALL
                    .iter()
                    .filter(|to| from.can_move_to(**to))
                    .map(|s| s.as_str())
                    .collect();
                format!("{from}: {}", to.join(" "))
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        backlog: todo in_progress cancelled
        todo: backlog in_progress cancelled
        in_progress: todo review done failed cancelled
        review: todo in_progress done failed cancelled
        done: backlog
        failed: backlog todo in_progress
        cancelled: backlog todo
        ");
    }

    #[test]
    fn staying_is_not_a_move() {
        for status in Status::ALL {
            assert!(!status.can_move_to(status));
            assert_eq!(status.as_str().parse::<Status>().unwrap(), status);
        }
    }

    #[test]
    fn a_refusal_says_where_to_go() {
        let sentence = Todo.check_move(Review).unwrap_err().to_string();
        assert_eq!(
            sentence,
            "Can't move from Todo to Review. Allowed: Backlog, In progress, Cancelled"
        );
    }
}
