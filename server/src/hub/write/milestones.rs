//! Milestones: a file each, or, in the old layout, all in one.

use model::{
    Uuid,
    sync::{HubMilestone, OutgoingMilestone},
};

use super::{Counters, PushBatch, RemoteTree};
use crate::hub::{
    git::{Edit, GitError},
    issue_file,
    json::{Json, Object},
    milestones::{SHARED, path},
};

/// The order of a milestone's fields.
const ORDER: [&str; 7] = [
    "uuid",
    "display_id",
    "name",
    "description",
    "status",
    "created_at",
    "closed_at",
];

impl PushBatch {
    pub(super) async fn write_milestones(
        &mut self,
        tip: &RemoteTree<'_>,
        counters: &mut Counters,
        changed: Vec<OutgoingMilestone>,
        gone: Vec<Uuid>,
    ) -> Result<(), GitError> {
        if changed.is_empty() && gone.is_empty() {
            return Ok(());
        }
        // A file that cannot be read is left to those who can, and its milestones wait.
        let Some(mut shared) = Shared::read(tip).await? else {
            return Ok(());
        };
        for OutgoingMilestone { version, number } in changed {
            let path = path(version.uuid);
            let own = tip.text(&path).await?;
            let parsed = own.as_deref().map(Object::parse);
            if matches!(parsed, Some(None)) {
                continue;
            }
            let existing = parsed.flatten().or_else(|| shared.take(version.uuid));
            let number = if existing.is_none() {
                counters.take("next_milestone_id", number)
            } else {
                number
            };
            let object = object(&version, number, existing);
            if own.is_some() || (tip.folders && !shared.has(version.uuid)) {
                self.edits.push(Edit::Write {
                    path,
                    content: issue_file::ended(&object, own.as_deref()),
                });
            } else {
                shared.put(version.uuid, object);
            }
            self.written.milestones.push(version);
            self.report.milestones += 1;
        }
        for uuid in gone {
            let own = tip.find(&path(uuid)).map(|file| Edit::Remove {
                path: file.path.clone(),
            });
            self.edits.extend(own);
            shared.remove(uuid);
            self.written.milestones_gone.push(uuid);
            self.report.milestones += 1;
        }
        self.edits.extend(shared.edit());
        Ok(())
    }
}

/// The milestone as its file says it: what was there, with what it says now.
fn object(version: &HubMilestone, number: i64, existing: Option<Object>) -> Object {
    let new = existing.is_none();
    let mut file = existing.unwrap_or_default();
    let mut set = |name, value: Option<Json>| file.set(name, value, &ORDER);
    if new {
        set("uuid", Some(version.uuid.to_string().into()));
        set("display_id", Some(number.into()));
        set("created_at", Some(version.created_at.to_string().into()));
    }
    set("name", Some(version.name.as_str().into()));
    set(
        "description",
        version.description.as_deref().map(Json::from),
    );
    set("status", Some(version.status().as_str().into()));
    issue_file::instant(&mut file, "closed_at", version.closed_at, &ORDER);
    file
}

/// The one file of the old layout: `{"milestones": {"<uuid>": {…}}}`.
struct Shared {
    text: Option<String>,
    milestones: Object,
}

impl Shared {
    async fn read(tip: &RemoteTree<'_>) -> Result<Option<Self>, GitError> {
        let text = tip.text(SHARED).await?;
        let file = text.as_deref().and_then(Object::parse);
        if text.is_some() && file.is_none() {
            return Ok(None);
        }
        let milestones = file
            .and_then(|file| file.object("milestones").cloned())
            .unwrap_or_default();
        Ok(Some(Shared { text, milestones }))
    }

    fn has(&self, uuid: Uuid) -> bool {
        self.milestones.get(&uuid.to_string()).is_some()
    }

    fn take(&self, uuid: Uuid) -> Option<Object> {
        self.milestones.object(&uuid.to_string()).cloned()
    }

    fn put(&mut self, uuid: Uuid, object: Object) {
        self.milestones
            .set(&uuid.to_string(), Some(Json::Object(object)), &[]);
    }

    fn remove(&mut self, uuid: Uuid) {
        self.milestones.set(&uuid.to_string(), None, &[]);
    }

    fn edit(self) -> Option<Edit> {
        let before = self.text.as_deref();
        let mut file = before.and_then(Object::parse).unwrap_or_default();
        let same = file.object("milestones").map_or_else(
            || self.milestones == Object::default(),
            |all| *all == self.milestones,
        );
        file.set("milestones", Some(Json::Object(self.milestones)), &[]);
        (!same).then(|| Edit::Write {
            path: SHARED.to_owned(),
            content: issue_file::ended(&file, before),
        })
    }
}
