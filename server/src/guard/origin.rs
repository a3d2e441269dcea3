//! From which page a request comes. Only browsers say; whoever says nothing is no page.

use axum::{
    extract::Request,
    http::{Method, header},
};

use super::host::Authority;
use crate::api::error::ApiError;

/// Origins of pages that are not ours and may call this server all the same, as browsers write
/// them: `http://localhost:5173`.
#[derive(Clone, Debug, Default)]
pub struct OriginList(Vec<String>);

impl OriginList {
    /// Those that the command line names.
    #[must_use]
    pub fn of(origins: &[AllowedOrigin]) -> Self {
        OriginList(origins.iter().map(|origin| origin.0.clone()).collect())
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

/// One origin, as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedOrigin(String);

impl std::str::FromStr for AllowedOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let origin = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let known = split(&origin).and_then(|(authority, _)| Authority::parse(authority));
        known
            .map(|_| AllowedOrigin(origin))
            .ok_or_else(|| "write scheme, host and port only, like http://localhost:5173".into())
    }
}

/// Refuses pages that are not ours. A foreign page cannot read an answer without permission, but it
/// could have us work for it; all that it may do is lead somebody here, by a link.
pub fn check(called: &Authority, allowed: &OriginList, request: &Request) -> Result<(), ApiError> {
    let word = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("unreadable"))
    };
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    let origin = origins
        .next()
        .map(|value| value.to_str().unwrap_or("unreadable"));
    if origins.next().is_some() {
        return Err(foreign("two origins"));
    }
    if origin.is_some_and(|origin| allowed.0.iter().any(|one| one == origin)) || is_visit(request) {
        return Ok(());
    }
    if matches!(word("sec-fetch-site"), Some("cross-site" | "same-site")) {
        return Err(foreign("another site"));
    }
    match origin {
        Some(origin) if !is_same(origin, called) => Err(foreign(origin)),
        _ => Ok(()),
    }
}

/// Returns true if somebody follows a link: the browser's whole page is to be ours.
fn is_visit(request: &Request) -> bool {
    let is = |name: &str, word: &str| {
        request
            .headers()
            .get(name)
            .is_some_and(|value| value == word)
    };
    let plain = !request.headers().contains_key(header::UPGRADE)
        && !request.headers().contains_key(header::ORIGIN);
    *request.method() == Method::GET
        && plain
        && is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document")
}

/// The same host and port. The scheme may differ: a proxy in front of us may speak TLS for us.
fn is_same(origin: &str, called: &Authority) -> bool {
    let Some((authority, default)) = split(origin) else {
        return false;
    };
    Authority::parse(authority).is_some_and(|page| {
        page.host == called.host && page.port.unwrap_or(default) == called.port.unwrap_or(default)
    })
}

/// An origin's host and port, and the port that its scheme means where it has none.
fn split(origin: &str) -> Option<(&str, u16)> {
    let secure = origin
        .strip_prefix("https://")
        .map(|authority| (authority, 443));
    secure.or_else(|| Some((origin.strip_prefix("http://")?, 80)))
}

fn foreign(whence: &str) -> ApiError {
    ApiError::Forbidden(format!(
        "This request comes from a page of {whence}; only this server's own pages may do that"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_origins() {
        for (text, expect) in [
            ("http://localhost:5173", Some("http://localhost:5173")),
            ("HTTPS://Dash.LAN/", Some("https://dash.lan")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("localhost:5173", None),
            ("http://localhost:5173/app", None),
            ("http://", None),
            ("*", None),
            ("null", None),
        ] {
            assert_eq!(
                text.parse::<AllowedOrigin>()
                    .ok()
                    .map(|origin| origin.0)
                    .as_deref(),
                expect,
                "{text}"
            );
        }
    }

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
            (
                "http://localhost:3100.evil.example",
                "localhost:3100",
                false,
            ),
            ("http://localhost", "localhost:3100", false),
            ("file://localhost:3100", "localhost:3100", false),
            ("null", "localhost:3100", false),
            ("", "localhost:3100", false),
        ] {
            assert_eq!(
                is_same(origin, &Authority::parse(host).unwrap()),
                expect,
                "{origin} at {host}"
            );
        }
    }
}
