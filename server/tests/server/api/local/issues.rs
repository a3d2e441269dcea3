use serde_json::json;

use crate::harness::App;

const NO_99: &str = "Issue #99 does not exist";

#[tokio::test]
async fn create_issue_with_the_least() {
    let app = App::new().await;
    app.post(
        "/issues",
        json!({"title": "  Trimmed  ", "unknown": {"fields": "are ignored"}}),
    )
    .await
    .is(201, json!({"id": 1}));
    let expect = json!({
        "id": 1, "title": "Trimmed", "description": null, "status": "open", "priority": "medium", "parent_id": null,
        "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z", "closed_at": null,
        "labels": [], "comments": [], "blockers": [], "blocking": [], "subissues": [], "milestone": null,
    });
    app.get("/issues/1").await.is(200, expect);
}

#[tokio::test]
async fn create_issue_refuses() {
    let app = App::new().await;
    let post = |body| app.post("/issues", body);
    post(json!({}))
        .await
        .bad("The body: missing field `title` at line 1 column 2");
    post(json!({"title": " "}))
        .await
        .bad("Title must not be blank");
    post(json!({"title": "é".repeat(513)}))
        .await
        .bad("Title exceeds maximum length of 512 characters");
    post(json!({"title": "a\u{0}b"}))
        .await
        .bad("Title must not contain the character NUL");
    post(json!({"title": null}))
        .await
        .bad("The body's 'title': invalid type: null, expected a string at line 1 column 13");
    post(json!({"title": "x", "description": "d".repeat(65_537)}))
        .await
        .bad("Description exceeds maximum length of 65536 characters");
    post(json!({"title": "x", "priority": "urgent"}))
        .await
        .bad("Invalid priority 'urgent'. Must be one of: low, medium, high, critical");
    post(json!({"title": "x", "parent_id": 99}))
        .await
        .not_found("Parent issue #99 does not exist");
    assert_eq!(app.get("/issues").await.json()["total"], 0);
}

#[tokio::test]
async fn create_issue_takes_what_is_just_short_enough() {
    let app = App::new().await;
    let body = json!({"title": "é".repeat(512), "description": "ß".repeat(65_536), "priority": "critical"});
    app.post("/issues", body).await.is(201, json!({"id": 1}));
    assert_eq!(app.get("/issues/1").await.json()["priority"], "critical");
}

#[tokio::test]
async fn issue_detail_by_identifier() {
    let app = App::new().await;
    app.issue("One").await;
    let identifier = app
        .state
        .store
        .issue(&app.state.operator, model::IssueId(1))
        .await
        .unwrap()
        .identifier;
    for name in [
        "1".to_owned(),
        identifier.clone(),
        identifier.to_lowercase(),
    ] {
        assert_eq!(
            app.get(&format!("/issues/{name}")).await.json()["id"],
            1,
            "{name}"
        );
    }
}

#[tokio::test]
async fn issue_detail_refuses() {
    let app = App::new().await;
    app.get("/issues/99").await.not_found(NO_99);
    app.get("/issues/0")
        .await
        .not_found("Issue #0 does not exist");
    app.get("/issues/NONE-7")
        .await
        .not_found("Issue NONE-7 does not exist");
    for odd in [
        "-1",
        "+1",
        "1.5",
        "0x1",
        "one",
        "99999999999999999999",
        "%20",
        "%F0%9F%A6%80",
    ] {
        let answer = app.get(&format!("/issues/{odd}")).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]),
            (400, &json!("bad request")),
            "{odd}"
        );
    }
    let answer = app.get("/issues/%FF").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]),
        (400, &json!("bad request"))
    );
}

