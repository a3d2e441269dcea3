//! How much a request may carry.

use std::time::Duration;

use axum::{
    RequestExt,
    extract::Request,
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use tokio::time::timeout;

use crate::api::error::ApiError;

/// Largest body: a comment of 1,048,576 characters is up to 4 MiB of UTF-8, and escapes make it longer.
pub const BODY_MAX: usize = 8 * 1024 * 1024;

/// How much of a body that is too large is read before it is refused: a client that is still sending would not see the answer.
const POLITE_MAX: usize = 4 * BODY_MAX;
const POLITE_TIME: Duration = Duration::from_secs(10);

/// Refuses a body that says it is too large, and cuts one off that does not say so.
pub async fn limit_body(request: Request, next: Next) -> Response {
    let announced = length(request.headers());
    if announced <= BODY_MAX {
        return next.run(request.with_limited_body()).await;
    }
    if announced <= POLITE_MAX {
        let mut rest = request.into_body().into_data_stream();
        let _ = timeout(POLITE_TIME, async { while let Some(Ok(_)) = rest.next().await {} }).await;
    }
    too_large().into_response()
}

/// The answer to a body that is too large; the contract has no 413.
#[must_use]
pub fn too_large() -> ApiError {
    ApiError::BadRequest(format!("The body is larger than {} MiB", BODY_MAX / (1024 * 1024)))
}

fn length(headers: &HeaderMap) -> usize {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}
