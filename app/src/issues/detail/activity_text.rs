//! An activity as a sentence after its author's name.

use model::{Action, IssueId, Milestone, MilestoneId, Status};

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Plain words.
    Plain(&'static str),
    /// A value that stands out.
    Strong(String),
    /// A value that was.
    Past(String),
    /// An issue, as a link.
    Issue(IssueId),
}

/// How many characters of a long value a line shows.
const SHOWN: usize = 60;

use Word::{Issue, Past, Plain, Strong};

/// The sentence of an action; milestones are named by `milestones`.
#[must_use]
pub fn sentence(action: &Action, milestones: &[Milestone]) -> Vec<Word> {
    let name = |id: MilestoneId| {
        milestones
            .iter()
            .find(|milestone| milestone.id == id)
            .map_or_else(|| format!("#{id}"), |milestone| milestone.name.clone())
    };
    match action {
        Action::Created => vec![Plain("created this issue")],
        Action::Imported { source } if source == "git hub" => {
            vec![Plain("imported this from the hub")]
        }
        Action::Imported { source } => vec![Plain("imported this from "), Strong(source.clone())],
        // What it was renamed to is the title, or stands in the next line of its kind.
        Action::TitleChanged { from, .. } => vec![Plain("renamed this from "), Past(shown(from))],
        Action::DescriptionChanged { from: 0, .. } => vec![Plain("added a description")],
        Action::DescriptionChanged { to: 0, .. } => vec![Plain("removed the description")],
        Action::DescriptionChanged { .. } => vec![Plain("edited the description")],
        Action::StatusChanged { from, to } => status(*from, *to),
        Action::PriorityChanged { from, to } => {
            vec![
                Plain("changed the priority from "),
                Past(from.label().into()),
                Plain(" to "),
                Strong(to.label().into()),
            ]
        }
        Action::ParentChanged {
            from: Some(from),
            to: None,
        } => vec![Plain("took this out of "), Issue(*from)],
        Action::ParentChanged {
            from: None,
            to: Some(to),
        } => vec![Plain("made this a sub-issue of "), Issue(*to)],
        Action::ParentChanged {
            from: Some(from),
            to: Some(to),
        } => {
            vec![
                Plain("moved this from "),
                Issue(*from),
                Plain(" to "),
                Issue(*to),
            ]
        }
        Action::ParentChanged {
            from: None,
            to: None,
        } => vec![Plain("made this a top-level issue")],
        Action::MilestoneChanged { to: Some(to), .. } => {
            vec![Plain("put this into milestone "), Strong(name(*to))]
        }
        Action::MilestoneChanged {
            from: Some(from),
            to: None,
        } => vec![Plain("took this out of milestone "), Past(name(*from))],
        Action::MilestoneChanged {
            from: None,
            to: None,
        } => vec![Plain("cleared the milestone")],
        Action::LabelAdded { label } => vec![Plain("added the label "), Strong(label.clone())],
        Action::LabelRemoved { label } => vec![Plain("removed the label "), Past(label.clone())],
        Action::BlockerAdded { blocker } => {
            vec![Plain("marked this as blocked by "), Issue(*blocker)]
        }
        Action::BlockerRemoved { blocker } => vec![
            Plain("marked this as no longer blocked by "),
            Issue(*blocker),
        ],
        Action::Archived => vec![Plain("archived this")],
        Action::Unarchived => vec![Plain("unarchived this")],
        Action::LockClaimed { agent } => {
            vec![Plain("locked this ("), Strong(agent.clone()), Plain(")")]
        }
        Action::LockReleased { agent } => vec![Plain("released the lock of "), Past(agent.clone())],
        Action::LockStolen { from, agent } => {
            vec![
                Plain("passed the stale lock of "),
                Past(from.clone()),
                Plain(" to "),
                Strong(agent.clone()),
            ]
        }
        Action::MergeConflict {
            field,
            kept,
            dropped,
        } => vec![
            Plain("merged two versions of the "),
            Strong(field.clone()),
            Plain(": kept "),
            Strong(shown(kept)),
            Plain(", dropped "),
            Past(shown(dropped)),
        ],
    }
}

/// A value of any length, as a line can bear it.
fn shown(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None if value.is_empty() => "nothing".to_owned(),
        None => value.to_owned(),
    }
}

