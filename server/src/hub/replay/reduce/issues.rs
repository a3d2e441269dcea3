//! Issues and what hangs on them.

use model::Uuid;
use serde_json::{Map, Value};

use super::{
    super::{
        event::{NewComment, NewIssue, NewTimeEntry},
        object,
    },
    NUMBER_MAX, Reduction,
    fields::{add_member, is_priority, set, text},
};

impl Reduction<'_> {
    pub(super) fn create(&mut self, new: NewIssue, agent: &str, at: &str) {
        let uuid = text(new.uuid);
        // What was deleted stays deleted.
        if self.table("issues").contains_key(&uuid) || self.deleted.contains(&uuid) {
            return;
        }
        let number = self.number(&uuid, new.display_id);
        self.table("display_id_map")
            .insert(uuid.clone(), number.into());
        let mut issue = Map::new();
        set(&mut issue, "uuid", Some(uuid.as_str()));
        set(&mut issue, "display_id", Some(number));
        set(&mut issue, "title", Some(new.title));
        set(&mut issue, "description", new.description);
        set(&mut issue, "status", Some("open"));
        let priority = new.priority.filter(|word| is_priority(word));
        set(
            &mut issue,
            "priority",
            Some(priority.unwrap_or_else(|| "medium".to_owned())),
        );
        set(&mut issue, "parent_uuid", new.parent_uuid.map(text));
        set(
            &mut issue,
            "created_by",
            Some(new.created_by.unwrap_or_else(|| agent.to_owned())),
        );
        set(&mut issue, "created_at", Some(at));
        set(&mut issue, "updated_at", Some(at));
        set(&mut issue, "scheduled_at", new.scheduled_at);
        set(&mut issue, "due_at", new.due_at);
        for label in new.labels {
            add_member(&mut issue, "labels", label);
        }
        self.table("issues").insert(uuid, Value::Object(issue));
    }

    /// The number of a new issue: the one that it once had, the one that it asks for if that is
    /// free, or the next.
    fn number(&mut self, uuid: &str, wanted: Option<i64>) -> i64 {
        if let Some(number) = self
            .table("display_id_map")
            .get(uuid)
            .and_then(Value::as_i64)
        {
            return number;
        }
        let next = self.next("next_display_id");
        let wanted = wanted
            .filter(|number| (1..NUMBER_MAX).contains(number) && !self.taken.contains(number));
        let number = wanted.unwrap_or_else(|| {
            (next..)
                .find(|number| !self.taken.contains(number))
                .unwrap_or(next)
        });
        self.taken.insert(number);
        if number >= next {
            self.state
                .insert("next_display_id".to_owned(), (number + 1).into());
        }
        number
    }

    pub(super) fn delete(&mut self, uuid: Uuid) {
        let uuid = text(uuid);
        self.table("issues").remove(&uuid);
        if self.deleted.insert(uuid.clone()) {
            let deleted = self
                .state
                .entry("deleted_issues")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(deleted) = deleted {
                deleted.push(uuid.into());
            }
        }
    }

    pub(super) fn comment(&mut self, new: NewComment, at: &str) {
        if self.deleted.contains(&text(new.issue_uuid)) {
            return;
        }
        let number = self.counted("next_comment_id", new.display_id);
        self.change(new.issue_uuid, at, |issue| {
            let mut comment = Map::new();
            set(&mut comment, "display_id", Some(number));
            set(&mut comment, "author", Some(new.author));
            set(&mut comment, "content", Some(new.content));
            set(
                &mut comment,
                "created_at",
                Some(new.created_at.unwrap_or_else(|| at.to_owned())),
            );
            set(
                &mut comment,
                "kind",
                Some(new.kind.unwrap_or_else(|| "note".to_owned())),
            );
            set(&mut comment, "trigger_type", new.trigger_type);
            set(
                &mut comment,
                "intervention_context",
                new.intervention_context,
            );
            set(
                &mut comment,
                "driver_key_fingerprint",
                new.driver_key_fingerprint,
            );
            set(&mut comment, "signed_by", new.signed_by);
            set(&mut comment, "signature", new.signature);
            let comments = object(issue.entry("comments").or_insert(Value::Null));
            comments
                .entry(text(new.comment_uuid))
                .or_insert(Value::Object(comment));
        });
    }

    pub(super) fn time_entry(&mut self, new: NewTimeEntry, at: &str) {
        self.change(new.issue_uuid, at, |issue| {
            let mut entry = Map::new();
            set(&mut entry, "display_id", new.display_id);
            set(&mut entry, "started_at", Some(new.started_at));
            set(&mut entry, "ended_at", new.ended_at);
            set(&mut entry, "duration_seconds", new.duration_seconds);
            let entries = object(issue.entry("time_entries").or_insert(Value::Null));
            entries
                .entry(text(new.entry_uuid))
                .or_insert(Value::Object(entry));
        });
    }
}
