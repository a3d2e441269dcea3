//! Every way in which a request fails, and what the wire says of it: `{"error": short, "detail":
//! sentence}`.

use std::error::Error as Cause;

use app::error::{AppError, status};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{ErrorKind, knowledge::PageConflict};
use serde::Serialize;

use crate::settings::SettingsError;

/// What a handler returns.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

/// A failed request. The contract has no 413, 415 or 422: whatever is wrong with a body is a 400.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Return 400 Bad Request: the request could not be read, or breaks a rule.
    #[error("{0}")]
    BadRequest(String),
    /// Return 401 Unauthorized: this server wants its token.
    #[error(
        "This server wants its token: open /?token=… once in the browser, or send 'Authorization: Bearer …'"
    )]
    Unauthorized,
    /// Return 403 Forbidden: the caller may not, or came by a way that is closed.
    #[error("{0}")]
    Forbidden(String),
    /// Return 404 Not Found: what was named does not exist, or not for this caller.
    #[error("{0}")]
    NotFound(String),
    /// Return 405 Method Not Allowed: the path exists, but not for this method; `Allow` says for
    /// which.
    #[error("This path does not take that method; the Allow header says which it takes")]
    MethodNotAllowed,
    /// Return 409 Conflict: it contradicts what is there.
    #[error("{0}")]
    Conflict(String),
    /// Return 409 Conflict: there is no hub to exchange anything with.
    #[error("{0}")]
    NoHub(String),
    /// Return 409 Conflict: somebody else wrote in the same places; the body carries both sides.
    #[error("{}", model::Error::PageConflict(.0.clone()))]
    PageConflict(Box<PageConflict>),
    /// Return 503 Service Unavailable: too much is going on at once.
    #[error("The server is busy with other large requests; try again")]
    Busy,
    /// Return 507 Insufficient Storage: the disk is full, or takes nothing.
    #[error("{0}")]
    Unstorable(String),
    /// Return 500 Internal Server Error: something broke that whoever runs this server can mend;
    /// the sentence says what.
    #[error("{0}")]
    Broken(String),
    /// Return 500 Internal Server Error: the cause goes to the log, never to the caller.
    #[error("Something went wrong on the server. Check the server log for details.")]
    Internal(#[source] Box<dyn Cause + Send + Sync>),
}

/// The body of every error.
#[derive(Debug, Serialize)]
pub struct ErrorBody {
    /// The kind, in two words.
    pub error: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// What both sides wrote, where a page could not be saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Box<PageConflict>>,
}

/// Longest sentence sent: a parser's complaint may quote the whole of a bad request.
const DETAIL_MAX: usize = 300;

impl ApiError {
    /// A bad request with the reader's complaint in it.
    pub fn unreadable(what: &str, why: impl std::fmt::Display) -> Self {
        ApiError::BadRequest(format!("{what}: {why}"))
    }

    fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            ApiError::BadRequest(_) => (status(ErrorKind::Invalid), "bad request"),
            ApiError::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            ApiError::Forbidden(_) => (status(ErrorKind::Forbidden), "forbidden"),
            ApiError::NotFound(_) => (status(ErrorKind::NotFound), "not found"),
            ApiError::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method not allowed"),
            ApiError::Conflict(_) | ApiError::PageConflict(_) => {
                (status(ErrorKind::Conflict), "conflict")
            }
            ApiError::NoHub(_) => (status(ErrorKind::Conflict), "Hub not initialized"),
            ApiError::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            ApiError::Unstorable(_) => (status(ErrorKind::Unstorable), "insufficient storage"),
            ApiError::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal error"),
            ApiError::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal error"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let ApiError::Internal(cause) = &self {
            tracing::error!(%cause, "a request failed");
        }
        let (status, error) = self.parts();
        let detail = cut(&self.to_string());
        let unauthorized = matches!(self, ApiError::Unauthorized);
        let conflict = if let ApiError::PageConflict(conflict) = self {
            Some(conflict)
        } else {
            None
        };
        let mut response = (
            status,
            Json(ErrorBody {
                error,
                detail,
                conflict,
            }),
        )
            .into_response();
        if unauthorized {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The same refusal for a server function's caller.
impl From<ApiError> for AppError {
    fn from(error: ApiError) -> Self {
        let kind = match &error {
            ApiError::BadRequest(_) => Some(ErrorKind::Invalid),
            ApiError::Unauthorized | ApiError::Forbidden(_) => Some(ErrorKind::Forbidden),
            ApiError::NotFound(_) => Some(ErrorKind::NotFound),
            ApiError::Conflict(_) | ApiError::NoHub(_) | ApiError::PageConflict(_) => {
                Some(ErrorKind::Conflict)
            }
            ApiError::Unstorable(_) => Some(ErrorKind::Unstorable),
            ApiError::MethodNotAllowed
            | ApiError::Busy
            | ApiError::Broken(_)
            | ApiError::Internal(_) => None,
        };
        if let ApiError::Internal(cause) = &error {
            tracing::error!(%cause, "a server function failed");
        }
        AppError {
            kind,
            detail: error.to_string(),
            offline: false,
        }
    }
}

impl From<model::Error> for ApiError {
    fn from(rule: model::Error) -> Self {
        let sentence = rule.to_string();
        if let model::Error::PageConflict(conflict) = rule {
            return ApiError::PageConflict(conflict);
        }
        match rule.kind() {
            ErrorKind::Invalid => ApiError::BadRequest(sentence),
            ErrorKind::NotFound => ApiError::NotFound(sentence),
            ErrorKind::Conflict => ApiError::Conflict(sentence),
            ErrorKind::Forbidden => ApiError::Forbidden(sentence),
            ErrorKind::Unstorable => ApiError::Unstorable(sentence),
        }
    }
}

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        match error {
            // The system's words may hold paths.
            SettingsError::System(..) => ApiError::Internal(Box::new(error)),
            mendable => ApiError::Conflict(mendable.to_string()),
        }
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Rule(rule) => rule.into(),
            full @ (store::Error::Full | store::Error::ReadOnly) => {
                ApiError::Unstorable(full.to_string())
            }
            broken => ApiError::Internal(Box::new(broken)),
        }
    }
}

/// At most [`DETAIL_MAX`] characters of a sentence.
#[must_use]
pub fn cut(sentence: &str) -> String {
    match sentence.char_indices().nth(DETAIL_MAX) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None => sentence.to_owned(),
    }
}

/// What a panic becomes: the same body as any other failure of ours.
#[expect(
    clippy::needless_pass_by_value,
    reason = "tower-http calls it with the payload"
)]
pub fn panicked(payload: Box<dyn std::any::Any + Send>) -> Response {
    let words = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied());
    ApiError::Internal(format!("panicked: {}", words.unwrap_or("without a word")).into())
        .into_response()
}

/// The answer for a path that takes other methods; axum adds `Allow`.
pub async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_complaints_are_cut_between_characters() {
        assert_eq!(cut("short"), "short");
        assert_eq!(cut(&"é".repeat(300)), "é".repeat(300));
        assert_eq!(cut(&"é".repeat(301)), format!("{}…", "é".repeat(300)));
    }
}
