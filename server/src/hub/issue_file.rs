//! Issues and comments as files: what changed is written into what was there, and all else in the
//! file stays as it is.

use std::collections::BTreeSet;

use model::{
    Priority, Status, Timestamp, Uuid,
    import::ImportedComment,
    sync::merge::IssueSnapshot,
    sync::{OutgoingIssue, usual_status},
};
use serde_json::Value;

use super::json::{Json, Object};

/// The order of an issue's fields.
const ISSUE: [&str; 18] = [
    "uuid",
    "display_id",
    "title",
    "description",
    "status",
    "lane",
    "priority",
    "no_priority",
    "parent_uuid",
    "created_by",
    "created_at",
    "updated_at",
    "closed_at",
    "labels",
    "blockers",
    "related",
    "milestone_uuid",
    "comments",
];
/// Who wrote what nobody here wrote.
const NOBODY: &str = "crosslink";

/// The issue's file: `existing` with what changed, or a new one. `None` where the existing file is
/// none of ours to write.
pub(super) fn issue(out: &OutgoingIssue, existing: Option<&str>) -> Option<String> {
    let mut file = match existing {
        Some(text) if !out.changed() => return Object::parse(text).map(|_| text.to_owned()),
        Some(text) => Object::parse(text)?,
        None => begun(out),
    };
    change(
        &mut file,
        out.base.as_ref().filter(|_| existing.is_some()),
        &out.version,
    );
    Some(ended(&file, existing))
}

/// The same with the comments inside, as the old layout has them.
pub(super) fn flat_issue(out: &OutgoingIssue, existing: Option<&str>) -> Option<String> {
    let text = issue(out, existing)?;
    if out.comments.is_empty() {
        return Some(text);
    }
    let mut file = Object::parse(&text)?;
    let mut comments = file.list("comments").to_vec();
    let numbers = comments.iter().filter_map(|comment| {
        if let Json::Object(comment) = comment {
            comment.number("id")
        } else {
            None
        }
    });
    let mut last = numbers.max().unwrap_or(0);
    for comment in &out.comments {
        last += 1;
        let mut object = Object::default();
        object.set("id", Some(last.into()), &[]);
        fill(&mut object, comment, None);
        comments.push(Json::Object(object));
    }
    file.set("comments", Some(Json::List(comments)), &ISSUE);
    Some(ended(&file, existing))
}

/// A comment's file.
pub(super) fn comment(comment: &ImportedComment, issue: Uuid) -> String {
    let mut file = Object::default();
    fill(&mut file, comment, Some(issue));
    file.pretty()
}

fn begun(out: &OutgoingIssue) -> Object {
    let mut file = Object::default();
    let mut push = |name, value: Json| file.set(name, Some(value), &[]);
    push("uuid", out.version.uuid.to_string().into());
    push("display_id", out.number.into());
    push("created_by", out.author.as_deref().unwrap_or(NOBODY).into());
    push("created_at", out.created_at.to_string().into());
    file
}

/// Writes the fields that differ from the base; without one, all.
fn change(file: &mut Object, base: Option<&IssueSnapshot>, now: &IssueSnapshot) {
    let differs = |field: fn(&IssueSnapshot, &IssueSnapshot) -> bool| {
        base.is_none_or(|base| field(base, now))
    };
    let uuid = |uuid: Option<Uuid>| uuid.map(|uuid| uuid.to_string().into());
    if differs(|a, b| a.title != b.title) {
        file.set("title", Some(now.title.as_str().into()), &ISSUE);
    }
    if differs(|a, b| a.description != b.description) {
        file.set(
            "description",
            now.description.as_deref().map(Json::from),
            &ISSUE,
        );
    }
    if differs(|a, b| a.standing != b.standing) {
        set_standing(file, base, now);
    }
    if differs(|a, b| a.priority != b.priority) {
        set_priority(file, base, now);
    }
    if differs(|a, b| a.parent != b.parent) {
        file.set("parent_uuid", uuid(now.parent), &ISSUE);
    }
    if differs(|a, b| a.milestone != b.milestone) {
        file.set("milestone_uuid", uuid(now.milestone), &ISSUE);
    }
    instant(file, "updated_at", Some(now.updated_at), &ISSUE);
    instant(file, "closed_at", now.closed_at, &ISSUE);
    let base = |get: fn(&IssueSnapshot) -> BTreeSet<String>| base.map(get).unwrap_or_default();
    let labels = |version: &IssueSnapshot| version.labels.clone();
    let blockers = |version: &IssueSnapshot| version.blockers.iter().map(Uuid::to_string).collect();
    let related = |version: &IssueSnapshot| version.related.iter().map(Uuid::to_string).collect();
    merge_list(file, "labels", &base(labels), labels(now));
    merge_list(file, "blockers", &base(blockers), blockers(now));
    merge_list(file, "related", &base(related), related(now));
}

