//! Who is asking: the person at this machine, or whoever holds this server's token. Nobody else exists.

use std::{fmt, hint, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use model::Actor;

use crate::{api::error::ApiError, guard, state::AppState};

/// Taking it as an argument is what makes a handler need a caller.
pub struct Caller(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let actor = parts.extensions.get::<Actor>().cloned();
        actor.map(Caller).ok_or_else(|| ApiError::Forbidden("Nobody is asking".into()))
    }
}

/// Lets in who may come in, and says to the handlers who it is.
pub async fn authenticate(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(token) = &state.access.token else {
        if is_local(&request) {
            request.extensions_mut().insert(Actor::clone(&state.operator));
            return next.run(request).await;
        }
        return ApiError::Forbidden("Without a token this server answers only to its own machine".into()).into_response();
    };
    if token.is_presented(request.headers()) {
        request.extensions_mut().insert(Actor::clone(&state.operator));
        return next.run(request).await;
    }
    if needs_nobody(request.uri()) {
        return next.run(request).await;
    }
    sign_in(token, &request).unwrap_or_else(|| ApiError::Unauthorized.into_response())
}

/// The local operator exists only between this machine and itself: a loopback peer that calls us by a loopback name. Requests
/// from foreign pages were refused before.
fn is_local(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback()) && guard::is_loopback_host(request.headers())
}

fn needs_nobody(uri: &Uri) -> bool {
    uri.path() == "/api/v1/health" || uri.path().starts_with("/assets/")
}

/// Visiting `/?token=…` once puts the token into a cookie and the address bar back in order.
fn sign_in(token: &Token, request: &Request) -> Option<Response> {
    let query = request.uri().query()?;
    if request.method() != Method::GET || request.uri().path() != "/" || !token.is_in(query) {
        return None;
    }
    let headers = [(header::SET_COOKIE, token.cookie()?), (header::LOCATION, HeaderValue::from_static("/"))];
    Some((StatusCode::SEE_OTHER, headers).into_response())
}

/// The secret that opens a server which is not only for its own machine.
#[derive(Clone)]
pub struct Token(String);

const COOKIE: &str = "crosslink";

impl Token {
    fn is_presented(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        if let Some(presented) = bearer {
            return same(presented, self.0.as_bytes());
        }
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(name, value)| name == COOKIE && same(value.as_bytes(), self.hex().as_bytes()))
    }

    fn is_in(&self, query: &str) -> bool {
        let uri = format!("/?{query}").parse::<Uri>().unwrap_or_default();
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).map(|pairs| pairs.0).unwrap_or_default();
        pairs.iter().any(|(name, value)| name == "token" && same(value.as_bytes(), self.0.as_bytes()))
    }

    /// Lax, not Strict: the link that somebody was sent must work. Changes are guarded by their Origin.
    fn cookie(&self) -> Option<HeaderValue> {
        let line = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000", self.hex());
        line.parse().ok()
    }

    /// A token may hold characters that a cookie may not.
    fn hex(&self) -> String {
        self.0.bytes().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::str::FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let token = text.trim();
        if token.is_empty() { Err("a token must not be empty".into()) } else { Ok(Token(token.to_owned())) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Equality in a time that says nothing about where two texts differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    let differences = a.iter().zip(b).fold(0, |all, (a, b)| hint::black_box(all | (a ^ b)));
    a.len() == b.len() && differences == 0
}
