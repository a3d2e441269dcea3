//! A browser that has shown the token once: its cookie says a random name and until when, sealed
//! with the token. So it survives a restart, ends with another token, and does not say the token
//! itself.

use axum::http::{HeaderMap, HeaderValue, header};
use model::Timestamp;
use uuid::Uuid;

use super::token::{Token, same};
use crate::guard::Authority;

/// How long a session lasts, in seconds.
const LASTS: i64 = 30 * 24 * 60 * 60;

/// The cookie of a new session.
pub(super) fn begin(token: &Token, headers: &HeaderMap, now: Timestamp) -> Option<HeaderValue> {
    let session = format!("{}.{}", Uuid::new_v4().simple(), seconds(now) + LASTS);
    // Lax, not Strict: the link that somebody was sent must work. Changes are guarded by their
    // Origin.
    let line = format!(
        "{}={session}.{}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LASTS}",
        name(headers),
        token.seal(&sealed(&session, headers))
    );
    line.parse().ok()
}

/// Returns true if a request carries the cookie of a session that has not ended.
pub(super) fn is_valid(token: &Token, headers: &HeaderMap, now: Timestamp) -> bool {
    let own = name(headers);
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.any(|(name, value)| name == own && is_sealed(token, value, headers, now))
}

fn is_sealed(token: &Token, value: &str, headers: &HeaderMap, now: Timestamp) -> bool {
    let Some((session, seal)) = value.rsplit_once('.') else {
        return false;
    };
    let ends = session
        .split_once('.')
        .and_then(|(_, ends)| ends.parse::<i64>().ok());
    ends.is_some_and(|ends| ends > seconds(now))
        && same(
            seal.as_bytes(),
            token.seal(&sealed(session, headers)).as_bytes(),
        )
}

/// Cookies are of a host, whatever its port: each server there has a name of its own, and takes no
/// other's.
fn name(headers: &HeaderMap) -> String {
    format!("crosslink-{}", port(headers))
}

fn sealed(session: &str, headers: &HeaderMap) -> String {
    format!("session {} {session}", port(headers))
}

fn port(headers: &HeaderMap) -> u16 {
    let host = headers
        .get(header::HOST)
        .and_then(|host| Authority::parse(host.to_str().ok()?));
    host.and_then(|host| host.port).unwrap_or_default()
}

fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}
