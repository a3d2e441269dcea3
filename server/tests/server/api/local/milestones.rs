use serde_json::{Value, json};

use crate::harness::App;

/// A milestone `v1`, with issue 1 in it and issue 2 not.
async fn one() -> App {
    let app = App::new().await;
    for title in ["One", "Two"] {
        app.issue(title).await;
    }
    app.post("/milestones", json!({"name": "v1"}))
        .await
        .is(201, json!({"id": 1}));
    app.post("/milestones/1/assign", json!({"issue_id": 1}))
        .await
        .ok();
    app
}

fn names(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|milestone| milestone["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn list_milestones() {
    let app = App::new().await;
    app.get("/milestones")
        .await
        .is(200, json!({"items": [], "total": 0}));
    for name in ["old", "new", "closed"] {
        app.post("/milestones", json!({ "name": name })).await;
    }
    app.call("/milestones/3/close").await.ok();
    for (query, expect) in [
        ("", vec!["new", "old"]),
        ("?status=open", vec!["new", "old"]),
        ("?status=closed", vec!["closed"]),
        ("?status=all", vec!["closed", "new", "old"]),
    ] {
        let list = app.get(&format!("/milestones{query}")).await.json();
        assert_eq!(
            (names(&list), &list["total"]),
            (expect.clone(), &json!(expect.len())),
            "{query}"
        );
    }
    for bad in ["bogus", ""] {
        let detail = format!("Invalid status '{bad}'. Must be one of: open, closed, all");
        app.get(&format!("/milestones?status={bad}"))
            .await
            .bad(&detail);
    }
}

#[tokio::test]
async fn create_milestone() {
    let app = App::new().await;
    app.post("/milestones", json!({"name": " v1 ", "description": "why"}))
        .await
        .is(201, json!({"id": 1}));
    app.post("/milestones", json!({"title": "v1", "description": null}))
        .await
        .is(201, json!({"id": 2}));
    assert_eq!(
        names(&app.get("/milestones").await.json()),
        ["v1", "v1"],
        "names are no keys"
    );
    app.post("/milestones", json!({"name": "é".repeat(128)}))
        .await
        .is(201, json!({"id": 3}));
    let long = json!({"name": "é".repeat(129)});
    app.post("/milestones", long)
        .await
        .bad("Name exceeds maximum length of 128 characters");
    let long = json!({"name": "x", "description": "é".repeat(65_537)});
    app.post("/milestones", long)
        .await
        .bad("Description exceeds maximum length of 65536 characters");
    app.post("/milestones", json!({"name": " "}))
        .await
        .bad("Name must not be blank");
    app.call("/milestones")
        .await
        .bad("The body: missing field `name` at line 1 column 2");
    assert_eq!(
        app.post("/milestones", json!({"name": 7})).await.status,
        400
    );
    assert_eq!(
        app.post("/milestones", json!({"name": "a", "title": "b"}))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn milestone() {
    let app = one().await;
    let expect = json!({
        "id": 1, "name": "v1", "description": null, "status": "open", "created_at": "2026-03-01T12:00:00Z", "closed_at": null,
        "issue_count": 1, "completed_count": 0, "progress_percent": 0.0,
    });
    app.get("/milestones/1").await.is(200, expect);
    app.get("/milestones/999")
        .await
        .not_found("Milestone #999 does not exist");
    for bad in ["x", "-1", "+1", "1x", "99999999999999999999"] {
        app.get(&format!("/milestones/{bad}"))
            .await
            .bad(&format!("'{bad}' is not a milestone: write its number"));
    }
}

#[tokio::test]
async fn progress_counts_archived_issues_as_completed() {
    let app = one().await;
    let progress = async || {
        let milestone = app.get("/milestones/1").await.json();
        (
            milestone["issue_count"].clone(),
            milestone["completed_count"].clone(),
            milestone["progress_percent"].clone(),
        )
    };
    for id in [2, app.issue("Three").await] {
        app.post("/milestones/1/assign", json!({ "issue_id": id }))
            .await
            .ok();
    }
    assert_eq!(progress().await, (json!(3), json!(0), json!(0.0)));
    app.call("/issues/1/close").await.ok();
    app.call("/issues/1/archive").await.ok();
    assert_eq!(progress().await, (json!(3), json!(1), json!(33.3)));
    app.call("/issues/2/close").await.ok();
    assert_eq!(progress().await, (json!(3), json!(2), json!(66.7)));
    app.delete("/issues/3").await.ok();
    assert_eq!(progress().await, (json!(2), json!(2), json!(100.0)));
}

#[tokio::test]
async fn assign_milestone() {
    let app = one().await;
    let milestone = async || app.get("/issues/1").await.json()["milestone"].clone();
    assert_eq!(
        milestone().await,
        json!({"id": 1, "name": "v1", "status": "open"})
    );
    app.at("2026-03-01T13:00:00Z");
    app.post("/milestones/1/assign", json!({"issue_id": 1}))
        .await
        .ok();
    assert_eq!(
        app.get("/issues/1").await.json()["updated_at"],
        "2026-03-01T12:00:00Z",
        "again changes nothing"
    );
    app.post("/milestones", json!({"name": "v2"})).await;
    app.post("/milestones/2/assign", json!({"issue_id": 1}))
        .await
        .ok();
    assert_eq!(milestone().await["id"], 2, "an issue is in one milestone");
    assert_eq!(app.get("/milestones/1").await.json()["issue_count"], 0);
    app.post("/milestones/99/assign", json!({"issue_id": 1}))
        .await
        .not_found("Milestone #99 does not exist");
    app.post("/milestones/99/assign", json!({"issue_id": 99}))
        .await
        .not_found("Milestone #99 does not exist");
    app.post("/milestones/1/assign", json!({"issue_id": 99}))
        .await
        .not_found("Issue #99 does not exist");
    app.call("/milestones/1/assign")
        .await
        .bad("The body: missing field `issue_id` at line 1 column 2");
    assert_eq!(
        app.post("/milestones/1/assign", json!({"issue_id": "1"}))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn unassign_milestone() {
    let app = one().await;
    app.delete("/milestones/1/assign/2")
        .await
        .not_found("Issue #2 is not in milestone #1");
    app.delete("/milestones/1/assign/MAIN-1").await.ok();
    assert_eq!(app.get("/issues/1").await.json()["milestone"], json!(null));
    app.delete("/milestones/1/assign/1")
        .await
        .not_found("Issue #1 is not in milestone #1");
    app.delete("/milestones/1/assign/99")
        .await
        .not_found("Issue #99 does not exist");
    app.delete("/milestones/9/assign/1")
        .await
        .not_found("Milestone #9 does not exist");
}

#[tokio::test]
async fn close_and_reopen_milestone() {
    let app = one().await;
    app.at("2026-03-02T00:00:00Z");
    app.call("/milestones/1/close").await.ok();
    app.at("2026-03-03T00:00:00Z");
    app.call("/milestones/1/close").await.ok();
    let milestone = app.get("/milestones/1").await.json();
    assert_eq!(
        (&milestone["status"], &milestone["closed_at"]),
        (&json!("closed"), &json!("2026-03-02T00:00:00Z"))
    );
    for _ in 0..2 {
        app.call("/milestones/1/reopen").await.ok();
        let milestone = app.get("/milestones/1").await.json();
        assert_eq!(
            (&milestone["status"], &milestone["closed_at"]),
            (&json!("open"), &json!(null))
        );
    }
    app.call("/milestones/9/close")
        .await
        .not_found("Milestone #9 does not exist");
    app.call("/milestones/9/reopen")
        .await
        .not_found("Milestone #9 does not exist");
}

#[tokio::test]
async fn update_milestone() {
    let app = one().await;
    let said = async || {
        let milestone = app.get("/milestones/1").await.json();
        (milestone["name"].clone(), milestone["description"].clone())
    };
    app.patch(
        "/milestones/1",
        json!({"title": "v2", "description": "why"}),
    )
    .await
    .ok();
    assert_eq!(said().await, (json!("v2"), json!("why")));
    app.patch("/milestones/1", json!({})).await.ok();
    assert_eq!(said().await, (json!("v2"), json!("why")));
    app.patch("/milestones/1", json!({"description": null}))
        .await
        .ok();
    assert_eq!(said().await, (json!("v2"), json!(null)));
    app.patch("/milestones/1", json!({"name": ""}))
        .await
        .bad("Name must not be blank");
    app.patch("/milestones/9", json!({}))
        .await
        .not_found("Milestone #9 does not exist");
}

#[tokio::test]
async fn delete_milestone() {
    let app = one().await;
    let mut hints = app.hear(&["issues"]).await;
    app.at("2026-03-01T13:00:00Z");
    app.delete("/milestones/1").await.ok();
    let hint = hints.next().await;
    assert_eq!(
        (&hint["type"], &hint["issue_id"], &hint["field"]),
        (&json!("issue_updated"), &json!(1), &json!("milestone"))
    );
    app.get("/milestones/1")
        .await
        .not_found("Milestone #1 does not exist");
    assert_eq!(app.get("/milestones?status=all").await.json()["total"], 0);
    let issue = app.get("/issues/1").await.json();
    assert_eq!(
        (&issue["milestone"], &issue["updated_at"]),
        (&json!(null), &json!("2026-03-01T13:00:00Z"))
    );
    app.delete("/milestones/1")
        .await
        .not_found("Milestone #1 does not exist");
    app.delete("/milestones/x")
        .await
        .bad("'x' is not a milestone: write its number");
}

#[tokio::test]
async fn milestone_burn_up() {
    let app = one().await;
    app.at("2026-03-03T12:00:00Z");
    app.call("/issues/1/close").await.ok();
    let expect = json!({"items": [
        {"day": "2026-03-01", "total": 1, "completed": 0},
        {"day": "2026-03-03", "total": 1, "completed": 1},
    ], "total": 2});
    app.get("/milestones/1/burn-up").await.is(200, expect);
    app.get("/milestones/9/burn-up")
        .await
        .not_found("Milestone #9 does not exist");
}

#[tokio::test]
async fn the_issue_is_told_of() {
    let app = one().await;
    let mut hints = app.hear(&["issues"]).await;
    app.post("/milestones/1/assign", json!({"issue_id": 2}))
        .await
        .ok();
    assert_eq!(
        hints.next().await,
        json!({"type": "issue_updated", "issue_id": 2, "field": "milestone", "seq": 5})
    );
    app.post("/milestones/1/assign", json!({"issue_id": 2}))
        .await
        .ok();
    app.call("/milestones/1/close").await.ok();
    assert!(hints.is_silent().await);
}
