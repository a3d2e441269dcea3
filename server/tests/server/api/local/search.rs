use serde_json::json;

use crate::harness::App;

#[tokio::test]
async fn search() {
    let app = App::new().await;
    app.post(
        "/issues",
        json!({"title": "Fix the frobulator", "description": "It hums"}),
    )
    .await;
    app.issue("Something else").await;
    app.post(
        "/issues/2/comments",
        json!({"content": "The frobulator\n\nis 100% broken"}),
    )
    .await;
    let issue =
        json!({"kind": "issue", "title": "Fix the frobulator", "snippet": "It hums", "id": "1"});
    let comment = || {
        json!({
            "kind": "comment", "title": "Something else", "snippet": "The frobulator is 100% broken", "id": "1", "issue_id": 2,
        })
    };
    app.get("/search?q=frob")
        .await
        .is(200, json!({"items": [issue, comment()], "total": 2}));
    app.post(
        "/knowledge",
        json!({"slug": "frobs", "title": "Frobs", "content": "All about them"}),
    )
    .await;
    let page =
        json!({"kind": "knowledge", "title": "Frobs", "snippet": "All about them", "id": "frobs"});
    app.get("/search?q=about")
        .await
        .is(200, json!({"items": [page], "total": 1}));
    // A sign is itself, never a wildcard.
    app.get("/search?q=%25")
        .await
        .is(200, json!({"items": [comment()], "total": 1}));
    app.get("/search?q=_")
        .await
        .is(200, json!({"items": [], "total": 0}));
    app.get("/search?q=nothing")
        .await
        .is(200, json!({"items": [], "total": 0}));
    for blank in ["", "?q=", "?q=+%09"] {
        app.get(&format!("/search{blank}"))
            .await
            .bad("Query must not be blank");
    }
    let long = "x".repeat(513);
    app.get(&format!("/search?q={long}"))
        .await
        .bad("Query exceeds maximum length of 512 characters");
    app.get("/search?q=x&limit=501")
        .await
        .bad("Invalid limit '501'. Must be a number from 1 to 500");
}

#[tokio::test]
async fn snippets_are_short() {
    let app = App::new().await;
    app.post(
        "/issues",
        json!({"title": "Long", "description": "ä needle ".repeat(500)}),
    )
    .await;
    let hit = app.get("/search?q=needle").await.json()["items"][0].clone();
    assert_eq!(hit["snippet"].as_str().unwrap().chars().count(), 200);
}
