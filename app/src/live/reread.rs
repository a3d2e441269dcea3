//! Reading again: one request at a time, and one more after changes meanwhile or a failure.

use std::{pin::Pin, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use super::{Live, live};

/// A reading: reads and shows; `false` when it failed in a way that may pass.
type Load = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = bool>>> + Send + Sync>;

/// Asks for the same thing again and again, until the component that made it is gone.
#[derive(Clone, Copy)]
pub struct Reread {
    load: StoredValue<Load>,
    state: StoredValue<State>,
    live: Live,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    under_way: bool,
    /// What is under way may be too old.
    again: bool,
}

impl Reread {
    /// `load` reads and shows; its future says whether that went well.
    pub fn new<F>(load: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + 'static,
    {
        let load: Load =
            Arc::new(move || -> Pin<Box<dyn Future<Output = bool>>> { Box::pin(load()) });
        Reread {
            load: StoredValue::new(load),
            state: StoredValue::new(State::default()),
            live: live(),
        }
    }

    /// Reads what is there now.
    pub fn ask(self) {
        let first = self.state.try_update_value(|state| {
            state.again = state.under_way;
            !std::mem::replace(&mut state.under_way, true)
        });
        let Some(load) = self.load.try_get_value().filter(|_| first == Some(true)) else {
            return;
        };
        let reading = load();
        spawn_local(async move {
            let fine = reading.await;
            let again = self.state.try_update_value(|state| {
                state.under_way = false;
                std::mem::take(&mut state.again)
            });
            match again {
                Some(true) => self.ask(),
                Some(false) if !fine => self.live.try_again(move || self.ask()),
                _ => {}
            }
        });
    }
}
