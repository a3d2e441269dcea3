//! One change of many issues: each is judged by the rules of a single change, and the outcome names
//! those that were skipped.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    activity::Action,
    error::Error,
    id::{IssueId, MilestoneId},
    issue::{Issue, IssuePatch},
    priority::Priority,
    status::Status,
    text,
    timestamp::Timestamp,
};

/// Most issues in one change.
pub const BULK_MAX: usize = 500;

/// The change. As text, in a form: `status:done`, `milestone:3`, `milestone:`, `close`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkChange {
    /// By the table of moves.
    Status(Status),
    /// Another priority.
    Priority(Priority),
    /// A label, created where it is new.
    AddLabel(String),
    /// One label less.
    RemoveLabel(String),
    /// Another milestone, or none.
    Milestone(Option<MilestoneId>),
    /// Done, whatever the open status.
    Close,
    /// Closed issues only.
    Archive,
    /// For good.
    Delete,
}

impl BulkChange {
    /// The same with its label trimmed and checked.
    pub fn checked(self) -> Result<Self, Error> {
        Ok(match self {
            BulkChange::AddLabel(label) => {
                BulkChange::AddLabel(text::name("Label", &label, text::LABEL_MAX)?)
            }
            BulkChange::RemoveLabel(label) => {
                BulkChange::RemoveLabel(text::name("Label", &label, text::LABEL_MAX)?)
            }
            other => other,
        })
    }

    /// Changes the issue's own fields by the rules of a single change. No action: the issue is that
    /// way already. Labels and deletion are not fields of the issue, and change none.
    pub fn apply(&self, issue: &mut Issue, now: Timestamp) -> Result<Vec<Action>, Error> {
        let mut patch = IssuePatch::default();
        match self {
            BulkChange::Status(status) => {
                patch.status = Some(*status).filter(|status| *status != issue.status);
            }
            BulkChange::Priority(priority) => patch.priority = Some(*priority),
            BulkChange::Milestone(milestone) => patch.milestone = Some(*milestone),
            BulkChange::Close => return Ok(issue.close(now).into_iter().collect()),
            BulkChange::Archive => return Ok(issue.archive(now)?.into_iter().collect()),
            BulkChange::AddLabel(_) | BulkChange::RemoveLabel(_) | BulkChange::Delete => {}
        }
        issue.apply(patch, now)
    }

    /// Returns true if its author can take it back.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        !matches!(self, BulkChange::Delete)
    }

    /// `moved to Done`, after a number of issues.
    fn done(&self) -> String {
        match self {
            BulkChange::Status(status) => format!("moved to {}", status.label()),
            BulkChange::Priority(Priority::None) => "set to no priority".to_owned(),
            BulkChange::Priority(priority) => {
                format!("set to {} priority", priority.label().to_lowercase())
            }
            BulkChange::AddLabel(label) => format!("labeled {label}"),
            BulkChange::RemoveLabel(label) => format!("no longer labeled {label}"),
            BulkChange::Milestone(Some(_)) => "added to the milestone".to_owned(),
            BulkChange::Milestone(None) => "removed from their milestone".to_owned(),
            BulkChange::Close => "closed".to_owned(),
            BulkChange::Archive => "archived".to_owned(),
            BulkChange::Delete => "deleted".to_owned(),
        }
    }
}

impl fmt::Display for BulkChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BulkChange::Status(status) => write!(f, "status:{status}"),
            BulkChange::Priority(priority) => write!(f, "priority:{}", priority.as_str()),
            BulkChange::AddLabel(label) => write!(f, "add_label:{label}"),
            BulkChange::RemoveLabel(label) => write!(f, "remove_label:{label}"),
            BulkChange::Milestone(Some(id)) => write!(f, "milestone:{id}"),
            BulkChange::Milestone(None) => f.write_str("milestone:"),
            BulkChange::Close => f.write_str("close"),
            BulkChange::Archive => f.write_str("archive"),
            BulkChange::Delete => f.write_str("delete"),
        }
    }
}

impl FromStr for BulkChange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let unknown = || Error::invalid("change", text, "one of the changes in the bar");
        let change = match text.split_once(':') {
            Some(("status", status)) => BulkChange::Status(status.parse()?),
            Some(("priority", priority)) => BulkChange::Priority(priority.parse()?),
            Some(("add_label", label)) => BulkChange::AddLabel(label.to_owned()),
            Some(("remove_label", label)) => BulkChange::RemoveLabel(label.to_owned()),
            Some(("milestone", "")) => BulkChange::Milestone(None),
            Some(("milestone", id)) => {
                BulkChange::Milestone(Some(id.parse().map_err(|_| unknown())?))
            }
            None if text == "close" => BulkChange::Close,
            None if text == "archive" => BulkChange::Archive,
            None if text == "delete" => BulkChange::Delete,
            _ => return Err(unknown()),
        };
        change.checked()
    }
}

/// What became of the issues of a bulk change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOutcome {
    /// These changed.
    pub changed: Vec<IssueId>,
    /// These were that way already.
    pub unchanged: Vec<IssueId>,
    /// A rule refused these.
    pub skipped: Vec<Skipped>,
}