/// Once a lane was said it is said always: others would read silence as the lane that they know.
fn set_standing(file: &mut Object, base: Option<&IssueSnapshot>, now: &IssueSnapshot) {
    let status = now.standing.status;
    let closed = if status.is_closed() { "closed" } else { "open" };
    file.set(
        "status",
        Some(
            if now.standing.archived {
                "archived"
            } else {
                closed
            }
            .into(),
        ),
        &ISSUE,
    );
    let said = file.get("lane").is_some() || base.is_some_and(|base| !usual(base.standing.status));
    file.set(
        "lane",
        (said || !usual(status)).then(|| status.as_str().into()),
        &ISSUE,
    );
}

/// The hub has no word for no priority; that it was none is said always once it was said.
fn set_priority(file: &mut Object, base: Option<&IssueSnapshot>, now: &IssueSnapshot) {
    file.set("priority", Some(now.priority.local().into()), &ISSUE);
    let none = now.priority == Priority::None;
    let said = file.get("no_priority").is_some()
        || base.is_some_and(|base| base.priority == Priority::None);
    file.set("no_priority", (said || none).then(|| none.into()), &ISSUE);
}

/// Returns true if it is the lane that the hub's word for the status is read as.
fn usual(status: Status) -> bool {
    status == usual_status(status.is_closed())
}

/// An instant that means the same stays as it was written, to the last digit.
pub(super) fn instant(file: &mut Object, name: &str, at: Option<Timestamp>, order: &[&str]) {
    let there = file
        .text(name)
        .and_then(|text| text.trim().parse::<Timestamp>().ok());
    if there != at {
        file.set(name, at.map(|at| at.to_string().into()), order);
    }
}

/// Takes out of a list what the base had and is gone, puts in what is new, and leaves alone what
/// the base does not know, such as a link to an issue that is not here.
fn merge_list(file: &mut Object, name: &str, base: &BTreeSet<String>, mut now: BTreeSet<String>) {
    let gone: BTreeSet<String> = base.difference(&now).cloned().collect();
    let before = file.list(name);
    let text = |item: &Json| match item {
        Json::Plain(Value::String(text)) => Some(text.trim().to_owned()),
        _ => None,
    };
    let mut items: Vec<Json> = before
        .iter()
        .filter(|item| text(item).is_none_or(|text| !gone.contains(&text)))
        .cloned()
        .collect();
    for there in items.iter().filter_map(text) {
        now.remove(&there);
    }
    if now.is_empty() && items.len() == before.len() {
        return;
    }
    items.extend(now.into_iter().map(Json::from));
    file.set(
        name,
        (!items.is_empty()).then_some(Json::List(items)),
        &ISSUE,
    );
}

fn fill(file: &mut Object, comment: &ImportedComment, issue: Option<Uuid>) {
    let mut push = |name, value: Option<&str>| file.set(name, value.map(Json::from), &[]);
    push("uuid", Some(&comment.uuid.to_string()));
    push("issue_uuid", issue.map(|uuid| uuid.to_string()).as_deref());
    push("author", Some(comment.author.as_deref().unwrap_or(NOBODY)));
    push("content", Some(&comment.content));
    push("created_at", Some(&comment.created_at.to_string()));
    push("kind", Some(comment.kind.as_str()));
    push("trigger_type", comment.trigger_type.as_deref());
    push(
        "intervention_context",
        comment.intervention_context.as_deref(),
    );
    push(
        "driver_key_fingerprint",
        comment.driver_key_fingerprint.as_deref(),
    );
    push("signed_by", comment.signed_by.as_deref());
    push("signature", comment.signature.as_deref());
}

/// With the line break at the end that the file had.
pub(super) fn ended(file: &Object, existing: Option<&str>) -> String {
    let line = if existing.is_some_and(|text| text.ends_with('\n')) {
        "\n"
    } else {
        ""
    };
    file.pretty() + line
}
