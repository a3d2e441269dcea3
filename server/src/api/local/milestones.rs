//! Milestones: contract 1.8.

use axum::{extract::State, http::StatusCode};
use model::{BurnUpDay, IssueId, MilestonePatch, MilestoneStatus, NewMilestone};
use serde::{Deserialize, Serialize};
use store::Store;

use super::wire::{CreatedResponse, MilestoneDetail, OkResponse};
use crate::{
    api::{
        error::Result,
        extract::{AssignedParam, Json, MilestoneParam, Query, nullable},
    },
    auth::Caller,
};

/// `{"items":[…],"total":1}`
#[derive(Debug, Serialize)]
pub struct MilestoneListResponse {
    items: Vec<MilestoneDetail>,
    total: usize,
}

/// `{"items":[{"day":"2026-03-01","total":12,"completed":8}],"total":1}`; ours.
#[derive(Debug, Serialize)]
pub struct BurnUpResponse {
    items: Vec<BurnUpDay>,
    total: usize,
}

/// The query of `GET /milestones`.
#[derive(Debug, Deserialize)]
pub struct MilestoneListQuery {
    status: Option<String>,
}

/// The body of `POST /milestones`. A `title` is taken for a name.
#[derive(Debug, Deserialize)]
pub struct CreateMilestoneRequest {
    #[serde(alias = "title")]
    name: String,
    description: Option<String>,
}

/// The body of `PATCH /milestones/{id}`, which is ours. An absent field is left alone; a null
/// clears the description.
#[derive(Debug, Deserialize)]
pub struct UpdateMilestoneRequest {
    #[serde(alias = "title")]
    name: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    description: Option<Option<String>>,
}

/// The body of `POST /milestones/{id}/assign`.
#[derive(Debug, Deserialize)]
pub struct AssignMilestoneRequest {
    issue_id: i64,
}

impl MilestoneListQuery {
    /// Open ones where nobody says.
    fn status(&self) -> Result<Option<MilestoneStatus>> {
        match self.status.as_deref() {
            None => Ok(Some(MilestoneStatus::Open)),
            Some("all") => Ok(None),
            Some(word) => Ok(Some(word.parse()?)),
        }
    }
}

/// `GET /milestones`: newest first.
pub async fn list_milestones(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<MilestoneListQuery>,
) -> Result<Json<MilestoneListResponse>> {
    let milestones = store.list_milestones(&actor, query.status()?).await?;
    let items: Vec<_> = milestones.into_iter().map(MilestoneDetail::from).collect();
    Ok(Json(MilestoneListResponse {
        total: items.len(),
        items,
    }))
}

/// `POST /milestones`
pub async fn create_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    Json(body): Json<CreateMilestoneRequest>,
) -> Result<(StatusCode, Json<CreatedResponse>)> {
    let new = NewMilestone {
        name: body.name,
        description: body.description,
    };
    let id = store.create_milestone(&actor, new).await?;
    Ok((StatusCode::CREATED, Json(CreatedResponse { id: id.0 })))
}

/// `GET /milestones/{id}`
pub async fn milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
) -> Result<Json<MilestoneDetail>> {
    Ok(Json(store.milestone(&actor, id).await?.into()))
}

/// `PATCH /milestones/{id}`, which is ours.
pub async fn update_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
    Json(body): Json<UpdateMilestoneRequest>,
) -> Result<Json<OkResponse>> {
    let patch = MilestonePatch {
        name: body.name,
        description: body.description,
    };
    store.update_milestone(&actor, id, patch).await?;
    Ok(Json(OkResponse::OK))
}

/// `DELETE /milestones/{id}`, which is ours: its issues stay, without a milestone.
pub async fn delete_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
) -> Result<Json<OkResponse>> {
    store.delete_milestone(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /milestones/{id}/assign`: an issue is in one milestone, so it leaves the one it was in.
pub async fn assign_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
    Json(body): Json<AssignMilestoneRequest>,
) -> Result<Json<OkResponse>> {
    store
        .assign_milestone(&actor, id, IssueId(body.issue_id))
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `DELETE /milestones/{id}/assign/{issue_id}`, which is ours.
pub async fn unassign_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
    AssignedParam(issue): AssignedParam,
) -> Result<Json<OkResponse>> {
    store.unassign_milestone(&actor, id, issue).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /milestones/{id}/close`
pub async fn close_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
) -> Result<Json<OkResponse>> {
    store.close_milestone(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /milestones/{id}/reopen`, which is ours.
pub async fn reopen_milestone(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
) -> Result<Json<OkResponse>> {
    store.reopen_milestone(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `GET /milestones/{id}/burn-up`, which is ours: the days on which total or completed changed.
pub async fn milestone_burn_up(
    State(store): State<Store>,
    Caller(actor): Caller,
    MilestoneParam(id): MilestoneParam,
) -> Result<Json<BurnUpResponse>> {
    let items = store.milestone_burn_up(&actor, id).await?;
    Ok(Json(BurnUpResponse {
        total: items.len(),
        items,
    }))
}
