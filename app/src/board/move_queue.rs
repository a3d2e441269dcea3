//! Optimistic moves on the board: shown at once, rolled back when the server refuses.

use leptos::prelude::*;
use model::{Card, IssueId, Place, Status};

use super::{aria_live, dom, state::BoardState};
use crate::{
    live::Frame,
    moves::{Pending, Told},
};

impl BoardState {
    /// Shows what becomes of moves for as long as the board is there.
    pub fn watch_moves(self) {
        self.moves.watch(move |told| self.show_move(told));
    }

    /// Shows the moves that were made before the board was there and are not answered yet.
    pub fn show_pending(self) {
        self.moves.pending().iter().for_each(|step| self.wish(step));
    }

    /// Moves a card; `false` when the table of moves refuses.
    pub fn move_card(self, id: IssueId, status: Status, place: Place) -> bool {
        let Some(from) = self.place_of(id) else {
            return false;
        };
        if from.0 != status
            && let Err(why) = from.0.check_move(status)
        {
            self.refuse(&why.to_string(), from.0);
            return false;
        }
        if !self.peek(|deck| deck.is_at(id, status, place)) {
            self.moves.send(id, status, place, from);
        }
        true
    }

    /// Says why a card stays where it is.
    pub fn refuse(self, why: &str, lane: Status) {
        self.toasts.refuse(why);
        self.say(aria_live::rejected(why, lane));
    }

    /// Returns true if a frame is the echo of a move of ours.
    #[must_use]
    pub fn is_own(self, frame: &Frame) -> bool {
        let (Frame::Card { mutation, .. } | Frame::CardRemoved { mutation, .. }) = frame else {
            return false;
        };
        self.moves.is_own(mutation.as_deref())
    }

    fn show_move(self, told: &Told) {
        match told {
            Told::Sent(step) => self.wish(step),
            Told::Undone(step) => {
                self.animate(|| self.wish(step));
                self.say(format!("#{} is back in {}.", step.id, step.status.label()));
                self.show_card(step.id, step.status);
            }
            Told::Settled(card) => {
                self.change(|deck| deck.settle(card.id, Some(Card::clone(card))));
            }
            // The card goes back to where it really is.
            Told::Refused(step, why) => {
                self.animate(|| self.change(|deck| deck.settle(step.id, None)));
                let lane = self
                    .peek(|deck| deck.position(step.id))
                    .map_or(step.status, |(lane, _)| lane);
                self.say(aria_live::rejected(why, lane));
            }
        }
    }

    fn wish(self, step: &Pending) {
        self.change(|deck| deck.wish(step.id, step.status, step.place));
    }

    /// Gives a card the focus, and scrolls to it: it may be lanes away from what is looked at.
    fn show_card(self, id: IssueId, lane: Status) {
        self.focus(id);
        request_animation_frame(move || dom::show_card(lane, id));
    }
}
