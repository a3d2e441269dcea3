//! An issue's labels.

use axum::extract::State;
use serde::Deserialize;
use store::Store;

use super::wire::OkResponse;
use crate::{
    api::{
        error::Result,
        extract::{IssueParam, Json, LabelParam},
    },
    auth::Caller,
};

/// The body of `POST /issues/{id}/labels`.
#[derive(Debug, Deserialize)]
pub struct AddLabelRequest {
    label: String,
}

/// `GET /issues/{id}/labels`: a bare array of names.
pub async fn list_labels(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<Vec<String>>> {
    Ok(Json(
        store
            .issue_labels(&actor, id)
            .await?
            .into_iter()
            .map(|label| label.name)
            .collect(),
    ))
}

/// `POST /issues/{id}/labels`
pub async fn add_label(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<AddLabelRequest>,
) -> Result<Json<OkResponse>> {
    store.add_label(&actor, id, &body.label).await?;
    Ok(Json(OkResponse::OK))
}

/// `DELETE /issues/{id}/labels/{label}`
pub async fn remove_label(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    LabelParam(label): LabelParam,
) -> Result<Json<OkResponse>> {
    store.remove_label(&actor, id, &label).await?;
    Ok(Json(OkResponse::OK))
}
