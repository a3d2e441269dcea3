//! Text that people and agents write stays text: whatever it holds, a page has the elements that
//! plain words would give it.

use axum::http::Method;
use html5ever::{parse_document, tendril::TendrilSink};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::json;

use crate::harness::{App, request};

/// What browsers take for more than words, where it is not escaped.
const PAYLOADS: [&str; 12] = [
    "x</title><meta http-equiv=\"refresh\" content=\"0;url=http://127.0.0.1:1/\">",
    "<title>",
    "</title><form action=/fn/delete_issue method=post><button>x</button></form>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "<!--",
    "-->]]><svg onload=alert(1)>",
    "</option></select><iframe src=//evil.example>",
    "<base href=//evil.example/><plaintext>",
    "&lt;b&gt; &amp; <b>",
];

/// A tracker in which every plain field holds the text, and every page that shows some of it.
async fn tracker(text: &str) -> (App, Vec<String>) {
    let app = App::new().await;
    let label: String = text.chars().filter(|c| *c != ',').collect();
    let tag: String = text.chars().take(60).collect();
    let source = json!([{"url": "https://example.com/", "title": text}]);
    let issue = app.issue(text).await;
    let other = app.issue(text).await;
    let made = [
        app.post(&format!("/issues/{issue}/labels"), json!({"label": label})).await,
        app.post(&format!("/issues/{issue}/subissue"), json!({"title": text})).await,
        app.post(&format!("/issues/{issue}/block"), json!({"blocker_id": other})).await,
        app.post(&format!("/issues/{issue}/comments"), json!({"content": "plain", "author": text})).await,
        app.patch(&format!("/issues/{other}"), json!({"title": format!("{text} anew")})).await,
        app.post("/milestones", json!({"name": text})).await,
        app.post("/milestones/1/assign", json!({"issue_id": issue})).await,
        app.post("/knowledge", json!({"slug": "page", "title": text, "content": "plain", "tags": [tag], "sources": source}))
            .await,
        app.patch("/knowledge/page", json!({"title": format!("{text} anew"), "content": "plainer"})).await,
        app.post("/agents/worker-1/heartbeat", json!({"active_issue_id": issue, "status": text, "description": text})).await,
        app.post(&format!("/locks/{issue}/claim"), json!({"agent_id": "worker-1", "branch": text})).await,
        app.post("/sessions/start", json!({"agent_id": "worker-1"})).await,
        app.post("/sessions/action", json!({"agent_id": "worker-1", "last_action": text, "action": text})).await,
        app.post("/usage", json!({"agent_id": "worker-1", "input_tokens": 1, "output_tokens": 1, "model": text})).await,
    ];
    for answer in made {
        assert!(answer.status.is_success(), "{text}: {}", answer.text());
    }
    let mut pages: Vec<String> = [
        "//",
        "//issues",
        "//issues?all",
        "//issues/new",
        "//milestones",
        "//milestones/1",
        "//agents",
    ]
    .into_iter()
    .chain([
        "//agents/worker-1",
        "//locks",
        "//sessions",
        "//usage",
        "//settings",
        "//sync",
        "//nothing",
    ])
    .chain([
        "//knowledge",
        "//knowledge-new",
        "//knowledge/page",
        "//knowledge/page/edit",
        "//knowledge/page/history",
    ])
    .map(str::to_owned)
    .collect();
    pages.extend([issue, other].map(|id| format!("//issues/{id}")));
    let in_address: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let queries = [
        "//?search=",
        "//?label=",
        "//issues?search=",
        "//issues?label=",
        "//issues/new?title=",
        "//knowledge?q=",
    ];
    pages.extend(queries.map(|query| format!("{query}{in_address}")));
    pages.extend(
        ["//", "//issues/", "//agents/", "//knowledge/"].map(|path| format!("{path}{in_address}")),
    );
    (app, pages)
}

