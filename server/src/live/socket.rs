//! One socket, one task: the bus, the client, the end, and a look whether anybody is still there.

use std::{sync::Arc, time::Duration};

use axum::{
    Error,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code},
};
use futures::SinkExt;
use model::Actor;
use store::{Replay, Store};
use tokio::{
    sync::broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
    time::{Instant, interval_at, sleep_until, timeout},
};

use super::{
    Limits,
    encode::Frames,
    protocol::{ClientMessage, ServerFrame},
    subscription::{Channel, Subscription},
};
use crate::{api::error::cut, shutdown::ShutdownGuard, state::AppState};

/// How long a peer may take to hear that it is over, and to answer.
const FAREWELL: Duration = Duration::from_millis(800);

/// Most events that one flush takes along.
const BURST: usize = 64;

/// A connected client.
pub(super) struct Socket {
    peer: WebSocket,
    frames: Receiver<Arc<Frames>>,
    subscription: Subscription,
    /// Everything up to this event was sent, or was of no interest, or happened before the socket
    /// came.
    position: i64,
    /// When the peer last gave a sign.
    heard: Instant,
    /// Until then a new client may say where it wants to begin.
    flows_from: Instant,
    store: Store,
    actor: Actor,
    limits: Limits,
}

/// Why a connection ended. There is nobody left to report it to.
enum End {
    /// The peer closed, broke off, or takes nothing any more.
    Gone,
    /// It said something that cannot be listened to: the close code and the reason.
    Broken(u16, &'static str),
}

type Step<T = ()> = Result<T, End>;

impl Socket {
    pub(super) fn open(peer: WebSocket, state: AppState, actor: Actor) -> Self {
        let AppState { live, store, .. } = state;
        let (frames, position) = live.listen();
        let (limits, now) = (live.limits, Instant::now());
        let subscription = Subscription::default();
        Socket {
            peer,
            frames,
            subscription,
            position,
            heard: now,
            flows_from: now + limits.grace,
            store,
            actor,
            limits,
        }
    }

    /// Lives until one side ends it.
    pub(super) async fn run(mut self, mut end: ShutdownGuard) {
        let mut ping = interval_at(Instant::now() + self.limits.ping, self.limits.ping);
        loop {
            let flows = self.flows_from <= Instant::now();
            // In this order, so that a client's first words count before the first frame.
            let step = tokio::select! {
                biased;
                () = end.begun() => return self.close(close_code::AWAY, "The server is shutting down").await,
                said = self.peer.recv() => self.hear(said).await,
                _ = ping.tick() => self.knock().await,
                () = sleep_until(self.flows_from), if !flows => Ok(()),
                news = self.frames.recv(), if flows => self.tell(news).await,
            };
            match step {
                Ok(()) => {}
                Err(End::Gone) => return,
                Err(End::Broken(code, reason)) => return self.close(code, reason).await,
            }
        }
    }

    /// Sends what the bus brought, and what else already waits there, in one go.
    async fn tell(&mut self, news: Result<Arc<Frames>, RecvError>) -> Step {
        let mut batch = Vec::new();
        self.note(news, &mut batch).await?;
        for _ in 1..BURST {
            let more = match self.frames.try_recv() {
                Ok(frames) => Ok(frames),
                Err(TryRecvError::Lagged(dropped)) => Err(RecvError::Lagged(dropped)),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            };
            self.note(more, &mut batch).await?;
        }
        self.send(batch).await
    }

    async fn note(
        &mut self,
        news: Result<Arc<Frames>, RecvError>,
        batch: &mut Vec<Utf8Bytes>,
    ) -> Step {
        match news {
            Ok(frames) => self.take(&frames, batch),
            Err(RecvError::Lagged(dropped)) => self.skip(dropped, batch).await,
            Err(RecvError::Closed) => return Err(End::Gone),
        }
        Ok(())
    }

    /// Takes what this client hears of an event; one that it had already counts for nothing.
    fn take(&mut self, frames: &Frames, batch: &mut Vec<Utf8Bytes>) {
        if frames.seq > self.position || frames.begins_again {
            self.position = frames.seq;
            batch.extend(frames.heard_by(self.subscription));
        }
    }

    /// The client was too slow: it reads again what it shows, and the stream goes on after what it
    /// will read.
    async fn skip(&mut self, dropped: u64, batch: &mut Vec<Utf8Bytes>) {
        self.position = self.newest().await;
        if !self.subscription.is_empty() {
            batch.push(
                ServerFrame::Gap {
                    dropped,
                    seq: self.position,
                }
                .text(),
            );
        }
    }

