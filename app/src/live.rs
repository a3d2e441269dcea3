//! The live connection: one socket a tab, shared by every page, and the one rule by which a page is
//! never stale.
//!
//! Every page begins at a position of the stream of events: the server writes it into the document,
//! and whatever the page asks for later contains what had come by then. What comes after that
//! position, before or after the answer, is given to those who show the page. Where events are
//! missing they are told to read again.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

mod draft;
mod frame;
mod live_query;
mod optimistic;
mod page;
mod reread;
#[cfg(feature = "hydrate")]
mod socket;
mod stream;

pub use draft::Draft;
pub use frame::Frame;
pub use live_query::live_query;
pub use optimistic::{Optimistic, optimistic};
pub use page::{META, page};
pub use reread::Reread;

use page::ReadAt;
use stream::{Position, Stream};

/// What could not be read while the connection is up is tried again after this long.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// How fresh what is on screen is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveStatus {
    /// Connecting for the first time; also what the server renders.
    #[default]
    Starting,
    /// Changes arrive as they happen.
    Live,
    /// The socket is down for a moment; what is missed will be replayed.
    Delayed,
    /// No connection for a while.
    Offline,
}

/// Someone who listens for as long as its component is there.
#[derive(Clone)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser has something to tell")
)]
struct Listener {
    key: u32,
    page: Option<ReadAt>,
    hear: Hear,
}

#[derive(Clone)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser has something to tell")
)]
enum Hear {
    Frame(Arc<dyn Fn(&Frame) + Send + Sync>),
    Lost(Arc<dyn Fn() + Send + Sync>),
    Back(Arc<dyn Fn() + Send + Sync>),
}

/// The live connection. Get it with [`live`].
#[derive(Clone, Copy)]
pub struct Live {
    /// What the pill in the sidebar shows.
    pub status: RwSignal<LiveStatus>,
    stream: StoredValue<Stream>,
    /// Where the page that the server rendered begins.
    rendered_at: Position,
    listeners: StoredValue<Vec<Listener>>,
    next: StoredValue<u32>,
}

impl Live {
    /// Calls `listener` with every frame after what its page was read at, until the component that
    /// asked is gone.
    ///
    /// `Send` and `Sync` because a page is rendered, and dropped, on whichever of the server's
    /// threads is free.
    pub fn listen(self, listener: impl Fn(&Frame) + Send + Sync + 'static) {
        self.add(use_context(), Hear::Frame(Arc::new(listener)));
    }

    /// Calls `listener` with every frame from now on, in their order: for a page whose data have a
    /// number of their own, see [`Live::after_seq`].
    pub fn follow(self, listener: impl Fn(&Frame) + Send + Sync + 'static) {
        let key = self.key();
        self.push(Listener {
            key,
            page: None,
            hear: Hear::Frame(Arc::new(listener)),
        });
        on_cleanup(move || self.forget(key));
    }

    /// Calls `again` whenever what was missed cannot be replayed, until the component that asked is
    /// gone.
    pub fn on_resync(self, again: impl Fn() + Send + Sync + 'static) {
        self.add(use_context(), Hear::Lost(Arc::new(again)));
    }

    /// Calls `back` whenever the connection is up again, all that was missed replayed, until the
    /// component that asked is gone.
    pub fn on_live(self, back: impl Fn() + Send + Sync + 'static) {
        self.add(None, Hear::Back(Arc::new(back)));
    }

    /// The frames after an event; `None` when some are missing.
    #[must_use]
    pub fn after_seq(self, seq: i64) -> Option<Vec<Arc<Frame>>> {
        self.stream
            .try_with_value(|stream| stream.after_seq(seq))
            .flatten()
    }

    /// Tries once more what failed: when the connection is back or, where it never broke, after a
    /// while.
    pub fn try_again(self, act: impl Fn() + Send + Sync + 'static) {
        if self.status.try_get_untracked() == Some(LiveStatus::Live) {
            return set_timeout(act, TRY_AGAIN);
        }
        let key = self.key();
        let once = move || {
            self.forget(key);
            act();
        };
        self.push(Listener {
            key,
            page: None,
            hear: Hear::Back(Arc::new(once)),
        });
    }

    fn add(self, page: Option<ReadAt>, hear: Hear) {
        let key = self.key();
        let listener = Listener { key, page, hear };
        on_cleanup(move || self.forget(key));
        #[cfg(feature = "hydrate")]
        self.replay_to(listener.clone());
        self.push(listener);
    }

