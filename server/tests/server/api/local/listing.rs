use serde_json::{Value, json};

use crate::harness::{Answer, App};

fn ids(answer: &Answer) -> Vec<i64> {
    let body = answer.json();
    assert_eq!(answer.status, 200, "{body}");
    let ids: Vec<i64> = body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_i64().unwrap())
        .collect();
    assert_eq!(body["total"], json!(ids.len()));
    ids
}

/// 1 open and high; 2 closed; 3 archived; 4 open, a child of 1, blocked by 1, labelled; 5 of no
/// said priority.
async fn five() -> App {
    let app = App::new().await;
    app.post(
        "/issues",
        json!({"title": "Login fails", "priority": "high"}),
    )
    .await
    .is(201, json!({"id": 1}));
    for title in ["Closed", "Archived"] {
        let id = app.issue(title).await;
        app.call(&format!("/issues/{id}/close")).await.ok();
    }
    app.call("/issues/3/archive").await.ok();
    app.post(
        "/issues/1/subissue",
        json!({"title": "Child", "description": "about sessions"}),
    )
    .await
    .is(201, json!({"id": 4}));
    app.post("/issues/4/block", json!({"blocker_id": 1}))
        .await
        .ok();
    app.post("/issues/4/block", json!({"blocker_id": 2}))
        .await
        .ok();
    app.post("/issues/4/labels", json!({"label": "bug"}))
        .await
        .ok();
    app.post(
        "/issues/4/comments",
        json!({"content": "the pool is exhausted"}),
    )
    .await
    .is(201, json!({"id": 1}));
    let new = model::NewIssue {
        title: "Nobody said".into(),
        ..model::NewIssue::default()
    };
    app.state
        .store
        .create_issue(&app.state.operator, new)
        .await
        .unwrap();
    app
}

#[tokio::test]
async fn list_issues_filters() {
    let app = five().await;
    for (query, expect) in [
        ("", &[5, 4, 3, 2, 1][..]),
        ("?status=all", &[5, 4, 3, 2, 1]),
        ("?status=open", &[5, 4, 1]),
        ("?status=closed", &[2]),
        ("?status=archived", &[3]),
        ("?priority=high", &[1]),
        ("?priority=medium", &[5, 4, 3, 2]),
        ("?priority=critical", &[]),
        ("?label=bug", &[4]),
        ("?label=Bug", &[]),
        ("?label=", &[]),
        ("?search=login", &[1]),
        ("?search=sessions", &[4]),
        ("?search=exhausted", &[4]),
        ("?search=%25", &[]),
        ("?search=", &[5, 4, 3, 2, 1]),
        ("?search=closed&status=open", &[]),
        ("?parent_id=1", &[4]),
        ("?parent_id=99", &[]),
        (
            "?status=open&priority=medium&label=bug&parent_id=1&search=child&unknown=x",
            &[4],
        ),
    ] {
        assert_eq!(
            ids(&app.get(&format!("/issues{query}")).await),
            expect,
            "{query}"
        );
    }
}

#[tokio::test]
async fn list_issues_shows_open_blockers_and_labels() {
    let app = five().await;
    let list = app.get("/issues?parent_id=1").await.json();
    assert_eq!(
        (
            &list["items"][0]["blocker_count"],
            &list["items"][0]["labels"]
        ),
        (&json!(1), &json!(["bug"]))
    );
}

#[tokio::test]
async fn list_issues_refuses() {
    let app = five().await;
    let statuses = "Must be one of: open, closed, archived, all";
    app.get("/issues?status=bogus")
        .await
        .bad(&format!("Invalid status 'bogus'. {statuses}"));
    app.get("/issues?status=bogus&search=x")
        .await
        .bad(&format!("Invalid status 'bogus'. {statuses}"));
    app.get("/issues?status=")
        .await
        .bad(&format!("Invalid status ''. {statuses}"));
    app.get("/issues?status=Open")
        .await
        .bad(&format!("Invalid status 'Open'. {statuses}"));
    app.get("/issues?priority=urgent")
        .await
        .bad("Invalid priority 'urgent'. Must be one of: low, medium, high, critical");
    app.get("/issues?parent_id=abc")
        .await
        .bad("Invalid parent_id 'abc'. Must be a number");
    app.get("/issues?parent_id=")
        .await
        .bad("Invalid parent_id ''. Must be a number");
    app.get("/issues?limit=0")
        .await
        .bad("Invalid limit '0'. Must be a number from 1 to 500");
    app.get("/issues?limit=501")
        .await
        .bad("Invalid limit '501'. Must be a number from 1 to 500");
    app.get("/issues?cursor=x")
        .await
        .bad("The cursor is not one that a previous page returned");
    app.get("/issues?label=a%00b")
        .await
        .bad("The address must not contain the character NUL");
    for query in ["status=open&status=open", "limit=1&limit=2"] {
        let answer = app.get(&format!("/issues?{query}")).await;
        assert!(
            answer.text().contains("duplicate field"),
            "{}",
            answer.text()
        );
        assert_eq!(answer.status, 400);
    }
}