    async fn hear(&mut self, said: Option<Result<Message, Error>>) -> Step {
        self.heard = Instant::now();
        match said {
            Some(Ok(Message::Text(text))) => self.answer(&text).await,
            Some(Ok(Message::Binary(_))) => self.refuse("Messages are JSON text, not binary").await,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
            Some(Err(error)) => Err(broken(&error)),
        }
    }

    async fn answer(&mut self, text: &str) -> Step {
        match serde_json::from_str(text) {
            Ok(ClientMessage::Subscribe { channels }) => self.subscribe(&channels).await,
            Ok(ClientMessage::Resume { since }) => self.resume(since).await,
            Ok(ClientMessage::Ping) => {
                self.send([ServerFrame::Pong { seq: self.position }.text()])
                    .await
            }
            Err(why) => {
                self.refuse(&format!("The message could not be read: {why}"))
                    .await
            }
        }
    }

    async fn subscribe(&mut self, names: &[String]) -> Step {
        let (subscription, unknown) = Subscription::named(names);
        self.subscription = subscription.unwrap_or(self.subscription);
        if let Some(unknown) = unknown {
            self.refuse(&unknown.to_string()).await?;
        }
        // The contract knows no such frame, so only those get it who go beyond the contract.
        if let Some(subscription) =
            subscription.filter(|subscription| subscription.has(Channel::Cards))
        {
            let channels = subscription.names();
            return self
                .send([ServerFrame::Subscribed {
                    channels,
                    seq: self.position,
                }
                .text()])
                .await;
        }
        Ok(())
    }

    /// Sends everything after `since`, then goes on from there. What the bus still holds of it is
    /// skipped by its number.
    async fn resume(&mut self, since: i64) -> Step {
        self.flows_from = Instant::now();
        let replay = self.store.events_since(&self.actor, since).await;
        let Ok(Replay::Events(events)) = replay else {
            self.position = self.newest().await;
            return self
                .send([ServerFrame::Resync { seq: self.position }.text()])
                .await;
        };
        self.position = since;
        let mut batch = Vec::new();
        for event in &events {
            self.take(&Frames::of(event), &mut batch);
        }
        self.send(batch).await
    }

    /// Borrows mutably because a socket cannot be looked at from two threads.
    async fn newest(&mut self) -> i64 {
        self.store
            .last_seq(&self.actor)
            .await
            .unwrap_or(self.position)
            .max(self.position)
    }

    async fn refuse(&mut self, detail: &str) -> Step {
        self.send([ServerFrame::Error {
            detail: &cut(detail),
            seq: self.position,
        }
        .text()])
            .await
    }

    /// Asks for a sign, unless there was none for too long.
    async fn knock(&mut self) -> Step {
        if self.heard.elapsed() > self.limits.silence {
            return Err(End::Gone);
        }
        self.push([Message::Ping(Default::default())]).await
    }

    async fn send(&mut self, texts: impl IntoIterator<Item = Utf8Bytes>) -> Step {
        self.push(texts.into_iter().map(Message::Text)).await
    }

    /// All or, when the peer takes too long, nothing more ever: a slow socket waits alone, and not
    /// for long.
    async fn push(&mut self, messages: impl IntoIterator<Item = Message>) -> Step {
        let peer = &mut self.peer;
        let sent = timeout(self.limits.send, async {
            for message in messages {
                peer.feed(message).await?;
            }
            peer.flush().await
        });
        match sent.await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }

    async fn close(mut self, code: u16, reason: &'static str) {
        let farewell = Message::Close(Some(CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        }));
        if !matches!(timeout(FAREWELL, self.push([farewell])).await, Ok(Ok(()))) {
            return;
        }
        // A peer that still talks would not read the farewell if we hung up in the middle of its
        // sentence.
        let answer = async { while let Some(Ok(_)) = self.peer.recv().await {} };
        let _ = timeout(FAREWELL, answer).await;
    }
}

/// The library hides which error it was behind its sentence.
fn broken(error: &Error) -> End {
    let sentence = error.to_string();
    if sentence.contains("too long") {
        End::Broken(close_code::SIZE, "Messages are at most 64 KiB long")
    } else if sentence.contains("UTF-8") {
        End::Broken(close_code::INVALID, "Messages are UTF-8")
    } else {
        End::Broken(close_code::PROTOCOL, "This is not WebSocket")
    }
}
