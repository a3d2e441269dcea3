//! Requests after the first load: more cards of a lane, the counts, and a full reload.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use model::Status;

use super::{
    cache::Invalidation,
    functions::{PAGE, count_board, load_board, load_holders, load_lane},
    live_updates::FrameQueue,
    state::BoardState,
};

/// Counts are asked for at most this often.
const RECOUNT: Duration = Duration::from_millis(300);
/// Who holds what is asked for at most this often, however many locks change.
const HOLDERS: Duration = Duration::from_millis(100);

impl BoardState {
    /// Loads more of a lane, below what is there.
    pub fn load_more(self, status: Status) {
        let (filter, after) = self.peek(|deck| (deck.filter.clone(), deck.lane(status).horizon()));
        let turn = self.wire.try_update_value(|wire| {
            let first = !wire.coming.contains(&status);
            wire.coming.push(status);
            first.then_some(wire.turn)
        });
        let Some(turn) = turn.flatten() else { return };
        spawn_local(async move {
            let answer = load_lane(status, filter, after).await;
            let current = self.wire.try_update_value(|wire| {
                wire.coming.retain(|lane| *lane != status);
                wire.turn == turn
            });
            match answer {
                _ if current != Some(true) => {}
                // Cards above the page have left meanwhile: between them and the page something may
                // be missing.
                Ok(_) if self.peek(|deck| deck.lane(status).horizon()) != after => {
                    self.load_more(status);
                }
                Ok(page) => self.change(|deck| deck.extend(page, PAGE as usize)),
                Err(error) => {
                    let retry = Callback::new(move |()| self.load_more(status));
                    self.toasts.refuse_with(
                        format!("More of {}: {error}", status.label()),
                        "Retry",
                        retry,
                    );
                }
            }
        });
    }

    /// Asks the server for what can no longer be told from here, soon and once.
    pub fn ask_again(self, touched: &Invalidation) {
        let first = |asked: fn(&mut FrameQueue) -> &mut bool| {
            self.wire
                .try_update_value(|wire| !std::mem::replace(asked(wire), true))
                == Some(true)
        };
        if touched.reload {
            return self.reload();
        }
        if touched.recount && first(|wire| &mut wire.asked) {
            set_timeout(move || self.recount(), RECOUNT);
        }
        if touched.holders && first(|wire| &mut wire.asked_holders) {
            set_timeout(move || self.read_holders(), HOLDERS);
        }
    }

    fn read_holders(self) {
        let turn = self.wire.try_update_value(|wire| {
            wire.asked_holders = false;
            wire.reading += 1;
            wire.reading
        });
        let Some(turn) = turn else { return };
        spawn_local(async move {
            let answer = load_holders().await;
            // A lock that changed meanwhile has been asked for once more.
            let newest = self.wire.try_with_value(|wire| wire.reading == turn);
            if let (Ok(answer), Some(true)) = (answer, newest) {
                self.now.set(answer.now);
                self.change(|deck| deck.hold(answer.holders));
            }
        });
    }

    fn recount(self) {
        let Some(filter) = self.deck.try_with_value(|deck| deck.filter.clone()) else {
            return;
        };
        spawn_local(async move {
            let answer = count_board(filter.clone()).await;
            self.wire.try_update_value(|wire| wire.asked = false);
            let same = self.deck.try_with_value(|deck| deck.filter == filter);
            if let (Ok(counted), Some(true)) = (answer, same) {
                self.all.set(counted.all);
                self.change(|deck| deck.recount(&counted.board));
            }
        });
    }

    /// Reads the whole board again, in place, as soon as that is possible.
    pub fn reload(self) {
        if let Some(Some(reread)) = self.reread.try_get_value() {
            reread.ask();
        }
    }

    /// Returns true if the whole board was read again.
    pub async fn read_again(self) -> bool {
        let Some(filter) = self.deck.try_with_value(|deck| deck.filter.clone()) else {
            return true;
        };
        let answer = load_board(filter.clone()).await;
        let same = self.deck.try_with_value(|deck| deck.filter == filter);
        match (answer, same) {
            (Ok(shown), Some(true)) => {
                self.all.set(shown.all);
                self.now.set(shown.now);
                self.animate(|| self.reset(shown.board, &filter));
                true
            }
            (Err(error), Some(true)) => error.kind.is_some(),
            _ => true,
        }
    }
}
