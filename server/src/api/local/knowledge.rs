//! Pages of the knowledge (contract 1.9); changing and deleting are ours.

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use model::{Draft, KnowledgePage, NewPage, PagePatch, knowledge::PageSummary};
use serde::{Deserialize, Serialize};
use store::Store;

use super::wire::OkResponse;
use crate::{
    api::{
        error::Result,
        extract::{Json, Query, SlugParam, nullable},
    },
    auth::Caller,
};

pub mod history;

/// Where something on a page comes from.
#[derive(Debug, Serialize, Deserialize)]
pub struct Source {
    pub url: String,
    #[serde(default)]
    pub title: String,
    pub accessed_at: Option<String>,
}

/// A page as lists carry it.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub slug: String,
    pub title: String,
    pub tags: Vec<String>,
    pub contributors: Vec<String>,
    pub updated: String,
}

#[derive(Debug, Serialize)]
pub struct Page {
    pub slug: String,
    pub title: String,
    pub tags: Vec<String>,
    pub sources: Vec<Source>,
    pub contributors: Vec<String>,
    pub created: String,
    pub updated: String,
    pub content: String,
}

/// Where a query was found.
#[derive(Debug, Serialize)]
pub struct SearchMatch {
    pub slug: String,
    pub title: String,
    pub line_number: usize,
    pub context_lines: Vec<(usize, String)>,
}

/// `{"slug":"serde-tips"}`
#[derive(Debug, Serialize)]
pub struct SlugResponse {
    slug: String,
}

/// The answer to a change, ours: the page after it, and how it went.
#[derive(Debug, Serialize)]
pub struct SavedResponse {
    #[serde(flatten)]
    page: Page,
    ok: bool,
    revision: i64,
    merged: bool,
}

/// The body of `POST /knowledge`.
#[derive(Debug, Deserialize)]
pub struct CreatePageRequest {
    slug: String,
    title: String,
    content: String,
    tags: Option<Vec<String>>,
    sources: Option<Vec<Source>>,
}

/// The body of `PATCH /knowledge/{slug}`. An absent field is left alone, a null clears it.
/// `base_revision` is the revision that the change was written on (the `ETag` of the page); another
/// slug renames the page.
#[derive(Debug, Deserialize)]
pub struct UpdatePageRequest {
    slug: Option<String>,
    title: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    content: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable")]
    tags: Option<Option<Vec<String>>>,
    #[serde(default, deserialize_with = "nullable")]
    sources: Option<Option<Vec<Source>>>,
    base_revision: Option<i64>,
}

/// `?q=…`
#[derive(Debug, Deserialize)]
pub struct SearchQuery {
    q: Option<String>,
}

/// `GET /knowledge`: a bare array, by slug.
pub async fn list_pages(
    State(store): State<Store>,
    Caller(actor): Caller,
) -> Result<Json<Vec<Summary>>> {
    Ok(Json(
        store
            .list_pages(&actor)
            .await?
            .into_iter()
            .map(Summary::from)
            .collect(),
    ))
}

/// `POST /knowledge`
pub async fn create_page(
    State(store): State<Store>,
    Caller(actor): Caller,
    Json(body): Json<CreatePageRequest>,
) -> Result<(StatusCode, Json<SlugResponse>)> {
    let page = store.create_page(&actor, body.into()).await?;
    Ok((
        StatusCode::CREATED,
        Json(SlugResponse {
            slug: page.slug.into(),
        }),
    ))
}

/// `GET /knowledge/{slug}`; the `ETag` is the number of its revision. A page that was renamed
/// answers to its old slug too.
pub async fn page(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
) -> Result<([(HeaderName, String); 1], Json<Page>)> {
    let page = store.page(&actor, &slug).await?;
    Ok((
        [(header::ETAG, format!("\"{}\"", page.revision))],
        Json(page.into()),
    ))
}

/// `GET /knowledge/search?q=`: a bare array. `line_number` counts lines of `content`.
pub async fn search_pages(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Vec<SearchMatch>>> {
    let hits = store
        .search_pages(&actor, query.q.as_deref().unwrap_or_default())
        .await?;
    let matches = hits.into_iter().map(|hit| SearchMatch {
        slug: hit.slug.into(),
        title: hit.title,
        line_number: hit.line_number,
        context_lines: hit.context_lines,
    });
    Ok(Json(matches.collect()))
}

/// `PATCH /knowledge/{slug}`: ours. On top of somebody's newer revision than `base_revision` both
/// changes are joined; where that cannot be, a 409 carries both sides.
pub async fn update_page(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
    Json(body): Json<UpdatePageRequest>,
) -> Result<Json<SavedResponse>> {
    let saved = store.update_page(&actor, &slug, body.into()).await?;
    let (revision, merged) = (saved.page.revision, saved.merged);
    Ok(Json(SavedResponse {
        page: saved.page.into(),
        ok: true,
        revision,
        merged,
    }))
}

/// `DELETE /knowledge/{slug}`: ours.
pub async fn delete_page(
    State(store): State<Store>,
    Caller(actor): Caller,
    SlugParam(slug): SlugParam,
) -> Result<Json<OkResponse>> {
    store.delete_page(&actor, &slug).await?;
    Ok(Json(OkResponse::OK))
}

impl From<CreatePageRequest> for NewPage {
    fn from(body: CreatePageRequest) -> Self {
        let CreatePageRequest {
            slug,
            title,
            content,
            tags,
            sources,
        } = body;
        let sources = sources
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect();
        NewPage {
            slug,
            draft: Draft {
                title,
                content,
                tags: tags.unwrap_or_default(),
                sources,
            },
        }
    }
}

impl From<UpdatePageRequest> for PagePatch {
    fn from(body: UpdatePageRequest) -> Self {
        PagePatch {
            slug: body.slug,
            title: body.title,
            content: body.content.map(Option::unwrap_or_default),
            tags: body.tags.map(Option::unwrap_or_default),
            sources: body.sources.map(|sources| {
                sources
                    .unwrap_or_default()
                    .into_iter()
                    .map(Into::into)
                    .collect()
            }),
            base: body.base_revision,
        }
    }
}

impl From<PageSummary> for Summary {
    fn from(page: PageSummary) -> Self {
        let PageSummary {
            slug,
            title,
            tags,
            contributors,
            updated,
            ..
        } = page;
        Summary {
            slug: slug.into(),
            title,
            tags,
            contributors,
            updated,
        }
    }
}

impl From<KnowledgePage> for Page {
    fn from(page: KnowledgePage) -> Self {
        Page {
            slug: page.slug.into(),
            title: page.draft.title,
            tags: page.draft.tags,
            sources: page.draft.sources.into_iter().map(Source::from).collect(),
            contributors: page.contributors,
            created: page.created,
            updated: page.updated,
            content: page.draft.content,
        }
    }
}

impl From<model::knowledge::Source> for Source {
    fn from(source: model::knowledge::Source) -> Self {
        Source {
            url: source.url,
            title: source.title,
            accessed_at: source.accessed_at,
        }
    }
}

impl From<Source> for model::knowledge::Source {
    fn from(source: Source) -> Self {
        model::knowledge::Source {
            url: source.url,
            title: source.title,
            accessed_at: source.accessed_at,
        }
    }
}
