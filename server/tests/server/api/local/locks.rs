use std::fs;

use serde_json::{Value, json};

use crate::harness::{App, BEGIN};

async fn two() -> App {
    let app = App::new().await;
    for title in ["One", "Two"] {
        app.issue(title).await;
    }
    app
}

fn by(agent: &str) -> Value {
    json!({"agent_id": agent})
}

async fn config(app: &App, body: Value) {
    assert_eq!(app.patch("/config", body).await.status, 200);
}

#[tokio::test]
async fn claim_lock() {
    let app = two().await;
    app.get("/locks").await.is(200, json!([]));
    let claim = json!({"agent_id": "worker-1", "branch": "feature/x", "signed_by": "SHA256:abc"});
    app.post("/locks/1/claim", claim).await.ok();
    app.at("2026-03-01T12:10:00Z");
    app.post("/locks/1/claim", by("worker-1")).await.ok();
    app.post(
        "/locks/MAIN-2/claim",
        json!({"agent_id": "worker-2", "branch": " "}),
    )
    .await
    .ok();
    app.get("/locks").await.is(
        200,
        json!([
            {"issue_id": 1, "agent_id": "worker-1", "branch": "feature/x", "claimed_at": BEGIN,
                "signed_by": "SHA256:abc", "age_seconds": 600, "is_stale": false},
            {"issue_id": 2, "agent_id": "worker-2", "branch": null, "claimed_at": "2026-03-01T12:10:00Z",
                "signed_by": "", "age_seconds": 0, "is_stale": false},
        ]),
    );
    app.get("/locks/stale").await.is(200, json!([]));
}

#[tokio::test]
async fn claim_lock_refuses() {
    let app = two().await;
    app.post("/locks/1/claim", by("worker-1")).await.ok();
    app.post("/locks/1/claim", by("worker-2")).await.fails(
        409,
        "conflict",
        "Issue #1 is locked by worker-1",
    );
    app.post("/locks/99/claim", by("worker-1"))
        .await
        .not_found("Issue #99 does not exist");
    app.call("/locks/1/claim")
        .await
        .bad("The body: missing field `agent_id` at line 1 column 2");
    let name = "Invalid agent_id '../x'. Must be 3 to 64 letters, digits, '-' or '_'";
    app.post("/locks/1/claim", by("../x")).await.bad(name);
    let branch = json!({"agent_id": "worker-1", "branch": "x".repeat(256)});
    app.post("/locks/2/claim", branch)
        .await
        .bad("Branch exceeds maximum length of 255 characters");
    app.post("/locks/x/claim", by("worker-1"))
        .await
        .bad("'x' is not an issue: write a number like 42 or an identifier like ENG-42");
    let answer = app.get("/locks/1/claim").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "POST")
    );
}

#[tokio::test]
async fn release_lock() {
    let app = two().await;
    app.post("/locks/1/claim", by("worker-1")).await.ok();
    app.post("/locks/1/release", by("worker-2")).await.fails(
        409,
        "conflict",
        "Issue #1 is locked by worker-1",
    );
    app.post("/locks/1/release", by("worker-1")).await.ok();
    app.call("/locks/1/release")
        .await
        .not_found("Issue #1 is not locked");
    app.post("/locks/1/claim", by("worker-2")).await.ok();
    app.call("/locks/1/release").await.ok();
    app.call("/locks/99/release")
        .await
        .not_found("Issue #99 does not exist");
    app.get("/locks").await.is(200, json!([]));
}

#[tokio::test]
async fn steal_lock() {
    let app = two().await;
    app.post("/locks/1/steal", by("worker-2"))
        .await
        .not_found("Issue #1 is not locked");
    app.post("/locks/1/claim", by("worker-1")).await.ok();
    app.at("2026-03-01T13:00:00Z");
    let early =
        "The lock on issue #1 is not stale: worker-1 was last seen within the last 60 minutes";
    app.post("/locks/1/steal", by("worker-2"))
        .await
        .fails(409, "conflict", early);
    app.at("2026-03-01T13:00:01Z");
    app.post(
        "/locks/1/steal",
        json!({"agent_id": "worker-2", "branch": "b"}),
    )
    .await
    .ok();
    app.post("/locks/1/steal", by("worker-2")).await.ok();
    let lock = &app.get("/locks").await.json()[0];
    assert_eq!(
        (&lock["agent_id"], &lock["branch"], &lock["age_seconds"]),
        (&json!("worker-2"), &json!("b"), &json!(0))
    );
}

