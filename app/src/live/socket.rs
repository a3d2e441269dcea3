//! The WebSocket: opens, resumes at its position, and reconnects with backoff.

use std::{pin::Pin, time::Duration};

use futures::{
    Sink, SinkExt, StreamExt,
    channel::mpsc::{UnboundedReceiver, unbounded},
    future::{Either, poll_fn, select},
};
use gloo_net::websocket::{Message, State, futures::WebSocket};
use leptos::{prelude::*, task::spawn_local};

use super::{Frame, Live, LiveStatus, Stream};
use crate::client::sleep;

/// A healthy socket says something at least this often, because we ask.
const PING_EVERY: Duration = Duration::from_secs(20);
/// After this many failed attempts the pill says offline.
const PATIENCE: u32 = 3;

/// What happens to the page around the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageEvent {
    /// It goes, perhaps into the browser's back/forward cache, which takes no page with an open
    /// socket.
    Hidden,
    /// It is back from there, or its network is.
    Back,
}

/// Keeps a socket open for as long as the tab lives.
pub(super) fn open(live: Live) {
    let mut events = page_events();
    spawn_local(async move {
        let mut failures = 0u32;
        loop {
            let (heard, mut event) = run(live, &mut events).await;
            // A socket that got as far as a frame was a good one: begin again quickly.
            failures = if heard { 1 } else { failures + 1 };
            live.set_status(if failures > PATIENCE {
                LiveStatus::Offline
            } else {
                LiveStatus::Delayed
            });
            if event.is_none() {
                let pause = sleep(Duration::from_millis(250 * (1u64 << failures.min(5))));
                event = match select(Box::pin(pause), events.next()).await {
                    Either::Left(_) => None,
                    Either::Right((event, _)) => event,
                };
            }
            while event == Some(PageEvent::Hidden) {
                event = events.next().await;
            }
        }
    });
}

fn page_events() -> UnboundedReceiver<PageEvent> {
    let (sender, events) = unbounded();
    for (name, event) in [
        ("pagehide", PageEvent::Hidden),
        ("pageshow", PageEvent::Back),
        ("online", PageEvent::Back),
    ] {
        let sender = sender.clone();
        // For as long as the tab lives, as the socket.
        let _ = window_event_listener_untyped(name, move |_| {
            let _ = sender.unbounded_send(event);
        });
    }
    events
}

/// One connection, from opening to closing: whether anything came, and what ended it.
async fn run(live: Live, events: &mut UnboundedReceiver<PageEvent>) -> (bool, Option<PageEvent>) {
    let Some(mut socket) = url().and_then(|url| WebSocket::open(&url).ok()) else {
        return (false, None);
    };
    // Waits until it is open, or refused: writing to one that never opened is an error in the
    // console.
    let ready = poll_fn(|cx| Pin::new(&mut socket).poll_ready(cx));
    let ready = match select(Box::pin(ready), Box::pin(hidden(events))).await {
        Either::Left((ready, _)) => ready.is_ok(),
        Either::Right(_) => return (false, Some(PageEvent::Hidden)),
    };
    if !ready || !matches!(socket.state(), State::Open) {
        return (false, None);
    }
    let (mut write, mut read) = socket.split();
    let since = live.stream.try_with_value(Stream::resume_from).flatten();
    let mut hello = vec![r#"{"type":"subscribe","channels":["cards"]}"#.to_owned()];
    hello.extend(since.map(|seq| format!(r#"{{"type":"resume","since":{seq}}}"#)));
    // Its answer comes behind all that was missed: from then on the page is live.
    hello.push(PING.to_owned());
    for message in hello {
        if write.send(Message::Text(message)).await.is_err() {
            return (false, None);
        }
    }
    let (mut heard, mut waited) = (false, 0);
    loop {
        let next = select(read.next(), Box::pin(sleep(PING_EVERY)));
        match select(Box::pin(next), Box::pin(hidden(events))).await {
            Either::Right(_) => return (heard, Some(PageEvent::Hidden)),
            Either::Left((Either::Left((Some(Ok(Message::Text(text))), _)), _)) => {
                (heard, waited) = (true, 0);
                hear(live, &text);
            }
            Either::Left((Either::Left((Some(Ok(Message::Bytes(_))), _)), _)) => {}
            Either::Left((Either::Left(_), _)) => return (heard, None),
            // A sleeping laptop's socket looks open for minutes: ask, and give up when nothing
            // comes back.
            Either::Left((Either::Right(_), _)) => {
                waited += 1;
                if waited > 1 || write.send(Message::Text(PING.to_owned())).await.is_err() {
                    return (heard, None);
                }
            }
        }
    }
}

const PING: &str = r#"{"type":"ping"}"#;

/// Until the page is hidden. That it is shown, or that the network is back, is no news to a socket
/// that is open.
async fn hidden(events: &mut UnboundedReceiver<PageEvent>) {
    while events
        .next()
        .await
        .is_some_and(|event| event != PageEvent::Hidden)
    {}
}

fn hear(live: Live, text: &str) {
    let Ok(frame) = serde_json::from_str::<Frame>(text) else {
        return;
    };
    live.tell(&frame);
    if matches!(frame, Frame::Pong { .. }) {
        live.set_status(LiveStatus::Live);
    }
}

fn url() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss"
    } else {
        "ws"
    };
    Some(format!("{scheme}://{}/ws", location.host().ok()?))
}
