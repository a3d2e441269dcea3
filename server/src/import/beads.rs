//! Beads: one issue a line, known by ids such as `bd-0088`.

use std::collections::{BTreeMap, HashSet};

use model::{
    CommentKind, Priority, Status, Uuid,
    import::{Batch, ImportedComment, ImportedIssue},
};
use serde::Deserialize;

use super::{
    record::{instant, short, undated},
    repair::repaired,
    tidy,
    warnings::Warnings,
};

mod links;

/// Where the uuids of Beads' ids come from. Never to change, for then every import would come in a second time.
const NAMESPACE: Uuid = Uuid::from_u128(0x2214_6765_c1d2_4adf_9596_73c5_de30_1df8);

/// A line. Fields that are not here are not read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record {
    id: String,
    title: Option<String>,
    description: Option<String>,
    design: Option<String>,
    acceptance_criteria: Option<String>,
    notes: Option<String>,
    external_ref: Option<String>,
    status: Option<String>,
    priority: Option<i64>,
    issue_type: Option<String>,
    assignee: Option<String>,
    created_by: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    closed_at: Option<String>,
    close_reason: Option<String>,
    labels: Option<Vec<String>>,
    dependencies: Option<Vec<links::Dependency>>,
    comments: Option<Vec<Remark>>,
}

/// A comment. Its id is a number in some versions and a text in others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Remark {
    id: serde_json::Value,
    author: Option<String>,
    text: String,
    created_at: Option<String>,
}

/// The issues of a file. Lines that cannot be read are named in warnings.
pub(super) fn batch(text: &str) -> Batch {
    let mut warnings = Warnings::default();
    let records = records(text, &mut warnings);
    let known: HashSet<&str> = records.keys().map(String::as_str).collect();
    let mut batch = Batch { source: "Beads".to_owned(), ..Batch::default() };
    for record in records.values() {
        let links = links::of(record, &known, &mut warnings);
        batch.relations.extend(links.relations);
        batch.issues.push(issue(record, links.parent, &mut warnings));
    }
    tidy::links(&mut batch, &mut warnings);
    tidy::texts(&mut batch, &mut warnings);
    batch.warnings = warnings.into_sentences();
    batch
}

/// The lines by id, without those of deleted issues; of two with one id, what was changed last.
fn records(text: &str, warnings: &mut Warnings) -> BTreeMap<String, Record> {
    let mut records = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let record = match parse(line, number, warnings) {
            Ok(record) if record.id.is_empty() => {
                warnings.add("Lines without an id were left out", format_args!("line {number}"));
                continue;
            }
            Ok(record) => record,
            Err(error) => {
                warnings.say(format!("Line {number} was left out: {error}"));
                continue;
            }
        };
        let updated = |record: &Record| instant(&record.updated_at);
        match records.get(&record.id) {
            Some(known) if updated(known) > updated(&record) => {}
            _ => drop(records.insert(record.id.clone(), record)),
        }
    }
    // Only now, for the deletion may be the older or the newer of two lines.
    records.retain(|id, record| {
        let deleted = record.status.as_deref() == Some("tombstone");
        if deleted {
            warnings.add("Deleted issues were left out", id);
        }
        !deleted
    });
    records
}

fn parse(line: &str, number: usize, warnings: &mut Warnings) -> serde_json::Result<Record> {
    serde_json::from_str(line).or_else(|error| {
        let record = serde_json::from_str(&repaired(line)).map_err(|_| error)?;
        warnings.add("Broken characters were replaced by \u{fffd}", format_args!("line {number}"));
        Ok(record)
    })
}

fn issue(record: &Record, parent: Option<Uuid>, warnings: &mut Warnings) -> ImportedIssue {
    let Record { id, .. } = record;
    if let Some(assignee) = &record.assignee {
        warnings.add("Assignees were left out", format_args!("{} of {id}", short(assignee)));
    }
    let [created, updated, closed] = [&record.created_at, &record.updated_at, &record.closed_at].map(instant);
    let created_at = created.or(updated).or(closed).unwrap_or_else(|| undated(id, warnings));
    let mut issue = ImportedIssue {
        uuid: uuid(id),
        number: None,
        external: Some(id.clone()),
        title: record.title.clone().unwrap_or_default(),
        description: description(record),
        status: status(record.status.as_deref(), closed.is_some(), id, warnings),
        priority: priority(record.priority, id, warnings),
        author: record.created_by.clone(),
        parent,
        labels: record.labels.clone().unwrap_or_default(),
        created_at,
        updated_at: updated.or(closed).unwrap_or(created_at),
        closed_at: closed,
        comments: Vec::new(),
    };
    // What kind of thing it is. Most are tasks, and a label that most have says nothing.
    issue.labels.extend(record.issue_type.clone().filter(|kind| kind != "task"));
    issue.comments = record.comments.iter().flatten().map(|remark| comment(remark, &issue)).collect();
    issue.comments.extend(record.close_reason.as_deref().and_then(|reason| resolution(reason, &issue)));
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
        let Some(section) = section.as_deref().map(str::trim).filter(|section| !section.is_empty()) else { continue };
        let gap = if text.trim().is_empty() { "" } else { "\n\n" };
        text = format!("{}{gap}## {heading}\n\n{section}", text.trim_end());
    }
    (!text.trim().is_empty()).then_some(text)
}

fn comment(remark: &Remark, issue: &ImportedIssue) -> ImportedComment {
    let identity = match &remark.id {
        serde_json::Value::Null => remark.text.clone(),
        id => id.to_string(),
    };
    ImportedComment {
        author: remark.author.clone(),
        created_at: instant(&remark.created_at).unwrap_or(issue.updated_at),
        ..said(&remark.text, CommentKind::Note, &identity, issue)
    }
}

/// Why it was closed, unless that is only that it was.
fn resolution(reason: &str, issue: &ImportedIssue) -> Option<ImportedComment> {
    let says_something = issue.status.is_closed() && !["", "closed"].contains(&reason.trim().to_lowercase().as_str());
    // The reason is part of the identity: closed again for another one, it is another comment.
    says_something.then(|| said(reason, CommentKind::Resolution, &format!("closed/{reason}"), issue))
}

fn said(content: &str, kind: CommentKind, identity: &str, issue: &ImportedIssue) -> ImportedComment {
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
            let instead = if closed { Status::Done } else { Status::Backlog };
            warnings.add(format!("Issues of the unknown status '{}' became {instead}", short(other)), id);
            instead
        }),
    }
}

fn priority(number: Option<i64>, id: &str, warnings: &mut Warnings) -> Priority {
    match number {
        Some(0) => Priority::Urgent,
        Some(1) => Priority::High,
        Some(2) | None => Priority::Medium,
        // 4 is less than 3 there, but no priority at all would read as medium in the local API.
        Some(3 | 4) => Priority::Low,
        Some(other) => {
            warnings.add(format!("Issues of the unknown priority {other} became medium"), id);
            Priority::Medium
        }
    }
}

#[cfg(test)]
mod tests;
