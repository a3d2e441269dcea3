//! Who is asking: the person at this machine, or whoever holds this server's token. Nobody else
//! exists.

mod session;
mod token;

use std::{net::SocketAddr, time::Duration};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use model::Actor;
use tokio::time::sleep;

pub use token::{LENGTH_MIN, Token};

use crate::{api::error::ApiError, guard, state::AppState};

/// How long a wrong token waits for its answer.
const PENALTY: Duration = Duration::from_millis(300);

/// Taking it as an argument is what makes a handler need a caller.
pub struct Caller(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let actor = parts.extensions.get::<Actor>().cloned();
        actor
            .map(Caller)
            .ok_or_else(|| ApiError::Forbidden("Nobody is asking".into()))
    }
}

/// Lets in who may come in, and says to the handlers who it is.
pub async fn authenticate(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(token) = &state.access.token else {
        if is_local(&request) {
            request
                .extensions_mut()
                .insert(Actor::clone(&state.operator));
            return next.run(request).await;
        }
        return ApiError::Forbidden(
            "Without a token this server answers only to its own machine".into(),
        )
        .into_response();
    };
    let now = state.store.now();
    match presented(token, &request, now) {
        Presented::Visit => sign_in(token, request.headers(), now),
        Presented::Right => {
            request
                .extensions_mut()
                .insert(Actor::clone(&state.operator));
            next.run(request).await
        }
        _ if needs_nobody(request.uri()) => next.run(request).await,
        Presented::Nothing => ApiError::Unauthorized.into_response(),
        Presented::Wrong => {
            let peer = request
                .extensions()
                .get::<ConnectInfo<SocketAddr>>()
                .map(|ConnectInfo(peer)| peer.ip());
            tracing::warn!(?peer, "somebody presented a wrong token");
            sleep(PENALTY).await;
            ApiError::Unauthorized.into_response()
        }
    }
}

/// The local operator exists only between this machine and itself: a loopback peer that calls us by
/// a loopback name. Requests from foreign pages were refused before.
fn is_local(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
        && guard::is_loopback_host(request.headers())
}

fn needs_nobody(uri: &Uri) -> bool {
    uri.path() == "/api/v1/health" || uri.path().starts_with("/assets/")
}

/// What a request has to show for itself.
enum Presented {
    /// The front door with the token in its address.
    Visit,
    Right,
    Wrong,
    Nothing,
}

fn presented(token: &Token, request: &Request, now: model::Timestamp) -> Presented {
    let headers = request.headers();
    let visit = request
        .uri()
        .query()
        .filter(|_| request.method() == Method::GET && request.uri().path() == "/");
    let signed_in = session::is_valid(token, headers, now);
    match (visit.and_then(asked_with), bearer(headers)) {
        // Also for somebody who is signed in: the token shall not stay in the address.
        (Some(given), _) if signed_in || token.is(given.as_bytes()) => Presented::Visit,
        (_, Some(given)) if token.is(given) => Presented::Right,
        _ if signed_in => Presented::Right,
        (None, None) => Presented::Nothing,
        _ => Presented::Wrong,
    }
}

/// `Authorization: Bearer …`; the first word in any case, as everywhere in HTTP.
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, given) = headers
        .get(header::AUTHORIZATION)?
        .as_bytes()
        .split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(given)
}

/// The token in a query.
fn asked_with(query: &str) -> Option<String> {
    let uri = format!("/?{query}").parse::<Uri>().unwrap_or_default();
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri)
        .map(|pairs| pairs.0)
        .unwrap_or_default();
    pairs
        .into_iter()
        .find(|(name, _)| name == "token")
        .map(|(_, value)| value)
}

/// Begins a session in a cookie, and puts the address bar back in order.
fn sign_in(token: &Token, headers: &HeaderMap, now: model::Timestamp) -> Response {
    let cookie = session::begin(token, headers, now);
    let answer = [
        (header::LOCATION, HeaderValue::from_static("/")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (
        StatusCode::SEE_OTHER,
        answer,
        cookie.map(|cookie| [(header::SET_COOKIE, cookie)]),
        (),
    )
        .into_response()
}