#[tokio::test]
async fn update_issue_changes_what_is_named() {
    let app = App::new().await;
    app.issue("Parent").await;
    app.post(
        "/issues",
        json!({"title": "Child", "description": "long", "parent_id": 1}),
    )
    .await
    .is(201, json!({"id": 2}));
    app.at("2026-03-01T13:00:00Z");
    app.patch("/issues/2", json!({"priority": "low"}))
        .await
        .ok();
    let issue = app.get("/issues/2").await.json();
    assert_eq!(issue["description"], "long");
    assert_eq!(issue["priority"], "low");
    assert_eq!(issue["parent_id"], 1);
    assert_eq!(issue["updated_at"], "2026-03-01T13:00:00Z");
    app.patch("/issues/2", json!({"description": null, "parent_id": null}))
        .await
        .ok();
    let issue = app.get("/issues/2").await.json();
    assert_eq!(
        (&issue["description"], &issue["parent_id"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test]
async fn update_issue_with_nothing_changes_nothing() {
    let app = App::new().await;
    app.issue("Same").await;
    app.at("2026-03-01T13:00:00Z");
    app.patch("/issues/1", json!({})).await.ok();
    app.patch(
        "/issues/1",
        json!({"title": "Same", "status": "closed", "unknown": 1}),
    )
    .await
    .ok();
    let issue = app.get("/issues/1").await.json();
    assert_eq!(
        (&issue["updated_at"], &issue["status"]),
        (&json!("2026-03-01T12:00:00Z"), &json!("open"))
    );
}

#[tokio::test]
async fn update_issue_refuses() {
    let app = App::new().await;
    app.issue("One").await;
    app.post("/issues/1/subissue", json!({"title": "Two"}))
        .await
        .is(201, json!({"id": 2}));
    app.patch("/issues/99", json!({})).await.not_found(NO_99);
    let patch = |body| app.patch("/issues/1", body);
    patch(json!({"title": ""}))
        .await
        .bad("Title must not be blank");
    patch(json!({"priority": "none"}))
        .await
        .bad("Invalid priority 'none'. Must be one of: low, medium, high, critical");
    patch(json!({"parent_id": 99}))
        .await
        .not_found("Parent issue #99 does not exist");
    patch(json!({"parent_id": 1}))
        .await
        .bad("An issue cannot be its own parent");
    patch(json!({"parent_id": 2}))
        .await
        .bad("An issue cannot be moved under one of its own sub-issues");
    patch(json!({"parent_id": "2"})).await.bad(
        "The body's 'parent_id': invalid type: string \"2\", expected i64 at line 1 column 16",
    );
}

#[tokio::test]
async fn delete_issue_leaves_its_children() {
    let app = App::new().await;
    app.issue("Parent").await;
    app.post("/issues/1/subissue", json!({"title": "Child"}))
        .await
        .is(201, json!({"id": 2}));
    app.delete("/issues/1").await.ok();
    app.get("/issues/1")
        .await
        .not_found("Issue #1 does not exist");
    assert_eq!(app.get("/issues/2").await.json()["parent_id"], json!(null));
    app.delete("/issues/1")
        .await
        .not_found("Issue #1 does not exist");
    assert_eq!(app.issue("Ids are never reused").await, 3);
}

#[tokio::test]
async fn close_issue_once() {
    let app = App::new().await;
    app.issue("One").await;
    for hour in ["13", "14"] {
        app.at(&format!("2026-03-01T{hour}:00:00Z"));
        app.call("/issues/1/close").await.ok();
    }
    let issue = app.get("/issues/1").await.json();
    assert_eq!(issue["status"], "closed");
    assert_eq!(
        (&issue["closed_at"], &issue["updated_at"]),
        (
            &json!("2026-03-01T13:00:00Z"),
            &json!("2026-03-01T13:00:00Z")
        )
    );
    app.call("/issues/99/close").await.not_found(NO_99);
}

#[tokio::test]
async fn reopen_issue_also_from_the_archive() {
    let app = App::new().await;
    app.issue("One").await;
    app.call("/issues/1/close").await.ok();
    app.call("/issues/1/archive").await.ok();
    assert_eq!(app.get("/issues/1").await.json()["status"], "archived");
    app.call("/issues/1/reopen").await.ok();
    app.call("/issues/1/reopen").await.ok();
    let issue = app.get("/issues/1").await.json();
    assert_eq!(
        (&issue["status"], &issue["closed_at"]),
        (&json!("open"), &json!(null))
    );
    app.call("/issues/99/reopen").await.not_found(NO_99);
}

#[tokio::test]
async fn archive_and_unarchive_issue() {
    let app = App::new().await;
    app.issue("One").await;
    app.call("/issues/1/archive").await.fails(
        409,
        "conflict",
        "Only a closed issue can be archived; close #1 first",
    );
    app.call("/issues/1/close").await.ok();
    for _ in 0..2 {
        app.call("/issues/1/archive").await.ok();
        assert_eq!(app.get("/issues/1").await.json()["status"], "archived");
    }
    app.call("/issues/1/close").await.ok();
    assert_eq!(app.get("/issues/1").await.json()["status"], "archived");
    app.call("/issues/1/unarchive").await.ok();
    assert_eq!(app.get("/issues/1").await.json()["status"], "closed");
    app.call("/issues/99/archive").await.not_found(NO_99);
    app.call("/issues/99/unarchive").await.not_found(NO_99);
}

#[tokio::test]
async fn create_subissue_refuses() {
    let app = App::new().await;
    app.post("/issues/99/subissue", json!({"title": "x"}))
        .await
        .not_found("Parent issue #99 does not exist");
    app.issue("One").await;
    app.post("/issues/1/subissue", json!({}))
        .await
        .bad("The body: missing field `title` at line 1 column 2");
    app.post("/issues/1/subissue", json!({"title": " "}))
        .await
        .bad("Title must not be blank");
}
