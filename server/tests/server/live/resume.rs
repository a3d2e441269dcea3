//! After a break: what was missed comes, in order, without duplicates or holes; or the client is
//! told to read again.

use std::time::Duration;

use serde_json::{Value, json};
use server::{Access, live::Limits};

use crate::harness::{App, QUICK, socket::Socket};

fn seqs(frames: &[Value]) -> Vec<i64> {
    frames
        .iter()
        .map(|frame| frame["seq"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn what_was_missed_comes_before_what_is_new() {
    let app = App::with(
        Access::default(),
        Limits {
            grace: Duration::from_secs(5),
            ..QUICK
        },
    )
    .await;
    for _ in 0..10 {
        app.issue("x").await;
    }
    let mut socket = Socket::connect(app.open().await).await;
    // Comes between connecting and resuming, and must not come twice.
    app.issue("x").await;
    socket.say(r#"{"type":"resume","since":4}"#).await;
    let missed = socket.until(11).await;
    app.issue("x").await;
    let new = socket.until(12).await;
    assert_eq!(seqs(&[missed, new].concat()), (5..=12).collect::<Vec<_>>());
}

#[tokio::test]
async fn resuming_under_way_while_others_write() {
    let app = App::new().await;
    let address = app.open().await;
    app.issue("first").await;
    let writing = async {
        for _ in 0..60 {
            app.issue("x").await;
        }
    };
    let reading = async {
        for _ in 0..10 {
            let mut socket = Socket::connect(address).await;
            socket
                .say(r#"{"type":"subscribe","channels":["issues"]}"#)
                .await;
            socket.say(r#"{"type":"resume","since":0}"#).await;
            let mut seen: Vec<i64> = Vec::new();
            while seen.len() < 30 {
                seen.push(socket.next().await["seq"].as_i64().unwrap());
                // Whatever came before the answer to the resume is behind us once it begins anew.
                if seen.last() == Some(&1) {
                    seen = vec![1];
                }
                if seen.len() > 1 && seen[0] == 1 {
                    assert_eq!(seen, (1..=seen.len() as i64).collect::<Vec<_>>());
                }
            }
        }
    };
    tokio::join!(writing, reading);
}

#[tokio::test]
async fn a_resume_hears_the_channels_it_has() {
    let app = App::new().await;
    app.issue("One").await;
    let mut socket = app.hear(&["cards"]).await;
    socket.say(r#"{"type":"resume","since":0}"#).await;
    let frame = socket.next().await;
    assert_eq!(
        (&frame["type"], &frame["card"]["id"]),
        (&json!("card"), &json!(1))
    );
    socket.say(r#"{"type":"resume","since":1}"#).await;
    assert!(
        socket.is_silent().await,
        "there is nothing after the newest"
    );
}

#[tokio::test]
async fn a_resume_from_where_nothing_ever_was() {
    let app = App::new().await;
    app.issue("One").await;
    let mut socket = app.hear(&["issues"]).await;
    for since in ["2", "-1", "9223372036854775807", "-9223372036854775808"] {
        socket
            .say(&format!(r#"{{"type":"resume","since":{since}}}"#))
            .await;
        assert_eq!(
            socket.next().await,
            json!({"type": "resync", "seq": 1}),
            "{since}"
        );
    }
    app.issue("Two").await;
    assert_eq!(socket.next().await["seq"], 2, "the stream goes on");
}

#[tokio::test]
async fn a_resume_from_too_long_ago() {
    let app = App::new().await;
    for _ in 0..1001 {
        app.issue("x").await;
    }
    let mut socket = app.hear(&["issues"]).await;
    socket.say(r#"{"type":"resume","since":0}"#).await;
    assert_eq!(socket.next().await, json!({"type": "resync", "seq": 1001}));
    socket.say(r#"{"type":"resume","since":1}"#).await;
    assert_eq!(
        seqs(&socket.until(1001).await),
        (2..=1001).collect::<Vec<_>>()
    );
}
