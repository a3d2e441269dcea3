//! Usage: the tokens that agents spend. Contract 1.13.

use axum::{extract::State, http::StatusCode};
use model::{Day, NewUsage, SessionId, Timestamp, UsageDay, UsageFilter, UsageShare, UsageSum};
use serde::{Deserialize, Serialize};
use store::Store;

use super::listing::limit;
use crate::{
    api::{
        error::{ApiError, Result},
        extract::{Json, Query},
    },
    auth::Caller,
};

/// The body of `POST /usage`.
#[derive(Debug, Deserialize)]
pub struct CreateUsageRequest {
    agent_id: String,
    session_id: Option<i64>,
    input_tokens: i64,
    output_tokens: i64,
    cache_read_tokens: Option<i64>,
    cache_creation_tokens: Option<i64>,
    model: Option<String>,
    cost_estimate: Option<f64>,
}

impl From<CreateUsageRequest> for NewUsage {
    fn from(body: CreateUsageRequest) -> Self {
        NewUsage {
            agent: body.agent_id,
            session: body.session_id.map(SessionId),
            model: body.model,
            input_tokens: body.input_tokens,
            output_tokens: body.output_tokens,
            cache_read_tokens: body.cache_read_tokens,
            cache_creation_tokens: body.cache_creation_tokens,
            cost_estimate: body.cost_estimate,
        }
    }
}

/// The query of all reading routes. `from` and `to` are instants, or whole days in UTC.
#[derive(Debug, Deserialize)]
pub struct UsageQuery {
    agent_id: Option<String>,
    session_id: Option<String>,
    model: Option<String>,
    from: Option<String>,
    to: Option<String>,
    limit: Option<String>,
}

impl UsageQuery {
    fn filter(&self) -> Result<UsageFilter> {
        Ok(UsageFilter {
            agent: self.agent_id.clone(),
            session: self.session_id.as_deref().map(session).transpose()?,
            model: self.model.clone(),
            from: self
                .from
                .as_deref()
                .map(|text| instant("from", text, Day::begin))
                .transpose()?,
            to: self
                .to
                .as_deref()
                .map(|text| instant("to", text, Day::end))
                .transpose()?,
        })
    }
}

fn session(text: &str) -> Result<SessionId> {
    text.parse()
        .map_err(|_| ApiError::BadRequest(format!("Invalid session_id '{text}'. Must be a number")))
}

fn instant(name: &str, text: &str, of_day: fn(Day) -> Timestamp) -> Result<Timestamp> {
    let read = text.parse().or_else(|_| text.parse().map(of_day));
    let what = "Must be an instant like 2026-03-01T12:00:00Z or a day like 2026-03-01";
    read.map_err(|_| ApiError::BadRequest(format!("Invalid {name} '{text}'. {what}")))
}

/// One record.
#[derive(Debug, Serialize)]
pub struct TokenUsage {
    id: i64,
    agent_id: String,
    session_id: Option<i64>,
    timestamp: String,
    input_tokens: i64,
    output_tokens: i64,
    cache_read_tokens: Option<i64>,
    cache_creation_tokens: Option<i64>,
    model: String,
    cost_estimate: Option<f64>,
}

impl From<model::Usage> for TokenUsage {
    fn from(usage: model::Usage) -> Self {
        TokenUsage {
            id: usage.id.0,
            agent_id: usage.agent,
            session_id: usage.session.map(|id| id.0),
            timestamp: usage.at.to_seconds(),
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            cache_read_tokens: usage.cache_read_tokens,
            cache_creation_tokens: usage.cache_creation_tokens,
            model: usage.model,
            cost_estimate: usage.cost_estimate,
        }
    }
}

/// The sums of a share or a day.
#[derive(Debug, Serialize)]
pub struct Sums {
    request_count: i64,
    total_input_tokens: i64,
    total_output_tokens: i64,
    total_cache_read_tokens: i64,
    total_cache_creation_tokens: i64,
    total_cost: f64,
}

impl From<UsageSum> for Sums {
    fn from(sum: UsageSum) -> Self {
        Sums {
            request_count: sum.requests,
            total_input_tokens: sum.input_tokens,
            total_output_tokens: sum.output_tokens,
            total_cache_read_tokens: sum.cache_read_tokens,
            total_cache_creation_tokens: sum.cache_creation_tokens,
            total_cost: sum.cost.unwrap_or_default(),
        }
    }
}

/// Usage of one language model by one agent.
#[derive(Debug, Serialize)]
pub struct UsageSummaryItem {
    agent_id: String,
    model: String,
    #[serde(flatten)]
    sums: Sums,
}

/// What was used on one day; ours.
#[derive(Debug, Serialize)]
pub struct UsageDayItem {
    date: Day,
    #[serde(flatten)]
    sums: Sums,
}

/// `{"items":[…],"total":1}`
#[derive(Debug, Serialize)]
pub struct UsageListResponse<T> {
    items: Vec<T>,
    total: usize,
}

impl<T> UsageListResponse<T> {
    fn new<F: Into<T>>(items: Vec<F>) -> Json<Self> {
        let items: Vec<T> = items.into_iter().map(Into::into).collect();
        Json(UsageListResponse {
            total: items.len(),
            items,
        })
    }
}

/// The answer of `GET /usage/summary`.
#[derive(Debug, Serialize)]
pub struct UsageSummaryResponse {
    items: Vec<UsageSummaryItem>,
    total_input_tokens: i64,
    total_output_tokens: i64,
    total_cost: f64,
}

impl From<UsageShare> for UsageSummaryItem {
    fn from(share: UsageShare) -> Self {
        UsageSummaryItem {
            agent_id: share.agent,
            model: share.model,
            sums: share.sum.into(),
        }
    }
}

impl From<UsageDay> for UsageDayItem {
    fn from(day: UsageDay) -> Self {
        UsageDayItem {
            date: day.day,
            sums: day.sum.into(),
        }
    }
}

/// `POST /usage`
pub async fn record_usage(
    State(store): State<Store>,
    Caller(actor): Caller,
    Json(body): Json<CreateUsageRequest>,
) -> Result<(StatusCode, Json<TokenUsage>)> {
    let usage = store.record_usage(&actor, body.into()).await?;
    Ok((StatusCode::CREATED, Json(usage.into())))
}

/// `GET /usage`: newest first.
pub async fn list_usage(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsageListResponse<TokenUsage>>> {
    let limit = query.limit.as_deref().map(limit).transpose()?;
    Ok(UsageListResponse::new(
        store.list_usage(&actor, &query.filter()?, limit).await?,
    ))
}

/// `GET /usage/summary`: by agent and language model.
pub async fn usage_summary(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsageSummaryResponse>> {
    let shares = store.usage_summary(&actor, &query.filter()?).await?;
    let sum = shares
        .iter()
        .fold(UsageSum::default(), |sum, share| sum.plus(&share.sum));
    Ok(Json(UsageSummaryResponse {
        items: shares.into_iter().map(UsageSummaryItem::from).collect(),
        total_input_tokens: sum.input_tokens,
        total_output_tokens: sum.output_tokens,
        total_cost: sum.cost.unwrap_or_default(),
    }))
}

/// `GET /usage/daily`, which is ours: by day, oldest first.
pub async fn usage_days(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsageListResponse<UsageDayItem>>> {
    Ok(UsageListResponse::new(
        store.usage_days(&actor, &query.filter()?).await?,
    ))
}
