//! One issue: reading, creating, changing, closing, deleting.

use axum::{extract::State, http::StatusCode};
use model::{IssueId, IssuePatch, NewIssue, Priority};
use serde::Deserialize;
use store::Store;

use super::wire::{CreatedResponse, IssueDetail, OkResponse};
use crate::{
    api::{
        error::Result,
        extract::{IssueParam, Json, nullable},
    },
    auth::Caller,
};

/// The body of `POST /issues`.
#[derive(Debug, Deserialize)]
pub struct CreateIssueRequest {
    title: String,
    description: Option<String>,
    priority: Option<String>,
    parent_id: Option<i64>,
}

/// The body of `POST /issues/{id}/subissue`.
#[derive(Debug, Deserialize)]
pub struct CreateSubissueRequest {
    title: String,
    description: Option<String>,
    priority: Option<String>,
}

/// The body of `PATCH /issues/{id}`. An absent field is left alone; a null clears the description
/// or the parent.
#[derive(Debug, Deserialize)]
pub struct UpdateIssueRequest {
    title: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    description: Option<Option<String>>,
    priority: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    parent_id: Option<Option<i64>>,
}

impl CreateIssueRequest {
    fn new_issue(self) -> Result<NewIssue> {
        // The local API has no word for "nobody said": its default is stored as what it says.
        let priority = self
            .priority
            .as_deref()
            .map_or(Ok(Priority::Medium), Priority::from_local)?;
        let parent = self.parent_id.map(IssueId);
        Ok(NewIssue {
            title: self.title,
            description: self.description,
            priority,
            parent,
            ..NewIssue::default()
        })
    }
}

impl CreateSubissueRequest {
    fn under(self, parent: IssueId) -> CreateIssueRequest {
        let CreateSubissueRequest {
            title,
            description,
            priority,
        } = self;
        CreateIssueRequest {
            title,
            description,
            priority,
            parent_id: Some(parent.0),
        }
    }
}

impl UpdateIssueRequest {
    fn patch(self) -> Result<IssuePatch> {
        Ok(IssuePatch {
            title: self.title,
            description: self.description,
            priority: self
                .priority
                .as_deref()
                .map(Priority::from_local)
                .transpose()?,
            parent: self.parent_id.map(|parent| parent.map(IssueId)),
            ..IssuePatch::default()
        })
    }
}

/// `POST /issues`
pub async fn create_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    Json(body): Json<CreateIssueRequest>,
) -> Result<(StatusCode, Json<CreatedResponse>)> {
    let issue = store.create_issue(&actor, body.new_issue()?).await?;
    Ok((
        StatusCode::CREATED,
        Json(CreatedResponse { id: issue.id.0 }),
    ))
}

/// `POST /issues/{id}/subissue`
pub async fn create_subissue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(parent): IssueParam,
    Json(body): Json<CreateSubissueRequest>,
) -> Result<(StatusCode, Json<CreatedResponse>)> {
    let issue = store
        .create_issue(&actor, body.under(parent).new_issue()?)
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(CreatedResponse { id: issue.id.0 }),
    ))
}

/// `GET /issues/{id}`
pub async fn issue_detail(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<IssueDetail>> {
    Ok(Json(store.issue_detail(&actor, id).await?.into()))
}

/// `PATCH /issues/{id}`: never the status; closing and reopening are verbs of their own.
pub async fn update_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<UpdateIssueRequest>,
) -> Result<Json<OkResponse>> {
    store.update_issue(&actor, id, body.patch()?).await?;
    Ok(Json(OkResponse::OK))
}

/// `DELETE /issues/{id}`
pub async fn delete_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<OkResponse>> {
    store.delete_issue(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /issues/{id}/close`
pub async fn close_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<OkResponse>> {
    store.close_issue(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /issues/{id}/reopen`
pub async fn reopen_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<OkResponse>> {
    store.reopen_issue(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /issues/{id}/archive`
pub async fn archive_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<OkResponse>> {
    store.archive_issue(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /issues/{id}/unarchive`
pub async fn unarchive_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<OkResponse>> {
    store.unarchive_issue(&actor, id).await?;
    Ok(Json(OkResponse::OK))
}
