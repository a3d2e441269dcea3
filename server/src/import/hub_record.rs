//! An issue as a hub writes it, in files or in a checkpoint, and what it means here.

use std::collections::{BTreeMap, HashMap};

use model::{
    CommentKind, Priority, RelationKind, Status, Timestamp, Uuid,
    import::{ImportedComment, ImportedIssue, ImportedRelation},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    lenient::{self, any_number, any_text},
    warnings::Warnings,
};

/// An issue with all that hangs on it. Fields that are not here are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct IssueRecord {
    uuid: Option<Uuid>,
    #[serde(deserialize_with = "any_number")]
    display_id: Option<i64>,
    #[serde(deserialize_with = "any_text")]
    title: Option<String>,
    #[serde(deserialize_with = "any_text")]
    description: Option<String>,
    status: Option<String>,
    #[serde(deserialize_with = "any_text")]
    priority: Option<String>,
    parent_uuid: Option<String>,
    #[serde(deserialize_with = "any_text")]
    created_by: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    closed_at: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    labels: Option<Vec<String>>,
    milestone_uuid: Option<String>,
    /// Ours: the lane, where the hub's three statuses do not say it.
    lane: Option<String>,
    /// Ours: whether `medium` stands for nothing said.
    no_priority: Option<bool>,
    #[serde(deserialize_with = "lenient::texts")]
    blockers: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient::texts")]
    related: Option<Vec<String>>,
    comments: Option<Comments>,
}

/// Old hubs number their comments in a list; checkpoints key them by uuid.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Comments {
    Keyed(BTreeMap<String, Value>),
    Listed(Vec<Value>),
}

/// A comment. Its issue is known from where it lies.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CommentRecord {
    uuid: Option<Uuid>,
    #[serde(deserialize_with = "any_number")]
    id: Option<i64>,
    #[serde(deserialize_with = "any_text")]
    author: Option<String>,
    #[serde(deserialize_with = "any_text")]
    content: Option<String>,
    created_at: Option<String>,
    kind: Option<String>,
    trigger_type: Option<String>,
    intervention_context: Option<String>,
    driver_key_fingerprint: Option<String>,
    signed_by: Option<String>,
    signature: Option<String>,
}

/// What a hub says of an issue beyond what an import takes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extras {
    pub(super) milestone: Option<Uuid>,
    pub(super) archived: bool,
    /// The status does not say which lane.
    pub(super) vague_status: bool,
    /// The priority may be none.
    pub(super) vague_priority: bool,
}

impl IssueRecord {
    /// Takes out what only a hub says; the words that are left are those of any tracker.
    pub(super) fn extras(&mut self) -> Extras {
        let word = self.status.as_deref().unwrap_or("open");
        let archived = word == "archived";
        let vague = matches!(word, "open" | "closed" | "archived");
        let lane = self
            .lane
            .take()
            .and_then(|lane| lane.parse::<Status>().ok());
        let lane = lane.filter(|lane| vague && lane.is_closed() == (word != "open"));
        let medium = matches!(self.priority.as_deref(), None | Some("medium"));
        let none = medium && self.no_priority == Some(true);
        let vague_priority = medium && self.no_priority.is_none();
        if archived {
            self.status = Some("closed".to_owned());
        }
        if let Some(lane) = lane {
            self.status = Some(lane.as_str().to_owned());
        }
        if none {
            self.priority = Some(Priority::None.as_str().to_owned());
        }
        let milestone = self
            .milestone_uuid
            .take()
            .and_then(|uuid| uuid.parse().ok());
        Extras {
            milestone,
            archived,
            vague_status: vague && lane.is_none(),
            vague_priority,
        }
    }

    /// The issue with its comments and edges. `place` names it in warnings; `fallback` is the uuid
    /// that its place gives it.
    pub(super) fn understand(
        self,
        place: &str,
        fallback: Option<Uuid>,
        warnings: &mut Warnings,
    ) -> Option<(ImportedIssue, Vec<ImportedRelation>)> {
        let Some(uuid) = self.uuid.or(fallback) else {
            warnings.add("Issues without a uuid were left out", place);
            return None;
        };
        let [created, updated, closed] =
            [&self.created_at, &self.updated_at, &self.closed_at].map(instant);
        let created_at = created
            .or(updated)
            .or(closed)
            .unwrap_or_else(|| undated(place, warnings));
        let edge = |other: Uuid, kind| match kind {
            RelationKind::Blocks => ImportedRelation {
                source: other,
                target: uuid,
                kind,
            },
            _ => ImportedRelation {
                source: uuid,
                target: other,
                kind,
            },
        };
        let mut relations = Vec::new();
        for (others, kind) in [
            (self.blockers, RelationKind::Blocks),
            (self.related, RelationKind::RelatesTo),
        ] {
            relations.extend(
                uuids(&others.unwrap_or_default(), place, warnings).map(|other| edge(other, kind)),
            );
        }
        let parent = uuids(self.parent_uuid.as_slice(), place, warnings).next();
        let issue = ImportedIssue {
            uuid,
            number: self.display_id,
            external: None,
            title: self.title.unwrap_or_default(),
            description: self.description,
            status: status(self.status.as_deref(), closed.is_some(), place, warnings),
            priority: priority(self.priority.as_deref(), place, warnings),
            author: self.created_by,
            parent,
            labels: self.labels.unwrap_or_default(),
            created_at,
            updated_at: updated.or(closed).unwrap_or(created_at),
            closed_at: closed,
            comments: self
                .comments
                .map_or_else(Vec::new, |all| comments(all, uuid, place, warnings)),
        };
        Some((issue, relations))
    }
}

