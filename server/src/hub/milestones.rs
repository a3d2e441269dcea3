//! Milestones as a hub tells them: a file each, all in one, or in a checkpoint.

use std::collections::BTreeMap;

use model::{
    Timestamp, Uuid,
    sync::{HubMilestone, HubSource},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    checkpoint::LaterState,
    git::{Git, GitError, TreeEntry, portions},
    layout::Place,
};
use crate::import::{
    lenient::{self, any_text},
    warnings::Warnings,
};

/// Longer files are no milestones that anybody wrote.
const FILE_MAX: u64 = 8 << 20;

/// The one file of the old layout.
pub(super) const SHARED: &str = "meta/milestones.json";

/// The file of one milestone.
pub(super) fn path(uuid: Uuid) -> String {
    format!("meta/milestones/{uuid}.json")
}

#[derive(Deserialize)]
struct Record {
    #[serde(alias = "title", default, deserialize_with = "any_text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "any_text")]
    description: Option<String>,
    status: Option<String>,
    created_at: Option<String>,
    closed_at: Option<String>,
}

/// Several milestones: `{"milestones": {"<uuid>": {…}}}`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Several {
    milestones: Option<BTreeMap<String, Value>>,
}

impl Git {
    /// All milestones of a hub; none where a file cannot be read, for then nobody knows which are
    /// gone. Of one that lies in a file and in the checkpoint, what the file says: it may have been
    /// written later.
    pub(super) async fn milestones(
        &self,
        files: &[TreeEntry],
        later: &LaterState,
    ) -> Result<Option<Vec<(HubSource, HubMilestone)>>, GitError> {
        let mut all = BTreeMap::new();
        if later.unreadable {
            return Ok(None);
        }
        if let Some(state) = &later.state
            && !add_several(
                &mut all,
                HubSource::Checkpoint,
                Several::deserialize(state).ok(),
            )
        {
            return Ok(None);
        }
        let matters = |file: &&TreeEntry| {
            matches!(
                Place::of(&file.path),
                Place::Milestone { .. } | Place::Milestones
            )
        };
        let mut listing: Vec<&TreeEntry> = files.iter().filter(matters).collect();
        // The shared file first: what lies in a file of its own was moved there.
        listing.sort_by_key(|file| file.path != SHARED);
        if listing.iter().any(|file| file.size > FILE_MAX) {
            return Ok(None);
        }
        for portion in portions(&listing) {
            let contents = self.read_files(portion).await?;
            for (file, content) in portion.iter().zip(&contents) {
                let text =
                    lenient::text(content, &file.path, &mut Warnings::default()).into_owned();
                let Ok(content) = serde_json::from_str::<Value>(&text) else {
                    return Ok(None);
                };
                let read = match Place::of(&file.path) {
                    Place::Milestone { uuid } => add(&mut all, HubSource::Files, uuid, content),
                    _ => add_several(
                        &mut all,
                        HubSource::Files,
                        serde_json::from_value(content).ok(),
                    ),
                };
                if !read {
                    return Ok(None);
                }
            }
        }
        Ok(Some(all.into_values().collect()))
    }
}

type All = BTreeMap<Uuid, (HubSource, HubMilestone)>;

/// Returns true if all could be read.
fn add_several(all: &mut All, telling: HubSource, several: Option<Several>) -> bool {
    let Some(Several { milestones }) = several else {
        return false;
    };
    milestones
        .unwrap_or_default()
        .into_iter()
        .all(|(key, value)| {
            key.parse()
                .map_or(true, |uuid| add(all, telling, uuid, value))
        })
}

/// Returns true if it could be read, but for single fields.
fn add(all: &mut All, telling: HubSource, uuid: Uuid, value: Value) -> bool {
    let record = lenient::record::<Record>(value, "a milestone", &mut Warnings::default());
    let Some(record) = record else { return false };
    let instant =
        |text: Option<String>| text.and_then(|text| text.trim().parse::<Timestamp>().ok());
    let Some(created_at) = instant(record.created_at).or_else(|| Timestamp::from_micros(0)) else {
        return false;
    };
    let closed = record.status.as_deref() == Some("closed");
    let closed_at = closed.then(|| instant(record.closed_at).unwrap_or(created_at));
    let (name, description) = (record.name.unwrap_or_default(), record.description);
    all.insert(
        uuid,
        (
            telling,
            HubMilestone {
                uuid,
                name,
                description,
                created_at,
                closed_at,
            }
            .tidied(),
        ),
    );
    true
}
