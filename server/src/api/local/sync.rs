//! The hub (contract, section 1.11).

use axum::extract::State;
use serde::Serialize;

use crate::{
    api::{
        error::{ApiError, Result},
        extract::Json,
    },
    auth::Caller,
    hub::{self, sync::SyncError},
    state::AppState,
};

/// Where the exchange with the hub stands.
#[derive(Debug, Serialize)]
pub struct SyncStatusResponse {
    pub hub_initialized: bool,
    pub hub_branch: &'static str,
    pub remote: String,
    pub last_fetch_at: Option<String>,
    pub active_lock_count: usize,
    pub stale_lock_count: usize,
}

/// What a fetch or a push did.
#[derive(Debug, Serialize)]
pub struct SyncActionResponse {
    success: bool,
    message: String,
}

impl SyncActionResponse {
    fn done(message: String) -> Json<Self> {
        Json(SyncActionResponse {
            success: true,
            message,
        })
    }
}

/// `GET /sync/status`: from what is stored; git is not asked.
pub async fn sync_status(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<SyncStatusResponse>> {
    let (config, sync) = (
        state.settings.current().await,
        state.store.sync_state(&actor).await?,
    );
    let (locks, policy, now) = (
        state.store.list_locks(&actor).await?,
        config.locks(),
        state.store.now(),
    );
    Ok(Json(SyncStatusResponse {
        hub_initialized: sync.knows_a_hub(),
        hub_branch: hub::BRANCH,
        remote: config.remote,
        last_fetch_at: sync.last_fetch_at.map(|at| at.to_seconds()),
        active_lock_count: locks.len(),
        stale_lock_count: locks
            .iter()
            .filter(|lock| lock.is_stale(policy, now))
            .count(),
    }))
}

/// `POST /sync/fetch`: takes in what others changed.
pub async fn fetch_hub(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<SyncActionResponse>> {
    actor.may_write()?;
    let remote = state.settings.current().await.remote;
    Ok(SyncActionResponse::done(
        state.hub.fetch(&actor, &remote).await?.sentence(),
    ))
}

/// `POST /sync/push`: takes in what others changed, and passes on what was changed here.
pub async fn push_hub(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<SyncActionResponse>> {
    actor.may_write()?;
    let remote = state.settings.current().await.remote;
    Ok(SyncActionResponse::done(
        state.hub.push(&actor, &remote).await?.sentence(),
    ))
}

impl From<SyncError> for ApiError {
    fn from(error: SyncError) -> Self {
        match error.cause() {
            _ if error.is_no_hub() => ApiError::NoHub(error.to_string()),
            SyncError::Store(store::Error::Rule(rule)) => rule.clone().into(),
            SyncError::Store(full @ (store::Error::Full | store::Error::ReadOnly)) => {
                ApiError::Unstorable(full.to_string())
            }
            SyncError::Store(_) | SyncError::BrokenOff => ApiError::Internal(Box::new(error)),
            told if told.is_conflict() => ApiError::Conflict(told.to_string()),
            told => ApiError::Broken(told.to_string()),
        }
    }
}
