//! Normalises a batch before it is written: texts within limits, no duplicates, a position in the
//! lane for each issue.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::{
    Actor, Status, Uuid,
    board::STEP,
    import::{Batch, ImportedComment, ImportedIssue, ImportedRelation},
    text,
};

use crate::{Result, Store};

/// Most issues of one chunk, and most bytes of their texts: other writers wait while a chunk is
/// written.
const CHUNK_ISSUES: usize = 250;
const CHUNK_BYTES: usize = 4 << 20;
/// Most comments of one chunk.
pub(crate) const CHUNK_COMMENTS: usize = 500;
/// Numbers above this are not kept: the next number would be as long.
const NUMBER_MAX: i64 = 1_000_000_000;

/// An issue with the place it gets, if it is new or changes its lane.
pub(crate) struct Placed {
    pub(crate) issue: ImportedIssue,
    pub(crate) sort_order: f64,
    /// The issue itself was in a chunk before; here are more of its comments.
    pub(crate) more: bool,
}

/// A batch that can be written.
pub(crate) struct Cleaned {
    pub(crate) source: String,
    pub(crate) chunks: Vec<Vec<Placed>>,
    /// Child and parent.
    pub(crate) parents: Vec<(Uuid, Uuid)>,
    pub(crate) relations: Vec<ImportedRelation>,
    /// The highest number that is to be kept; new numbers begin above it.
    pub(crate) highest_number: i64,
    pub(crate) warnings: Vec<String>,
}

/// The sort orders of a lane's first and last card.
pub(crate) type LaneEnds = HashMap<String, (f64, f64)>;

impl Store {
    pub(crate) async fn lane_ends(&self, actor: &Actor) -> Result<LaneEnds> {
        let sql = "select status, min(sort_order), max(sort_order) from issues where workspace_id = $1 and archived_at is null group by status";
        let rows: Vec<(String, f64, f64)> = sqlx::query_as(sql)
            .bind(actor.workspace.0)
            .fetch_all(self.readers())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(status, first, last)| (status, (first, last)))
            .collect())
    }
}

pub(crate) fn clean(batch: Batch, lanes: &LaneEnds) -> Cleaned {
    let mut warnings = batch.warnings;
    let mut issues = once(batch.issues, &mut warnings);
    issues
        .iter_mut()
        .for_each(|issue| clean_issue(issue, &mut warnings));
    // Numbered ones first and in their order, so that no new number is given out that a later one
    // wants to keep.
    issues.sort_by_key(|issue| (issue.number.is_none(), issue.number, issue.created_at));
    Cleaned {
        source: cut(
            "the source",
            batch.source.trim(),
            text::NAME_MAX,
            &mut warnings,
        ),
        parents: issues
            .iter()
            .filter_map(|issue| Some((issue.uuid, issue.parent?)))
            .collect(),
        highest_number: issues
            .iter()
            .filter_map(|issue| issue.number)
            .max()
            .unwrap_or(0),
        chunks: chunks(place(issues, lanes)),
        relations: batch.relations,
        warnings,
    }
}

/// Of issues that came twice, the one that changed last.
fn once(issues: Vec<ImportedIssue>, warnings: &mut Vec<String>) -> Vec<ImportedIssue> {
    let mut seen: BTreeMap<Uuid, ImportedIssue> = BTreeMap::new();
    for issue in issues {
        match seen.get_mut(&issue.uuid) {
            None => drop(seen.insert(issue.uuid, issue)),
            Some(other) => {
                warnings.push(format!(
                    "{} came twice; the one that changed last was taken, with the labels and comments of both.",
                    name(&issue)
                ));
                join(other, issue);
            }
        }
    }
    seen.into_values().collect()
}

/// The one that changed last, with what hangs on both.
fn join(kept: &mut ImportedIssue, mut other: ImportedIssue) {
    if other.updated_at > kept.updated_at {
        std::mem::swap(kept, &mut other);
    }
    let known: HashSet<Uuid> = kept.comments.iter().map(|comment| comment.uuid).collect();
    kept.comments.extend(
        other
            .comments
            .into_iter()
            .filter(|comment| !known.contains(&comment.uuid)),
    );
    kept.labels.append(&mut other.labels);
}

fn clean_issue(issue: &mut ImportedIssue, warnings: &mut Vec<String>) {
    let name = name(issue);
    issue.title = cut(
        &format!("The title of {name}"),
        &text::line(&issue.title),
        text::TITLE_MAX,
        warnings,
    );
    if text::is_blank(&issue.title) {
        warnings.push(format!("{name} had no title."));
        issue.title = "Untitled".into();
    }
    let mut optional = |what: &str, field: &mut Option<String>, max| {
        *field = field
            .take()
            .map(|value| cut(&format!("The {what} of {name}"), &value, max, warnings));
    };
    optional("description", &mut issue.description, text::DESCRIPTION_MAX);
    optional("name elsewhere", &mut issue.external, text::NAME_MAX);
    optional("author", &mut issue.author, text::NAME_MAX);
    issue.author = issue
        .author
        .take()
        .filter(|author| !author.trim().is_empty());
    issue.number = issue
        .number
        .filter(|number| (1..=NUMBER_MAX).contains(number));
    issue.labels = issue
        .labels
        .iter()
        .map(|label| {
            cut(
                &format!("A label of {name}"),
                &text::line(label),
                text::LABEL_MAX,
                warnings,
            )
        })
        .collect();
    issue.labels.retain(|label| !text::is_blank(label));
    issue.labels.sort();
    issue.labels.dedup();
    issue.closed_at = issue
        .status
        .is_closed()
        .then(|| issue.closed_at.unwrap_or(issue.updated_at));
    issue
        .comments
        .iter_mut()
        .for_each(|comment| clean_comment(&name, comment, warnings));
}

