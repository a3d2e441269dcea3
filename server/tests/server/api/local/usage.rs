use serde_json::{Value, json};

use crate::harness::App;

fn tokens(agent: &str, model: Option<&str>, tokens: i64) -> Value {
    json!({"agent_id": agent, "model": model, "input_tokens": tokens, "output_tokens": 2 * tokens, "cost_estimate": 0.25})
}

/// Three records on two days.
async fn world() -> App {
    let app = App::new().await;
    app.post("/sessions/start", json!({"agent_id": "ann"}))
        .await;
    let mut first = tokens("ann", Some("opus"), 1);
    first["session_id"] = json!(1);
    assert_eq!(app.post("/usage", first).await.status, 201);
    assert_eq!(
        app.post("/usage", tokens("bob", Some("opus"), 10))
            .await
            .status,
        201
    );
    app.at("2026-03-02T12:00:00Z");
    assert_eq!(
        app.post("/usage", tokens("bob", None, 100)).await.status,
        201
    );
    app
}

#[tokio::test]
async fn record_usage() {
    let app = App::new().await;
    let body = json!({"agent_id": "worker-1", "input_tokens": 1000, "output_tokens": 500});
    let expect = json!({
        "id": 1, "agent_id": "worker-1", "session_id": null, "timestamp": "2026-03-01T12:00:00Z", "input_tokens": 1000,
        "output_tokens": 500, "cache_read_tokens": null, "cache_creation_tokens": null, "model": "unknown", "cost_estimate": null,
    });
    app.post("/usage", body).await.is(201, expect.clone());
    app.get("/usage")
        .await
        .is(200, json!({"items": [expect], "total": 1}));
    app.post("/sessions/start", json!({"agent_id": "worker-1"}))
        .await;
    let whole = json!({
        "agent_id": "worker-1", "session_id": 1, "input_tokens": 0, "output_tokens": 0, "cache_read_tokens": 2000,
        "cache_creation_tokens": 300, "model": "claude-opus-4", "cost_estimate": 0.0045,
    });
    let mut expect = whole.clone();
    (expect["id"], expect["timestamp"]) = (json!(2), json!("2026-03-01T12:00:00Z"));
    app.post("/usage", whole.clone()).await.is(201, expect);
    let with = |field: &str, value: Value| {
        let mut body = whole.clone();
        body[field] = value;
        body
    };
    app.post("/usage", with("session_id", json!(9)))
        .await
        .not_found("Session #9 does not exist");
    for field in [
        "input_tokens",
        "output_tokens",
        "cache_read_tokens",
        "cache_creation_tokens",
    ] {
        for bad in [-1, 1_000_000_000_001_i64] {
            app.post("/usage", with(field, json!(bad)))
                .await
                .bad(&format!("{field} must be between 0 and 1000000000000"));
        }
    }
    app.post("/usage", with("cost_estimate", json!(-0.1)))
        .await
        .bad("cost_estimate must be between 0 and 1000000000");
    app.post("/usage", with("model", json!("")))
        .await
        .bad("Model must not be blank");
    app.post("/usage", with("model", json!("x".repeat(129))))
        .await
        .bad("Model exceeds maximum length of 128 characters");
    let detail = "Invalid agent_id 'a/b'. Must be 3 to 64 letters, digits, '-' or '_'";
    app.post("/usage", with("agent_id", json!("a/b")))
        .await
        .bad(detail);
    for (field, value) in [
        ("input_tokens", json!("1")),
        ("input_tokens", json!(1.5)),
        ("agent_id", json!(null)),
    ] {
        assert_eq!(app.post("/usage", with(field, value)).await.status, 400);
    }
    app.call("/usage")
        .await
        .bad("The body: missing field `agent_id` at line 1 column 2");
}

#[tokio::test]
async fn list_usage() {
    let app = world().await;
    for (query, expect) in [
        ("", vec![3, 2, 1]),
        ("?agent_id=bob", vec![3, 2]),
        ("?agent_id=nobody", vec![]),
        ("?session_id=1", vec![1]),
        ("?model=unknown", vec![3]),
        ("?limit=1", vec![3]),
        ("?from=2026-03-02", vec![3]),
        ("?to=2026-03-01", vec![2, 1]),
        (
            "?from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z",
            vec![2, 1],
        ),
        ("?from=2026-03-01T12:00:00.000001Z&agent_id=ann", vec![]),
    ] {
        let list = app.get(&format!("/usage{query}")).await.json();
        let ids: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|usage| usage["id"].as_i64().unwrap())
            .collect();
        assert_eq!(
            (ids, &list["total"]),
            (expect.clone(), &json!(expect.len())),
            "{query}"
        );
    }
    let what = "Must be an instant like 2026-03-01T12:00:00Z or a day like 2026-03-01";
    app.get("/usage?from=yesterday")
        .await
        .bad(&format!("Invalid from 'yesterday'. {what}"));
    app.get("/usage?to=2026-02-30")
        .await
        .bad(&format!("Invalid to '2026-02-30'. {what}"));
    app.get("/usage?limit=0")
        .await
        .bad("Invalid limit '0'. Must be a number from 1 to 500");
    app.get("/usage?session_id=x")
        .await
        .bad("Invalid session_id 'x'. Must be a number");
}

#[tokio::test]
async fn usage_summary() {
    let empty =
        json!({"items": [], "total_input_tokens": 0, "total_output_tokens": 0, "total_cost": 0.0});
    App::new()
        .await
        .get("/usage/summary")
        .await
        .is(200, empty.clone());
    let app = world().await;
    let item = |agent: &str, model: &str, tokens: i64| {
        json!({
            "agent_id": agent, "model": model, "request_count": 1, "total_input_tokens": tokens, "total_output_tokens": 2 * tokens,
            "total_cache_read_tokens": 0, "total_cache_creation_tokens": 0, "total_cost": 0.25,
        })
    };
    let items = [
        item("ann", "opus", 1),
        item("bob", "opus", 10),
        item("bob", "unknown", 100),
    ];
    let expect = json!({"items": items, "total_input_tokens": 111, "total_output_tokens": 222, "total_cost": 0.75});
    app.get("/usage/summary").await.is(200, expect);
    let expect = json!({"items": items[1..2], "total_input_tokens": 10, "total_output_tokens": 20, "total_cost": 0.25});
    app.get("/usage/summary?agent_id=bob&to=2026-03-01")
        .await
        .is(200, expect);
    app.get("/usage/summary?agent_id=nobody")
        .await
        .is(200, empty);
    assert_eq!(app.get("/usage/summary?from=x").await.status, 400);
}

#[tokio::test]
async fn usage_days() {
    let app = world().await;
    let days = app.get("/usage/daily").await.json();
    let days: Vec<_> = days["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| format!("{} {}", day["date"], day["total_input_tokens"]))
        .collect();
    assert_eq!(days, [r#""2026-03-01" 11"#, r#""2026-03-02" 100"#]);
    app.get("/usage/daily?agent_id=nobody")
        .await
        .is(200, json!({"items": [], "total": 0}));
}

#[tokio::test]
async fn usage_is_told_to_cards_only() {
    let app = App::new().await;
    let mut cards = app.hear(&["cards"]).await;
    let mut contract = app.hear(&["agents", "issues", "locks", "execution"]).await;
    app.post("/usage", tokens("ann", None, 1)).await;
    assert_eq!(cards.next().await, json!({"type": "usage", "seq": 1}));
    assert!(contract.is_silent().await);
}
