use std::fs;

use serde_json::json;

use crate::harness::{App, BEGIN};

/// worker-1 on issue 1, in a worktree that has another name.
async fn one() -> App {
    let app = App::new().await;
    app.issue("One").await;
    let body =
        json!({"active_issue_id": 1, "machine_id": "my-host", "description": "Feature agent"});
    app.post("/agents/worker-1/heartbeat", body).await.ok();
    app
}

/// Puts a file into the folder that is served.
async fn write(app: &App, path: &str, text: &str) {
    let path = app.folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    app.state.worktrees.refresh().await;
}

#[tokio::test]
async fn list_agents() {
    let app = App::new().await;
    app.get("/agents").await.is(200, json!([]));
    let app = one().await;
    app.post("/locks/1/claim", json!({"agent_id": "worker-1"}))
        .await
        .ok();
    app.post("/locks/1/release", json!({})).await.ok();
    app.post("/locks/1/claim", json!({"agent_id": "silent-1"}))
        .await
        .ok();
    app.get("/agents").await.is(
        200,
        json!([
            {"agent_id": "silent-1", "id": "silent-1", "machine_id": "", "description": null, "status": "unknown", "last_heartbeat": null,
                "active_issue_id": null, "branch": null, "worktree_path": null, "locks": [1]},
            {"agent_id": "worker-1", "id": "worker-1", "machine_id": "my-host", "description": "Feature agent", "status": "active",
                "last_heartbeat": BEGIN, "active_issue_id": 1, "branch": null, "worktree_path": null, "locks": []},
        ]),
    );
}

#[tokio::test]
async fn status_goes_by_the_clock() {
    let app = one().await;
    for (at, status) in [
        ("2026-03-01T12:04:59Z", "active"),
        ("2026-03-01T12:05:00Z", "idle"),
        ("2026-03-01T12:29:59Z", "idle"),
        ("2026-03-01T12:30:00Z", "stale"),
        ("2027-03-01T12:30:00Z", "stale"),
    ] {
        app.at(at);
        assert_eq!(
            app.get("/agents/worker-1").await.json()["status"],
            status,
            "{at}"
        );
        assert_eq!(app.get("/agents").await.json()[0]["status"], status, "{at}");
    }
}

#[tokio::test]
async fn agent_detail() {
    let app = one().await;
    app.at("2026-03-01T12:05:00Z");
    app.call("/agents/worker-1/heartbeat").await.ok();
    app.call("/agents/worker-1/heartbeat").await.ok();
    let detail = app.get("/agents/worker-1").await.json();
    assert_eq!(
        detail["heartbeat_history"],
        json!(["2026-03-01T12:05:00Z", BEGIN])
    );
    assert_eq!(
        (&detail["active_issue_id"], &detail["machine_id"]),
        (&json!(null), &json!("my-host"))
    );
    assert_eq!(
        (&detail["kickoff_status"], &detail["branch"]),
        (&json!(null), &json!(null))
    );
    app.get("/agents/worker-2")
        .await
        .not_found("Agent 'worker-2' does not exist");
    app.get("/agents/worker")
        .await
        .not_found("Agent 'worker' does not exist");
    // As it is cut in half in a well-known place.
    let long = "%C3%A9".repeat(60);
    app.get(&format!("/agents/{long}"))
        .await
        .not_found(&format!("Agent '{}' does not exist", "é".repeat(60)));
}

