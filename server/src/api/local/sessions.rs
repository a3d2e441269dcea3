//! Sessions of work: contract 1.7.

use axum::{extract::State, http::StatusCode};
use model::SessionRef;
use serde::Deserialize;
use store::Store;

use super::wire::{OkResponse, Session};
use crate::{
    api::{
        error::Result,
        extract::{IssueParam, Json, Query},
    },
    auth::Caller,
};

/// Whose session: the query of every route here. Ours on all but `current`.
#[derive(Debug, Deserialize)]
pub struct SessionQuery {
    agent_id: Option<String>,
}

/// The body of `POST /sessions/start`, and (ours) of `POST` and `DELETE /sessions/work`.
#[derive(Debug, Deserialize)]
pub struct StartSessionRequest {
    agent_id: Option<String>,
}

/// The body of `POST /sessions/end`.
#[derive(Debug, Deserialize)]
pub struct EndSessionRequest {
    notes: Option<String>,
    agent_id: Option<String>,
}

/// The body of `POST /sessions/action`, which is ours.
#[derive(Debug, Deserialize)]
pub struct LastActionRequest {
    action: String,
    agent_id: Option<String>,
}

impl SessionQuery {
    /// The current session of whom the query or the body names; the query goes first.
    fn which(self, body: Option<String>) -> SessionRef {
        SessionRef::current(self.agent_id.or(body))
    }
}

/// `GET /sessions/current`: the newest that is open, of an agent where one is named; `null` where
/// there is none.
pub async fn current_session(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SessionQuery>,
) -> Result<Json<Option<Session>>> {
    Ok(Json(
        store
            .current_session(&actor, query.agent_id.as_deref())
            .await?
            .map(Session::from),
    ))
}

/// `POST /sessions/start`: on top of those that are open.
pub async fn start_session(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SessionQuery>,
    Json(body): Json<StartSessionRequest>,
) -> Result<(StatusCode, Json<Session>)> {
    let session = store
        .start_session(&actor, query.agent_id.or(body.agent_id))
        .await?;
    Ok((StatusCode::CREATED, Json(session.into())))
}

/// `POST /sessions/end`
pub async fn end_session(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SessionQuery>,
    Json(body): Json<EndSessionRequest>,
) -> Result<Json<OkResponse>> {
    store
        .end_session(&actor, query.which(body.agent_id), body.notes)
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /sessions/work/{id}`: the current session works on this issue.
pub async fn set_active_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    IssueParam(issue): IssueParam,
    Query(query): Query<SessionQuery>,
    Json(body): Json<StartSessionRequest>,
) -> Result<Json<OkResponse>> {
    store
        .set_active_issue(&actor, query.which(body.agent_id), Some(issue))
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `DELETE /sessions/work`: the current session works on nothing.
pub async fn clear_active_issue(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SessionQuery>,
    Json(body): Json<StartSessionRequest>,
) -> Result<Json<OkResponse>> {
    store
        .set_active_issue(&actor, query.which(body.agent_id), None)
        .await?;
    Ok(Json(OkResponse::OK))
}

/// `POST /sessions/action`, which is ours: what was done last in the current session.
pub async fn set_last_action(
    State(store): State<Store>,
    Caller(actor): Caller,
    Query(query): Query<SessionQuery>,
    Json(body): Json<LastActionRequest>,
) -> Result<Json<OkResponse>> {
    store
        .set_last_action(&actor, query.which(body.agent_id), &body.action)
        .await?;
    Ok(Json(OkResponse::OK))
}