fn clean_comment(name: &str, comment: &mut ImportedComment, warnings: &mut Vec<String>) {
    comment.content = cut(
        &format!("A comment on {name}"),
        &comment.content,
        text::COMMENT_MAX,
        warnings,
    );
    comment.author = comment
        .author
        .take()
        .filter(|author| !author.trim().is_empty());
    let notes = [
        &mut comment.author,
        &mut comment.trigger_type,
        &mut comment.intervention_context,
        &mut comment.driver_key_fingerprint,
        &mut comment.signed_by,
        &mut comment.signature,
    ];
    for note in notes.into_iter().flatten() {
        *note = cut(
            &format!("A note to a comment on {name}"),
            note,
            text::NOTE_MAX,
            warnings,
        );
    }
}

/// The text without NUL, cut to `max` characters.
fn cut(what: &str, value: &str, max: usize, warnings: &mut Vec<String>) -> String {
    let mut value = value.replace('\0', "");
    if let Some((end, _)) = value.char_indices().nth(max) {
        value.truncate(end);
        warnings.push(format!(
            "{what} was longer than {max} characters and was cut."
        ));
    }
    value
}

fn name(issue: &ImportedIssue) -> String {
    match (&issue.external, issue.number) {
        (Some(external), _) => external.clone(),
        (None, Some(number)) => format!("#{number}"),
        (None, None) => issue.uuid.to_string(),
    }
}

/// Open lanes go on at their bottom, in the order of numbers; of what is closed, the latest lies on
/// top.
fn place(issues: Vec<ImportedIssue>, lanes: &LaneEnds) -> Vec<Placed> {
    let mut closed: Vec<_> = issues
        .iter()
        .filter_map(|issue| Some((issue.closed_at?, issue.uuid)))
        .collect();
    closed.sort();
    let ranks: HashMap<Uuid, usize> = closed
        .into_iter()
        .enumerate()
        .map(|(rank, (_, uuid))| (uuid, rank + 1))
        .collect();
    let mut bottoms: HashMap<Status, f64> = HashMap::new();
    let end =
        |status: Status, end: fn(&(f64, f64)) -> f64| lanes.get(status.as_str()).map_or(0.0, end);
    let mut place = |issue: &ImportedIssue| match ranks.get(&issue.uuid) {
        Some(rank) => end(issue.status, |ends| ends.0) - *rank as f64 * STEP,
        None => {
            let bottom = bottoms
                .entry(issue.status)
                .or_insert_with(|| end(issue.status, |ends| ends.1));
            *bottom += STEP;
            *bottom
        }
    };
    issues
        .into_iter()
        .map(|issue| Placed {
            sort_order: place(&issue),
            issue,
            more: false,
        })
        .collect()
}

fn chunks(issues: Vec<Placed>) -> Vec<Vec<Placed>> {
    let mut chunks: Vec<Vec<Placed>> = Vec::new();
    let (mut bytes, mut comments) = (0, 0);
    for issue in issues.into_iter().flat_map(pieces) {
        let (size, talk) = (bytes_of(&issue.issue), issue.issue.comments.len());
        let fits = bytes + size <= CHUNK_BYTES && comments + talk <= CHUNK_COMMENTS;
        // More comments of an issue that is new come when it is there.
        match chunks
            .last_mut()
            .filter(|chunk| chunk.len() < CHUNK_ISSUES && fits && !issue.more)
        {
            Some(chunk) => {
                (bytes, comments) = (bytes + size, comments + talk);
                chunk.push(issue);
            }
            None => {
                (bytes, comments) = (size, talk);
                chunks.push(vec![issue]);
            }
        }
    }
    chunks
}

/// The issue with no more comments than a chunk has, then the others.
fn pieces(mut placed: Placed) -> Vec<Placed> {
    let mut rest = placed
        .issue
        .comments
        .split_off(placed.issue.comments.len().min(CHUNK_COMMENTS));
    if rest.is_empty() {
        return vec![placed];
    }
    let (issue, sort_order) = (
        ImportedIssue {
            description: None,
            labels: Vec::new(),
            ..placed.issue.clone()
        },
        placed.sort_order,
    );
    let mut pieces = vec![placed];
    while !rest.is_empty() {
        let later = rest.split_off(rest.len().min(CHUNK_COMMENTS));
        let comments = std::mem::replace(&mut rest, later);
        pieces.push(Placed {
            issue: ImportedIssue {
                comments,
                ..issue.clone()
            },
            sort_order,
            more: true,
        });
    }
    pieces
}

fn bytes_of(issue: &ImportedIssue) -> usize {
    let comments: usize = issue
        .comments
        .iter()
        .map(|comment| comment.content.len())
        .sum();
    issue.title.len() + issue.description.as_ref().map_or(0, String::len) + comments
}
