use axum::http::Method;
use serde_json::{Value, json};

use crate::harness::{App, request};

async fn start(app: &App, body: Value) -> i64 {
    let started = app.post("/sessions/start", body).await;
    assert_eq!(started.status, 201, "{}", started.text());
    started.json()["id"].as_i64().unwrap()
}

/// The id of the current session, null for none.
async fn current(app: &App, query: &str) -> Value {
    let answer = app.get(&format!("/sessions/current{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json().get("id").cloned().unwrap_or(Value::Null)
}

#[tokio::test]
async fn current_session() {
    let app = App::new().await;
    app.get("/sessions/current").await.is(200, json!(null));
    start(&app, json!({"agent_id": "worker-1"})).await;
    start(&app, json!({"agent_id": "worker-2"})).await;
    assert_eq!(current(&app, "").await, 2, "the newest of anybody");
    assert_eq!(current(&app, "?agent_id=worker-1").await, 1);
    app.get("/sessions/current?agent_id=worker-3")
        .await
        .is(200, json!(null));
    let detail = "Invalid agent_id 'a b'. Must be 3 to 64 letters, digits, '-' or '_'";
    app.get("/sessions/current?agent_id=a%20b")
        .await
        .bad(detail);
    app.get("/sessions/current?agent_id=")
        .await
        .bad(&detail.replace("a b", ""));
}

#[tokio::test]
async fn start_session() {
    let app = App::new().await;
    let mut expect = json!({
        "id": 1, "started_at": "2026-03-01T12:00:00Z", "ended_at": null, "active_issue_id": null, "handoff_notes": null,
        "last_action": null, "agent_id": null,
    });
    app.call("/sessions/start").await.is(201, expect.clone());
    (expect["id"], expect["agent_id"]) = (json!(2), json!("worker-1"));
    app.post(
        "/sessions/start",
        json!({"agent_id": "worker-1", "unknown": 1}),
    )
    .await
    .is(201, expect.clone());
    expect["id"] = json!(3);
    app.call("/sessions/start?agent_id=worker-1")
        .await
        .is(201, expect);
    assert_eq!(current(&app, "?agent_id=worker-1").await, 3, "they stack");
    assert_eq!(start(&app, json!({"agent_id": null})).await, 4);
    assert_eq!(start(&app, json!({"agent_id": "x".repeat(64)})).await, 5);
    let detail = format!(
        "Invalid agent_id '{}'. Must be 3 to 64 letters, digits, '-' or '_'",
        "x".repeat(64)
    );
    app.post("/sessions/start", json!({"agent_id": "x".repeat(65)}))
        .await
        .bad(&detail);
    let wrong = app.post("/sessions/start", json!({"agent_id": 7})).await;
    assert_eq!(
        (wrong.status.as_u16(), &wrong.json()["error"]),
        (400, &json!("bad request"))
    );
}

#[tokio::test]
async fn end_session() {
    let app = App::new().await;
    app.call("/sessions/end")
        .await
        .not_found("No active session to end");
    for agent in ["ann", "bob", "ann", "bob"] {
        start(&app, json!({ "agent_id": agent })).await;
    }
    app.call("/sessions/end?agent_id=ann").await.ok();
    assert_eq!(
        (
            current(&app, "?agent_id=ann").await,
            current(&app, "").await
        ),
        (json!(1), json!(4))
    );
    app.post(
        "/sessions/end",
        json!({"agent_id": "ann", "notes": "second half is left"}),
    )
    .await
    .ok();
    app.post("/sessions/end", json!({"agent_id": "ann"}))
        .await
        .not_found("No active session to end");
    app.post("/sessions/end", json!({"notes": null})).await.ok();
    assert_eq!(current(&app, "").await, 2);
    app.post("/sessions/end", json!({"notes": "x".repeat(65_537)}))
        .await
        .bad("Notes exceeds maximum length of 65536 characters");
    app.post("/sessions/end", json!({"notes": "é".repeat(65_536)}))
        .await
        .ok();
    app.get("/sessions/current").await.is(200, json!(null));
}

#[tokio::test]
async fn set_active_issue() {
    let app = App::new().await;
    app.issue("One").await;
    app.call("/sessions/work/1")
        .await
        .not_found("No active session — call POST /sessions/start first");
    start(&app, json!({"agent_id": "ann"})).await;
    start(&app, json!({"agent_id": "bob"})).await;
    let active = async |agent: &str| {
        app.get(&format!("/sessions/current?agent_id={agent}"))
            .await
            .json()["active_issue_id"]
            .clone()
    };
    app.call("/sessions/work/1").await.ok();
    assert_eq!(
        [active("ann").await, active("bob").await],
        [json!(null), json!(1)]
    );
    app.call("/sessions/work/MAIN-1?agent_id=ann").await.ok();
    app.call("/sessions/work/1?agent_id=ann").await.ok();
    assert_eq!(active("ann").await, 1);
    app.call("/sessions/work/99")
        .await
        .not_found("Issue #99 does not exist");
    app.call("/sessions/work/x")
        .await
        .bad("'x' is not an issue: write a number like 42 or an identifier like ENG-42");
    app.delete("/sessions/work").await.ok();
    assert_eq!(
        [active("ann").await, active("bob").await],
        [json!(1), json!(null)]
    );
    app.send(request(
        Method::DELETE,
        "/sessions/work",
        Some(&json!({"agent_id": "ann"})),
    ))
    .await
    .ok();
    assert_eq!(active("ann").await, json!(null));
    app.post("/sessions/work/1", json!({"agent_id": "ann"}))
        .await
        .ok();
    app.call("/issues/1/close").await.ok();
    assert_eq!(active("ann").await, 1, "a closed issue may be worked on");
    app.delete("/issues/1").await.ok();
    assert_eq!(active("ann").await, json!(null));
    for _ in 0..2 {
        app.call("/sessions/end").await.ok();
    }
    app.delete("/sessions/work")
        .await
        .not_found("No active session — call POST /sessions/start first");
}

#[tokio::test]
async fn set_last_action() {
    let app = App::new().await;
    let action = json!({"action": "Implementing auth fix"});
    app.post("/sessions/action", action.clone())
        .await
        .not_found("No active session — call POST /sessions/start first");
    start(&app, json!({})).await;
    app.post("/sessions/action", action).await.ok();
    assert_eq!(
        app.get("/sessions/current").await.json()["last_action"],
        "Implementing auth fix"
    );
    app.post("/sessions/action", json!({"action": " "}))
        .await
        .bad("Action must not be blank");
    app.call("/sessions/action")
        .await
        .bad("The body: missing field `action` at line 1 column 2");
}

#[tokio::test]
async fn sessions_are_told_to_cards_only() {
    let app = App::new().await;
    let mut cards = app.hear(&["cards"]).await;
    let mut contract = app.hear(&["agents", "issues", "locks", "execution"]).await;
    start(&app, json!({})).await;
    assert_eq!(cards.next().await, json!({"type": "sessions", "seq": 1}));
    assert!(contract.is_silent().await);
}
