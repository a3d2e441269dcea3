//! An issue's comments.

use axum::{extract::State, http::StatusCode};
use model::{CommentKind, NewComment};
use serde::Deserialize;
use store::Store;

use super::wire::{Comment, CreatedResponse};
use crate::{
    api::{
        error::Result,
        extract::{IssueParam, Json},
    },
    auth::Caller,
};

/// The body of `POST /issues/{id}/comments`.
#[derive(Debug, Deserialize)]
pub struct CreateCommentRequest {
    content: String,
    kind: Option<String>,
    trigger_type: Option<String>,
    intervention_context: Option<String>,
}

impl CreateCommentRequest {
    fn new_comment(self) -> Result<NewComment> {
        Ok(NewComment {
            kind: self
                .kind
                .as_deref()
                .map_or(Ok(CommentKind::default()), str::parse)?,
            content: self.content,
            trigger_type: self.trigger_type,
            intervention_context: self.intervention_context,
        })
    }
}

/// `GET /issues/{id}/comments`: a bare array, oldest first.
pub async fn list_comments(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
) -> Result<Json<Vec<Comment>>> {
    Ok(Json(
        store
            .list_comments(&actor, id)
            .await?
            .into_iter()
            .map(Comment::from)
            .collect(),
    ))
}

/// `POST /issues/{id}/comments`
pub async fn add_comment(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(id): IssueParam,
    Json(body): Json<CreateCommentRequest>,
) -> Result<(StatusCode, Json<CreatedResponse>)> {
    let comment = store.add_comment(&actor, id, body.new_comment()?).await?;
    Ok((StatusCode::CREATED, Json(CreatedResponse { id: comment.0 })))
}