/// An issue that a bulk change left as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub id: IssueId,
    /// The rule's sentence.
    pub reason: String,
}

impl BulkOutcome {
    /// `47 issues moved to Done · 2 unchanged · 3 skipped`, with the reason where there is only
    /// one.
    #[must_use]
    pub fn summary(&self, change: &BulkChange) -> String {
        self.line(&change.done())
    }

    /// The same where a change was taken back: `47 issues restored`.
    #[must_use]
    pub fn undone(&self) -> String {
        self.line("restored")
    }

    fn line(&self, done: &str) -> String {
        let mut parts = Vec::new();
        match self.changed.len() {
            0 => parts.push("Nothing changed".to_owned()),
            1 => parts.push(format!("1 issue {done}")),
            many => parts.push(format!("{many} issues {done}")),
        }
        if !self.unchanged.is_empty() && !self.changed.is_empty() {
            parts.push(format!("{} unchanged", self.unchanged.len()));
        }
        if let Some(first) = self.skipped.first() {
            let reason = if self
                .skipped
                .iter()
                .all(|skipped| skipped.reason == first.reason)
            {
                format!(": {}", first.reason)
            } else {
                String::new()
            };
            parts.push(format!("{} skipped{reason}", self.skipped.len()));
        }
        parts.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::tests::{at, issue};

    #[test]
    fn a_change_reads_as_it_is_written() {
        for text in [
            "status:in_progress",
            "priority:urgent",
            "add_label:a:b",
            "remove_label:x",
            "milestone:3",
            "milestone:",
            "close",
            "archive",
            "delete",
        ] {
            assert_eq!(text.parse::<BulkChange>().unwrap().to_string(), text);
        }
        assert_eq!(
            "add_label: x ".parse::<BulkChange>(),
            Ok(BulkChange::AddLabel("x".into()))
        );
        for text in [
            "",
            "status:",
            "status:sleepy",
            "add_label: ",
            "milestone:x",
            "closed",
            "close:",
        ] {
            assert!(text.parse::<BulkChange>().is_err(), "{text}");
        }
    }

    #[test]
    fn each_issue_is_judged_as_if_it_were_alone() {
        let check = |change: &str, expect: Result<usize, &str>| {
            let mut issue = issue();
            let actions = change
                .parse::<BulkChange>()
                .unwrap()
                .apply(&mut issue, at(1));
            assert_eq!(
                actions
                    .map(|actions| actions.len())
                    .map_err(|rule| rule.to_string()),
                expect.map_err(str::to_owned),
                "{change}"
            );
        };
        check("status:todo", Ok(1));
        check("status:backlog", Ok(0));
        check("priority:medium", Ok(0));
        check("priority:high", Ok(1));
        check("milestone:7", Ok(1));
        check("milestone:", Ok(0));
        check("close", Ok(1));
        check("add_label:x", Ok(0));
        let refusal = |change: &str| {
            change
                .parse::<BulkChange>()
                .unwrap()
                .apply(&mut issue(), at(1))
                .unwrap_err()
        };
        assert_eq!(
            refusal("status:done"),
            Error::IllegalMove {
                from: Status::Backlog,
                to: Status::Done
            }
        );
        assert_eq!(refusal("archive"), Error::ArchiveOpen { id: IssueId(42) });
    }

    #[test]
    fn an_outcome_in_one_line() {
        let ids = |range: std::ops::Range<i64>| range.map(IssueId).collect::<Vec<_>>();
        let skipped = |reasons: &[&str]| {
            (90..)
                .zip(reasons)
                .map(|(id, reason)| Skipped {
                    id: IssueId(id),
                    reason: (*reason).to_owned(),
                })
                .collect::<Vec<_>>()
        };
        let done = BulkChange::Status(Status::Done);
        let outcome = BulkOutcome {
            changed: ids(0..47),
            unchanged: ids(50..52),
            skipped: skipped(&["a", "b", "a"]),
        };
        assert_eq!(
            outcome.summary(&done),
            "47 issues moved to Done · 2 unchanged · 3 skipped"
        );
        let outcome = BulkOutcome {
            changed: ids(0..1),
            unchanged: vec![],
            skipped: skipped(&["Not that way", "Not that way"]),
        };
        assert_eq!(
            outcome.summary(&BulkChange::Close),
            "1 issue closed · 2 skipped: Not that way"
        );
        let outcome = BulkOutcome {
            unchanged: ids(0..9),
            ..Default::default()
        };
        assert_eq!(
            outcome.summary(&BulkChange::Priority(Priority::High)),
            "Nothing changed"
        );
        assert_eq!(
            BulkOutcome {
                changed: ids(0..2),
                ..Default::default()
            }
            .summary(&BulkChange::AddLabel("bug".into())),
            "2 issues labeled bug"
        );
        assert_eq!(
            BulkOutcome {
                changed: ids(0..2),
                ..Default::default()
            }
            .undone(),
            "2 issues restored"
        );
    }
}
