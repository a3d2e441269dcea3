//! `/sync/*` (contract, section 1.11).

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::harness::App;

fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]).args(args);
    let out = git.env_remove("GIT_DIR").stderr(Stdio::null()).output().unwrap();
    assert!(out.status.success(), "git {args:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// A bare remote with an empty hub.
fn remote() -> tempfile::TempDir {
    let (remote, work) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    git(remote.path(), &["init", "--quiet", "--bare"]);
    git(work.path(), &["init", "--quiet", "-b", "crosslink/hub"]);
    std::fs::create_dir(work.path().join("meta")).unwrap();
    std::fs::write(work.path().join("meta/version.json"), r#"{"layout_version": 2}"#).unwrap();
    git(work.path(), &["add", "."]);
    git(work.path(), &["commit", "--quiet", "-m", "Begin"]);
    git(work.path(), &["push", "--quiet", &remote.path().to_string_lossy(), "crosslink/hub"]);
    remote
}

/// A server in a clone of it.
async fn clone(remote: &Path) -> App {
    let app = App::new().await;
    git(app.folder.path(), &["init", "--quiet"]);
    git(app.folder.path(), &["remote", "add", "origin", &remote.to_string_lossy()]);
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
    a.post(&format!("/issues/{id}/comments"), json!({"content": "Hello"})).await.is(201, json!({"id": 1}));
    a.call("/sync/push").await.is(200, json!({"success": true, "message": "Pushed 1 issue, 1 comment."}));
    a.call("/sync/push").await.is(200, json!({"success": true, "message": "Nothing to push."}));
    b.post("/sync/fetch", json!({})).await.is(200, json!({"success": true, "message": "Fetched 1 new issue, 1 new comment."}));
    b.call("/sync/fetch").await.is(200, json!({"success": true, "message": "Nothing new on the hub."}));
    let there = b.get("/issues/1").await.json();
    assert_eq!((&there["title"], &there["comments"][0]["content"]), (&json!("Fix auth timeout"), &json!("Hello")));
    let status = b.get("/sync/status").await.json();
    assert_eq!((&status["hub_initialized"], &status["last_fetch_at"]), (&json!(true), &json!("2026-03-01T12:00:00Z")));
    // What is written by REST survives whatever is fetched afterwards, and arrives.
    b.at("2026-03-01T13:00:00Z");
    b.call("/issues/1/close").await.ok();
    b.call("/sync/fetch").await.is(200, json!({"success": true, "message": "Nothing new on the hub."}));
    assert_eq!(b.get("/issues/1").await.json()["status"], "closed");
    b.call("/sync/push").await.is(200, json!({"success": true, "message": "Pushed 1 issue."}));
    a.call("/sync/fetch").await.is(200, json!({"success": true, "message": "Fetched 1 issue update."}));
    assert_eq!(a.get(&format!("/issues/{id}")).await.json()["status"], "closed");
    let file = git(remote.path(), &["ls-tree", "-r", "--name-only", "crosslink/hub"]);
    assert!(file.lines().any(|path| path.starts_with("issues/") && path.ends_with("/issue.json")), "{file}");
}

#[tokio::test]
async fn where_there_is_no_hub() {
    let app = App::new().await;
    for path in ["/sync/fetch", "/sync/push"] {
        let answer = app.call(path).await;
        assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (409, Some("conflict")));
        assert!(answer.json()["detail"].as_str().unwrap().starts_with("Hub not initialized: "), "{}", answer.text());
    }
    let bare = tempfile::tempdir().unwrap();
    git(bare.path(), &["init", "--quiet", "--bare"]);
    let app = clone(bare.path()).await;
    let detail = json!({"error": "conflict", "detail": "Hub not initialized: the remote 'origin' has no branch crosslink/hub"});
    app.call("/sync/push").await.is(409, detail);
    app.patch("/config", json!({"remote": "--upload-pack=touch pwned"})).await;
    let answer = app.call("/sync/fetch").await;
    assert!(answer.status == 409 && !app.folder.path().join("pwned").exists(), "{}", answer.text());
}

#[tokio::test]
async fn a_remote_that_does_not_answer() {
    let app = clone(Path::new("/nowhere/at/all")).await;
    let answer = app.call("/sync/fetch").await;
    assert_eq!(answer.status, 500);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("The remote 'origin' cannot be reached: "), "{detail}");
    assert_eq!(app.get("/sync/status").await.json()["last_fetch_at"], json!(null));
}

#[tokio::test]
async fn a_body_that_is_none_is_not_read() {
    let remote = remote();
    let app = clone(remote.path()).await;
    app.post("/sync/fetch", json!({"anything": [1]}))
        .await
        .is(200, json!({"success": true, "message": "Nothing new on the hub."}));
}
