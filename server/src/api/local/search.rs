//! One search over everything: contract 1.13.

use axum::extract::State;
use model::{SearchHit, SearchKind};
use serde::{Deserialize, Serialize};
use store::Store;

use super::listing::limit;
use crate::{
    api::{
        error::Result,
        extract::{Json, Query},
    },
    auth::Caller,
};

/// How many of each kind are found where nobody says.
const LIMIT: u32 = 50;

/// The query of `GET /search`; `limit`, of each kind, is ours.
#[derive(Debug, Deserialize)]
pub struct SearchQuery {
    #[serde(default)]
    q: String,
    limit: Option<String>,
}

/// `{"items":[…],"total":2}`
#[derive(Debug, Serialize)]
pub struct SearchResponse {
    items: Vec<SearchResultItem>,
    total: usize,
}

/// One thing found.
#[derive(Debug, Serialize)]
pub struct SearchResultItem {
    kind: SearchKind,
    title: String,
    snippet: String,
    id: String,
    /// Only of a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_id: Option<i64>,
}

impl From<SearchHit> for SearchResultItem {
    fn from(hit: SearchHit) -> Self {
        let issue_id = hit
            .issue
            .filter(|_| hit.kind == SearchKind::Comment)
            .map(|id| id.0);
        SearchResultItem {
            kind: hit.kind,
            title: hit.title,
            snippet: hit.snippet,
            id: hit.id,
            issue_id,
        }
    }
}

/// `GET /search`: issues, then comments, the newest first.
pub async fn search(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchResponse>> {
    let limit = query.limit.as_deref().map_or(Ok(LIMIT), limit)?;
    let items: Vec<_> = store
        .search(&actor, &query.q, limit)
        .await?
        .into_iter()
        .map(SearchResultItem::from)
        .collect();
    Ok(Json(SearchResponse {
        total: items.len(),
        items,
    }))
}
