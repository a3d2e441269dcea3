//! Moves: shown at once, sent one after the other, put back with the reason when the server refuses.

use std::collections::VecDeque;

use leptos::{prelude::*, task::spawn_local};
use model::{IssueId, Place, Status};

use super::{announce, functions::move_issue, state::BoardState};
use crate::{client::mutation_id, error::AppError, live::Frame};

/// Moves that can be undone.
const UNDOABLE: usize = 50;

/// Moves under way. They are sent in order, for one may name the other's card as its neighbour.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Move>,
    sending: bool,
    done: Vec<Move>,
    own: VecDeque<String>,
}

/// One move.
#[derive(Clone, Debug)]
struct Move {
    id: IssueId,
    status: Status,
    place: Place,
    mutation: String,
}

impl BoardState {
    /// Moves a card; `false` when the table of moves refuses.
    pub fn move_card(self, id: IssueId, status: Status, place: Place) -> bool {
        let Some((from, back)) = self.place_of(id) else { return false };
        if from != status
            && let Err(why) = from.check_move(status)
        {
            self.refuse(&why.to_string(), from);
            return false;
        }
        if self.peek(|deck| deck.is_at(id, status, place)) {
            return true;
        }
        let undo = Move { id, status: from, place: back, mutation: String::new() };
        self.outbox.update_value(|outbox| {
            outbox.done.push(undo);
            let extra = outbox.done.len().saturating_sub(UNDOABLE);
            outbox.done.drain(..extra);
        });
        self.send(id, status, place);
        if from != status {
            let undo = Callback::new(move |()| self.undo(Some(id)));
            self.toasts.say_with(format!("Moved #{id} to {}", status.label()), "Undo", undo);
        }
        true
    }

    /// Takes the last move back: of this card, or of any.
    pub fn undo(self, of: Option<IssueId>) {
        let last = self.outbox.try_update_value(|outbox| {
            let last = outbox.done.iter().rposition(|done| of.is_none_or(|id| done.id == id))?;
            Some(outbox.done.remove(last))
        });
        let Some(Move { id, status, place, .. }) = last.flatten() else { return };
        let Some((from, _)) = self.place_of(id) else { return };
        match if from == status { Ok(()) } else { from.check_move(status) } {
            Ok(()) => self.animate(|| {
                self.send(id, status, place);
                self.say(format!("#{id} is back in {}.", status.label()));
            }),
            Err(why) => self.refuse(&why.to_string(), from),
        }
    }

    /// Says why a card stays where it is.
    pub fn refuse(self, why: &str, lane: Status) {
        self.toasts.refuse(why);
        self.say(announce::rejected(why, lane));
    }

    /// Whether a frame is the echo of a move of ours.
    #[must_use]
    pub fn is_own(self, frame: &Frame) -> bool {
        let (Frame::Card { mutation, .. } | Frame::CardRemoved { mutation, .. }) = frame else { return false };
        let own = |outbox: &Outbox| mutation.as_ref().is_some_and(|mutation| outbox.own.contains(mutation));
        self.outbox.try_with_value(own).unwrap_or(false)
    }

    fn send(self, id: IssueId, status: Status, place: Place) {
        let mutation = mutation_id();
        self.change(|deck| deck.wish(id, status, place));
        self.outbox.update_value(|outbox| {
            outbox.own.push_back(mutation.clone());
            if outbox.own.len() > UNDOABLE {
                outbox.own.pop_front();
            }
            outbox.queue.push_back(Move { id, status, place, mutation });
        });
        if !self.stalled.get_untracked() {
            self.send_next();
        }
    }

    /// Sends the oldest move, unless one is under way.
    pub fn send_next(self) {
        let next = self.outbox.try_update_value(|outbox| {
            let next = outbox.queue.front().filter(|_| !outbox.sending).cloned();
            outbox.sending |= next.is_some();
            next
        });
        let Some(Move { id, status, place, mutation }) = next.flatten() else { return };
        spawn_local(async move {
            let answer = move_issue(id, status, place, mutation).await;
            self.outbox.try_update_value(|outbox| outbox.sending = false);
            match answer {
                // It may have arrived all the same; sent again under the same name it does no harm.
                Err(AppError { offline: true, .. }) => {
                    self.stalled.try_set(true);
                    return;
                }
                Err(error) => self.roll_back(id, status, &error),
                Ok(card) => {
                    let more = self.outbox.try_update_value(|outbox| {
                        outbox.queue.pop_front();
                        outbox.queue.iter().any(|step| step.id == id)
                    });
                    if more == Some(false) {
                        self.change(|deck| deck.settle(id, Some(card)));
                    }
                }
            }
            self.stalled.try_set(false);
            self.send_next();
        });
    }

    /// The card goes back to where it really is, and what was to follow is void.
    fn roll_back(self, id: IssueId, to: Status, error: &AppError) {
        self.outbox.try_update_value(|outbox| {
            outbox.queue.retain(|step| step.id != id);
            outbox.done.retain(|step| step.id != id);
        });
        // The page may be gone: then only the toast is left to say it.
        if self.deck.try_with_value(|_| ()).is_some() {
            self.animate(|| self.change(|deck| deck.settle(id, None)));
        }
        let lane = self.deck.try_with_value(|deck| deck.spot(id)).flatten().map_or(to, |(lane, _)| lane);
        self.refuse(&format!("#{id}: {error}"), lane);
    }
}
