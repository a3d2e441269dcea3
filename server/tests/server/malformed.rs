//! A thousand requests that nobody would send on purpose: no 5xx, and under `/api` always the
//! contract's shape.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Method, Request},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::harness::App;

/// The same dice every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }

    /// Changes, drops, doubles or inserts a few bytes.
    fn garble(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.roll(3) {
            let at = self.roll(bytes.len() + 1);
            let byte = self.roll(256) as u8;
            match self.roll(4) {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => drop(bytes.remove(at)),
                2 => bytes.extend_from_within(at..),
                _ => bytes.insert(at, byte),
            }
        }
    }
}

const METHODS: [&str; 10] = [
    "GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW",
];
const PATHS: [&str; 43] = [
    "/health",
    "/issues",
    "/issues?status=open&priority=low&limit=3",
    "/issues?search=%22*%22&label=a&parent_id=1",
    "/issues?cursor=5.%27%3B&limit=2",
    "/issues?cursor=1.&cursor=2.",
    "/issues/blocked",
    "/issues/ready?limit=x",
    "/issues/1",
    "/issues/-0",
    "/issues/9223372036854775807",
    "/issues/MAIN-1",
    "/issues/1/close",
    "/issues/1/reopen",
    "/issues/1/archive",
    "/issues/1/subissue",
    "/issues/1/tree",
    "/issues/1/comments",
    "/issues/1/labels",
    "/issues/1/labels/%E2%82%AC%2F",
    "/issues/1/block",
    "/issues/1/block/2",
    "/sessions/current?agent_id=a",
    "/sessions/start",
    "/sessions/end?agent_id=%00",
    "/sessions/action",
    "/sessions/work",
    "/sessions/work/1",
    "/milestones?status=all",
    "/milestones/1",
    "/milestones/1/assign",
    "/milestones/1/assign/1",
    "/milestones/1/close",
    "/milestones/1/burn-up",
    "/usage?from=2026-03-01&to=x&limit=3",
    "/usage/summary?agent_id=a",
    "/usage/daily",
    "/search?q=%22one%22*&limit=2",
    "/knowledge",
    "/knowledge/a%2F..",
    "/knowledge/search?q=%25",
    "/knowledge/a/revisions/-1",
    "/knowledge/a/diff?from=1&to=99999999999999999999",
];
const BODIES: [&str; 18] = [
    "",
    "{}",
    "[]",
    "null",
    r#"{"title":"x","description":null,"priority":"low","parent_id":1}"#,
    r#"{"title":["x"],"priority":7}"#,
    r#"{"title":"x","parent_id":-9223372036854775808}"#,
    r#"{"title":"x","parent_id":1e999}"#,
    r#"{"content":"x","kind":"intervention","trigger_type":"y"}"#,
    r#"{"content":"x","kind":{}}"#,
    r#"{"label":"a","label":"b"}"#,
    r#"{"blocker_id":2}"#,
    r#"{"blocker_id":"2"}"#,
    r#"{"name":"x","description":null,"issue_id":1}"#,
    r#"{"agent_id":"a","notes":"x","action":"y"}"#,
    r#"{"agent_id":"a","input_tokens":1,"output_tokens":9223372036854775807,"cost_estimate":1e308}"#,
    r#"{"agent_id":"a","input_tokens":1,"output_tokens":2,"session_id":1,"cost_estimate":0.1}"#,
    "{\"title\":\"\\u0000\u{7f}\u{202e}\"}",
];
const HEADERS: [(&str, &str); 14] = [
    ("content-type", "application/json"),
    ("content-type", "application/json"),
    ("content-type", "text/plain"),
    ("content-type", "application/json; charset=utf-16"),
    ("content-encoding", "gzip"),
    ("accept-encoding", "br;q=x, *;q=0"),
    ("accept", "text/html"),
    ("content-length", "99999999999"),
    ("host", "localhost"),
    ("origin", "http://localhost"),
    ("sec-fetch-site", "cross-site"),
    ("upgrade", "websocket"),
    ("authorization", "Bearer x"),
    ("cookie", "crosslink=%%%; ;=;"),
];

fn odd_request(dice: &mut Dice) -> Option<Request<Body>> {
    let mut path = format!("/api/v1{}", dice.pick(&PATHS)).into_bytes();
    let mut body = dice.pick(&BODIES).as_bytes().to_vec();
    if dice.roll(3) == 0 {
        dice.garble(&mut path);
    }
    if dice.roll(2) == 0 {
        dice.garble(&mut body);
    }
    let uri = String::from_utf8_lossy(&path).into_owned();
    let mut request = Request::builder()
        .method(dice.pick(&METHODS))
        .uri(uri)
        .body(Body::from(body))
        .ok()?;
    if dice.roll(10) > 0 {
        request
            .headers_mut()
            .insert("host", HeaderValue::from_static("localhost"));
    }
    for _ in 0..dice.roll(4) {
        let (name, value) = HEADERS[dice.roll(HEADERS.len())];
        request.headers_mut().append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    Some(request)
}

#[tokio::test]
async fn a_thousand_requests() {
    let app = App::new().await;
    for title in ["One", "Two"] {
        app.issue(title).await;
    }
    let mut dice = Dice(0x0063_726f_7373_6c6b);
    let mut sent = 0;
    let mut refused = 0;
    while sent < 1000 {
        let Some(request) = odd_request(&mut dice) else {
            continue;
        };
        sent += 1;
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let answer = app.send(request).await;
        let what = format!("{method} {uri}: {} {}", answer.status, answer.text());
        assert!(answer.status.as_u16() < 500, "{what}");
        if answer.status.is_success() || !uri.path().starts_with("/api/") {
            continue;
        }
        refused += 1;
        assert_eq!(answer.header("content-type"), "application/json", "{what}");
        if method != Method::HEAD {
            let error = answer.json();
            assert!(
                error["error"].is_string() && error["detail"].is_string(),
                "{what}"
            );
            assert_eq!(
                error.as_object().map(serde_json::Map::len),
                Some(2),
                "{what}"
            );
        }
    }
    assert!(refused > 500, "the dice are too kind: {refused}");
    app.post("/issues", json!({"title": "Still there"}))
        .await
        .json()["id"]
        .as_i64()
        .unwrap();
}

/// What is not HTTP never reaches a route; the library answers with a bare 400 or hangs up.
#[tokio::test]
async fn noise_on_the_wire() {
    let app = App::new().await;
    let address = app.open().await;
    let mut dice = Dice(0x6e6f_6973_6500_0001);
    let good = b"POST /api/v1/issues HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"title\":\"x\"}";
    for round in 0..200 {
        let mut noise = good.to_vec();
        if round % 4 == 0 {
            noise = (0..dice.roll(400)).map(|_| dice.roll(256) as u8).collect();
        }
        dice.garble(&mut noise);
        let mut stream = TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(&noise).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut answer))
            .await
            .expect("nobody waits for ever");
        let status = String::from_utf8_lossy(answer.get(9..12).unwrap_or_default()).into_owned();
        assert!(
            !status.starts_with('5'),
            "{status} for {:?}",
            String::from_utf8_lossy(&noise)
        );
    }
    assert_eq!(app.get("/health").await.status, 200);
}
