//! `/sync/*` (contract, section 1.11).

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::harness::App;

fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(args);
    let out = git
        .env_remove("GIT_DIR")
        .stderr(Stdio::null())
        .output()
        .unwrap();
    assert!(out.status.success(), "git {args:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// A bare remote with an empty hub.
fn remote() -> tempfile::TempDir {
    let (remote, work) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    git(remote.path(), &["init", "--quiet", "--bare"]);
    git(work.path(), &["init", "--quiet", "-b", "crosslink/hub"]);
    std::fs::create_dir(work.path().join("meta")).unwrap();
    std::fs::write(
        work.path().join("meta/version.json"),
        r#"{"layout_version": 2}"#,
    )
    .unwrap();
    git(work.path(), &["add", "."]);
    git(work.path(), &["commit", "--quiet", "-m", "Begin"]);
    git(
        work.path(),
        &[
            "push",
            "--quiet",
            &remote.path().to_string_lossy(),
            "crosslink/hub",
        ],
    );
    remote
}

/// A server in a clone of it.
async fn clone(remote: &Path) -> App {
    let app = App::new().await;
    git(app.folder.path(), &["init", "--quiet"]);
    git(
        app.folder.path(),
        &["remote", "add", "origin", &remote.to_string_lossy()],
    );
    app
}

#[tokio::test]
async fn before_anything_was_fetched() {
    let app = App::new().await;
    app.get("/sync/status").await.is(
        200,
        json!({"hub_initialized": false, "hub_branch": "crosslink/hub", "remote": "origin", "last_fetch_at": null,
            "active_lock_count": 0, "stale_lock_count": 0}),
    );
}

#[tokio::test]
async fn an_issue_travels_from_server_to_server() {
    let remote = remote();
    let (a, b) = (clone(remote.path()).await, clone(remote.path()).await);
    let id = a.issue("Fix auth timeout").await;
    a.post(
        &format!("/issues/{id}/comments"),
        json!({"content": "Hello"}),
    )
    .await
    .is(201, json!({"id": 1}));
    a.call("/sync/push").await.is(
        200,
        json!({"success": true, "message": "Pushed 1 issue, 1 comment."}),
    );
    a.call("/sync/push")
        .await
        .is(200, json!({"success": true, "message": "Nothing to push."}));
    b.post("/sync/fetch", json!({})).await.is(
        200,
        json!({"success": true, "message": "Fetched 1 new issue, 1 new comment."}),
    );
    b.call("/sync/fetch").await.is(
        200,
        json!({"success": true, "message": "Nothing new on the hub."}),
    );
    let there = b.get("/issues/1").await.json();
    assert_eq!(
        (&there["title"], &there["comments"][0]["content"]),
        (&json!("Fix auth timeout"), &json!("Hello"))
    );
    let status = b.get("/sync/status").await.json();
    assert_eq!(
        (&status["hub_initialized"], &status["last_fetch_at"]),
        (&json!(true), &json!("2026-03-01T12:00:00Z"))
    );
    // What is written by REST survives whatever is fetched afterwards, and arrives.
    b.at("2026-03-01T13:00:00Z");
    b.call("/issues/1/close").await.ok();
    b.call("/sync/fetch").await.is(
        200,
        json!({"success": true, "message": "Nothing new on the hub."}),
    );
    assert_eq!(b.get("/issues/1").await.json()["status"], "closed");
    b.call("/sync/push")
        .await
        .is(200, json!({"success": true, "message": "Pushed 1 issue."}));
    a.call("/sync/fetch").await.is(
        200,
        json!({"success": true, "message": "Fetched 1 issue update."}),
    );
    assert_eq!(
        a.get(&format!("/issues/{id}")).await.json()["status"],
        "closed"
    );
    let file = git(
        remote.path(),
        &["ls-tree", "-r", "--name-only", "crosslink/hub"],
    );
    assert!(
        file.lines()
            .any(|path| path.starts_with("issues/") && path.ends_with("/issue.json")),
        "{file}"
    );
}

#[tokio::test]
async fn where_there_is_no_hub() {
    let app = App::new().await;
    for path in ["/sync/fetch", "/sync/push"] {
        let answer = app.call(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].as_str()),
            (409, Some("Hub not initialized"))
        );
        assert!(
            answer.json()["detail"]
                .as_str()
                .unwrap()
                .starts_with("Hub not initialized: "),
            "{}",
            answer.text()
        );
    }
    let bare = tempfile::tempdir().unwrap();
    git(bare.path(), &["init", "--quiet", "--bare"]);
    let app = clone(bare.path()).await;
    let detail = json!({"error": "Hub not initialized", "detail": "Hub not initialized: the remote 'origin' has no branch crosslink/hub"});
    app.call("/sync/push").await.is(409, detail);
    app.patch("/config", json!({"remote": "--upload-pack=touch pwned"}))
        .await;
    let answer = app.call("/sync/fetch").await;
    assert!(
        answer.status == 409 && !app.folder.path().join("pwned").exists(),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn a_remote_that_does_not_answer() {
    let app = clone(Path::new("/nowhere/at/all")).await;
    let answer = app.call("/sync/fetch").await;
    assert_eq!(answer.status, 500);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(
        detail.starts_with("Can't reach the remote 'origin': "),
        "{detail}"
    );
    assert_eq!(
        app.get("/sync/status").await.json()["last_fetch_at"],
        json!(null)
    );
}

#[tokio::test]
async fn a_body_that_is_none_is_not_read() {
    let remote = remote();
    let app = clone(remote.path()).await;
    app.post("/sync/fetch", json!({"anything": [1]})).await.is(
        200,
        json!({"success": true, "message": "Nothing new on the hub."}),
    );
}

/// Writes files into the hub and pushes them.
fn write(work: &Path, files: &[(&str, Value)]) {
    for (path, content) in files {
        let path = work.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content.to_string()).unwrap();
    }
    git(work, &["add", "."]);
    git(work, &["commit", "--quiet", "-m", "Agents at work"]);
    git(work, &["push", "--quiet", "origin", "crosslink/hub"]);
}

