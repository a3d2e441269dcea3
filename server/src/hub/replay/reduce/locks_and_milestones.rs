//! Locks and milestones.

use model::Uuid;
use serde_json::{Map, Value};

use super::{
    super::event::NewMilestone,
    Reduction,
    fields::{set, text},
};

impl Reduction<'_> {
    /// The first to claim has it. Who claims again begins anew, perhaps on another branch.
    pub(super) fn claim(&mut self, number: i64, agent: &str, branch: Option<String>, at: &str) {
        if self.holder(number).is_some_and(|holder| holder != agent) {
            return;
        }
        let mut lock = Map::new();
        set(&mut lock, "agent_id", Some(agent));
        set(&mut lock, "branch", branch);
        set(&mut lock, "claimed_at", Some(at));
        self.table("locks")
            .insert(number.to_string(), Value::Object(lock));
    }

    pub(super) fn release(&mut self, number: i64, agent: &str) {
        if self.holder(number).is_some_and(|holder| holder == agent) {
            self.table("locks").remove(&number.to_string());
        }
    }

    fn holder(&mut self, number: i64) -> Option<&str> {
        self.table("locks").get(&number.to_string())?["agent_id"].as_str()
    }

    pub(super) fn create_milestone(&mut self, new: NewMilestone, at: &str) {
        let uuid = text(new.uuid);
        if self.table("milestones").contains_key(&uuid) {
            return;
        }
        let mut milestone = Map::new();
        set(&mut milestone, "uuid", Some(uuid.as_str()));
        set(
            &mut milestone,
            "display_id",
            Some(self.counted("next_milestone_id", new.display_id)),
        );
        set(&mut milestone, "name", Some(new.name));
        set(&mut milestone, "description", new.description);
        set(&mut milestone, "status", Some("open"));
        set(
            &mut milestone,
            "created_at",
            Some(new.created_at.unwrap_or_else(|| at.to_owned())),
        );
        self.table("milestones")
            .insert(uuid, Value::Object(milestone));
    }

    pub(super) fn close_milestone(&mut self, uuid: Uuid, closed_at: Option<String>, at: &str) {
        if let Some(Value::Object(milestone)) = self.table("milestones").get_mut(&text(uuid)) {
            set(milestone, "status", Some("closed"));
            set(
                milestone,
                "closed_at",
                Some(closed_at.unwrap_or_else(|| at.to_owned())),
            );
        }
    }

    pub(super) fn delete_milestone(&mut self, uuid: Uuid) {
        let uuid = text(uuid);
        self.table("milestones").remove(&uuid);
        for issue in self
            .table("issues")
            .values_mut()
            .filter_map(Value::as_object_mut)
        {
            if issue
                .get("milestone_uuid")
                .is_some_and(|milestone| *milestone == uuid)
            {
                issue.remove("milestone_uuid");
            }
        }
    }
}
