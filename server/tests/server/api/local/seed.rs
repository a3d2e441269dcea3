//! The contract's example bodies, literally. A label set has no order there; ours is sorted.

use model::{IssueId, IssuePatch, NewMilestone};
use serde_json::{Value, json};

use crate::harness::App;

/// The contract's world: issue 42 is the first, and the next one is 43.
async fn world() -> App {
    let app = App::new().await;
    for filler in 1..=41 {
        let id = app.issue("filler").await;
        assert_eq!(id, filler);
        app.delete(&format!("/issues/{id}")).await.ok();
    }
    let body = json!({"title": "Fix auth timeout", "description": null, "priority": "high"});
    app.post("/issues", body).await.is(201, json!({"id": 42}));
    app.post("/issues/42/labels", json!({"label": "bug"}))
        .await
        .ok();
    app
}

fn parse(example: &str) -> Value {
    serde_json::from_str(example).unwrap()
}

#[tokio::test]
async fn list_issues() {
    let example = r#"{
"items": [
{
"id": 42,
"title": "Fix auth timeout",
"description": null,
"status": "open",
"priority": "high",
"parent_id": null,
"created_at": "2026-03-01T12:00:00Z",
"updated_at": "2026-03-01T12:00:00Z",
"closed_at": null,
"labels": ["bug"],
"blocker_count": 0
}
],
"total": 1
}"#;
    world().await.get("/issues").await.is(200, parse(example));
}

#[tokio::test]
async fn create_issue() {
    let body = r#"{
"title": "Add dark mode",
"description": "Users want a dark theme option.",
"priority": "medium",
"parent_id": null
}"#;
    world()
        .await
        .post("/issues", parse(body))
        .await
        .is(201, parse(r#"{ "id": 43 }"#));
}

#[tokio::test]
async fn issue_detail() {
    let app = world().await;
    app.issue("Something between").await;
    app.issue("Waits for 42").await;
    app.post("/issues/44/block", json!({"blocker_id": 42}))
        .await
        .ok();
    app.at("2026-03-02T09:00:00Z");
    app.patch(
        "/issues/42",
        json!({"description": "Connection drops after 30s idle."}),
    )
    .await
    .ok();
    app.post("/issues/42/labels", json!({"label": "backend"}))
        .await
        .ok();
    let comment = json!({"content": "Root cause found in connection pool.", "kind": "observation"});
    app.post("/issues/42/comments", comment)
        .await
        .is(201, json!({"id": 1}));
    let (store, actor) = (&app.state.store, &app.state.operator);
    let milestone = store
        .create_milestone(
            actor,
            NewMilestone {
                name: "v1.0".into(),
                description: None,
            },
        )
        .await
        .unwrap();
    let patch = IssuePatch {
        milestone: Some(Some(milestone)),
        ..IssuePatch::default()
    };
    store.update_issue(actor, IssueId(42), patch).await.unwrap();

    let mut example = parse(
        r#"{
"id": 42,
"title": "Fix auth timeout",
"description": "Connection drops after 30s idle.",
"status": "open",
"priority": "high",
"parent_id": null,
"created_at": "2026-03-01T12:00:00Z",
"updated_at": "2026-03-02T09:00:00Z",
"closed_at": null,
"labels": ["bug", "backend"],
"comments": [
{
"id": 1,
"issue_id": 42,
"content": "Root cause found in connection pool.",
"created_at": "2026-03-02T09:00:00Z",
"kind": "observation",
"trigger_type": null,
"intervention_context": null,
"driver_key_fingerprint": null
}
],
"blockers": [],
"blocking": [44],
"subissues": [],
"milestone": {
"id": 1,
"name": "v1.0",
"status": "open"
}
}"#,
    );
    example["labels"] = json!(["backend", "bug"]);
    app.get("/issues/42").await.is(200, example);
}

