//! Failures that belong to no route.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;

use crate::harness::{Answer, App, request};

async fn post_raw(app: &App, kind: Option<&str>, body: impl Into<Body>) -> Answer {
    let mut request = Request::post("/api/v1/issues").header(header::HOST, "localhost");
    if let Some(kind) = kind {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    app.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn an_unknown_route() {
    let app = App::new().await;
    app.get("/nothing")
        .await
        .not_found("There is nothing at /api/v1/nothing");
    app.get("/issues/1/")
        .await
        .not_found("There is nothing at /api/v1/issues/1/");
    app.get("//api").await.not_found("There is nothing at /api");
    app.get("//api/v2/issues")
        .await
        .not_found("There is nothing at /api/v2/issues");
    app.call("//fn/nothing")
        .await
        .not_found("There is nothing at /fn/nothing");
}

#[tokio::test]
async fn a_wrong_method() {
    let app = App::new().await;
    for (method, path, allowed) in [
        (Method::PUT, "/issues", "GET,HEAD,POST"),
        (Method::POST, "/issues/1", "GET,HEAD,PATCH,DELETE"),
        (Method::GET, "/issues/1/close", "POST"),
        (Method::OPTIONS, "/health", "GET,HEAD"),
        (Method::POST, "/issues/ready", "GET,HEAD"),
    ] {
        let answer = app.send(request(method, path, None)).await;
        assert_eq!(answer.header("allow"), allowed, "{path}");
        answer.fails(
            405,
            "method not allowed",
            "This path does not take that method; the Allow header says which it takes",
        );
    }
}

#[tokio::test]
async fn a_body_that_is_not_json() {
    let app = App::new().await;
    let typed = Some("application/json");
    let says = "The body must be JSON, sent as 'Content-Type: application/json'";
    post_raw(&app, None, r#"{"title":"x"}"#).await.bad(says);
    post_raw(&app, Some("text/plain"), r#"{"title":"x"}"#)
        .await
        .bad(says);
    post_raw(&app, Some("application/x-www-form-urlencoded"), "title=x")
        .await
        .bad(says);
    post_raw(&app, typed, "title=x")
        .await
        .bad("The body must be a JSON object");
    post_raw(&app, typed, r#"["x", null, null, null]"#)
        .await
        .bad("The body must be a JSON object");
    post_raw(&app, typed, r#"{"title":"#)
        .await
        .bad("The body's 'title': EOF while parsing a value at line 1 column 9");
    post_raw(&app, typed, r#"{"title":"x"} x"#)
        .await
        .bad("The body: trailing characters at line 1 column 15");
    for odd in [
        &b"{\"title\":\"\xff\"}"[..],
        br#"{"title":"\ud800"}"#,
        br#"{"title":NaN}"#,
        br#"{"title":"x","parent_id":1e400}"#,
    ] {
        let answer = post_raw(&app, typed, odd.to_vec()).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]),
            (400, &json!("bad request")),
            "{}",
            answer.text()
        );
    }
    post_raw(
        &app,
        Some("Application/JSON; charset=utf-8"),
        r#"{"title":"x"}"#,
    )
    .await
    .is(201, json!({"id": 1}));
}

#[tokio::test]
async fn a_body_that_is_too_large() {
    let app = App::new().await;
    let large = vec![b' '; 8 * 1024 * 1024 + 1];
    post_raw(&app, Some("application/json"), large.clone())
        .await
        .bad("The body is larger than 8 MiB");
    let announced = request(Method::POST, "/issues", None).into_parts().0;
    let mut announced = Request::from_parts(announced, Body::from(large));
    announced
        .headers_mut()
        .insert(header::CONTENT_LENGTH, "8388609".parse().unwrap());
    app.send(announced)
        .await
        .bad("The body is larger than 8 MiB");
}

#[tokio::test]
async fn no_body_where_nothing_is_needed() {
    let app = App::new().await;
    app.issue("One").await;
    app.send(request(Method::PATCH, "/issues/1", None))
        .await
        .ok();
    app.call("/issues")
        .await
        .bad("The body: missing field `title` at line 1 column 2");
}

#[tokio::test]
async fn a_failure_of_ours_tells_nothing() {
    let app = App::new().await;
    app.state.store.close().await;
    let answer = app.post("/issues", json!({"title": "x"})).await;
    answer.fails(
        500,
        "internal error",
        "Something went wrong on the server. Check the server log for details.",
    );
}