/// One definition: the holder's last heartbeat, or the claim where there is none, against the
/// setting that `/config` shows.
#[tokio::test]
async fn stale_is_one_thing_everywhere() {
    let app = two().await;
    for (id, agent) in [(1, "worker-1"), (2, "worker-2")] {
        app.post(&format!("/locks/{id}/claim"), by(agent))
            .await
            .ok();
    }
    let stale = async || {
        let of = |answer: Value| -> Vec<i64> {
            answer
                .as_array()
                .unwrap()
                .iter()
                .map(|lock| lock["issue_id"].as_i64().unwrap())
                .collect()
        };
        let all = app.get("/locks").await.json();
        let marked: Vec<Value> = all
            .as_array()
            .unwrap()
            .iter()
            .filter(|lock| lock["is_stale"] == true)
            .cloned()
            .collect();
        let listed = app.get("/locks/stale").await.json();
        assert_eq!(json!(marked), listed);
        of(listed)
    };
    app.at("2026-03-01T12:40:00Z");
    app.call("/agents/worker-2/heartbeat").await.ok();
    app.at("2026-03-01T13:00:00Z");
    assert!(stale().await.is_empty());
    app.at("2026-03-01T13:00:01Z");
    assert_eq!(stale().await, [1]);
    config(&app, json!({"stale_lock_timeout_minutes": 20})).await;
    assert_eq!(stale().await, [1, 2]);
    config(&app, json!({"stale_lock_timeout_minutes": 120})).await;
    assert!(stale().await.is_empty());
}

#[tokio::test]
async fn auto_steal_acts() {
    let app = two().await;
    app.post("/locks/1/claim", by("worker-1")).await.ok();
    let says = "Issue #1 is locked by worker-1, whose lock is stale and can be taken over";
    app.at("2026-03-01T13:30:00Z");
    app.post("/locks/1/claim", by("worker-2"))
        .await
        .fails(409, "conflict", says);
    config(&app, json!({"auto_steal_stale_locks": 2})).await;
    app.post("/locks/1/claim", by("worker-2"))
        .await
        .fails(409, "conflict", says);
    config(&app, json!({"auto_steal_stale_locks": false})).await;
    config(&app, json!({"auto_steal_stale_locks": true})).await;
    app.post("/locks/1/claim", by("worker-2")).await.ok();
    assert_eq!(app.get("/locks").await.json()[0]["agent_id"], "worker-2");
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_the_defaults() {
    let app = two().await;
    fs::create_dir_all(app.folder.path().join(".crosslink")).unwrap();
    fs::write(app.folder.path().join(".crosslink/hook-config.json"), "{").unwrap();
    app.post("/locks/1/claim", by("worker-1")).await.ok();
    app.at("2026-03-01T13:30:00Z");
    assert_eq!(app.get("/locks").await.json()[0]["is_stale"], true);
    let says = "Issue #1 is locked by worker-1, whose lock is stale and can be taken over";
    app.post("/locks/1/claim", by("worker-2"))
        .await
        .fails(409, "conflict", says);
}

#[tokio::test]
async fn notify_lock() {
    let app = two().await;
    let mut socket = app.hear(&["locks"]).await;
    let body = |action: &str| json!({"issue_id": 42, "action": action, "agent_id": "worker-1"});
    app.post("/locks/notify", body("claimed")).await.ok();
    let frame = socket.next().await;
    assert_eq!(
        frame,
        json!({"type": "lock_changed", "issue_id": 42, "action": "claimed", "agent_id": "worker-1", "seq": frame["seq"]})
    );
    app.post("/locks/notify", body("released")).await.ok();
    assert_eq!(socket.next().await["action"], "released");
    app.post("/locks/notify", body("x"))
        .await
        .bad("Invalid action 'x'. Must be one of: claimed, released");
    app.get("/locks").await.is(200, json!([]));
}

/// The contract's example, to the letter.
#[tokio::test]
async fn seed() {
    let app = App::new().await;
    for n in 1..=42 {
        app.issue(&n.to_string()).await;
    }
    app.at("2026-03-10T02:00:00Z");
    let claim =
        json!({"agent_id": "worker-1", "branch": "feature/auth-fix", "signed_by": "SHA256:abc..."});
    app.post("/locks/42/claim", claim).await.ok();
    app.at("2026-03-10T03:14:00Z");
    app.call("/agents/worker-1/heartbeat").await.ok();
    app.at("2026-03-10T03:15:00Z");
    app.get("/locks").await.is(
        200,
        json!([{
            "issue_id": 42,
            "agent_id": "worker-1",
            "branch": "feature/auth-fix",
            "claimed_at": "2026-03-10T02:00:00Z",
            "signed_by": "SHA256:abc...",
            "age_seconds": 4500,
            "is_stale": false
        }]),
    );
}
