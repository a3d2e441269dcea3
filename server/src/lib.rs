//! The server: two wire contracts, the live socket and the site over one store.
//!
//! A request passes the guards, is given its caller, and meets a handler that takes it apart, calls
//! one verb of the store and answers. No rule is decided here.

pub mod agents;
pub mod api;
pub mod auth;
pub mod config;
mod files;
pub mod first_run;
pub mod guard;
pub mod hub;
pub mod import;
pub mod live;
pub mod presence;
pub mod router;
pub mod serve;
pub mod settings;
pub mod shutdown;
pub mod site;
pub mod state;

use std::time::Duration;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    middleware,
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{Predicate, SizeAbove},
    },
    timeout::RequestBodyTimeoutLayer,
};

pub use state::{Access, AppState};

/// Longest silence in the middle of a body.
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// The whole server, for a real listener or for a test to call in its own process.
pub fn build(state: AppState) -> Router {
    let guards = tower::ServiceBuilder::new()
        .layer(middleware::from_fn(guard::protect))
        .layer(CatchPanicLayer::custom(api::error::panicked))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check))
        .option_layer(guard::cors(&state.access.origins))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            auth::authenticate,
        ))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Precise(4))
                .compress_when(worth_compressing()),
        )
        .layer(DefaultBodyLimit::max(guard::BODY_MAX))
        .layer(middleware::from_fn_with_state(
            guard::Bodies::default(),
            guard::limit_body,
        ))
        .layer(RequestBodyTimeoutLayer::new(BODY_PATIENCE));
    Router::new()
        .nest("/api/v1", router::local_api())
        .merge(router::socket())
        .merge(site::pages(&state))
        .fallback(site::fallback)
        .method_not_allowed_fallback(api::error::method_not_allowed)
        .layer(guards)
        .with_state(state)
}

/// What is made anew for every request: JSON and HTML of more than a kilobyte. The site's files
/// come compressed already.
fn worth_compressing() -> impl Predicate {
    let made_here = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        let kind = headers
            .get(header::CONTENT_TYPE)
            .map_or(&b""[..], |kind| kind.as_bytes());
        kind.starts_with(b"application/json") || kind.starts_with(b"text/html")
    };
    SizeAbove::new(1024).and(made_here)
}
