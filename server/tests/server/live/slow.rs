//! Sockets that do not keep up are told so, and hold up nobody.

use std::{net::SocketAddr, time::Duration};

use serde_json::json;
use server::{Access, live::Limits};
use tokio::{
    net::TcpSocket,
    time::{Instant, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, tungstenite::client::IntoClientRequest};

use crate::harness::{App, QUICK, socket::Socket};

/// A peer whose window is small, so that little unread text is enough to stop it.
async fn narrow(address: SocketAddr) -> Socket {
    let tcp = TcpSocket::new_v4().unwrap();
    tcp.set_recv_buffer_size(2048).unwrap();
    let stream = tcp.connect(address).await.unwrap();
    let request = format!("ws://localhost:{}/ws", address.port())
        .into_client_request()
        .unwrap();
    Socket(
        tokio_tungstenite::client_async(request, MaybeTlsStream::Plain(stream))
            .await
            .unwrap()
            .0,
    )
}

const MANY: i64 = 400;

/// An issue whose card is 30 kilobytes of labels.
async fn heavy(app: &App) {
    app.issue("One").await;
    for n in 0..60 {
        app.post(
            "/issues/1/labels",
            json!({"label": format!("{n:03}{}", "🦀".repeat(125))}),
        )
        .await
        .ok();
    }
}

/// In all much more than the buffers between two processes take.
async fn many(app: &App) {
    for n in 0..MANY {
        app.patch("/issues/1", json!({"title": n.to_string()}))
            .await
            .ok();
    }
}

const NARROW: Limits = Limits {
    backlog: 16,
    ..QUICK
};

#[tokio::test]
async fn a_gap_says_how_much_is_missing_and_where_it_goes_on() {
    let app = App::with(
        Access::default(),
        Limits {
            send: Duration::from_secs(60),
            ..NARROW
        },
    )
    .await;
    heavy(&app).await;
    let mut slow = narrow(app.open().await).await;
    slow.subscribe(&["cards"]).await;
    many(&app).await;
    let mut last = 61;
    loop {
        let frame = slow.next().await;
        let seq = frame["seq"].as_i64().unwrap();
        if frame["type"] == "gap" {
            assert!(frame["dropped"].as_u64().unwrap() > 0);
            assert!(seq > last);
            break;
        }
        assert_eq!(seq, last + 1, "no hole without a gap");
        last = seq;
    }
    let newest = app.state.store.last_seq(&app.state.operator).await.unwrap();
    app.issue("Two").await;
    assert_eq!(slow.until(newest + 1).await.last().unwrap()["type"], "card");
}

#[tokio::test]
async fn a_slow_socket_holds_up_nobody_and_not_for_ever() {
    let app = App::with(
        Access::default(),
        Limits {
            send: Duration::from_millis(300),
            ..NARROW
        },
    )
    .await;
    heavy(&app).await;
    let address = app.open().await;
    let mut slow = narrow(address).await;
    slow.subscribe(&["cards"]).await;
    let mut quick = Socket::connect(address).await;
    quick.subscribe(&["issues"]).await;
    let reading = async { while quick.next().await["seq"] != MANY + 61 {} };
    let begun = Instant::now();
    tokio::join!(many(&app), reading);
    tokio::time::sleep(Duration::from_millis(400)).await;
    // What is still in the pipe can be read, then the connection is over.
    assert!(
        timeout(Duration::from_secs(5), slow.end()).await.is_ok(),
        "after {:?}",
        begun.elapsed()
    );
}
