//! How a server function refuses: a family and a sentence.

use std::fmt;

#[cfg(feature = "ssr")]
use axum::http::StatusCode;
use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use model::ErrorKind;
use serde::{Deserialize, Serialize};

/// A refusal as the browser sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// The rule's family; none when it was not a rule but a failure.
    pub kind: Option<ErrorKind>,
    /// A sentence that a person can act on.
    pub detail: String,
    /// The request did not arrive: the change may be tried again as it is.
    pub offline: bool,
}

impl AppError {
    /// Something broke that nobody did wrong.
    pub fn failed(detail: impl Into<String>) -> Self {
        AppError {
            kind: None,
            detail: detail.into(),
            offline: false,
        }
    }

    /// The HTTP status that it is answered with.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind.map_or(StatusCode::INTERNAL_SERVER_ERROR, status)
    }

    /// A form whose fields are missing or make no sense, as one from an older version of the page.
    #[must_use]
    pub fn unreadable_form() -> Self {
        let detail = "Couldn't read the form. Reload and try again.".to_owned();
        AppError {
            kind: Some(ErrorKind::Invalid),
            detail,
            offline: false,
        }
    }

    /// Returns true if it says that the thing asked for does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind == Some(ErrorKind::NotFound)
    }
}

/// The HTTP status of a rule's refusal, whoever is told of it: a page, a server function's caller,
/// or the API's.
#[cfg(feature = "ssr")]
#[must_use]
pub const fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::BAD_REQUEST,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Unstorable => StatusCode::INSUFFICIENT_STORAGE,
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for AppError {}

impl From<model::Error> for AppError {
    fn from(error: model::Error) -> Self {
        AppError {
            kind: Some(error.kind()),
            detail: error.to_string(),
            offline: false,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<store::Error> for AppError {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Rule(rule) => rule.into(),
            store::Error::Full | store::Error::ReadOnly => AppError {
                kind: Some(ErrorKind::Unstorable),
                detail: error.to_string(),
                offline: false,
            },
            other => {
                tracing::error!(error = %other, "a server function failed");
                AppError::failed(
                    "Something went wrong on the server. Check the server log for details.",
                )
            }
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => AppError {
                kind: None,
                detail: "Can't reach the server".into(),
                offline: true,
            },
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => AppError::unreadable_form(),
            other => AppError::failed(other.to_string()),
        }
    }
}