#[tokio::test]
async fn list_issues_by_pages() {
    let app = five().await;
    for (path, all) in [
        ("/issues?", vec![5, 4, 3, 2, 1]),
        ("/issues/ready?", vec![1, 5]),
        ("/issues/blocked?", vec![4]),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = app.get(&format!("{path}limit=1{cursor}")).await.json();
            assert_eq!(page["total"], json!(all.len()));
            seen.extend(
                page["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|item| item["id"].as_i64().unwrap()),
            );
            match &page["next_cursor"] {
                Value::String(next) => cursor = format!("&cursor={next}"),
                end => {
                    assert!(end.is_null() && page.as_object().unwrap().contains_key("next_cursor"));
                    break;
                }
            }
        }
        assert_eq!(seen, all);
    }
    assert!(
        !app.get("/issues")
            .await
            .json()
            .as_object()
            .unwrap()
            .contains_key("next_cursor")
    );
}

#[tokio::test]
async fn list_blocked() {
    let app = five().await;
    assert_eq!(ids(&app.get("/issues/blocked").await), [4]);
    let item = &app.get("/issues/blocked").await.json()["items"][0];
    assert_eq!(
        (&item["blocker_count"], &item["labels"]),
        (&json!(1), &json!(["bug"]))
    );
    app.call("/issues/1/close").await.ok();
    assert_eq!(ids(&app.get("/issues/blocked").await), [0; 0]);
    app.get("/issues/blocked?limit=x")
        .await
        .bad("Invalid limit 'x'. Must be a number from 1 to 500");
}

#[tokio::test]
async fn list_ready() {
    let app = five().await;
    assert_eq!(ids(&app.get("/issues/ready").await), [1, 5]);
    app.call("/issues/1/close").await.ok();
    assert_eq!(ids(&app.get("/issues/ready").await), [4, 5]);
    assert_eq!(
        app.get("/issues/ready").await.json()["items"][0]["blocker_count"],
        0
    );
    app.get("/issues/ready?cursor=1")
        .await
        .bad("The cursor is not one that a previous page returned");
}

#[tokio::test]
async fn issue_tree() {
    let app = five().await;
    app.post("/issues/4/subissue", json!({"title": "Grandchild"}))
        .await
        .is(201, json!({"id": 6}));
    assert_eq!(ids(&app.get("/issues/1/tree").await), [4, 6]);
    let issue = app.get("/issues/4/tree").await.json()["items"][0].clone();
    let expect = json!({
        "id": 6, "title": "Grandchild", "description": null, "status": "open", "priority": "medium", "parent_id": 4,
        "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z", "closed_at": null,
    });
    assert_eq!(issue, expect);
    app.get("/issues/2/tree")
        .await
        .is(200, json!({"items": [], "total": 0}));
    app.get("/issues/99/tree")
        .await
        .not_found("Issue #99 does not exist");
}

/// A list that is longer than a page, asked for as a whole.
#[tokio::test]
async fn a_long_list_comes_whole() {
    let app = App::new().await;
    let create = |n: i64| {
        let new = model::NewIssue {
            title: format!("[{n}]"),
            ..model::NewIssue::default()
        };
        let (store, actor) = (app.state.store.clone(), app.state.operator.clone());
        async move { store.create_issue(&actor, new).await.unwrap() }
    };
    for many in [500, 501, 1203] {
        let there = ids(&app.get("/issues").await).len() as i64;
        futures::future::join_all((there..many).map(create)).await;
        let (all, ready) = (app.get("/issues").await, app.get("/issues/ready").await);
        assert_eq!(all.header("content-type"), "application/json");
        assert_eq!(ids(&all), (1..=many).rev().collect::<Vec<_>>());
        assert_eq!(ids(&ready), (1..=many).collect::<Vec<_>>());
    }
}
