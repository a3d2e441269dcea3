//! Milestones as a hub tells them: a file each, all in one, or in a checkpoint.

use std::collections::BTreeMap;

use model::{
    Timestamp, Uuid,
    hub::{HubMilestone, Telling},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    git::{Git, GitError, TreeEntry},
    layout::Place,
};

/// The one file of the old layout.
pub(super) const SHARED: &str = "meta/milestones.json";

/// The file of one milestone.
pub(super) fn path(uuid: Uuid) -> String {
    format!("meta/milestones/{uuid}.json")
}

#[derive(Deserialize)]
struct Record {
    #[serde(alias = "title")]
    name: Option<String>,
    description: Option<String>,
    status: Option<String>,
    created_at: Option<String>,
    closed_at: Option<String>,
}

/// Several milestones: `{"milestones": {"<uuid>": {…}}}`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Several {
    milestones: BTreeMap<String, Value>,
}

impl Git {
    /// All milestones of a hub; none where a file cannot be read, for then nobody knows which are gone. Of one that lies in a file and in the checkpoint, what the file says: it may have been written later.
    pub(super) async fn milestones(
        &self,
        files: &[TreeEntry],
        checkpoint: Option<&Value>,
    ) -> Result<Option<Vec<(Telling, HubMilestone)>>, GitError> {
        let mut all = BTreeMap::new();
        if let Some(state) = checkpoint {
            add_several(&mut all, Telling::Checkpoint, Several::deserialize(state).ok());
        }
        let matters = |file: &&TreeEntry| matches!(Place::of(&file.path), Place::Milestone { .. } | Place::Milestones);
        let mut listing: Vec<&TreeEntry> = files.iter().filter(matters).collect();
        // The shared file first: what lies in a file of its own was moved there.
        listing.sort_by_key(|file| file.path != SHARED);
        let contents = self.read_files(&listing).await?;
        for (file, content) in listing.iter().zip(&contents) {
            let Ok(content) = serde_json::from_slice::<Value>(content) else { return Ok(None) };
            match Place::of(&file.path) {
                Place::Milestone { uuid } => add(&mut all, Telling::Files, uuid, serde_json::from_value(content).ok()),
                _ => add_several(&mut all, Telling::Files, serde_json::from_value(content).ok()),
            }
        }
        Ok(Some(all.into_values().collect()))
    }
}

type All = BTreeMap<Uuid, (Telling, HubMilestone)>;

fn add_several(all: &mut All, telling: Telling, several: Option<Several>) {
    let Several { milestones } = several.unwrap_or_default();
    for (key, value) in milestones {
        if let Ok(uuid) = key.parse() {
            add(all, telling, uuid, serde_json::from_value(value).ok());
        }
    }
}

/// What cannot be read is nobody's milestone.
fn add(all: &mut All, telling: Telling, uuid: Uuid, record: Option<Record>) {
    let Some(record) = record else { return };
    let instant = |text: Option<String>| text.and_then(|text| text.trim().parse::<Timestamp>().ok());
    let Some(created_at) = instant(record.created_at).or_else(|| Timestamp::from_micros(0)) else { return };
    let closed = record.status.as_deref() == Some("closed");
    let closed_at = closed.then(|| instant(record.closed_at).unwrap_or(created_at));
    let (name, description) = (record.name.unwrap_or_default(), record.description);
    all.insert(uuid, (telling, HubMilestone { uuid, name, description, created_at, closed_at }.tidied()));
}
