//! What stands before every route: names, origins, and what browsers are told about an answer.

mod body;
mod cors;
mod headers;
mod host;
mod origin;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

pub use body::{BODY_MAX, Bodies, limit_body, too_large};
pub use cors::cors;
pub use headers::{CONTENT_POLICY, page_policy, protect};
pub use host::{Authority, HostList, is_loopback_host};
pub use origin::{AllowedOrigin, OriginList};

use crate::{api::error::ApiError, state::AppState};

/// Refuses requests that call this server by a foreign name, and what a foreign page asks for.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let checked = host::check(&state.access.hosts, &request)
        .and_then(|authority| origin::check(&authority, &state.access.origins, &request))
        .and_then(|()| check_address(&request));
    match checked {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// PostgreSQL cannot store NUL, so a search for one is refused here once instead of failing in
/// every query.
fn check_address(request: &Request) -> Result<(), ApiError> {
    let uri = request.uri();
    if uri.path().contains("%00") || uri.query().is_some_and(|query| query.contains("%00")) {
        return Err(ApiError::BadRequest(
            "The address must not contain the character NUL".into(),
        ));
    }
    Ok(())
}