#[tokio::test]
async fn the_contract_s_examples() {
    let remote = remote();
    let work = tempfile::tempdir().unwrap();
    git(
        work.path(),
        &[
            "clone",
            "--quiet",
            "-b",
            "crosslink/hub",
            &remote.path().to_string_lossy(),
            ".",
        ],
    );
    let issue = |uuid: &str, number: i64| json!({"uuid": uuid, "display_id": number, "title": "Held", "status": "open", "priority": "high", "created_at": "2026-03-01T12:00:00Z"});
    let lock = |agent: &str, at: &str| json!({"agent_id": agent, "claimed_at": at});
    let (a, b) = (
        "aaaaaaaa-0000-4000-8000-000000000001",
        "bbbbbbbb-0000-4000-8000-000000000002",
    );
    let (first, second) = (
        format!("issues/{a}/issue.json"),
        format!("issues/{b}/issue.json"),
    );
    let lost = lock("worker-9", "2026-03-09T20:00:00Z");
    write(
        work.path(),
        &[
            (&first, issue(a, 1)),
            (&second, issue(b, 2)),
            ("locks/1.json", lost),
        ],
    );
    let app = clone(remote.path()).await;
    app.at("2026-03-10T02:59:00Z");
    app.call("/sync/fetch").await.is(
        200,
        json!({"success": true, "message": "Fetched 2 new issues, 1 lock update."}),
    );
    let beat = |agent: &str| json!({"agent_id": agent, "last_heartbeat": "2026-03-10T02:59:30Z", "active_issue_id": 2, "machine_id": "box"});
    let beats = ["worker-1", "worker-2", "worker-3"]
        .map(|agent| (format!("heartbeats/{agent}.json"), beat(agent)));
    let mut files: Vec<(&str, Value)> = beats
        .iter()
        .map(|(path, beat)| (path.as_str(), beat.clone()))
        .collect();
    files.push(("locks/2.json", lock("worker-1", "2026-03-10T02:00:00Z")));
    write(work.path(), &files);
    app.at("2026-03-10T03:00:00Z");
    let fetched = r#"{
"success": true,
"message": "Fetched 3 new heartbeats, 1 lock update."
}"#;
    app.call("/sync/fetch")
        .await
        .is(200, serde_json::from_str(fetched).unwrap());
    let status = r#"{
"hub_initialized": true,
"hub_branch": "crosslink/hub",
"remote": "origin",
"last_fetch_at": "2026-03-10T03:00:00Z",
"active_lock_count": 2,
"stale_lock_count": 1
}"#;
    app.get("/sync/status")
        .await
        .is(200, serde_json::from_str(status).unwrap());
}

#[tokio::test]
async fn a_page_travels_from_server_to_server() {
    let remote = remote();
    let (a, b) = (clone(remote.path()).await, clone(remote.path()).await);
    let page = json!({"slug": "axum-routing", "title": "Axum routing patterns", "content": "# Axum routing\n", "tags": ["rust", "web"]});
    a.post("/knowledge", page)
        .await
        .is(201, json!({"slug": "axum-routing"}));
    a.call("/sync/push").await.is(
        200,
        json!({"success": true, "message": "Pushed 1 knowledge page."}),
    );
    b.call("/sync/fetch").await.is(
        200,
        json!({"success": true, "message": "Fetched 1 knowledge page."}),
    );
    let there = b.get("/knowledge/axum-routing").await.json();
    assert_eq!(
        (&there["title"], &there["tags"]),
        (&json!("Axum routing patterns"), &json!(["rust", "web"]))
    );
    let edit = b
        .patch(
            "/knowledge/axum-routing",
            json!({"content": "# Axum routing\n\nNested.\n"}),
        )
        .await;
    assert_eq!(edit.status, 200);
    b.call("/sync/push").await.is(
        200,
        json!({"success": true, "message": "Pushed 1 knowledge page."}),
    );
    let file = git(
        remote.path(),
        &["show", "crosslink/knowledge:axum-routing.md"],
    );
    assert!(
        file.starts_with("---\ntitle: \"Axum routing patterns\"\n") && file.ends_with("Nested.\n"),
        "{file}"
    );
    a.call("/sync/fetch").await.is(
        200,
        json!({"success": true, "message": "Fetched 1 knowledge page."}),
    );
    assert_eq!(
        a.get("/knowledge/axum-routing").await.json()["content"],
        "# Axum routing\n\nNested.\n"
    );
}
