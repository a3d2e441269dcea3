//! What clients may say, and how a connection ends.

use std::time::Duration;

use futures::SinkExt;
use serde_json::json;
use server::{Access, live::Limits};
use tokio_tungstenite::tungstenite::{Message, protocol::frame::coding::CloseCode};

use crate::harness::{App, QUICK, request, socket::Socket};

#[tokio::test]
async fn without_a_subscription_the_contract_is_heard() {
    let app = App::new().await;
    let mut socket = Socket::connect(app.open().await).await;
    socket.say(r#"{"type":"ping"}"#).await;
    assert_eq!(socket.next().await, json!({"type": "pong", "seq": 0}));
    app.issue("One").await;
    assert_eq!(
        socket.next().await,
        json!({"type": "issue_updated", "issue_id": 1, "field": "created", "seq": 1})
    );
    assert!(socket.is_silent().await, "cards are only for those who ask");
}

#[tokio::test]
async fn a_subscription_replaces_the_set() {
    let app = App::new().await;
    let mut socket = app.hear(&["agents", "locks", "execution"]).await;
    app.issue("One").await;
    assert!(socket.is_silent().await);
    socket.subscribe(&["issues"]).await;
    app.issue("Two").await;
    assert_eq!(socket.next().await["seq"], 2);
    socket.subscribe(&[]).await;
    app.issue("Three").await;
    assert!(socket.is_silent().await);
}

#[tokio::test]
async fn only_what_goes_beyond_the_contract_is_acknowledged() {
    let app = App::new().await;
    let mut socket = Socket::connect(app.open().await).await;
    socket
        .say(r#"{"type":"subscribe","channels":["issues"]}"#)
        .await;
    assert!(socket.is_silent().await);
    socket
        .say(r#"{"type":"subscribe","channels":["cards","issues"]}"#)
        .await;
    assert_eq!(
        socket.next().await,
        json!({"type": "subscribed", "channels": ["issues", "cards"], "seq": 0})
    );
}

#[tokio::test]
async fn what_is_not_understood_is_answered() {
    let app = App::new().await;
    app.issue("One").await;
    let mut socket = app.hear(&["issues"]).await;
    for (message, says) in [
        ("", "EOF while parsing"),
        ("hello", "expected value"),
        ("[]", "could not be read"),
        ("{}", "missing field `type`"),
        (r#"{"type":"dance"}"#, "unknown variant `dance`"),
        (r#"{"type":"subscribe"}"#, "missing field `channels`"),
        (
            r#"{"type":"subscribe","channels":"issues"}"#,
            "invalid type",
        ),
        (
            r#"{"type":"subscribe","channels":["gossip"]}"#,
            "Unknown channel 'gossip'. Must be one of: agents, issues, locks",
        ),
        (r#"{"type":"resume","since":"yesterday"}"#, "invalid type"),
        (r#"{"type":"resume"}"#, "missing field `since`"),
    ] {
        socket.say(message).await;
        let frame = socket.next().await;
        assert_eq!(
            (&frame["type"], &frame["seq"]),
            (&json!("error"), &json!(1)),
            "{message}"
        );
        assert!(
            frame["detail"].as_str().unwrap().contains(says),
            "{message}: {frame}"
        );
    }
    socket.0.send(Message::binary(vec![0, 1, 2])).await.unwrap();
    assert_eq!(
        socket.next().await["detail"],
        "Messages are JSON text, not binary"
    );
    app.issue("Two").await;
    assert_eq!(
        socket.next().await["seq"],
        2,
        "none of it changed the subscription"
    );
}

#[tokio::test]
async fn a_message_that_is_too_long_ends_it() {
    let app = App::new().await;
    let mut socket = app.hear(&["issues"]).await;
    let _ = socket
        .0
        .send(Message::text("x".repeat(64 * 1024 + 1)))
        .await;
    assert_eq!(
        socket.end().await.map(|frame| frame.code),
        Some(CloseCode::Size)
    );
}

#[tokio::test]
async fn a_peer_that_gives_no_sign_is_dropped() {
    let limits = Limits {
        ping: Duration::from_millis(20),
        silence: Duration::from_millis(60),
        ..QUICK
    };
    let app = App::with(Access::default(), limits).await;
    let address = app.open().await;
    let mut awake = Socket::connect(address).await;
    let mut asleep = Socket::connect(address).await;
    // Reading answers pings; this one reads nothing for a while.
    let listening = tokio::time::timeout(Duration::from_millis(400), awake.end()).await;
    assert!(listening.is_err(), "a peer that answers stays");
    assert!(asleep.end().await.is_none(), "a peer that does not is gone");
}

#[tokio::test]
async fn the_end_of_the_server_is_told() {
    let app = App::new().await;
    let mut socket = app.hear(&["issues"]).await;
    app.state.shutdown.begin();
    let farewell = socket.end().await.unwrap();
    assert_eq!(
        (farewell.code, farewell.reason.as_str()),
        (CloseCode::Away, "The server is shutting down")
    );
    let finished =
        tokio::time::timeout(Duration::from_secs(2), app.state.shutdown.finished()).await;
    assert!(finished.is_ok(), "nobody is waited for in vain");
}

#[tokio::test]
async fn a_request_that_wants_no_socket() {
    let app = App::new().await;
    let answer = app.get("//ws").await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("This address speaks WebSocket"),
        "{}",
        answer.text()
    );
    let answer = app
        .send(request(axum::http::Method::POST, "//ws", None))
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "GET,HEAD")
    );
}
