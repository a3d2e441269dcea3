//! Our own channel: the changed card itself, with the author's name for the change.

use model::{Card, IssueId, NewMilestone, Place, Status};
use serde_json::json;

use crate::harness::App;

#[tokio::test]
async fn a_card_comes_whole() {
    let app = App::new().await;
    let mut socket = app.hear(&["cards"]).await;
    app.issue("One").await;
    let frame = socket.next().await;
    assert_eq!(
        (&frame["type"], &frame["seq"], &frame["field"]),
        (&json!("card"), &json!(1), &json!("created"))
    );
    assert_eq!(frame["mutation"], json!(null));
    let card: Card = serde_json::from_value(frame["card"].clone()).unwrap();
    assert_eq!((card.id, card.title.as_str()), (IssueId(1), "One"));
}

#[tokio::test]
async fn a_move_comes_back_with_its_mutation() {
    let app = App::new().await;
    app.issue("One").await;
    let mut socket = app.hear(&["cards"]).await;
    let actor = app.state.operator.as_ref().clone().with_mutation("abc");
    app.state
        .store
        .move_issue(&actor, IssueId(1), Status::Todo, Place::Top)
        .await
        .unwrap();
    let frame = socket.next().await;
    assert_eq!(
        (&frame["mutation"], &frame["card"]["status"]),
        (&json!("abc"), &json!("todo"))
    );
}

#[tokio::test]
async fn a_deleted_card_is_removed() {
    let app = App::new().await;
    app.issue("One").await;
    let mut socket = app.hear(&["cards"]).await;
    app.delete("/issues/1").await.ok();
    assert_eq!(
        socket.next().await,
        json!({"type": "card_removed", "seq": 2, "issue_id": 1, "mutation": null})
    );
}

#[tokio::test]
async fn milestones_are_told_to_cards_only() {
    let app = App::new().await;
    let mut cards = app.hear(&["cards"]).await;
    let mut hints = app.hear(&["issues"]).await;
    let new = NewMilestone {
        name: "v1.0".into(),
        description: None,
    };
    app.state
        .store
        .create_milestone(&app.state.operator, new)
        .await
        .unwrap();
    assert_eq!(cards.next().await, json!({"type": "milestones", "seq": 1}));
    assert!(hints.is_silent().await);
}

#[tokio::test]
async fn both_channels_hear_of_one_event() {
    let app = App::new().await;
    let mut socket = app.hear(&["issues", "cards"]).await;
    app.issue("One").await;
    let frames = [socket.next().await, socket.next().await];
    assert_eq!(
        frames
            .each_ref()
            .map(|frame| frame["type"].as_str().unwrap()),
        ["issue_updated", "card"]
    );
    assert_eq!(
        frames
            .each_ref()
            .map(|frame| frame["seq"].as_i64().unwrap()),
        [1, 1]
    );
}
