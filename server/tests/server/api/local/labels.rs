use serde_json::json;

use crate::harness::App;

async fn one() -> App {
    let app = App::new().await;
    app.issue("One").await;
    app
}

#[tokio::test]
async fn list_labels() {
    let app = one().await;
    app.get("/issues/1/labels").await.is(200, json!([]));
    app.get("/issues/99/labels")
        .await
        .not_found("Issue #99 does not exist");
}

#[tokio::test]
async fn add_label() {
    let app = one().await;
    for label in ["zeta", "Bug", "bug", "a/b", "ä 🦀"] {
        app.post("/issues/1/labels", json!({"label": label}))
            .await
            .ok();
    }
    app.get("/issues/1/labels")
        .await
        .is(200, json!(["Bug", "a/b", "bug", "zeta", "ä 🦀"]));
}

#[tokio::test]
async fn add_label_refuses() {
    let app = one().await;
    let post = |body| app.post("/issues/1/labels", body);
    post(json!({"label": "bug"})).await.ok();
    post(json!({"label": "bug"})).await.fails(
        409,
        "conflict",
        "Issue #1 already has the label 'bug'",
    );
    post(json!({}))
        .await
        .bad("The body: missing field `label` at line 1 column 2");
    post(json!({"label": " "}))
        .await
        .bad("Label must not be blank");
    post(json!({"label": "é".repeat(129)}))
        .await
        .bad("Label exceeds maximum length of 128 characters");
    app.post("/issues/99/labels", json!({"label": "bug"}))
        .await
        .not_found("Issue #99 does not exist");
}

#[tokio::test]
async fn remove_label() {
    let app = one().await;
    for label in ["a/b", "ä 🦀"] {
        app.post("/issues/1/labels", json!({"label": label}))
            .await
            .ok();
    }
    app.delete("/issues/1/labels/a%2Fb").await.ok();
    app.delete("/issues/1/labels/%C3%A4%20%F0%9F%A6%80")
        .await
        .ok();
    app.get("/issues/1/labels").await.is(200, json!([]));
    app.delete("/issues/1/labels/gone")
        .await
        .not_found("Label 'gone' not found on issue #1");
    app.delete("/issues/99/labels/bug")
        .await
        .not_found("Issue #99 does not exist");
}
