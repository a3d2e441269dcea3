//! By which name this server was called. A page that rebinds its own name to this machine's address
//! still calls by that name.

use std::net::IpAddr;

use axum::{
    extract::Request,
    http::{HeaderMap, header},
};

use crate::api::error::ApiError;

/// The names this server answers to, on any port.
#[derive(Clone, Debug, Default)]
pub struct HostList {
    /// Beside the loopback names, which are always there.
    pub names: Vec<String>,
    /// Also any bare address: for a server bound to all of its machine's. A rebound name is never a
    /// bare address.
    pub any_address: bool,
}

/// A host and a port, as `Host` and `Origin` write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Lower case; an IPv6 address without its brackets.
    pub host: String,
    /// Where it is written.
    pub port: Option<u16>,
}

impl HostList {
    fn has(&self, host: &str) -> bool {
        let address: Option<IpAddr> = host.parse().ok();
        host == "localhost"
            || address.is_some_and(|address| is_loopback(address) || self.any_address)
            || self
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(host))
    }
}

impl Authority {
    /// Reads `localhost:3100`, `127.0.0.1` or `[::1]:3100`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?,
            None => text.split_at(text.find(':').unwrap_or(text.len())),
        };
        let port = match port.strip_prefix(':') {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits.parse().ok()?)
            }
            Some(_) => return None,
            None if port.is_empty() => None,
            None => return None,
        };
        let plain = host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte));
        (plain && !host.is_empty()).then(|| Authority {
            host: host.to_ascii_lowercase(),
            port,
        })
    }
}

/// The name that the request called, when it is one of ours.
pub fn check(hosts: &HostList, request: &Request) -> Result<Authority, ApiError> {
    let authority = called(request.headers())
        .ok_or_else(|| ApiError::BadRequest("The request needs one Host header".into()))?;
    // A request line with a whole URL in it names the host a second time.
    let target = request
        .uri()
        .authority()
        .map(|target| Authority::parse(target.as_str()));
    let agreed = target.is_none_or(|target| target.is_some_and(|target| hosts.has(&target.host)));
    if hosts.has(&authority.host) && agreed {
        return Ok(authority);
    }
    Err(ApiError::Forbidden(format!(
        "This server does not answer to the name '{}'",
        authority.host
    )))
}

/// Returns true if the request called this machine by a name that only it can mean.
#[must_use]
pub fn is_loopback_host(headers: &HeaderMap) -> bool {
    let host = called(headers)
        .map(|authority| authority.host)
        .unwrap_or_default();
    host == "localhost" || host.parse().is_ok_and(is_loopback)
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn called(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    if hosts.next().is_some() {
        return None;
    }
    Authority::parse(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<(&str, Option<u16>)>) {
        let expect = expect.map(|(host, port)| Authority {
            host: host.into(),
            port,
        });
        assert_eq!(Authority::parse(text), expect, "{text}");
    }

    #[test]
    fn authorities() {
        check("localhost:3100", Some(("localhost", Some(3100))));
        check("LocalHost", Some(("localhost", None)));
        check("[::1]:3100", Some(("::1", Some(3100))));
        check("[::1]", Some(("::1", None)));
        check("127.0.0.1", Some(("127.0.0.1", None)));
        for bad in [
            "",
            ":3100",
            "localhost:",
            "localhost:99999",
            "localhost:+1",
            "a@localhost",
            "[::1",
            "[::1]x",
            "a b",
            "a/b",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn names() {
        let own = HostList::default();
        let lan = HostList {
            names: vec!["tracker.lan".into()],
            any_address: true,
        };
        for (host, here, there) in [
            ("localhost", true, true),
            ("127.0.0.1", true, true),
            ("127.8.8.8", true, true),
            ("::1", true, true),
            ("192.168.1.7", false, true),
            ("tracker.lan", false, true),
            ("evil.example", false, false),
            ("localhost.evil.example", false, false),
        ] {
            assert_eq!((own.has(host), lan.has(host)), (here, there), "{host}");
        }
    }
}
