//! A hub's branches become one batch.
//!
//! A hub may have passed through every layout there is, and may have left something behind in each.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    RelationKind, Uuid,
    import::{Batch, ImportedComment, ImportedIssue, ImportedRelation},
    sync::HubIssue,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    hub_record::{CommentRecord, Extras, IssueRecord},
    lenient, normalize,
    warnings::Warnings,
};
use crate::hub::{self, Hub, HubFile, git::GitError, layout::Place};

/// Longer ones are no issue that anybody wrote.
const FILE_MAX: u64 = 8 << 20;
/// The same of a checkpoint, and of all files of a branch together.
pub(crate) const CHECKPOINT_MAX: u64 = 64 << 20;
const SUM_MAX: u64 = 512 << 20;

/// The files of one branch that an import wants.
pub(super) struct Branch {
    files: Vec<HubFile>,
    /// Longer than it may be, or all too long together, and therefore not read.
    too_long: Vec<(String, u64)>,
}

/// Reads the files that matter from each branch.
pub(super) async fn gather(hub: &Hub) -> Result<Vec<Branch>, GitError> {
    let mut branches = Vec::new();
    for branch in hub.branches() {
        let checkpoint = branch.name.ends_with(hub::CHECKPOINT);
        let mut files = hub.list(branch).await?;
        files.retain(|file| match Place::of(&file.path) {
            Place::Checkpoint => checkpoint,
            Place::Issue { .. } | Place::Comment { .. } => !checkpoint,
            _ => false,
        });
        let max = if checkpoint { CHECKPOINT_MAX } else { FILE_MAX };
        let mut sum = 0;
        let too_long = files.extract_if(.., |file| {
            sum += file.size;
            file.size > max || sum > SUM_MAX
        });
        let too_long: Vec<_> = too_long
            .map(|file| (file.path, if file.size > max { max } else { SUM_MAX }))
            .collect();
        branches.push(Branch {
            files: hub.read(&files).await?,
            too_long,
        });
    }
    Ok(branches)
}

/// What files of issues and comments say.
pub(crate) fn issues(files: Vec<HubFile>) -> (Vec<HubIssue>, Vec<String>) {
    let mut union = Union::default();
    union.add_branch(&Branch {
        files,
        too_long: Vec::new(),
    });
    union.into_hub_issues()
}

/// What a checkpoint's `state.json` says.
pub(crate) fn checkpoint_issues(state: &Value) -> (Vec<HubIssue>, Vec<String>) {
    let mut union = Union::default();
    match Checkpoint::deserialize(state) {
        Ok(state) => union.add_checkpoint(state),
        Err(error) => union
            .warnings
            .say(format!("state.json was left out: {error}")),
    }
    union.into_hub_issues()
}

/// What several branches say, by uuid.
#[derive(Default)]
struct Union {
    issues: BTreeMap<Uuid, Told>,
    comments: BTreeMap<Uuid, BTreeMap<Uuid, ImportedComment>>,
    warnings: Warnings,
}

/// An issue with its edges and what only a hub says of it.
type Told = (ImportedIssue, Vec<ImportedRelation>, Extras);

/// All branches together: of each issue what was changed last, and every comment.
pub(super) fn batch(branches: &[Branch]) -> Batch {
    let mut union = Union::default();
    for branch in branches {
        union.add_branch(branch);
    }
    union.into_batch()
}

/// A checkpoint by itself.
pub(super) fn checkpoint(state: Value, warnings: Warnings) -> Option<Batch> {
    let mut union = Union {
        warnings,
        ..Union::default()
    };
    let state: Checkpoint = lenient::record(state, "The checkpoint", &mut union.warnings)?;
    // With the whole hub they would come too.
    for name in state
        .milestones
        .as_object()
        .into_iter()
        .flat_map(|milestones| milestones.keys())
    {
        union.warnings.add("Milestones were left out", name);
    }
    union.add_checkpoint(state);
    Some(union.into_batch())
}

/// A checkpoint's `state.json`.
#[derive(Deserialize)]
pub(super) struct Checkpoint {
    issues: BTreeMap<String, Value>,
    #[serde(default)]
    milestones: Value,
}

impl Union {
    fn add_branch(&mut self, branch: &Branch) {
        let places: Vec<Place> = branch
            .files
            .iter()
            .map(|file| Place::of(&file.path))
            .collect();
        let split: BTreeSet<Uuid> = places
            .iter()
            .filter_map(|place| match place {
                Place::Issue { uuid, flat: false } => Some(*uuid),
                _ => None,
            })
            .collect();
        for (path, max) in &branch.too_long {
            let what = if *max == SUM_MAX {
                "Files beyond"
            } else {
                "Files of more than"
            };
            self.warnings
                .add(format!("{what} {} MiB were left out", max >> 20), path);
        }
        for (place, file) in places.into_iter().zip(&branch.files) {
            match place {
                // What a hub left behind when it moved an issue into a folder of its own is out of
                // date.
                Place::Issue { uuid, flat: true } if split.contains(&uuid) => {}
                Place::Issue { uuid, .. } => self.add_issue_file(uuid, file),
                Place::Comment { issue, uuid } => self.add_comment_file(issue, uuid, file),
                Place::Checkpoint => self.add_checkpoint_file(file),
                _ => {}
            }
        }
    }

