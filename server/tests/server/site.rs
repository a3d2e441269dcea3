//! Pages, and the files that they load.

use std::sync::Arc;

use axum::http::Method;
use futures::StreamExt as _;
use serde_json::json;

use crate::harness::{App, request};

#[tokio::test]
async fn a_page_carries_the_nonce_that_its_policy_names() {
    let app = App::new().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = app.get("//").await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (200, "text/html; charset=utf-8")
        );
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned();
        assert!(
            page.text().contains(&format!("nonce=\"{nonce}\"")),
            "{}",
            page.text()
        );
        assert_eq!(
            page.text().matches("<script").count(),
            page.text().matches("nonce=\"").count()
        );
        assert_eq!(
            policy.replace(&nonce, "N"),
            "default-src 'self'; script-src 'self' 'nonce-N' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self' ws://localhost:3100 wss://localhost:3100; font-src 'self'; frame-ancestors 'none'; \
             base-uri 'none'; form-action 'self'; object-src 'none'"
        );
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_page_shows_what_the_store_holds() {
    let app = App::new().await;
    app.issue("Seen without any script").await;
    assert!(
        app.get("//")
            .await
            .text()
            .contains("Seen without any script")
    );
}

/// There the browser takes up the stream of events, so it may be an older one, but none that the
/// page does not show.
#[tokio::test]
async fn a_page_says_which_event_it_was_rendered_after() {
    let app = App::new().await;
    app.issue("One").await;
    let newest = app.state.store.last_seq(&app.state.operator).await.unwrap();
    for path in ["//", "//issues", "//nowhere"] {
        let page = app.get(path).await;
        let seq = page
            .text()
            .split("name=\"crosslink-seq\" content=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        assert!(
            (0..=newest).contains(&seq.parse().unwrap()),
            "{path}: {seq}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_are_asked_for_at_once_do_not_mix() {
    let app = Arc::new(App::new().await);
    let ids = [
        app.issue("First of all").await,
        app.issue("Second to none").await,
        app.issue("Third time lucky").await,
    ];
    let titles = ["First of all", "Second to none", "Third time lucky"];
    let paths = ["//", "//issues", "//issues/new"].map(|path| (path.to_owned(), String::new()));
    let issues = ids.iter().zip(titles).map(|(id, title)| {
        (
            format!("//issues/{id}"),
            format!("<title>#{id} {title} · Crosslink"),
        )
    });
    let pages: Vec<_> = paths.into_iter().chain(issues).collect();
    let asked = pages
        .iter()
        .cycle()
        .take(60 * pages.len())
        .map(|(path, title)| {
            let (app, path, title) = (app.clone(), path.clone(), title.clone());
            tokio::spawn(async move {
                let page = app.get(&path).await;
                assert_eq!(page.status, 200, "{path}");
                assert!(page.text().contains(&title), "{path}: {}", page.text());
            })
        });
    // Eight at a time, as a browser or two would.
    futures::stream::iter(asked)
        .buffer_unordered(8)
        .for_each(async |outcome| outcome.unwrap())
        .await;
}

/// Every page, again and again, while issues come and go.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_pages_at_once_while_things_change() {
    let app = Arc::new(App::new().await);
    app.issue("One").await;
    app.post("/issues/1/labels", json!({"label": "bug"}))
        .await
        .ok();
    app.post("/agents/worker-1/heartbeat", json!({"active_issue_id": 1}))
        .await
        .ok();
    app.post("/locks/1/claim", json!({"agent_id": "worker-1"}))
        .await
        .ok();
    app.post("/milestones", json!({"name": "M"}))
        .await
        .is(201, json!({"id": 1}));
    app.post("/sessions/start", json!({"agent_id": "worker-1"}))
        .await;
    app.post(
        "/knowledge",
        json!({"slug": "a", "title": "A", "content": "see #1"}),
    )
    .await
    .is(201, json!({"slug": "a"}));
    let pages = [
        "//",
        "//?label=bug",
        "//issues",
        "//issues?lifecycle=all",
        "//issues?q=one",
        "//issues/new",
        "//issues/1",
        "//agents",
        "//agents/worker-1",
        "//locks",
        "//settings",
        "//milestones",
        "//milestones/1",
        "//sessions",
        "//usage",
        "//sync",
        "//knowledge",
        "//knowledge-new",
        "//knowledge/a",
        "//knowledge/a/edit",
        "//knowledge/a/history",
    ];
    let asked = pages
        .into_iter()
        .cycle()
        .take(50 * pages.len())
        .map(|path| {
            let app = app.clone();
            tokio::spawn(async move {
                let page = app.get(path).await;
                assert_eq!(page.status, 200, "{path}: {}", page.text());
            })
        });
    let reading = futures::stream::iter(asked)
        .buffer_unordered(16)
        .for_each(async |outcome| outcome.unwrap());
    let changing = async {
        for n in 0.. {
            let id = app.issue(&format!("Issue {n}")).await;
            app.patch("/issues/1", json!({"title": format!("One {n}")}))
                .await
                .ok();
            app.patch("/knowledge/a", json!({"content": format!("see #{id}")}))
                .await;
            app.delete(&format!("/issues/{id}")).await.ok();
        }
    };
    tokio::select! { () = reading => {}, () = changing => {} }
}

#[tokio::test]
async fn an_unknown_page_is_the_sites_own() {
    let app = App::new().await;
    for path in [
        "//nothing",
        "//assets/nothing.js",
        "//manifest.json",
        "//assets/..%2F..%2FCargo.toml",
        "//../Cargo.toml",
    ] {
        let page = app.get(path).await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (404, "text/html; charset=utf-8"),
            "{path}"
        );
        assert!(
            page.header("content-security-policy").contains("'nonce-"),
            "{path}"
        );
    }
    let answer = app.send(request(Method::POST, "//nothing", None)).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "GET,HEAD")
    );
}
