//! A server of one's own for a test: in memory, with a clock that stands still.

pub mod socket;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use model::Timestamp;
use serde_json::{Value, json};
use server::{Access, AppState, build, live::Limits, serve};
use store::Store;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// When every test begins.
pub const BEGIN: &str = "2026-03-01T12:00:00Z";

pub struct App {
    pub router: Router,
    pub state: AppState,
    /// What the server serves.
    pub folder: TempDir,
    clock: Arc<AtomicI64>,
}

/// Sockets that begin at once and are not waited for long.
pub const QUICK: Limits = Limits {
    ping: Duration::from_secs(20),
    silence: Duration::from_secs(60),
    send: Duration::from_secs(10),
    grace: Duration::from_millis(1),
    backlog: 1024,
    watch: Duration::from_secs(600),
};

impl App {
    pub async fn new() -> Self {
        Self::with(Access::default(), QUICK).await
    }

    pub async fn with(access: Access, limits: Limits) -> Self {
        let clock = Arc::new(AtomicI64::new(0));
        let read = clock.clone();
        let now = move || Timestamp::from_micros(read.load(Ordering::SeqCst)).unwrap();
        let begin = micros(BEGIN);
        clock.store(begin, Ordering::SeqCst);
        let store = Store::open_with("sqlite::memory:", Arc::new(now))
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let state = AppState::open_with(store, access, limits, folder.path())
            .await
            .unwrap();
        App {
            router: build(state.clone()),
            state,
            folder,
            clock,
        }
    }

    /// Sets the clock.
    pub fn at(&self, instant: &str) {
        self.clock.store(micros(instant), Ordering::SeqCst);
        self.state.watcher.wake();
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, None)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(request(Method::POST, path, Some(&body))).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(request(Method::PATCH, path, Some(&body))).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(request(Method::DELETE, path, None)).await
    }

    /// A verb without a body.
    pub async fn call(&self, path: &str) -> Answer {
        self.send(request(Method::POST, path, None)).await
    }

    /// Sends a request from this machine.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        self.send_from("127.0.0.1:50000", request).await
    }

    pub async fn send_from(&self, peer: &str, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        Answer {
            status: head.status,
            headers: head.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    /// A new issue's id.
    pub async fn issue(&self, title: &str) -> i64 {
        let created = self.post("/issues", json!({"title": title})).await;
        assert_eq!(created.status, 201, "{}", created.text());
        created.json()["id"].as_i64().unwrap()
    }

    /// Opens the same server to the network, for as long as the test lives.
    pub async fn open(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (router, shutdown) = (self.router.clone(), self.state.shutdown.clone());
        tokio::spawn(async move { serve::serve(vec![listener], router, &shutdown).await });
        address
    }
}

/// A request as a script on this machine sends it; paths are those of the API unless they say
/// otherwise.
pub fn request(method: Method, path: &str, body: Option<&Value>) -> Request<Body> {
    let path = path
        .strip_prefix("//")
        .map_or_else(|| format!("/api/v1{path}"), |whole| format!("/{whole}"));
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:3100");
    match body {
        Some(json) => request
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_string())),
        None => request.body(Body::empty()),
    }
    .unwrap()
}

fn micros(instant: &str) -> i64 {
    instant.parse::<Timestamp>().unwrap().micros()
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The whole answer.
    #[track_caller]
    pub fn is(self, status: u16, body: Value) {
        assert_eq!((self.status.as_u16(), self.json()), (status, body));
    }

    #[track_caller]
    pub fn ok(self) {
        self.is(200, json!({"ok": true}));
    }

    /// A failure in the contract's shape, whole.
    #[track_caller]
    pub fn fails(self, status: u16, error: &str, detail: &str) {
        self.is(status, json!({"error": error, "detail": detail}));
    }

    #[track_caller]
    pub fn not_found(self, detail: &str) {
        self.fails(404, "not found", detail);
    }

    #[track_caller]
    pub fn bad(self, detail: &str) {
        self.fails(400, "bad request", detail);
    }
}
