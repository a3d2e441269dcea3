//! The socket itself: opens, resumes where it left off, and comes back with patience.

use std::{pin::Pin, time::Duration};

use futures::{
    Sink, SinkExt, StreamExt,
    future::{Either, poll_fn},
};
use gloo_net::websocket::{Message, State, futures::WebSocket};
use leptos::{prelude::*, task::spawn_local};

use super::{Frame, Live, LiveStatus};

/// A healthy socket says something at least this often, because we ask.
const PING_EVERY: Duration = Duration::from_secs(20);
/// After this many failed attempts the pill says offline rather than delayed.
const PATIENCE: u32 = 3;

/// Keeps a socket open for as long as the tab lives.
pub(super) fn open(live: Live) {
    spawn_local(async move {
        let mut last_seq: Option<i64> = None;
        let mut failures = 0u32;
        loop {
            let before = last_seq;
            run(live, &mut last_seq).await;
            // A socket that got as far as a frame was a good one: begin again quickly.
            failures = if last_seq == before { failures + 1 } else { 1 };
            live.status.set(if failures > PATIENCE { LiveStatus::Offline } else { LiveStatus::Delayed });
            sleep(Duration::from_millis(250 * (1u64 << failures.min(5)))).await;
        }
    });
}

/// One connection, from opening to closing.
async fn run(live: Live, last_seq: &mut Option<i64>) {
    let Some(url) = url() else { return };
    let Ok(mut socket) = WebSocket::open(&url) else { return };
    // Waits until it is open, or refused: writing to one that never opened is an error in the console.
    let ready = poll_fn(|cx| Pin::new(&mut socket).poll_ready(cx)).await;
    if ready.is_err() || !matches!(socket.state(), State::Open) {
        return;
    }
    let (mut write, mut read) = socket.split();
    let mut hello = vec![r#"{"type":"subscribe","channels":["cards"]}"#.to_owned()];
    hello.extend(last_seq.map(|seq| format!(r#"{{"type":"resume","since":{seq}}}"#)));
    for message in hello {
        if write.send(Message::Text(message)).await.is_err() {
            return;
        }
    }
    let mut waited = 0;
    loop {
        match futures::future::select(read.next(), Box::pin(sleep(PING_EVERY))).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => {
                waited = 0;
                hear(live, &text, last_seq);
            }
            Either::Left((Some(Ok(Message::Bytes(_))), _)) => {}
            Either::Left(_) => return,
            // A sleeping laptop's socket looks open for minutes: ask, and give up when nothing comes back.
            Either::Right(_) => {
                waited += 1;
                if waited > 1 || write.send(Message::Text(r#"{"type":"ping"}"#.to_owned())).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn hear(live: Live, text: &str, last_seq: &mut Option<i64>) {
    let Ok(frame) = serde_json::from_str::<Frame>(text) else { return };
    live.status.set(LiveStatus::Live);
    match (&frame, *last_seq) {
        // The first answer tells where the stream begins; when resuming, what was missed comes next.
        (Frame::Subscribed { seq, .. }, None) => *last_seq = Some(*seq),
        (Frame::Subscribed { .. } | Frame::Pong { .. } | Frame::Error { .. }, _) => {}
        (frame, seen) => *last_seq = Some(frame.seq().max(seen.unwrap_or(0))),
    }
    live.tell(&frame);
}

fn url() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/ws", location.host().ok()?))
}

async fn sleep(duration: Duration) {
    let (done, wait) = futures::channel::oneshot::channel();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        duration,
    );
    let _ = wait.await;
}
