use serde_json::json;

use crate::harness::App;

async fn three() -> App {
    let app = App::new().await;
    for title in ["One", "Two", "Three"] {
        app.issue(title).await;
    }
    app
}

#[tokio::test]
async fn add_blocker() {
    let app = three().await;
    app.post("/issues/1/block", json!({"blocker_id": 2}))
        .await
        .ok();
    app.post("/issues/1/block", json!({"blocker_id": 2}))
        .await
        .ok();
    assert_eq!(app.get("/issues/1").await.json()["blockers"], json!([2]));
    assert_eq!(app.get("/issues/2").await.json()["blocking"], json!([1]));
}

#[tokio::test]
async fn add_blocker_refuses() {
    let app = three().await;
    app.post("/issues/1/block", json!({"blocker_id": 2}))
        .await
        .ok();
    app.post("/issues/2/block", json!({"blocker_id": 3}))
        .await
        .ok();
    app.call("/issues/2/close").await.ok();
    let cycle = "Adding this dependency would create a circular dependency chain";
    app.post("/issues/3/block", json!({"blocker_id": 1}))
        .await
        .bad(cycle);
    app.post("/issues/1/block", json!({"blocker_id": 1}))
        .await
        .bad("An issue cannot block itself");
    app.post("/issues/1/block", json!({"blocker_id": 99}))
        .await
        .not_found("Blocker issue #99 does not exist");
    app.post("/issues/99/block", json!({"blocker_id": 1}))
        .await
        .not_found("Issue #99 does not exist");
    app.post("/issues/1/block", json!({}))
        .await
        .bad("The body: missing field `blocker_id` at line 1 column 2");
}

#[tokio::test]
async fn remove_blocker() {
    let app = three().await;
    app.post("/issues/1/block", json!({"blocker_id": 2}))
        .await
        .ok();
    app.delete("/issues/1/block/2").await.ok();
    assert_eq!(app.get("/issues/1").await.json()["blockers"], json!([]));
    app.delete("/issues/1/block/2")
        .await
        .not_found("Issue #2 is not a blocker of issue #1");
    app.delete("/issues/1/block/99")
        .await
        .not_found("Issue #99 is not a blocker of issue #1");
    app.delete("/issues/99/block/1")
        .await
        .not_found("Issue #99 does not exist");
    let answer = app.delete("/issues/1/block/x").await;
    assert_eq!(answer.status, 400);
}
