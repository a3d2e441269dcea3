//! Milestones: what a set of issues is to reach together.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{error::Error, id::MilestoneId, status::Status, text, timestamp::Timestamp};

/// Whether a milestone is still aimed at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneStatus {
    /// Aimed at.
    #[default]
    Open,
    /// Reached, or given up.
    Closed,
}

impl std::str::FromStr for MilestoneStatus {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        [MilestoneStatus::Open, MilestoneStatus::Closed]
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| Error::UnknownValue {
                field: "status",
                value: text.chars().take(64).collect(),
                allowed: "open, closed, all",
            })
    }
}

impl MilestoneStatus {
    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MilestoneStatus::Open => "open",
            MilestoneStatus::Closed => "closed",
        }
    }
}

/// A milestone with its progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    pub id: MilestoneId,
    /// The identity on the hub.
    pub uuid: Uuid,
    /// 1 to 128 characters.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Open or closed.
    pub status: MilestoneStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// Set exactly while it is closed.
    pub closed_at: Option<Timestamp>,
    /// All issues assigned.
    pub issue_count: i64,
    /// Those of them that are closed, archived included.
    pub completed_count: i64,
}

impl Milestone {
    /// Closed issues of all assigned, in percent to one decimal; 0 when there are none.
    #[must_use]
    pub fn progress_percent(&self) -> f64 {
        if self.issue_count == 0 {
            return 0.0;
        }
        let tenths = 1000.0 * self.completed_count as f64 / self.issue_count as f64;
        tenths.round() / 10.0
    }

    /// Counts an issue that was put into it.
    pub fn count_in(&mut self, issue: Status) {
        self.issue_count += 1;
        self.completed_count += i64::from(issue.is_closed());
    }

    /// Counts an issue no longer that was taken out of it.
    pub fn count_out(&mut self, issue: Status) {
        self.issue_count = (self.issue_count - 1).max(0);
        self.completed_count = (self.completed_count - i64::from(issue.is_closed())).max(0);
    }

    /// Closes it; `false` where it is closed, which changes nothing, the instant included.
    pub fn close(&mut self, now: Timestamp) -> bool {
        let open = self.status == MilestoneStatus::Open;
        if open {
            (self.status, self.closed_at) = (MilestoneStatus::Closed, Some(now));
        }
        open
    }

    /// Aims at it again; `false` where it is open.
    pub fn reopen(&mut self) -> bool {
        let closed = self.status == MilestoneStatus::Closed;
        (self.status, self.closed_at) = (MilestoneStatus::Open, None);
        closed
    }

    /// Applies a patch; `false` where it changes nothing. On an error nothing has changed.
    pub fn apply(&mut self, patch: MilestonePatch) -> Result<bool, Error> {
        let name = patch.name.map(|name| checked_name(&name)).transpose()?;
        let description = patch.description.map(checked_description).transpose()?;
        let before = (self.name.clone(), self.description.clone());
        self.name = name.unwrap_or_else(|| before.0.clone());
        self.description = description.unwrap_or_else(|| before.1.clone());
        Ok((&self.name, &self.description) != (&before.0, &before.1))
    }
}

/// A change of a milestone: `None` leaves a field alone, `Some(None)` clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestonePatch {
    /// 1 to 128 characters.
    pub name: Option<String>,
    /// Markdown.
    pub description: Option<Option<String>>,
}

/// Fields of a new milestone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMilestone {
    /// 1 to 128 characters.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
}

impl NewMilestone {
    /// The same with its texts checked.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.name = checked_name(&self.name)?;
        self.description = checked_description(self.description)?;
        Ok(self)
    }
}

fn checked_name(name: &str) -> Result<String, Error> {
    text::name("Name", name, text::NAME_MAX)
}

fn checked_description(description: Option<String>) -> Result<Option<String>, Error> {
    text::optional("Description", description, text::DESCRIPTION_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milestone() -> Milestone {
        Milestone {
            id: MilestoneId(1),
            uuid: Uuid::nil(),
            name: "v1.0".into(),
            description: None,
            status: MilestoneStatus::Open,
            created_at: Timestamp::from_micros(0).unwrap(),
            closed_at: None,
            issue_count: 0,
            completed_count: 0,
        }
    }

    #[test]
    fn progress_has_one_decimal() {
        for (done, all, expect) in [(0, 0, 0.0), (8, 12, 66.7), (1, 3, 33.3), (3, 3, 100.0)] {
            let milestone = Milestone {
                issue_count: all,
                completed_count: done,
                ..milestone()
            };
            assert!((milestone.progress_percent() - expect).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_put_in_and_taken_out_is_counted() {
        let mut milestone = milestone();
        [Status::Todo, Status::Done, Status::Cancelled]
            .into_iter()
            .for_each(|status| milestone.count_in(status));
        assert_eq!((milestone.issue_count, milestone.completed_count), (3, 2));
        [Status::Todo, Status::Done]
            .into_iter()
            .for_each(|status| milestone.count_out(status));
        assert_eq!((milestone.issue_count, milestone.completed_count), (1, 1));
        [Status::Done, Status::Done]
            .into_iter()
            .for_each(|status| milestone.count_out(status));
        assert_eq!((milestone.issue_count, milestone.completed_count), (0, 0));
    }

    #[test]
    fn closing_twice_keeps_the_instant() {
        let (first, later) = (Timestamp::from_micros(1), Timestamp::from_micros(2));
        let mut milestone = milestone();
        assert_eq!(
            [
                milestone.close(first.unwrap()),
                milestone.close(later.unwrap())
            ],
            [true, false]
        );
        assert_eq!(
            (milestone.status, milestone.closed_at),
            (MilestoneStatus::Closed, first)
        );
        assert_eq!([milestone.reopen(), milestone.reopen()], [true, false]);
        assert_eq!(
            (milestone.status, milestone.closed_at),
            (MilestoneStatus::Open, None)
        );
    }

    #[test]
    fn patches() {
        let mut milestone = milestone();
        assert_eq!(milestone.apply(MilestonePatch::default()), Ok(false));
        let both = MilestonePatch {
            name: Some(" v2 ".into()),
            description: Some(Some("why".into())),
        };
        assert_eq!(milestone.apply(both.clone()), Ok(true));
        assert_eq!(milestone.apply(both), Ok(false));
        let refused = milestone.apply(MilestonePatch {
            name: Some(" ".into()),
            description: Some(None),
        });
        assert_eq!(refused.unwrap_err().to_string(), "Name must not be blank");
        assert_eq!(
            (milestone.name.as_str(), milestone.description.as_deref()),
            ("v2", Some("why"))
        );
        assert_eq!(
            milestone.apply(MilestonePatch {
                name: None,
                description: Some(None)
            }),
            Ok(true)
        );
        assert_eq!(milestone.description, None);
    }
}
