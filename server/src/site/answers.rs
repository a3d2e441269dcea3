//! What a server function's refusal is over HTTP: leptos answers every one of them with 500.

use app::error::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

/// A refusal is a sentence with a kind; more than that is none of ours.
const REFUSAL_MAX: usize = 64 * 1024;

/// Gives a refusal the status that the API gives it. What was refused stays as it is, for the
/// browser's code reads it.
pub(super) async fn give_status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR
        || !response.headers().contains_key(SERVER_FN_ERROR_HEADER)
    {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let refusal = to_bytes(body, REFUSAL_MAX).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<AppError>(&refusal) {
        head.status = error.status();
        head.headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
    Response::from_parts(head, Body::from(refusal))
}