fn status(from: Status, to: Status) -> Vec<Word> {
    match (from.is_closed(), to.is_closed()) {
        (false, true) => vec![Plain("closed this as "), Strong(to.label().into())],
        (true, false) => vec![Plain("reopened as "), Strong(to.label().into())],
        _ => vec![
            Plain("moved this from "),
            Past(from.label().into()),
            Plain(" to "),
            Strong(to.label().into()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use model::{MilestoneStatus, Priority, Timestamp, Uuid};

    use super::*;

    fn check(action: Action, expect: &str) {
        let milestone = Milestone {
            id: MilestoneId(1),
            uuid: Uuid::nil(),
            name: "v1.0".into(),
            description: None,
            status: MilestoneStatus::Open,
            created_at: Timestamp::from_micros(0).unwrap(),
            closed_at: None,
            issue_count: 0,
            completed_count: 0,
        };
        let words = sentence(&action, &[milestone])
            .into_iter()
            .map(|word| match word {
                Plain(text) => text.to_owned(),
                Strong(text) => format!("*{text}*"),
                Past(text) => format!("~{text}~"),
                Issue(id) => format!("#{id}"),
            });
        assert_eq!(words.collect::<String>(), expect);
    }

    #[test]
    fn every_action_is_a_sentence() {
        let (one, two) = (Some(IssueId(1)), Some(IssueId(2)));
        check(Action::Created, "created this issue");
        check(
            Action::Imported {
                source: "git hub".into(),
            },
            "imported this from the hub",
        );
        check(
            Action::Imported {
                source: "Beads".into(),
            },
            "imported this from *Beads*",
        );
        check(
            Action::TitleChanged {
                from: "a".into(),
                to: "b".into(),
            },
            "renamed this from ~a~",
        );
        check(
            Action::DescriptionChanged { from: 0, to: 5 },
            "added a description",
        );
        check(
            Action::DescriptionChanged { from: 5, to: 0 },
            "removed the description",
        );
        check(
            Action::DescriptionChanged { from: 5, to: 6 },
            "edited the description",
        );
        check(
            Action::StatusChanged {
                from: Status::Todo,
                to: Status::InProgress,
            },
            "moved this from ~Todo~ to *In progress*",
        );
        check(
            Action::StatusChanged {
                from: Status::Todo,
                to: Status::Done,
            },
            "closed this as *Done*",
        );
        check(
            Action::StatusChanged {
                from: Status::Done,
                to: Status::Backlog,
            },
            "reopened as *Backlog*",
        );
        check(
            Action::PriorityChanged {
                from: Priority::None,
                to: Priority::High,
            },
            "changed the priority from ~No priority~ to *High*",
        );
        check(
            Action::ParentChanged {
                from: None,
                to: one,
            },
            "made this a sub-issue of #1",
        );
        check(
            Action::ParentChanged { from: one, to: two },
            "moved this from #1 to #2",
        );
        check(
            Action::ParentChanged {
                from: one,
                to: None,
            },
            "took this out of #1",
        );
        check(
            Action::MilestoneChanged {
                from: None,
                to: Some(MilestoneId(1)),
            },
            "put this into milestone *v1.0*",
        );
        check(
            Action::MilestoneChanged {
                from: Some(MilestoneId(2)),
                to: None,
            },
            "took this out of milestone ~#2~",
        );
        check(
            Action::LabelAdded {
                label: "bug".into(),
            },
            "added the label *bug*",
        );
        check(
            Action::LabelRemoved {
                label: "bug".into(),
            },
            "removed the label ~bug~",
        );
        check(
            Action::BlockerAdded {
                blocker: IssueId(1),
            },
            "marked this as blocked by #1",
        );
        check(
            Action::BlockerRemoved {
                blocker: IssueId(1),
            },
            "marked this as no longer blocked by #1",
        );
        let conflict = |kept: &str, dropped: &str| Action::MergeConflict {
            field: "title".into(),
            kept: kept.into(),
            dropped: dropped.into(),
        };
        check(
            conflict("a", "b"),
            "merged two versions of the *title*: kept *a*, dropped ~b~",
        );
        check(
            conflict("", &"é".repeat(61)),
            &format!(
                "merged two versions of the *title*: kept *nothing*, dropped ~{}…~",
                "é".repeat(60)
            ),
        );
        check(Action::Archived, "archived this");
        check(Action::Unarchived, "unarchived this");
        check(
            Action::LockClaimed {
                agent: "worker-1".into(),
            },
            "locked this (*worker-1*)",
        );
        check(
            Action::LockReleased {
                agent: "worker-1".into(),
            },
            "released the lock of ~worker-1~",
        );
        let stolen = Action::LockStolen {
            from: "worker-1".into(),
            agent: "worker-2".into(),
        };
        check(stolen, "passed the stale lock of ~worker-1~ to *worker-2*");
    }
}