    fn add_issue_file(&mut self, uuid: Uuid, file: &HubFile) {
        if let Some(record) = self.parse::<IssueRecord>(file) {
            self.add_issue(record, uuid, &file.path);
        }
    }

    fn add_comment_file(&mut self, issue: Uuid, uuid: Uuid, file: &HubFile) {
        if let Some(record) = self.parse::<CommentRecord>(file) {
            let comment = record.understand(issue, Some(uuid), &file.path, &mut self.warnings);
            self.comments
                .entry(issue)
                .or_default()
                .entry(comment.uuid)
                .or_insert(comment);
        }
    }

    fn add_checkpoint_file(&mut self, file: &HubFile) {
        if let Some(state) = self.parse::<Checkpoint>(file) {
            self.add_checkpoint(state);
        }
    }

    fn add_checkpoint(&mut self, state: Checkpoint) {
        for (key, value) in state.issues {
            let Ok(uuid) = key.parse() else {
                self.warnings
                    .add("Issues without a uuid were left out", &key);
                continue;
            };
            if let Some(record) =
                lenient::record(value, &format!("issue {key}"), &mut self.warnings)
            {
                self.add_issue(record, uuid, &key);
            }
        }
    }

    fn add_issue(&mut self, mut record: IssueRecord, uuid: Uuid, place: &str) {
        let extras = record.extras();
        let Some((mut issue, relations)) = record.understand(place, Some(uuid), &mut self.warnings)
        else {
            return;
        };
        let comments = self.comments.entry(issue.uuid).or_default();
        for comment in std::mem::take(&mut issue.comments) {
            comments.entry(comment.uuid).or_insert(comment);
        }
        let known = self.issues.remove(&issue.uuid);
        let (mut newer, older) = match known {
            Some(known) if known.0.updated_at > issue.updated_at => (known, Some(issue)),
            known => ((issue, relations, extras), known.map(|(older, ..)| older)),
        };
        // A number is given once, perhaps after the last change.
        newer.0.number = newer.0.number.or(older.and_then(|older| older.number));
        self.issues.insert(newer.0.uuid, newer);
    }

    /// A malformed file is one sentence of its own, for each has its own reason.
    fn parse<T: DeserializeOwned>(&mut self, file: &HubFile) -> Option<T> {
        let text = lenient::text(&file.content, &file.path, &mut self.warnings);
        match lenient::json(&text, &file.path, &mut self.warnings) {
            Ok(value) => lenient::record(value, &file.path, &mut self.warnings),
            Err(error) => {
                self.warnings
                    .say(format!("{} was left out: {error}", file.path));
                None
            }
        }
    }

    /// The same as a fetch wants it: links may lead to issues that are not among these.
    fn into_hub_issues(mut self) -> (Vec<HubIssue>, Vec<String>) {
        let mut batch = Batch::default();
        let mut beside = BTreeMap::new();
        for (uuid, (mut issue, relations, extras)) in std::mem::take(&mut self.issues) {
            issue.comments = self
                .comments
                .remove(&uuid)
                .unwrap_or_default()
                .into_values()
                .collect();
            batch.issues.push(issue);
            beside.insert(uuid, (relations, extras));
        }
        normalize::texts(&mut batch, &mut self.warnings);
        let hub_issue = |issue: ImportedIssue| {
            let (relations, extras) = beside.remove(&issue.uuid)?;
            let others = |kind, end: fn(&ImportedRelation) -> Uuid| {
                relations
                    .iter()
                    .filter(move |e| e.kind == kind)
                    .map(end)
                    .collect()
            };
            let (blockers, related) = (
                others(RelationKind::Blocks, |e| e.source),
                others(RelationKind::RelatesTo, |e| e.target),
            );
            let Extras {
                milestone,
                archived,
                vague_status,
                vague_priority,
            } = extras;
            Some(HubIssue {
                issue,
                blockers,
                related,
                milestone,
                archived,
                vague_status,
                vague_priority,
            })
        };
        (
            batch.issues.into_iter().filter_map(hub_issue).collect(),
            self.warnings.into_sentences(),
        )
    }

    fn into_batch(mut self) -> Batch {
        let mut batch = Batch {
            source: "git hub".to_owned(),
            ..Batch::default()
        };
        for (uuid, (mut issue, relations, extras)) in std::mem::take(&mut self.issues) {
            if extras.archived {
                self.warnings.add("Archived issues came in as done", uuid);
            }
            issue.comments = self
                .comments
                .remove(&uuid)
                .unwrap_or_default()
                .into_values()
                .collect();
            batch.issues.push(issue);
            batch.relations.extend(relations);
        }
        for (issue, comments) in self.comments {
            for comment in comments.keys() {
                self.warnings.add(
                    "Comments on issues that are not there were left out",
                    format_args!("{comment} on {issue}"),
                );
            }
        }
        normalize::links(&mut batch, &mut self.warnings);
        normalize::texts(&mut batch, &mut self.warnings);
        batch.warnings = self.warnings.into_sentences();
        batch
    }
}
