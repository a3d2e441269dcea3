//! What is told of agents and locks, by verbs and by time alone.

use serde_json::{Value, json};

use crate::harness::App;

/// Frames without their numbers.
fn plain(frames: Vec<Value>) -> Vec<Value> {
    frames
        .into_iter()
        .map(|mut frame| {
            frame.as_object_mut().unwrap().remove("seq");
            frame
        })
        .collect()
}

async fn told(app: &App, socket: &mut crate::harness::socket::Socket) -> Vec<Value> {
    let last = app.state.store.last_seq(&app.state.operator).await.unwrap();
    plain(socket.until(last).await)
}

fn status(status: &str) -> Value {
    json!({"type": "agent_status", "agent_id": "worker-1", "status": status})
}

#[tokio::test]
async fn heartbeats_and_locks_are_told() {
    let app = App::new().await;
    app.issue("One").await;
    let mut socket = app.hear(&["agents", "locks"]).await;
    app.post("/agents/worker-1/heartbeat", json!({"active_issue_id": 1}))
        .await
        .ok();
    let beat = json!({"type": "heartbeat", "agent_id": "worker-1", "timestamp": "2026-03-01T12:00:00Z", "active_issue_id": 1});
    assert_eq!(told(&app, &mut socket).await, [beat, status("active")]);
    let lock = |action: &str, agent: &str| json!({"type": "lock_changed", "issue_id": 1, "action": action, "agent_id": agent});
    app.post("/locks/1/claim", json!({"agent_id": "worker-1"}))
        .await
        .ok();
    assert_eq!(told(&app, &mut socket).await, [lock("claimed", "worker-1")]);
    app.at("2026-03-01T12:02:00Z");
    app.patch("/config", json!({"stale_lock_timeout_minutes": 1}))
        .await;
    app.post("/locks/1/steal", json!({"agent_id": "worker-2"}))
        .await
        .ok();
    assert_eq!(
        told(&app, &mut socket).await,
        [lock("released", "worker-1"), lock("claimed", "worker-2")]
    );
    app.call("/locks/1/release").await.ok();
    assert_eq!(
        told(&app, &mut socket).await,
        [lock("released", "worker-2")]
    );
    let heard: Vec<_> = app.get("/issues/1").await.json()["updated_at"]
        .as_str()
        .into_iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        heard,
        ["2026-03-01T12:00:00Z"],
        "a lock is not a change of the issue"
    );
}

#[tokio::test]
async fn time_alone_turns_an_agent_from_active_to_idle_to_stale() {
    let app = App::new().await;
    app.call("/agents/worker-1/heartbeat").await.ok();
    let mut socket = app.hear(&["agents"]).await;
    app.at("2026-03-01T12:04:59Z");
    assert!(socket.is_silent().await);
    app.at("2026-03-01T12:05:00Z");
    assert_eq!(plain(vec![socket.next().await]), [status("idle")]);
    app.at("2026-03-01T12:30:00Z");
    assert_eq!(plain(vec![socket.next().await]), [status("stale")]);
    app.at("2026-03-01T18:00:00Z");
    assert!(socket.is_silent().await, "each change is told once");
}

#[tokio::test]
async fn the_watcher_goes_on_when_nobody_listens() {
    let app = App::new().await;
    app.call("/agents/worker-1/heartbeat").await.ok();
    let seq = app.state.store.last_seq(&app.state.operator).await.unwrap();
    app.at("2026-03-01T12:10:00Z");
    while app.state.store.last_seq(&app.state.operator).await.unwrap() == seq {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut socket = app.hear(&["agents"]).await;
    app.at("2026-03-01T12:45:00Z");
    assert_eq!(plain(vec![socket.next().await]), [status("stale")]);
}

#[tokio::test]
async fn what_happened_while_no_program_ran_is_told_too() {
    let app = App::new().await;
    let now = app.state.store.now();
    let long_ago = model::Timestamp::from_micros(now.micros() - 299_000_000).unwrap();
    let beat = model::Heartbeat {
        agent: "worker-1".into(),
        at: Some(long_ago),
        ..Default::default()
    };
    app.state
        .store
        .record_heartbeat(&app.state.operator, beat)
        .await
        .unwrap();
    let mut socket = app.hear(&["agents"]).await;
    app.at("2026-03-02T12:00:00Z");
    assert_eq!(plain(vec![socket.next().await]), [status("stale")]);
}
