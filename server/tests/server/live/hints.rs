//! Which hints each route gives on the contract's channels.

use serde_json::{Value, json};

use crate::harness::{App, socket::Socket};

struct Told {
    app: App,
    socket: Socket,
}

impl Told {
    async fn new() -> Self {
        let app = App::new().await;
        for title in ["One", "Two"] {
            app.issue(title).await;
        }
        let socket = app.hear(&["issues"]).await;
        Told { app, socket }
    }

    /// The hints since the last look, as `id field`.
    async fn told(&mut self) -> Vec<String> {
        let last = self
            .app
            .state
            .store
            .last_seq(&self.app.state.operator)
            .await
            .unwrap();
        let frames = self.socket.until(last).await;
        frames.iter().map(hint).collect()
    }
}

fn hint(frame: &Value) -> String {
    assert_eq!(frame["type"], "issue_updated", "{frame}");
    assert_eq!(frame.as_object().unwrap().len(), 4, "{frame}");
    format!("{} {}", frame["issue_id"], frame["field"].as_str().unwrap())
}

#[tokio::test]
async fn create_update_delete() {
    let mut t = Told::new().await;
    t.app.issue("Three").await;
    assert_eq!(t.told().await, ["3 created"]);
    t.app
        .patch("/issues/3", json!({"title": "Drei"}))
        .await
        .ok();
    assert_eq!(t.told().await, ["3 updated"]);
    t.app.delete("/issues/3").await.ok();
    assert_eq!(t.told().await, ["3 deleted"]);
}

#[tokio::test]
async fn close_reopen_archive_unarchive() {
    let mut t = Told::new().await;
    for verb in ["close", "archive", "unarchive", "reopen"] {
        t.app.call(&format!("/issues/1/{verb}")).await.ok();
        assert_eq!(t.told().await, ["1 status"], "{verb}");
    }
}

#[tokio::test]
async fn what_changes_nothing_is_not_told() {
    let mut t = Told::new().await;
    t.app.call("/issues/1/reopen").await.ok();
    t.app.patch("/issues/1", json!({"title": "One"})).await.ok();
    t.app
        .post("/issues", json!({"title": " "}))
        .await
        .bad("Title must not be blank");
    t.app.get("/issues/1").await;
    assert!(t.socket.is_silent().await);
}

#[tokio::test]
async fn subissue_comments_labels() {
    let mut t = Told::new().await;
    t.app
        .post("/issues/1/subissue", json!({"title": "Three"}))
        .await
        .is(201, json!({"id": 3}));
    let mut told = t.told().await;
    told.sort();
    assert_eq!(told, ["1 subissues", "3 created"]);
    t.app
        .post("/issues/1/comments", json!({"content": "x"}))
        .await
        .is(201, json!({"id": 1}));
    assert_eq!(t.told().await, ["1 comments"]);
    t.app
        .post("/issues/1/labels", json!({"label": "bug"}))
        .await
        .ok();
    assert_eq!(t.told().await, ["1 labels"]);
    t.app.delete("/issues/1/labels/bug").await.ok();
    assert_eq!(t.told().await, ["1 labels"]);
}

#[tokio::test]
async fn blockers_are_told_of_both_ends() {
    let mut t = Told::new().await;
    t.app
        .post("/issues/1/block", json!({"blocker_id": 2}))
        .await
        .ok();
    let mut told = t.told().await;
    told.sort();
    assert_eq!(told, ["1 blockers", "2 blockers"]);
    t.app.delete("/issues/1/block/2").await.ok();
    let mut told = t.told().await;
    told.sort();
    assert_eq!(told, ["1 blockers", "2 blockers"]);
}
