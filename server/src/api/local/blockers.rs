//! What an issue waits for.

use axum::extract::State;
use model::IssueId;
use serde::Deserialize;
use store::Store;

use super::wire::OkResponse;
use crate::{
    api::{
        error::Result,
        extract::{BlockerParam, IssueParam, Json},
    },
    auth::Caller,
};

/// The body of `POST /issues/{id}/block`.
#[derive(Debug, Deserialize)]
pub struct AddBlockerRequest {
    blocker_id: i64,
}

/// `POST /issues/{id}/block`: the issue in the path waits for the one in the body.
pub async fn add_blocker(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<AddBlockerRequest>,
) -> Result<Json<OkResponse>> {
    store
        .add_blocker(&actor, id, IssueId(body.blocker_id))
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `DELETE /issues/{id}/block/{blocker_id}`
pub async fn remove_blocker(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    BlockerParam(blocker): BlockerParam,
) -> Result<Json<OkResponse>> {
    store.remove_blocker(&actor, id, blocker).await?;
    Ok(Json(OkResponse::OK))
}
