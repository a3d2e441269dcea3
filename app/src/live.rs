//! The live connection: one socket a tab, shared by everything that shows something.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

mod ahead;
mod frame;
mod fresh;
#[cfg(feature = "hydrate")]
mod socket;

pub use ahead::{Ahead, ahead};
pub use frame::Frame;
pub use fresh::fresh;

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

type Listener = Arc<dyn Fn(&Frame) + Send + Sync>;

/// The live connection. Get it with [`live`].
#[derive(Clone, Copy)]
pub struct Live {
    /// What the pill in the sidebar shows.
    pub status: RwSignal<LiveStatus>,
    /// Grows whenever what was missed cannot be replayed.
    resync: RwSignal<u32>,
    listeners: StoredValue<Vec<(u32, Listener)>>,
    next: StoredValue<u32>,
}

impl Live {
    /// Calls `listener` with every frame until the component that asked is gone.
    ///
    /// `Send` and `Sync` because a page is rendered, and dropped, on whichever of the server's threads is free.
    pub fn listen(self, listener: impl Fn(&Frame) + Send + Sync + 'static) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.listeners.update_value(|listeners| listeners.push((key, Arc::new(listener))));
        on_cleanup(move || {
            self.listeners.try_update_value(|listeners| listeners.retain(|(other, _)| *other != key));
        });
    }

    /// Calls `again` whenever what was missed cannot be replayed, until the component that asked is gone.
    pub fn on_resync(self, again: impl Fn() + 'static) {
        let resync = self.resync;
        Effect::new(move |before: Option<u32>| {
            let now = resync.get();
            if before.is_some_and(|before| before != now) {
                again();
            }
            now
        });
    }

    #[cfg(feature = "hydrate")]
    fn tell(self, frame: &Frame) {
        if matches!(frame, Frame::Gap { .. } | Frame::Resync { .. } | Frame::Imported { .. }) {
            self.resync.update(|n| *n += 1);
        }
        // A copy, because a listener may close the page of another.
        self.listeners.get_value().iter().for_each(|(_, listener)| listener(frame));
    }
}

/// Frames come in bursts: `act` is called once for all calls within `pause`, unless the component that asked is gone by then.
pub fn coalesced(pause: Duration, act: impl Fn() + Clone + Send + Sync + 'static) -> impl Fn() + Clone + Send + Sync + 'static {
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
    let live = Live {
        status: RwSignal::new(LiveStatus::Starting),
        resync: RwSignal::new(0),
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
