//! Lists of issues: filters, pages, and the two lists that say what can be worked on.

use axum::{
    BoxError,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::stream;
use model::{
    Actor, Cursor, IssueFilter, IssueId, Lifecycle, Listing, Page, Priority, Sort, SortBy,
};
use serde::{Deserialize, Serialize};
use store::Store;

use super::wire::{Issue, IssueSummary};
use crate::{
    api::{
        error::{ApiError, Result},
        extract::{IssueParam, Json, Query},
    },
    auth::Caller,
};

/// `{"items":[…],"total":1}`, and `next_cursor` where pages were asked for.
#[derive(Debug, Serialize)]
pub struct IssueListResponse {
    items: Vec<IssueSummary>,
    total: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<Option<String>>,
}

impl IssueListResponse {
    fn new(listing: Listing<model::IssueSummary>, paged: bool) -> Self {
        IssueListResponse {
            items: listing.items.into_iter().map(IssueSummary::from).collect(),
            total: listing.total,
            next_cursor: paged.then(|| listing.next.map(|cursor| cursor.to_text())),
        }
    }
}

/// `{"items":[…],"total":3}`
#[derive(Debug, Serialize)]
pub struct TreeResponse {
    items: Vec<Issue>,
    total: usize,
}

/// The query of `GET /issues`; `limit` and `cursor` are ours.
#[derive(Debug, Default, Deserialize)]
pub struct IssueListQuery {
    status: Option<String>,
    label: Option<String>,
    priority: Option<String>,
    search: Option<String>,
    parent_id: Option<String>,
    #[serde(flatten)]
    page: PageQuery,
}

/// `?limit=50&cursor=…`
#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    limit: Option<String>,
    cursor: Option<String>,
}

impl IssueListQuery {
    fn filter(&self) -> Result<IssueFilter> {
        Ok(IssueFilter {
            lifecycle: self
                .status
                .as_deref()
                .filter(|word| *word != "all")
                .map(str::parse::<Lifecycle>)
                .transpose()?,
            priorities: self
                .priority
                .as_deref()
                .map(priorities)
                .transpose()?
                .unwrap_or_default(),
            labels: self.label.clone().into_iter().collect(),
            search: self.search.clone(),
            parent: self.parent_id.as_deref().map(parent).transpose()?,
            ..IssueFilter::default()
        })
    }
}

impl PageQuery {
    fn asked(&self) -> bool {
        self.limit.is_some() || self.cursor.is_some()
    }

    fn page(&self) -> Result<Page> {
        Ok(Page {
            limit: self.limit.as_deref().map(limit).transpose()?,
            after: self.cursor.as_deref().map(Cursor::from_text).transpose()?,
        })
    }
}

/// Issues of which nobody said how urgent they are read as medium, so a filter for medium finds
/// them.
fn priorities(word: &str) -> Result<Vec<Priority>> {
    let asked = Priority::from_local(word)?;
    Ok(Priority::ALL
        .into_iter()
        .filter(|priority| priority.local() == asked.local())
        .collect())
}

fn parent(text: &str) -> Result<IssueId> {
    text.parse()
        .map_err(|_| ApiError::BadRequest(format!("Invalid parent_id '{text}'. Must be a number")))
}

pub(super) fn limit(text: &str) -> Result<u32> {
    let limit = text
        .parse()
        .ok()
        .filter(|limit| (1..=Page::LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| {
        ApiError::BadRequest(format!(
            "Invalid limit '{text}'. Must be a number from 1 to {}",
            Page::LIMIT_MAX
        ))
    })
}

/// `GET /issues`: newest first, archived ones included unless `status` says otherwise.
pub async fn list_issues(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<IssueListQuery>,
) -> Result<Response> {
    answer(store, actor, query.filter()?, Sort::default(), &query.page).await
}

/// `GET /issues/blocked`: open issues that an open issue blocks, oldest first.
pub async fn list_blocked(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Response> {
    answer(store, actor, open_and(true), OLDEST_FIRST, &query).await
}

/// `GET /issues/ready`: open issues that no open issue blocks, oldest first.
pub async fn list_ready(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<PageQuery>,
) -> Result<Response> {
    answer(store, actor, open_and(false), OLDEST_FIRST, &query).await
}

/// The page that was asked for, or the whole list. A long one is read as fast as it is taken, so
/// that a client that takes nothing holds a page of it and no more.
async fn answer(
    store: Store,
    actor: Actor,
    filter: IssueFilter,
    sort: Sort,
    asked: &PageQuery,
) -> Result<Response> {
    let mut page = asked.page()?;
    if !asked.asked() {
        page.limit = Some(Page::LIMIT_MAX);
    }
    let first = store.list_issues(&actor, &filter, sort, &page).await?;
    if asked.asked() || first.next.is_none() {
        return Ok(Json(IssueListResponse::new(first, asked.asked())).into_response());
    }
    let rest = Rest {
        store,
        actor,
        filter,
        sort,
    };
    let body = Body::from_stream(stream::try_unfold(Some((first, true)), move |listing| {
        rest.clone().piece(listing)
    }));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// How the rest of a list is read.
#[derive(Clone)]
struct Rest {
    store: Store,
    actor: Actor,
    filter: IssueFilter,
    sort: Sort,
}

/// What is to be written next, and whether it is the first of all; none after the last.
type Next = Option<(Listing<model::IssueSummary>, bool)>;

impl Rest {
    /// The text of a page, and the page after it.
    async fn piece(self, listing: Next) -> Result<Option<(String, Next)>, BoxError> {
        let Some((listing, is_first)) = listing else {
            return Ok(None);
        };
        let items: Vec<IssueSummary> = listing.items.into_iter().map(IssueSummary::from).collect();
        let items = serde_json::to_string(&items)?;
        let items = items.trim_matches(['[', ']']);
        let mut text = format!("{}{items}", if is_first { "{\"items\":[" } else { "," });
        let Some(after) = listing.next else {
            text.push_str(&format!("],\"total\":{}}}", listing.total));
            return Ok(Some((text, None)));
        };
        let page = Page {
            limit: Some(Page::LIMIT_MAX),
            after: Some(after),
        };
        let next = self
            .store
            .list_issues(&self.actor, &self.filter, self.sort, &page)
            .await?;
        Ok(Some((text, Some((next, false)))))
    }
}

const OLDEST_FIRST: Sort = Sort {
    by: SortBy::Id,
    descending: false,
};

fn open_and(blocked: bool) -> IssueFilter {
    IssueFilter {
        lifecycle: Some(Lifecycle::Open),
        blocked: Some(blocked),
        ..IssueFilter::default()
    }
}

/// `GET /issues/{id}/tree`: everything below it, flat.
pub async fn issue_tree(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<TreeResponse>> {
    let items: Vec<Issue> = store
        .issue_tree(&actor, id)
        .await?
        .into_iter()
        .map(Issue::from)
        .collect();
    Ok(Json(TreeResponse {
        total: items.len(),
        items,
    }))
}
