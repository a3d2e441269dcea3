//! Milestones: what a set of issues is to reach together.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{error::Error, id::MilestoneId, text, timestamp::Timestamp};

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
    /// Its id.
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
}

/// What is needed to create a milestone.
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
        self.name = text::required("Name", &self.name, text::NAME_MAX)?;
        self.description = text::optional("Description", self.description, text::DESCRIPTION_MAX)?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_has_one_decimal() {
        for (done, all, expect) in [(0, 0, 0.0), (8, 12, 66.7), (1, 3, 33.3), (3, 3, 100.0)] {
            let milestone = Milestone {
                id: MilestoneId(1),
                uuid: Uuid::nil(),
                name: "v1.0".into(),
                description: None,
                status: MilestoneStatus::Open,
                created_at: Timestamp::from_micros(0).unwrap(),
                closed_at: None,
                issue_count: all,
                completed_count: done,
            };
            assert!((milestone.progress_percent() - expect).abs() < 1e-9);
        }
    }
}