impl CommentRecord {
    /// The comment. `fallback` is the uuid that its place gives it.
    pub(super) fn understand(
        self,
        issue: Uuid,
        fallback: Option<Uuid>,
        place: &str,
        warnings: &mut Warnings,
    ) -> ImportedComment {
        let kind = self.kind.as_deref().unwrap_or("note");
        let kind = CommentKind::from_stored(kind).unwrap_or_else(|| {
            warnings.add(
                format!(
                    "Comments of the unknown kind '{}' became notes",
                    short(kind)
                ),
                place,
            );
            CommentKind::Note
        });
        let uuid = self
            .uuid
            .or(fallback)
            .unwrap_or_else(|| self.derived_uuid(issue));
        ImportedComment {
            uuid,
            author: self.author,
            content: self.content.unwrap_or_default(),
            kind,
            trigger_type: self.trigger_type,
            intervention_context: self.intervention_context,
            driver_key_fingerprint: self.driver_key_fingerprint,
            signed_by: self.signed_by,
            signature: self.signature,
            created_at: instant(&self.created_at).unwrap_or_else(|| undated(place, warnings)),
        }
    }

    /// Where comments have only numbers, issue and number make the identity; where they have not
    /// even those, what they say.
    fn derived_uuid(&self, issue: Uuid) -> Uuid {
        let name = match self.id {
            Some(id) => format!("comments/{id}"),
            None => format!(
                "comments/{}/{}",
                self.created_at.as_deref().unwrap_or_default(),
                self.content.as_deref().unwrap_or_default()
            ),
        };
        Uuid::new_v5(&issue, name.as_bytes())
    }
}

fn comments(
    all: Comments,
    issue: Uuid,
    place: &str,
    warnings: &mut Warnings,
) -> Vec<ImportedComment> {
    let all: Vec<(Option<Uuid>, Value)> = match all {
        Comments::Keyed(all) => all
            .into_iter()
            .map(|(key, value)| (key.parse().ok(), value))
            .collect(),
        Comments::Listed(all) => all.into_iter().map(|value| (None, value)).collect(),
    };
    let mut read: Vec<ImportedComment> = Vec::with_capacity(all.len());
    let mut known: HashMap<Uuid, usize> = HashMap::with_capacity(all.len());
    for (at, (key, value)) in all.into_iter().enumerate() {
        let name = format!("Comment {} of {place}", at + 1);
        let Some(record) = lenient::record::<CommentRecord>(value, &name, warnings) else {
            continue;
        };
        let mut comment = record.understand(issue, key, place, warnings);
        let other = known.get(&comment.uuid).map(|other| &read[*other]);
        if other.is_some_and(|other| {
            (&other.content, &other.author) != (&comment.content, &comment.author)
        }) {
            // Two programs counted by themselves, and one number stands for two comments.
            let said = format!(
                "{}/{}",
                comment.author.as_deref().unwrap_or_default(),
                comment.content
            );
            comment.uuid = Uuid::new_v5(&comment.uuid, said.as_bytes());
        }
        known.entry(comment.uuid).or_insert(read.len());
        read.push(comment);
    }
    read
}

fn status(word: Option<&str>, closed: bool, place: &str, warnings: &mut Warnings) -> Status {
    match word.unwrap_or("open") {
        "open" => Status::Backlog,
        "closed" | "archived" => Status::Done,
        other => other.parse().unwrap_or_else(|_| {
            let instead = if closed {
                Status::Done
            } else {
                Status::Backlog
            };
            warnings.add(
                format!(
                    "Issues of the unknown status '{}' became {instead}",
                    short(other)
                ),
                place,
            );
            instead
        }),
    }
}

fn priority(word: Option<&str>, place: &str, warnings: &mut Warnings) -> Priority {
    let word = word.unwrap_or("medium");
    Priority::from_local(word)
        .or_else(|_| word.parse())
        .unwrap_or_else(|_| {
            warnings.add(
                format!(
                    "Issues of the unknown priority '{}' became medium",
                    short(word)
                ),
                place,
            );
            Priority::Medium
        })
}

fn uuids<'a>(
    texts: &'a [String],
    place: &'a str,
    warnings: &'a mut Warnings,
) -> impl Iterator<Item = Uuid> + 'a {
    texts.iter().filter_map(move |text| {
        let uuid = text.parse().ok();
        if uuid.is_none() {
            warnings.add(
                "Links to what is no uuid were left out",
                format_args!("{place} to '{}'", short(text)),
            );
        }
        uuid
    })
}

/// An instant, where there is one that can be read.
pub(super) fn instant(text: &Option<String>) -> Option<Timestamp> {
    text.as_deref()?.trim().parse().ok()
}

/// The instant of what has none: one that is older than any other, so that a later import with a
/// date wins.
pub(super) fn undated(place: &str, warnings: &mut Warnings) -> Timestamp {
    warnings.add("What had no date is dated 1970", place);
    Timestamp::from_micros(0).expect("1970 lies between the years 0 and 9999")
}

/// A foreign word, as long as a sentence can bear.
pub(super) fn short(word: &str) -> String {
    word.chars().take(40).collect()
}