#[tokio::test]
async fn agent_status() {
    let app = one().await;
    app.get("/agents/worker-2/status")
        .await
        .not_found("Agent 'worker-2' does not exist");
    app.get("/agents/worker-1/status")
        .await
        .not_found("Agent 'worker-1' has no .kickoff-status");
    write(&app, ".worktrees/worker-1/README", "").await;
    app.get("/agents/worker-1/status")
        .await
        .not_found("Agent 'worker-1' has no .kickoff-status");
    write(&app, ".worktrees/worker-1/.kickoff-status", "RUNNING\n").await;
    app.get("/agents/worker-1/status")
        .await
        .is(200, json!({"status": "RUNNING"}));
    // No new look at the folders is needed to read a new status.
    fs::write(
        app.folder
            .path()
            .join(".worktrees/worker-1/.kickoff-status"),
        "DONE",
    )
    .unwrap();
    app.get("/agents/worker-1/status")
        .await
        .is(200, json!({"status": "DONE"}));
    write(&app, ".worktrees/worker-11/.kickoff-status", "another's").await;
    app.call("/agents/worker-111/heartbeat").await.ok();
    app.get("/agents/worker-111/status")
        .await
        .not_found("Agent 'worker-111' has no .kickoff-status");
}

#[tokio::test]
async fn record_heartbeat_refuses() {
    let app = one().await;
    let bad = "Invalid agent_id 'a b'. Must be 3 to 64 letters, digits, '-' or '_'";
    app.call("/agents/a%20b/heartbeat").await.bad(bad);
    app.post("/agents/worker-1/heartbeat", json!({"active_issue_id": 99}))
        .await
        .not_found("Issue #99 does not exist");
    let body = json!({"active_issue_id": "1"});
    let answer = app.post("/agents/worker-1/heartbeat", body).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.json()["error"].as_str().unwrap().to_owned()
        ),
        (400, "bad request".to_owned())
    );
    let machine = json!({"machine_id": "x".repeat(129)});
    app.post("/agents/worker-1/heartbeat", machine)
        .await
        .bad("Machine exceeds maximum length of 128 characters");
    let answer = app.get("/agents/worker-1/heartbeat").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "POST")
    );
}

/// The contract's example, to the letter.
#[tokio::test]
async fn seed() {
    let app = App::new().await;
    for n in 1..=42 {
        app.issue(&n.to_string()).await;
    }
    let body =
        json!({"active_issue_id": 42, "machine_id": "my-host", "description": "Feature agent"});
    for at in [
        "2026-03-10T03:05:00Z",
        "2026-03-10T03:10:00Z",
        "2026-03-10T03:15:00Z",
    ] {
        app.at(at);
        app.post("/agents/worker-1/heartbeat", body.clone())
            .await
            .ok();
    }
    app.post("/locks/42/claim", json!({"agent_id": "worker-1"}))
        .await
        .ok();
    let status = "In progress: implementing JWT middleware (step 3/5)";
    write(
        &app,
        ".worktrees/auth-fix/.crosslink/agent.json",
        r#"{"agent_id": "worker-1"}"#,
    )
    .await;
    write(
        &app,
        ".worktrees/auth-fix/.git",
        "gitdir: ../../.git/worktrees/auth-fix",
    )
    .await;
    write(
        &app,
        ".git/worktrees/auth-fix/HEAD",
        "ref: refs/heads/feature/auth-fix\n",
    )
    .await;
    write(&app, ".worktrees/auth-fix/.kickoff-status", status).await;
    let worktree = app
        .folder
        .path()
        .join(".worktrees/auth-fix")
        .display()
        .to_string();
    let summary = json!({
        "agent_id": "worker-1",
        // Ours beside the contract's.
        "id": "worker-1",
        "machine_id": "my-host",
        "description": "Feature agent",
        "status": "active",
        "last_heartbeat": "2026-03-10T03:15:00Z",
        "active_issue_id": 42,
        "branch": "feature/auth-fix",
        "worktree_path": worktree,
        "locks": [42]
    });
    app.get("/agents").await.is(200, json!([summary]));
    let mut detail = summary;
    detail["heartbeat_history"] = json!([
        "2026-03-10T03:15:00Z",
        "2026-03-10T03:10:00Z",
        "2026-03-10T03:05:00Z"
    ]);
    detail["kickoff_status"] = json!(status);
    app.get("/agents/worker-1").await.is(200, detail);
    app.get("/agents/worker-1/status")
        .await
        .is(200, json!({"status": status}));
}
