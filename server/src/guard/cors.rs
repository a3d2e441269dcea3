//! What browsers are told about pages elsewhere that may call this server: nothing, unless the
//! command line names some.

use std::time::Duration;

use axum::http::{HeaderValue, Method, header};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::OriginList;

/// How long a browser may remember the answer to its question.
const REMEMBERED: Duration = Duration::from_secs(600);

/// Answers the browsers' questions; none where no page elsewhere is allowed.
#[must_use]
pub fn cors(origins: &OriginList) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins
        .all()
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    if origins.is_empty() {
        return None;
    }
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::ETAG])
        .allow_credentials(true)
        .max_age(REMEMBERED);
    Some(layer)
}
