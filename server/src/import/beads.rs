//! Beads: one issue a line, known by ids such as `bd-0088`.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{
    CommentKind, Priority, Status, Uuid,
    import::{Batch, ImportedComment, ImportedIssue},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    hub_record::{instant, short, undated},
    lenient::{self, any_text},
    normalize,
    warnings::Warnings,
};

mod links;

/// Where the uuids of Beads' ids come from. Never to change, for then every import would come in a
/// second time.
const NAMESPACE: Uuid = Uuid::from_u128(0x2214_6765_c1d2_4adf_9596_73c5_de30_1df8);

/// An issue as it is written. Fields that are not here are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    #[serde(deserialize_with = "any_text")]
    id: Option<String>,
    #[serde(deserialize_with = "any_text")]
    title: Option<String>,
    #[serde(deserialize_with = "any_text")]
    description: Option<String>,
    #[serde(deserialize_with = "any_text")]
    design: Option<String>,
    #[serde(deserialize_with = "any_text")]
    acceptance_criteria: Option<String>,
    #[serde(deserialize_with = "any_text")]
    notes: Option<String>,
    #[serde(deserialize_with = "any_text")]
    external_ref: Option<String>,
    status: Option<String>,
    #[serde(deserialize_with = "any_text")]
    priority: Option<String>,
    issue_type: Option<String>,
    #[serde(deserialize_with = "any_text")]
    assignee: Option<String>,
    #[serde(deserialize_with = "any_text")]
    created_by: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    closed_at: Option<String>,
    #[serde(deserialize_with = "any_text")]
    close_reason: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    labels: Option<Vec<String>>,
    dependencies: Option<Vec<links::Dependency>>,
    comments: Option<Vec<Remark>>,
}

/// A comment. Its id is a number in some versions and a text in others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Remark {
    id: Value,
    #[serde(deserialize_with = "any_text")]
    author: Option<String>,
    #[serde(deserialize_with = "any_text")]
    text: Option<String>,
    created_at: Option<String>,
}

/// An issue with what lines about the same one added to it.
struct Line {
    record: Record,
    labels: Vec<String>,
    comments: Vec<Remark>,
}

/// The issues of a file, one a line. Lines that cannot be read are named in warnings.
pub(super) fn lines(text: &str, mut warnings: Warnings) -> Batch {
    let mut records = Vec::new();
    for (number, line) in (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let place = format!("line {number}");
        match lenient::json(line, &place, &mut warnings) {
            Ok(value) => records.push((place, value)),
            Err(error) => warnings.say(format!("Line {number} was left out: {error}")),
        }
    }
    batch(records, warnings)
}

/// The issues of records, each with the name of its place.
pub(super) fn batch(values: Vec<(String, Value)>, mut warnings: Warnings) -> Batch {
    let lines = by_id(values, &mut warnings);
    let known: HashSet<&str> = lines.keys().map(String::as_str).collect();
    let mut batch = Batch {
        source: "Beads".to_owned(),
        ..Batch::default()
    };
    for (id, line) in &lines {
        let links = links::of(id, &line.record, &known, &mut warnings);
        batch.relations.extend(links.relations);
        batch
            .issues
            .push(issue(id, line, links.parent, &mut warnings));
    }
    normalize::links(&mut batch, &mut warnings);
    normalize::texts(&mut batch, &mut warnings);
    batch.warnings = warnings.into_sentences();
    batch
}

/// The records by id, without those of deleted issues; of several with one id what was changed
/// last, with the labels and comments of all.
fn by_id(values: Vec<(String, Value)>, warnings: &mut Warnings) -> BTreeMap<String, Line> {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for (place, value) in values {
        let Some(mut record) = lenient::record::<Record>(value, &capital(&place), warnings) else {
            continue;
        };
        let Some(id) = record.id.take().filter(|id| !id.trim().is_empty()) else {
            warnings.add("Lines without an id were left out", place);
            continue;
        };
        let new = Line {
            labels: record.labels.take().unwrap_or_default(),
            comments: record.comments.take().unwrap_or_default(),
            record,
        };
        match lines.remove(&id) {
            None => drop(lines.insert(id, new)),
            Some(known) => {
                warnings.add("Of issues that came twice the later change was taken, with the labels and comments of both", &id);
                lines.insert(id, joined(known, new));
            }
        }
    }
    // Only now, for the deletion may be the older or the newer of two lines.
    lines.retain(|id, line| {
        let deleted = line.record.status.as_deref() == Some("tombstone");
        if deleted {
            warnings.add("Deleted issues were left out", id);
        }
        !deleted
    });
    lines
}

fn joined(one: Line, other: Line) -> Line {
    let updated = |line: &Line| instant(&line.record.updated_at);
    let (mut newer, mut older) = if updated(&one) > updated(&other) {
        (one, other)
    } else {
        (other, one)
    };
    newer.labels.append(&mut older.labels);
    newer.comments.append(&mut older.comments);
    newer
}

fn capital(place: &str) -> String {
    place
        .replacen("line ", "Line ", 1)
        .replacen("record ", "Record ", 1)
}

