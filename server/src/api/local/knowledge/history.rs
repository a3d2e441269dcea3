//! A page's history: all of it ours.

use axum::extract::State;
use model::knowledge::{Revision, RevisionSummary, Side, diff};
use serde::{Deserialize, Serialize};
use store::Store;

use super::Source;
use crate::{
    api::{
        error::{ApiError, Result},
        extract::{Json, Query, RevisionParam, SlugParam},
    },
    auth::Caller,
};

/// Lines shown on either side of a change.
const CONTEXT: usize = 3;

/// A line of the history.
#[derive(Debug, Serialize)]
pub struct HistoryEntry {
    revision: i64,
    edit: &'static str,
    author: String,
    created_at: String,
    slug: String,
    title: String,
}

/// What a page said in a revision.
#[derive(Debug, Serialize)]
pub struct RevisionResponse {
    #[serde(flatten)]
    entry: HistoryEntry,
    tags: Vec<String>,
    sources: Vec<Source>,
    content: String,
}

/// A part of a difference; each line is `[" ", "-" or "+", text]`.
#[derive(Debug, Serialize)]
pub struct HunkResponse {
    old_start: usize,
    new_start: usize,
    lines: Vec<(&'static str, String)>,
}

/// `?from=1&to=3`
#[derive(Debug, Deserialize)]
pub struct DiffQuery {
    from: String,
    to: String,
}

/// The body of `POST /knowledge/{slug}/restore`.
#[derive(Debug, Deserialize)]
pub struct RestoreRequest {
    revision: i64,
}

/// `{"ok":true,"revision":4}`
#[derive(Debug, Serialize)]
pub struct RestoredResponse {
    ok: bool,
    revision: i64,
}

/// `GET /knowledge/{slug}/history`: a bare array, newest first; also of a page that was deleted.
pub async fn page_history(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
) -> Result<Json<Vec<HistoryEntry>>> {
    Ok(Json(
        store
            .page_history(&actor, &slug)
            .await?
            .into_iter()
            .map(HistoryEntry::from)
            .collect(),
    ))
}

/// `GET /knowledge/{slug}/revisions/{number}`
pub async fn page_revision(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
    RevisionParam(number): RevisionParam,
) -> Result<Json<RevisionResponse>> {
    Ok(Json(
        store.page_revision(&actor, &slug, number).await?.into(),
    ))
}

/// `GET /knowledge/{slug}/diff?from=1&to=3`: what changed in the content, a bare array of hunks.
pub async fn page_diff(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
    Query(query): Query<DiffQuery>,
) -> Result<Json<Vec<HunkResponse>>> {
    let (from, to) = (number("from", &query.from)?, number("to", &query.to)?);
    let old = store
        .page_revision(&actor, &slug, from)
        .await?
        .draft
        .content;
    let new = store.page_revision(&actor, &slug, to).await?.draft.content;
    let hunks = diff::diff(&old, &new, CONTEXT)
        .into_iter()
        .map(|hunk| HunkResponse {
            old_start: hunk.old_start,
            new_start: hunk.new_start,
            lines: hunk
                .lines
                .into_iter()
                .map(|line| (sign(line.side), line.text))
                .collect(),
        });
    Ok(Json(hunks.collect()))
}

/// `POST /knowledge/{slug}/restore`: the page, there or deleted, says again what it said.
pub async fn restore_page(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
    Json(body): Json<RestoreRequest>,
) -> Result<Json<RestoredResponse>> {
    let page = store.restore_page(&actor, &slug, body.revision).await?;
    Ok(Json(RestoredResponse {
        ok: true,
        revision: page.revision,
    }))
}

fn number(name: &str, text: &str) -> Result<i64> {
    text.parse().map_err(|_| {
        ApiError::BadRequest(format!(
            "Invalid {name} '{text}'. Must be the number of a revision"
        ))
    })
}

const fn sign(side: Side) -> &'static str {
    match side {
        Side::Both => " ",
        Side::Old => "-",
        Side::New => "+",
    }
}

impl From<RevisionSummary> for HistoryEntry {
    fn from(revision: RevisionSummary) -> Self {
        HistoryEntry {
            revision: revision.number,
            edit: revision.edit.as_str(),
            author: revision.author.name,
            created_at: revision.at.to_seconds(),
            slug: revision.slug.into(),
            title: revision.title,
        }
    }
}

impl From<Revision> for RevisionResponse {
    fn from(revision: Revision) -> Self {
        RevisionResponse {
            entry: revision.summary.into(),
            tags: revision.draft.tags,
            sources: revision
                .draft
                .sources
                .into_iter()
                .map(Source::from)
                .collect(),
            content: revision.draft.content,
        }
    }
}