#[tokio::test]
async fn update_issue() {
    let app = world().await;
    let body = r#"{
"title": "Fix auth timeout on slow connections",
"priority": "critical"
}"#;
    app.patch("/issues/42", parse(body))
        .await
        .is(200, parse(r#"{ "ok": true }"#));
    let issue = app.get("/issues/42").await.json();
    assert_eq!(
        (&issue["title"], &issue["priority"]),
        (
            &json!("Fix auth timeout on slow connections"),
            &json!("critical")
        )
    );
}

#[tokio::test]
async fn delete_issue() {
    world()
        .await
        .delete("/issues/42")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
}

#[tokio::test]
async fn close_and_reopen_issue() {
    let app = world().await;
    app.call("/issues/42/close")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
    app.call("/issues/42/reopen")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
}

#[tokio::test]
async fn create_subissue() {
    let app = world().await;
    app.issue("43").await;
    app.issue("44").await;
    let body = r#"{
"title": "Research connection pool options",
"priority": "medium"
}"#;
    app.post("/issues/42/subissue", parse(body))
        .await
        .is(201, parse(r#"{ "id": 45 }"#));
}

#[tokio::test]
async fn issue_tree() {
    let app = world().await;
    app.post("/issues/42/subissue", json!({"title": "43"}))
        .await
        .is(201, json!({"id": 43}));
    app.post("/issues/43/subissue", json!({"title": "44"}))
        .await
        .is(201, json!({"id": 44}));
    app.post("/issues/42/subissue", json!({"title": "45"}))
        .await
        .is(201, json!({"id": 45}));
    let tree = app.get("/issues/42/tree").await.json();
    assert_eq!(tree["total"], 3);
    let ids: Vec<_> = tree["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["id"].clone())
        .collect();
    assert_eq!(ids, [43, 44, 45]);
}

#[tokio::test]
async fn list_comments() {
    let app = world().await;
    app.at("2026-03-02T09:00:00Z");
    app.post(
        "/issues/42/comments",
        json!({"content": "Found the root cause.", "kind": "observation"}),
    )
    .await
    .is(201, json!({"id": 1}));
    let example = parse(
        r#"[
{
"id": 1,
"issue_id": 42,
"content": "Found the root cause.",
"created_at": "2026-03-02T09:00:00Z",
"kind": "observation",
"trigger_type": null,
"intervention_context": null,
"driver_key_fingerprint": null
}
]"#,
    );
    app.get("/issues/42/comments").await.is(200, example);
}

#[tokio::test]
async fn add_comment() {
    let app = world().await;
    app.post("/issues/42/comments", json!({"content": "first"}))
        .await
        .is(201, json!({"id": 1}));
    let body = r#"{
"content": "Resolved by bumping connection pool timeout to 120s.",
"kind": "resolution"
}"#;
    app.post("/issues/42/comments", parse(body))
        .await
        .is(201, parse(r#"{ "id": 2 }"#));
}

#[tokio::test]
async fn labels() {
    let app = world().await;
    app.post("/issues/42/labels", parse(r#"{ "label": "backend" }"#))
        .await
        .is(200, parse(r#"{ "ok": true }"#));
    app.get("/issues/42/labels")
        .await
        .is(200, json!(["backend", "bug"]));
    app.delete("/issues/42/labels/backend")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
}

#[tokio::test]
async fn blockers() {
    let app = world().await;
    app.issue("43").await;
    let body = json!({"blocker_id": 43});
    app.post("/issues/42/block", body)
        .await
        .is(200, parse(r#"{ "ok": true }"#));
    app.delete("/issues/42/block/43")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
}

#[tokio::test]
async fn current_session() {
    let app = world().await;
    app.get("/sessions/current").await.is(200, parse("null"));
    app.at("2026-03-10T03:17:00Z");
    app.post("/sessions/start", json!({"agent_id": "worker-1"}))
        .await;
    app.call("/sessions/work/42").await.ok();
    app.post(
        "/sessions/action",
        json!({"action": "Implementing auth fix"}),
    )
    .await
    .ok();
    let example = parse(
        r#"{
"id": 1,
"started_at": "2026-03-10T03:17:00Z",
"ended_at": null,
"active_issue_id": 42,
"handoff_notes": null,
"last_action": "Implementing auth fix",
"agent_id": "worker-1"
}"#,
    );
    app.get("/sessions/current").await.is(200, example.clone());
    app.get("/sessions/current?agent_id=worker-1")
        .await
        .is(200, example);
}

#[tokio::test]
async fn sessions() {
    let app = world().await;
    app.call("/sessions/start").await;
    app.at("2026-03-10T04:00:00Z");
    let example = r#"{
"id": 2,
"started_at": "2026-03-10T04:00:00Z",
"ended_at": null,
"active_issue_id": null,
"handoff_notes": null,
"last_action": null,
"agent_id": "worker-1"
}"#;
    app.post("/sessions/start", parse(r#"{ "agent_id": "worker-1" }"#))
        .await
        .is(201, parse(example));
    app.call("/sessions/work/42")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
    let notes = r#"{ "notes": "Completed auth fix. Tests passing." }"#;
    app.post("/sessions/end", parse(notes))
        .await
        .is(200, parse(r#"{ "ok": true }"#));
}

#[tokio::test]
async fn list_milestones() {
    let app = App::new().await;
    app.at("2026-03-01T00:00:00Z");
    let body = json!({"name": "v1.0", "description": "First stable release"});
    app.post("/milestones", body)
        .await
        .is(201, json!({"id": 1}));
    for id in 1..=12 {
        assert_eq!(app.issue("of v1.0").await, id);
        app.post("/milestones/1/assign", json!({ "issue_id": id }))
            .await
            .ok();
        if id <= 8 {
            app.call(&format!("/issues/{id}/close")).await.ok();
        }
    }
    let example = parse(
        r#"{
"items": [
{
"id": 1,
"name": "v1.0",
"description": "First stable release",
"status": "open",
"created_at": "2026-03-01T00:00:00Z",
"closed_at": null,
"issue_count": 12,
"completed_count": 8,
"progress_percent": 66.7
}
],
"total": 1
}"#,
    );
    app.get("/milestones").await.is(200, example.clone());
    app.get("/milestones/1")
        .await
        .is(200, example["items"][0].clone());
}

#[tokio::test]
async fn milestones() {
    let app = world().await;
    app.post("/milestones", json!({"name": "v1.0"})).await;
    let body = r#"{
"name": "v1.1",
"description": "Performance improvements"
}"#;
    app.post("/milestones", parse(body))
        .await
        .is(201, parse(r#"{ "id": 2 }"#));
    app.post("/milestones/2/assign", parse(r#"{ "issue_id": 42 }"#))
        .await
        .is(200, parse(r#"{ "ok": true }"#));
    app.call("/milestones/2/close")
        .await
        .is(200, parse(r#"{ "ok": true }"#));
}

#[tokio::test]
async fn an_error() {
    let example = r#"{
"error": "not found",
"detail": "Issue #999 does not exist"
}"#;
    world()
        .await
        .get("/issues/999")
        .await
        .is(404, parse(example));
}

#[tokio::test]
async fn the_hint_on_the_socket() {
    let app = world().await;
    let mut socket = app.hear(&["agents", "issues", "locks", "execution"]).await;
    app.call("/issues/42/close").await.ok();
    let mut frame = socket.next().await;
    // Our addition to every frame.
    assert!(
        frame
            .as_object_mut()
            .unwrap()
            .remove("seq")
            .unwrap()
            .is_i64()
    );
    let example = r#"{
"type": "issue_updated",
"issue_id": 42,
"field": "status"
}"#;
    assert_eq!(frame, parse(example));
}
