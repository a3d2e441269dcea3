use serde_json::json;

use crate::harness::App;

async fn one() -> App {
    let app = App::new().await;
    app.issue("One").await;
    app
}

#[tokio::test]
async fn list_comments() {
    let app = one().await;
    app.get("/issues/1/comments").await.is(200, json!([]));
    for n in 1..=3 {
        app.post("/issues/1/comments", json!({"content": n.to_string()}))
            .await
            .is(201, json!({"id": n}));
    }
    let comments = app.get("/issues/1/comments").await.json();
    let contents: Vec<_> = comments
        .as_array()
        .unwrap()
        .iter()
        .map(|comment| &comment["content"])
        .collect();
    assert_eq!(contents, ["1", "2", "3"]);
    app.get("/issues/99/comments")
        .await
        .not_found("Issue #99 does not exist");
}

#[tokio::test]
async fn add_comment_of_every_kind() {
    let app = one().await;
    for kind in [
        "note",
        "plan",
        "decision",
        "observation",
        "blocker",
        "resolution",
        "result",
    ] {
        let body = json!({"content": "x", "kind": kind, "trigger_type": "redirect"});
        assert_eq!(
            app.post("/issues/1/comments", body).await.status,
            201,
            "{kind}"
        );
    }
    let body = json!({"content": "stop", "kind": "intervention", "trigger_type": "redirect", "intervention_context": "at the pool"});
    app.post("/issues/1/comments", body)
        .await
        .is(201, json!({"id": 8}));
    let comments = app.get("/issues/1/comments").await.json();
    assert_eq!(
        comments[0]["trigger_type"],
        json!(null),
        "only interventions have a trigger"
    );
    let expect = json!({
        "id": 8, "issue_id": 1, "content": "stop", "created_at": "2026-03-01T12:00:00Z", "kind": "intervention",
        "trigger_type": "redirect", "intervention_context": "at the pool", "driver_key_fingerprint": null,
    });
    assert_eq!(comments[7], expect);
}

#[tokio::test]
async fn add_comment_refuses() {
    let app = one().await;
    let post = |body| app.post("/issues/1/comments", body);
    post(json!({}))
        .await
        .bad("The body: missing field `content` at line 1 column 2");
    post(json!({"content": ""}))
        .await
        .bad("Comment must not be blank");
    let kinds = "Must be one of: note, plan, decision, observation, blocker, resolution, result, intervention";
    post(json!({"content": "x", "kind": "handoff"}))
        .await
        .bad(&format!("Invalid kind 'handoff'. {kinds}"));
    let triggerless = "trigger_type is required when comment kind is 'intervention'";
    post(json!({"content": "x", "kind": "intervention"}))
        .await
        .bad(triggerless);
    post(json!({"content": "x", "kind": "intervention", "trigger_type": " "}))
        .await
        .bad(triggerless);
    app.post("/issues/99/comments", json!({"content": "x"}))
        .await
        .not_found("Issue #99 does not exist");
    app.get("/issues/1/comments").await.is(200, json!([]));
}

#[tokio::test]
async fn add_comment_as_long_as_can_be() {
    let app = one().await;
    // Four bytes a character, and twelve on the wire when escaped.
    app.post(
        "/issues/1/comments",
        json!({"content": "🦀".repeat(1_048_576)}),
    )
    .await
    .is(201, json!({"id": 1}));
    app.post(
        "/issues/1/comments",
        json!({"content": "x".repeat(1_048_577)}),
    )
    .await
    .bad("Comment exceeds maximum length of 1048576 characters");
}
