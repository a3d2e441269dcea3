//! What events make of a state.

use std::collections::HashSet;

use model::Uuid;
use serde_json::{Map, Value};

use super::{event::Event, object};

mod fields;
mod issues;
mod locks_and_milestones;

use fields::{add_member, is_priority, remove_member, set, text};

/// Highest number: beyond it, JSON readers disagree.
const NUMBER_MAX: i64 = 1 << 53;

/// A state while events are applied to it.
pub(super) struct Reduction<'a> {
    state: &'a mut Map<String, Value>,
    /// Numbers that issues have, or had.
    taken: HashSet<i64>,
    /// Issues that were deleted.
    deleted: HashSet<String>,
}

impl<'a> Reduction<'a> {
    pub(super) fn of(state: &'a mut Map<String, Value>) -> Self {
        let issues = state
            .get("issues")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values);
        let mut taken: HashSet<i64> = issues
            .filter_map(|issue| issue["display_id"].as_i64())
            .collect();
        let known = state
            .get("display_id_map")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values);
        taken.extend(known.filter_map(Value::as_i64));
        let deleted = state
            .get("deleted_issues")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let deleted = deleted
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        Self {
            state,
            taken,
            deleted,
        }
    }

    /// Applies what `agent` did at an instant. An event about an issue that is not there changes
    /// nothing.
    pub(super) fn apply(&mut self, event: Event, agent: &str, at: &str) {
        match event {
            Event::IssueCreated(new) => self.create(new, agent, at),
            Event::IssueUpdated {
                uuid,
                title,
                description,
                priority,
            } => self.change(uuid, at, |issue| {
                let priority = priority.filter(|word| is_priority(word));
                for (name, value) in [
                    ("title", title),
                    ("description", description),
                    ("priority", priority),
                ] {
                    if value.is_some() {
                        set(issue, name, value);
                    }
                }
            }),
            Event::IssueDeleted { uuid } => self.delete(uuid),
            Event::StatusChanged {
                uuid,
                new_status,
                closed_at,
            } => self.change(uuid, at, |issue| {
                if matches!(new_status.as_str(), "open" | "closed" | "archived") {
                    set(issue, "status", Some(new_status));
                }
                set(issue, "closed_at", closed_at);
            }),
            Event::ScheduleChanged {
                issue_uuid,
                scheduled_at,
                due_at,
            } => self.change(issue_uuid, at, |issue| {
                set(issue, "scheduled_at", scheduled_at);
                set(issue, "due_at", due_at);
            }),
            Event::DependencyAdded {
                blocked_uuid: issue,
                blocker_uuid,
            } => self.add(issue, at, "blockers", &blocker_uuid),
            Event::DependencyRemoved {
                blocked_uuid: issue,
                blocker_uuid,
            } => self.remove(issue, at, "blockers", &blocker_uuid),
            Event::RelationAdded { uuid_a, uuid_b } => {
                self.add(uuid_a, at, "related", &uuid_b);
                self.add(uuid_b, at, "related", &uuid_a);
            }
            Event::RelationRemoved { uuid_a, uuid_b } => {
                self.remove(uuid_a, at, "related", &uuid_b);
                self.remove(uuid_b, at, "related", &uuid_a);
            }
            Event::LabelAdded { issue_uuid, label } => self.add(issue_uuid, at, "labels", &label),
            Event::LabelRemoved { issue_uuid, label } => {
                self.remove(issue_uuid, at, "labels", &label);
            }
            Event::MilestoneAssigned {
                issue_uuid,
                milestone_uuid,
            } => {
                self.change(issue_uuid, at, |issue| {
                    set(issue, "milestone_uuid", milestone_uuid.map(text));
                });
            }
            Event::ParentChanged {
                issue_uuid,
                new_parent_uuid,
            } => {
                self.change(issue_uuid, at, |issue| {
                    set(issue, "parent_uuid", new_parent_uuid.map(text));
                });
            }
            Event::CommentAdded(new) => self.comment(new, at),
            Event::TimeEntryAdded(new) => self.time_entry(new, at),
            Event::LockClaimed {
                issue_display_id,
                branch,
            } => self.claim(issue_display_id, agent, branch, at),
            Event::LockReleased { issue_display_id } => self.release(issue_display_id, agent),
            Event::MilestoneCreated(new) => self.create_milestone(new, at),
            Event::MilestoneClosed { uuid, closed_at } => self.close_milestone(uuid, closed_at, at),
            Event::MilestoneDeleted { uuid } => self.delete_milestone(uuid),
            Event::Unknown => {}
        }
    }

    fn change(&mut self, uuid: Uuid, at: &str, change: impl FnOnce(&mut Map<String, Value>)) {
        if let Some(Value::Object(issue)) = self.table("issues").get_mut(&text(uuid)) {
            change(issue);
            set(issue, "updated_at", Some(at));
        }
    }

    fn add(&mut self, uuid: Uuid, at: &str, list: &str, item: &impl ToString) {
        self.change(uuid, at, |issue| add_member(issue, list, item.to_string()));
    }

    fn remove(&mut self, uuid: Uuid, at: &str, list: &str, item: &impl ToString) {
        self.change(uuid, at, |issue| {
            remove_member(issue, list, &item.to_string());
        });
    }

    fn table(&mut self, name: &str) -> &mut Map<String, Value> {
        object(self.state.entry(name).or_insert(Value::Null))
    }

    /// What a counter says next.
    fn next(&self, counter: &str) -> i64 {
        self.state
            .get(counter)
            .and_then(Value::as_i64)
            .unwrap_or(1)
            .clamp(1, NUMBER_MAX)
    }

    /// The number that was taken from a counter before, or else the next.
    fn counted(&mut self, counter: &str, taken: Option<i64>) -> i64 {
        let next = self.next(counter);
        let number = taken
            .filter(|number| (..NUMBER_MAX).contains(number))
            .unwrap_or(next);
        if number >= next {
            self.state.insert(counter.to_owned(), (number + 1).into());
        }
        number
    }
}
