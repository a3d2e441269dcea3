//! Folded lanes: empty ones, long closed ones, and those that the reader folded.

use leptos::prelude::*;
use model::Status;

use super::{dom, lane_order::LaneOrder, state::BoardState};
use crate::client;

/// A lane of closed issues with more cards than this is folded until somebody opens it.
const MANY: usize = 50;
const STORED: &str = "crosslink.board.collapsed";

/// Returns true if a lane is a rail when nobody has said otherwise.
fn folds_by_itself(status: Status, cards: usize) -> bool {
    cards == 0 || (status.is_closed() && cards > MANY)
}

impl BoardState {
    /// Returns true if a lane is a rail. A card in the air opens the empty ones that take it.
    #[must_use]
    pub fn is_folded(self, status: Status) -> bool {
        let opened = move || {
            self.lane(status, LaneOrder::total) == 0
                && self
                    .lift
                    .with(|lift| lift.is_some_and(|lift| lift.fits(status)))
        };
        self.is_rail(status) && !opened()
    }

    /// Returns true if it is one while no card is in the air.
    #[must_use]
    pub fn is_rail(self, status: Status) -> bool {
        let chosen = self.folds.with(|folds| {
            folds
                .iter()
                .find(|(lane, _)| *lane == status)
                .map(|(_, folded)| *folded)
        });
        chosen.unwrap_or_else(|| folds_by_itself(status, self.lane(status, LaneOrder::total)))
    }

    /// Folds a lane, or opens it, and remembers: unless it is then what it would be by itself.
    pub fn toggle_lane(self, status: Status) {
        let folded = !untrack(|| self.is_rail(status));
        let by_itself = folds_by_itself(status, self.peek(|deck| deck.lane(status).total()));
        self.folds.update(|folds| {
            folds.retain(|(lane, _)| *lane != status);
            if folded != by_itself {
                folds.push((status, folded));
            }
        });
        client::keep(STORED, &self.folds.with_untracked(|folds| written(folds)));
    }

    /// Folds and opens the lanes as a person did before.
    pub fn fold_as_before(self) {
        let folds = read(&client::stored(STORED).unwrap_or_default());
        if !folds.is_empty() {
            self.folds.set(folds);
        }
    }

    /// Lanes open or fold by `act`: the board is scrolled so that one of them stays where it is.
    pub fn hold_still(self, status: Status, act: impl FnOnce()) {
        let left = move || dom::lane(status).map(|lane| lane.get_bounding_client_rect().left());
        let before = left();
        act();
        request_animation_frame(move || {
            if let (Some(before), Some(after), Some(board)) =
                (before, left(), dom::find(dom::BOARD))
            {
                board.set_scroll_left(board.scroll_left() + (after - before).round() as i32);
            }
        });
    }
}

/// `todo,+done`: Todo is folded, Done is open.
fn written(folds: &[(Status, bool)]) -> String {
    let words = folds
        .iter()
        .map(|(lane, folded)| format!("{}{lane}", if *folded { "" } else { "+" }));
    words.collect::<Vec<_>>().join(",")
}

fn read(text: &str) -> Vec<(Status, bool)> {
    let fold = |word: &str| {
        Some((
            word.trim_start_matches('+').parse().ok()?,
            !word.starts_with('+'),
        ))
    };
    text.split(',').filter_map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lanes_and_long_closed_ones_are_rails() {
        assert!(folds_by_itself(Status::Todo, 0));
        assert!(!folds_by_itself(Status::Todo, 900));
        assert!(!folds_by_itself(Status::Done, 50));
        assert!(folds_by_itself(Status::Done, 51));
        assert!(folds_by_itself(Status::Cancelled, 51));
        assert!(!folds_by_itself(Status::Failed, 51));
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let folds = vec![(Status::Todo, true), (Status::Done, false)];
        assert_eq!(written(&folds), "todo,+done");
        assert_eq!(read("todo,+done"), folds);
        assert_eq!(read("backlog,nonsense,"), [(Status::Backlog, true)]);
        assert_eq!(read(""), []);
    }
}
