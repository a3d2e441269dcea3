//! Server functions, called as no page of ours calls them.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};

use crate::harness::{Answer, App};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

async fn call(app: &App, path: &str, kind: &str, body: &'static [u8]) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "localhost:3100");
    app.send(
        request
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap(),
    )
    .await
}

fn refusal(answer: &Answer) -> (u16, Value, String) {
    let error = answer.json();
    (
        answer.status.as_u16(),
        error["kind"].clone(),
        error["detail"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn no_function_fails_for_what_it_is_sent() {
    let app = App::new().await;
    app.get("//").await;
    let paths: Vec<&str> = server_fn_paths()
        .map(|(path, _)| path)
        .filter(|path| path.starts_with("/fn/"))
        .collect();
    assert!(paths.len() > 50, "{paths:?}");
    let bodies: [&[u8]; 14] = [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe\x00",
        b"id=1",
        b"id=x&title=&name=&slug=&agent=&reason=&content=",
        b"id=99999&parent=99999&milestone=99999&issue=99999&title=x&name=x&content=x&slug=nothing&agent=worker-1",
        b"id=9223372036854775808&slug=%00&title=%00",
        br#"{"filter":{"labels":["a"]},"status":"nowhere","sort":{"by":"id","descending":true},"page":{"limit":0}}"#,
        br#"{"id":99999,"status":"todo","place":"top","mutation":"m"}"#,
        br#"{"filter":{},"sort":{"by":"id","descending":true},"page":{"after":{"value":"x","id":1}}}"#,
        br#"{"content":7}"#,
    ];
    for path in paths {
        for (kind, body) in [FORM, JSON, "text/plain", ""]
            .into_iter()
            .flat_map(|kind| bodies.map(|body| (kind, body)))
        {
            let answer = call(&app, path, kind, body).await;
            let what = format!(
                "{path} {kind} {}: {} {}",
                String::from_utf8_lossy(body),
                answer.status,
                answer.text()
            );
            assert!(answer.status.as_u16() < 500, "{what}");
            if answer.status.is_client_error() {
                assert!(!refusal(&answer).2.is_empty(), "{what}");
                assert_eq!(answer.header("content-type"), "application/json", "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_has_the_status_that_the_api_gives_it() {
    let app = App::new().await;
    app.issue("One").await;
    let unreadable = (
        400,
        json!("invalid"),
        "Couldn't read the form. Reload and try again.".to_owned(),
    );
    assert_eq!(
        refusal(&call(&app, "/fn/create_issue", FORM, b"").await),
        unreadable
    );
    assert_eq!(
        refusal(&call(&app, "/fn/move_issue", JSON, b"{").await),
        unreadable
    );
    let missing = call(&app, "/fn/close_issue", FORM, b"id=9&mutation=m").await;
    assert_eq!(
        refusal(&missing),
        (404, json!("not_found"), "Issue #9 does not exist".into())
    );
    let conflict = call(&app, "/fn/archive_issue", FORM, b"id=1&mutation=m").await;
    assert_eq!(
        refusal(&conflict),
        (
            409,
            json!("conflict"),
            "Only a closed issue can be archived; close #1 first".into()
        )
    );
    let hubless = refusal(&call(&app, "/fn/fetch_hub", FORM, b"").await);
    assert_eq!(
        (hubless.0, &hubless.1),
        (409, &json!("conflict")),
        "{}",
        hubless.2
    );
}

/// Hundreds of labels in an address are refused with a sentence, and make no page of links to each
/// other.
#[tokio::test]
async fn labels_without_end() {
    let app = App::new().await;
    app.issue("One").await;
    let query: Vec<String> = (0..2800).map(|n| format!("label=l{n}")).collect();
    let query = query.join("&");
    for path in ["//", "//issues"] {
        let fine = app
            .get(&format!(
                "{path}?{}",
                query.split('&').take(16).collect::<Vec<_>>().join("&")
            ))
            .await;
        assert_eq!(fine.status, 200, "{path}");
        let page = app.get(&format!("{path}?{query}")).await;
        assert_eq!(page.status, 400, "{path}");
        assert!(
            page.text().contains("A filter has at most 16 labels"),
            "{path}: {}",
            page.text()
        );
        assert!(page.body.len() < 200_000, "{path}: {}", page.body.len());
    }
    let body = json!({"filter": {"labels": vec!["x"; 500]}});
    let body = body.to_string().into_bytes().leak();
    let refused = (
        400,
        json!("invalid"),
        "A filter has at most 16 labels".to_owned(),
    );
    assert_eq!(
        refusal(&call(&app, "/fn/load_board", JSON, body).await),
        refused
    );
}
