//! From which page a request comes. Only browsers say; whoever says nothing is no page.

use axum::{
    extract::Request,
    http::{Method, header},
};

use super::host::Authority;
use crate::api::error::ApiError;

/// Refuses changes, and the live socket, to pages that are not ours. Reading needs no guard here: without permission a browser
/// shows a foreign page no answer.
pub fn check(called: &Authority, request: &Request) -> Result<(), ApiError> {
    if !is_guarded(request) {
        return Ok(());
    }
    let word = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if matches!(word("sec-fetch-site"), Some("cross-site" | "same-site")) {
        return Err(foreign("another site"));
    }
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    match origins.next().map(|value| value.to_str().unwrap_or("unreadable")) {
        None => Ok(()),
        Some(origin) if origins.next().is_none() && is_same(origin, called) => Ok(()),
        Some(origin) => Err(foreign(origin)),
    }
}

fn is_guarded(request: &Request) -> bool {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    !safe || request.headers().contains_key(header::UPGRADE) || request.uri().path() == "/ws"
}

/// The same host and port. The scheme may differ: a proxy in front of us may speak TLS for us.
fn is_same(origin: &str, called: &Authority) -> bool {
    let (authority, default) = match (origin.strip_prefix("http://"), origin.strip_prefix("https://")) {
        (Some(authority), _) => (authority, 80),
        (_, Some(authority)) => (authority, 443),
        _ => return false,
    };
    Authority::parse(authority)
        .is_some_and(|page| page.host == called.host && page.port.unwrap_or(default) == called.port.unwrap_or(default))
}

fn foreign(whence: &str) -> ApiError {
    ApiError::Forbidden(format!("This request comes from a page of {whence}; only this server's own pages may do that"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        for (origin, host, expect) in [
            ("http://localhost:3100", "localhost:3100", true),
            ("http://[::1]:3100", "[::1]:3100", true),
            ("http://tracker.lan", "tracker.lan", true),
            ("https://tracker.lan", "tracker.lan", true),
            ("https://tracker.lan", "tracker.lan:443", true),
            ("http://localhost:8080", "localhost:3100", false),
            ("http://127.0.0.1:3100", "localhost:3100", false),
            ("http://evil.example:3100", "localhost:3100", false),
            ("http://localhost:3100.evil.example", "localhost:3100", false),
            ("http://localhost", "localhost:3100", false),
            ("file://localhost:3100", "localhost:3100", false),
            ("null", "localhost:3100", false),
            ("", "localhost:3100", false),
        ] {
            assert_eq!(is_same(origin, &Authority::parse(host).unwrap()), expect, "{origin} at {host}");
        }
    }
}