fn issue(id: &str, line: &Line, parent: Option<Uuid>, warnings: &mut Warnings) -> ImportedIssue {
    let record = &line.record;
    if let Some(assignee) = &record.assignee {
        warnings.add(
            "Assignees were left out",
            format_args!("{} of {id}", short(assignee)),
        );
    }
    let [created, updated, closed] =
        [&record.created_at, &record.updated_at, &record.closed_at].map(instant);
    let created_at = created
        .or(updated)
        .or(closed)
        .unwrap_or_else(|| undated(id, warnings));
    let mut issue = ImportedIssue {
        uuid: uuid(id),
        number: None,
        external: Some(id.to_owned()),
        title: record.title.clone().unwrap_or_default(),
        description: description(record),
        status: status(record.status.as_deref(), closed.is_some(), id, warnings),
        priority: priority(record.priority.as_deref(), id, warnings),
        author: record.created_by.clone(),
        parent,
        labels: line.labels.clone(),
        created_at,
        updated_at: updated.or(closed).unwrap_or(created_at),
        closed_at: closed,
        comments: Vec::new(),
    };
    // What kind of thing it is. Most are tasks, and a label that most have says nothing.
    issue
        .labels
        .extend(record.issue_type.clone().filter(|kind| kind != "task"));
    issue.comments = comments(&line.comments, &issue);
    issue.comments.extend(
        record
            .close_reason
            .as_deref()
            .and_then(|reason| resolution(reason, &issue)),
    );
    issue
}

/// The description with what Beads keeps in fields of their own under headings.
fn description(record: &Record) -> Option<String> {
    let sections = [
        ("Design", &record.design),
        ("Acceptance criteria", &record.acceptance_criteria),
        ("Notes", &record.notes),
        ("Reference", &record.external_ref),
    ];
    let mut text = record.description.as_deref().unwrap_or_default().to_owned();
    for (heading, section) in sections {
        let Some(section) = section
            .as_deref()
            .map(str::trim)
            .filter(|section| !section.is_empty())
        else {
            continue;
        };
        let gap = if text.trim().is_empty() { "" } else { "\n\n" };
        text = format!("{}{gap}## {heading}\n\n{section}", text.trim_end());
    }
    (!text.trim().is_empty()).then_some(text)
}

/// Every comment once. Clones count by themselves, so a number alone is no identity: author and
/// date are part of it, and where that is not enough, what it says.
fn comments(remarks: &[Remark], issue: &ImportedIssue) -> Vec<ImportedComment> {
    let mut known: HashMap<Uuid, &str> = HashMap::with_capacity(remarks.len());
    let mut comments = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let text = remark.text.as_deref().unwrap_or_default();
        let mut comment = comment(remark, text, issue);
        if known.get(&comment.uuid).is_some_and(|other| *other != text) {
            comment.uuid = Uuid::new_v5(&comment.uuid, text.as_bytes());
        }
        if known.insert(comment.uuid, text).is_none() {
            comments.push(comment);
        }
    }
    comments
}

fn comment(remark: &Remark, text: &str, issue: &ImportedIssue) -> ImportedComment {
    let number = if remark.id.is_null() {
        String::new()
    } else {
        remark.id.to_string()
    };
    let author = remark.author.as_deref().unwrap_or_default();
    let said = remark
        .created_at
        .as_deref()
        .filter(|at| !number.is_empty() && !at.is_empty())
        .unwrap_or(text);
    let identity = format!("{number}/{author}/{said}");
    ImportedComment {
        author: remark.author.clone(),
        created_at: instant(&remark.created_at).unwrap_or(issue.updated_at),
        ..self::said(text, CommentKind::Note, &identity, issue)
    }
}

/// Why it was closed, unless that is only that it was.
fn resolution(reason: &str, issue: &ImportedIssue) -> Option<ImportedComment> {
    let says_something = issue.status.is_closed()
        && !["", "closed"].contains(&reason.trim().to_lowercase().as_str());
    // The reason is part of the identity: closed again for another one, it is another comment.
    says_something.then(|| {
        said(
            reason,
            CommentKind::Resolution,
            &format!("closed/{reason}"),
            issue,
        )
    })
}

fn said(
    content: &str,
    kind: CommentKind,
    identity: &str,
    issue: &ImportedIssue,
) -> ImportedComment {
    ImportedComment {
        uuid: Uuid::new_v5(&issue.uuid, identity.as_bytes()),
        author: None,
        content: content.to_owned(),
        kind,
        trigger_type: None,
        intervention_context: None,
        driver_key_fingerprint: None,
        signed_by: None,
        signature: None,
        created_at: issue.closed_at.unwrap_or(issue.updated_at),
    }
}

fn uuid(id: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, id.as_bytes())
}

fn status(word: Option<&str>, closed: bool, id: &str, warnings: &mut Warnings) -> Status {
    match word.unwrap_or("open") {
        "open" | "deferred" | "pinned" => Status::Backlog,
        // On the hook of an agent, which works through what hangs there.
        "in_progress" | "hooked" => Status::InProgress,
        // Someone wants it done; what it waits for, its links say.
        "blocked" => Status::Todo,
        "closed" => Status::Done,
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
                id,
            );
            instead
        }),
    }
}

/// A number, `P1`, or a word.
fn priority(written: Option<&str>, id: &str, warnings: &mut Warnings) -> Priority {
    let word = written.unwrap_or("2").trim().to_lowercase();
    match word.strip_prefix('p').unwrap_or(&word) {
        "0" => Priority::Urgent,
        "1" => Priority::High,
        "2" => Priority::Medium,
        // 4 is less than 3 there, but no priority at all would read as medium in the local API.
        "3" | "4" => Priority::Low,
        _ => Priority::from_local(&word)
            .or_else(|_| word.parse())
            .unwrap_or_else(|_| {
                warnings.add(
                    format!(
                        "Issues of the unknown priority {} became medium",
                        short(&word)
                    ),
                    id,
                );
                Priority::Medium
            }),
    }
}

#[cfg(test)]
mod tests;