    fn push(self, listener: Listener) {
        self.listeners
            .try_update_value(|listeners| listeners.push(listener));
    }

    fn key(self) -> u32 {
        let next = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        next.unwrap_or_default()
    }

    fn forget(self, key: u32) {
        self.listeners
            .try_update_value(|listeners| listeners.retain(|other| other.key != key));
    }
}

#[cfg(feature = "hydrate")]
impl Live {
    fn position(self) -> Position {
        self.stream
            .try_with_value(Stream::position)
            .unwrap_or_default()
    }

    /// What came after its page was read and before it listened; nothing while the page is being
    /// read, for it will be told then.
    fn replay_to(self, listener: Listener) {
        let Some(since) = listener
            .page
            .map_or(Some(self.rendered_at), ReadAt::position)
        else {
            return;
        };
        if since == self.position() {
            return;
        }
        // Not while its page is being built.
        let now = move || {
            let known = self
                .listeners
                .try_with_value(|all| all.iter().any(|other| other.key == listener.key));
            if known == Some(true) {
                self.replay(std::slice::from_ref(&listener), since);
            }
        };
        set_timeout(now, Duration::ZERO);
    }

    /// A page was read: those who show it are told what came while its answer travelled.
    fn was_read(self, page: ReadAt, since: Position) {
        if since == self.position() {
            return;
        }
        let now = move || {
            let of_page = |all: &Vec<Listener>| {
                all.iter()
                    .filter(|other| other.page == Some(page))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            if let Some(listeners) = self.listeners.try_with_value(of_page) {
                self.replay(&listeners, since);
            }
        };
        set_timeout(now, Duration::ZERO);
    }

    fn replay(self, listeners: &[Listener], since: Position) {
        match self.stream.try_with_value(|stream| stream.since(since)) {
            Some(Some(frames)) => frames.iter().for_each(|frame| deliver(listeners, frame)),
            Some(None) => lost(listeners),
            None => {}
        }
    }

    /// A copy, because a listener may close the page of another.
    fn all(self) -> Vec<Listener> {
        self.listeners.try_get_value().unwrap_or_default()
    }

    fn tell(self, frame: &Frame) {
        let Some(taken) = self.stream.try_update_value(|stream| stream.take(frame)) else {
            return;
        };
        if taken.lost {
            lost(&self.all());
        }
        if taken.deliver {
            deliver(&self.all(), frame);
        }
    }

    fn set_status(self, status: LiveStatus) {
        let before = self.status.try_get_untracked();
        if before == Some(status) {
            return;
        }
        self.status.try_set(status);
        if status == LiveStatus::Live {
            self.all().iter().for_each(|listener| {
                if let Hear::Back(back) = &listener.hear {
                    back();
                }
            });
        }
    }
}

#[cfg(feature = "hydrate")]
fn deliver(listeners: &[Listener], frame: &Frame) {
    for listener in listeners {
        if let Hear::Frame(hear) = &listener.hear {
            hear(frame);
        }
    }
}

#[cfg(feature = "hydrate")]
fn lost(listeners: &[Listener]) {
    for listener in listeners {
        if let Hear::Lost(again) = &listener.hear {
            again();
        }
    }
}

/// Frames come in bursts: `act` is called once for all calls within `pause`, unless the component
/// that asked is gone by then.
pub fn coalesced(
    pause: Duration,
    act: impl Fn() + Clone + Send + Sync + 'static,
) -> impl Fn() + Clone + Send + Sync + 'static {
    let waiting = StoredValue::new(false);
    move || {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            let act = act.clone();
            let now = move || {
                if waiting.try_set_value(false).is_none() {
                    act();
                }
            };
            set_timeout(now, pause);
        }
    }
}

/// Called once by the app; in the browser it also opens the socket.
pub fn provide_live() {
    #[cfg(feature = "hydrate")]
    let stream = Stream::after(page::written_position());
    #[cfg(not(feature = "hydrate"))]
    let stream = Stream::default();
    let live = Live {
        status: RwSignal::new(LiveStatus::Starting),
        rendered_at: stream.position(),
        stream: StoredValue::new(stream),
        listeners: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
    };
    provide_context(live);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| socket::open(live));
}

/// The live connection.
#[must_use]
pub fn live() -> Live {
    expect_context()
}
