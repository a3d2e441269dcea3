//! The live socket: one stream of frames for all, one task a socket.
//!
//! The store's events are made into text once, here, and every socket sends the same bytes. What a
//! socket may miss it is told: a `gap` when it was too slow, a `resync` when what it asks for is
//! too long ago.

mod encode;
mod protocol;
mod socket;
mod subscription;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::Response,
};
use model::{Actor, Change, Event};
use store::{Replay, Store};
use tokio::sync::broadcast::{self, error::RecvError};

use self::{encode::Frames, socket::Socket};
use crate::{
    api::error::{ApiError, Result},
    auth::Caller,
    state::AppState,
};

/// Largest message from a client: they are short.
const MESSAGE_MAX: usize = 64 * 1024;

/// How much patience there is with sockets.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How often the server asks whether anybody is there.
    pub ping: Duration,
    /// How long it waits for any sign.
    pub silence: Duration,
    /// How long a peer may take to accept what it is sent.
    pub send: Duration,
    /// How long a new socket is given to subscribe or resume before frames begin to flow.
    pub grace: Duration,
    /// Frames kept for a socket that is busy; one that falls further behind gets a gap.
    pub backlog: usize,
    /// How long the watcher rests at most.
    pub watch: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            ping: Duration::from_secs(20),
            silence: Duration::from_secs(60),
            send: Duration::from_secs(10),
            grace: Duration::from_millis(100),
            backlog: 1024,
            watch: Duration::from_secs(5),
        }
    }
}

/// The one stream of frames; cheap to clone.
#[derive(Clone)]
pub struct Live {
    bus: broadcast::Sender<Arc<Frames>>,
    /// The number of the newest frame on the bus. Locked while sending and while subscribing, so
    /// that a new socket knows exactly where its stream begins.
    newest: Arc<Mutex<i64>>,
    limits: Limits,
}

impl Live {
    /// Begins to make frames of the store's events.
    pub async fn start(store: Store, actor: Actor, limits: Limits) -> store::Result<Self> {
        let events = store.subscribe();
        let newest = store.last_seq(&actor).await?;
        let live = Live {
            bus: broadcast::Sender::new(limits.backlog),
            newest: Arc::new(Mutex::new(newest)),
            limits,
        };
        tokio::spawn(live.clone().relay(store, actor, events));
        Ok(live)
    }

    async fn relay(self, store: Store, actor: Actor, mut events: broadcast::Receiver<Arc<Event>>) {
        loop {
            match events.recv().await {
                Ok(event) if event.workspace == actor.workspace => {
                    self.relay_one(&store, &actor, &event).await;
                }
                Ok(_) => {}
                Err(RecvError::Lagged(missed)) => self.catch_up(&store, &actor, missed).await,
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// A number that does not follow the last one means that something went by unheard.
    async fn relay_one(&self, store: &Store, actor: &Actor, event: &Event) {
        let newest = self.newest();
        if event.change == Change::Restored {
            self.begin_again(event.seq);
        } else if event.seq > newest + 1 {
            self.catch_up(store, actor, (event.seq - newest - 1).unsigned_abs())
                .await;
        } else {
            self.announce(event);
        }
    }

    /// Reads from the log what went by too fast.
    async fn catch_up(&self, store: &Store, actor: &Actor, missed: u64) {
        match store.events_since(actor, self.newest()).await {
            Ok(Replay::Events(events)) => events.iter().for_each(|event| self.announce(event)),
            Ok(Replay::TooOld) => self.publish(Frames::gap(
                store.last_seq(actor).await.unwrap_or(self.newest()),
                missed,
            )),
            Err(error) => {
                tracing::error!(%error, "missed events could not be read");
                self.publish(Frames::gap(self.newest(), missed));
            }
        }
    }

    fn announce(&self, event: &Event) {
        if event.seq > self.newest() {
            self.publish(Frames::of(event));
        }
    }

    /// The database is another one than before: everybody reads again, and numbers count from where
    /// it is.
    fn begin_again(&self, seq: i64) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = seq;
        let _ = self.bus.send(Arc::new(Frames::resync(seq)));
    }

    fn publish(&self, frames: Frames) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = frames.seq.max(*newest);
        // Nobody listening is no error.
        let _ = self.bus.send(Arc::new(frames));
    }

    /// The number of the newest frame: everything up to it is in the database.
    pub(crate) fn newest(&self) -> i64 {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The frames from now on, and the number of the last one before them.
    fn listen(&self) -> (broadcast::Receiver<Arc<Frames>>, i64) {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        (self.bus.subscribe(), *newest)
    }
}

/// `GET /ws`
pub async fn connect(
    State(state): State<AppState>,
    Caller(actor): Caller,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response> {
    let upgrade = upgrade
        .map_err(|why| ApiError::unreadable("This address speaks WebSocket", why.body_text()))?;
    // Small buffers: thousands of sockets are mostly silent.
    let upgrade = upgrade.read_buffer_size(4096).write_buffer_size(4096);
    let upgrade = upgrade
        .max_message_size(MESSAGE_MAX)
        .max_frame_size(MESSAGE_MAX);
    let busy = state.shutdown.listen();
    Ok(upgrade.on_upgrade(move |socket| Socket::open(socket, state, actor).run(busy)))
}
