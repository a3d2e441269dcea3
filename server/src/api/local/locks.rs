//! Locks (contract, section 1.10).

use axum::extract::State;
use model::{Actor, Claim, IssueId, Lock, LockAction, LockPolicy, Timestamp};
use serde::{Deserialize, Serialize};

use super::wire::OkResponse;
use crate::{
    api::{
        error::Result,
        extract::{IssueParam, Json},
    },
    auth::Caller,
    state::AppState,
};

#[derive(Debug, Serialize)]
pub struct LockEntry {
    pub issue_id: i64,
    pub agent_id: String,
    pub branch: Option<String>,
    pub claimed_at: String,
    pub signed_by: String,
    pub age_seconds: i64,
    pub is_stale: bool,
}

impl LockEntry {
    fn new(lock: Lock, policy: LockPolicy, now: Timestamp) -> Self {
        LockEntry {
            age_seconds: lock.age(now),
            is_stale: lock.is_stale(policy, now),
            issue_id: lock.issue.id.0,
            agent_id: lock.agent,
            branch: lock.branch,
            claimed_at: lock.claimed_at.to_seconds(),
            signed_by: lock.signed_by.unwrap_or_default(),
        }
    }
}

/// The body of `POST /locks/{issue_id}/claim` and `/steal`.
#[derive(Debug, Deserialize)]
pub struct ClaimRequest {
    agent_id: String,
    branch: Option<String>,
    signed_by: Option<String>,
}

impl From<ClaimRequest> for Claim {
    fn from(
        ClaimRequest {
            agent_id: agent,
            branch,
            signed_by,
        }: ClaimRequest,
    ) -> Self {
        Claim {
            agent,
            branch,
            signed_by,
        }
    }
}

/// The body of `POST /locks/{issue_id}/release`; without an agent it is a person's word.
#[derive(Debug, Deserialize)]
pub struct ReleaseRequest {
    agent_id: Option<String>,
}

/// The body of `POST /locks/notify`.
#[derive(Debug, Deserialize)]
pub struct NotifyRequest {
    issue_id: i64,
    action: String,
    agent_id: String,
}

async fn entries(state: &AppState, actor: &Actor) -> Result<Vec<LockEntry>> {
    let (locks, policy, now) = (
        state.store.list_locks(actor).await?,
        state.settings.current().await.locks(),
        state.store.now(),
    );
    Ok(locks
        .into_iter()
        .map(|lock| LockEntry::new(lock, policy, now))
        .collect())
}

/// `GET /locks`: a bare array, the longest held first.
pub async fn list_locks(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<Vec<LockEntry>>> {
    Ok(Json(entries(&state, &actor).await?))
}

/// `GET /locks/stale`: those of them that are stale.
pub async fn list_stale_locks(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<Vec<LockEntry>>> {
    let mut locks = entries(&state, &actor).await?;
    locks.retain(|lock| lock.is_stale);
    Ok(Json(locks))
}

/// `POST /locks/notify`: passes on what happened to a lock elsewhere, and changes nothing here.
pub async fn notify_lock(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Json(body): Json<NotifyRequest>,
) -> Result<Json<OkResponse>> {
    let action: LockAction = body.action.parse()?;
    state
        .store
        .notify_lock(&actor, IssueId(body.issue_id), action, &body.agent_id)
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /locks/{issue_id}/claim`: ours.
pub async fn claim_lock(
    State(state): State<AppState>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<ClaimRequest>,
) -> Result<Json<OkResponse>> {
    let policy = state.settings.current().await.locks();
    state
        .store
        .claim_lock(&actor, id, body.into(), policy)
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /locks/{issue_id}/release`: ours.
pub async fn release_lock(
    State(state): State<AppState>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<ReleaseRequest>,
) -> Result<Json<OkResponse>> {
    state.store.release_lock(&actor, id, body.agent_id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /locks/{issue_id}/steal`: ours.
pub async fn steal_lock(
    State(state): State<AppState>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<ClaimRequest>,
) -> Result<Json<OkResponse>> {
    let policy = state.settings.current().await.locks();
    state
        .store
        .steal_lock(&actor, id, body.into(), policy)
        .await?;
    Ok(Json(OkResponse::OK))
}