/// All nodes of a page in its order, as a browser's parser sees them.
fn nodes(html: &str, mut see: impl FnMut(&Handle)) {
    let root = parse_document(RcDom::default(), Default::default())
        .one(html)
        .document;
    let mut open = vec![root.clone()];
    while let Some(node) = open.pop() {
        see(&node);
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    // Not before: a node that is dropped empties all below it.
    drop(root);
}

/// Every element with the names of its attributes; where a search found its words is marked, and is
/// not of interest.
fn elements(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    nodes(html, |node| {
        if let NodeData::Element { name, attrs, .. } = &node.data
            && &*name.local != "mark"
        {
            let mut names: Vec<String> = attrs
                .borrow()
                .iter()
                .map(|attr| attr.name.local.to_string())
                .collect();
            names.sort_unstable();
            found.push(format!("{} {}", name.local, names.join(" ")));
        }
    });
    found
}

fn title(html: &str) -> String {
    let mut title = String::new();
    nodes(html, |node| {
        if matches!(&node.data, NodeData::Element { name, .. } if &*name.local == "title")
            && title.is_empty()
        {
            for child in &*node.children.borrow() {
                match &child.data {
                    NodeData::Text { contents } => title.push_str(&contents.borrow()),
                    other => panic!("in the title: {other:?}"),
                }
            }
        }
    });
    title
}

async fn pages(text: &str) -> Vec<(String, Vec<String>)> {
    let (app, paths) = tracker(text).await;
    let mut seen = Vec::new();
    for path in paths {
        let page = app.send(request(Method::GET, &path, None)).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
        let found = elements(&page.text());
        assert!(found.len() > 20, "{path}: {found:?}");
        seen.push((path, found));
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_write_is_never_an_element() {
    let plain = pages("plain words").await;
    let mut wrong = Vec::new();
    for payload in PAYLOADS {
        for ((path, found), (_, expected)) in pages(payload).await.iter().zip(&plain) {
            let Some(at) =
                (0..found.len().max(expected.len())).find(|at| found.get(*at) != expected.get(*at))
            else {
                continue;
            };
            let around = |list: &[String]| {
                list.iter()
                    .skip(at.saturating_sub(2))
                    .take(5)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            wrong.push(format!(
                "{payload} at {path}: {:?}, not {:?}",
                around(found),
                around(expected)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_title_is_what_was_written() {
    let app = App::new().await;
    let issue = app.issue("a < b && c > d </title>").await;
    let page = app.get(&format!("//issues/{issue}")).await.text();
    assert_eq!(
        title(&page),
        format!("#{issue} a < b && c > d </title> · Crosslink")
    );
}

#[tokio::test]
async fn markdown_runs_nothing() {
    let app = App::new().await;
    for payload in PAYLOADS {
        let (issue, text) = (
            app.issue("plain").await,
            format!("{payload}\n\n[a](javascript:alert(1)) <b onclick=x>b</b>"),
        );
        app.post(
            &format!("/issues/{issue}/comments"),
            json!({"content": text}),
        )
        .await;
        app.patch(&format!("/issues/{issue}"), json!({"description": text}))
            .await;
        let page = elements(&app.get(&format!("//issues/{issue}")).await.text());
        let plain = elements(
            &app.get(&format!("//issues/{}", app.issue("plain").await))
                .await
                .text(),
        );
        for name in [
            "script", "meta", "form", "iframe", "base", "object", "embed", "svg", "style",
        ] {
            let count = |list: &[String]| {
                list.iter()
                    .filter(|element| element.split(' ').next() == Some(name))
                    .count()
            };
            // A comment and a description bring buttons of their own, and their icons.
            let ours = if matches!(name, "svg" | "form") {
                usize::MAX
            } else {
                count(&plain)
            };
            assert!(count(&page) <= ours, "{name} by {payload}");
        }
        let runs = |element: &String| {
            element
                .split(' ')
                .skip(1)
                .any(|name| name.starts_with("on") || name == "style")
        };
        assert_eq!(page.iter().find(|element| runs(element)), None, "{payload}");
    }
}
