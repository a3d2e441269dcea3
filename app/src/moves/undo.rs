//! What this tab can take back: moves, and other changes that say how.

use leptos::prelude::*;
use model::{IssueId, Place, Status};

use super::{Moves, Pending, Told};
use crate::{
    client::mutation_id,
    ui::shortcuts::{Scope, register_when, typing},
};

/// How much can be taken back.
pub(super) const REMEMBERED: usize = 50;

#[derive(Clone, Debug)]
pub(super) struct Undoable {
    pub what: What,
    /// The toast that offers it.
    pub toast: Option<u32>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// A move, and where the card was.
    Move {
        id: IssueId,
        mutation: String,
        from: Status,
        place: Place,
    },
    /// Another change.
    Other { key: u32, undo: Callback<()> },
}

impl Undoable {
    pub(super) fn is_move_of(&self, card: IssueId) -> bool {
        matches!(self.what, What::Move { id, .. } if id == card)
    }
}

impl Moves {
    /// Takes the last change back, or the last move of this card. The server restores the very
    /// place, past the table of moves.
    pub fn undo(self, of: Option<IssueId>) {
        self.take_back(|done| of.is_none_or(|id| done.is_move_of(id)));
    }

    /// Says that something other than a move was done. `undo` takes it back, once: in the toast, or
    /// by the key.
    pub fn done(
        self,
        text: String,
        more: Option<(&'static str, Callback<()>)>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        let key = self.next_key();
        // The app's, not the page's: the toast outlives the page.
        let (undo, press) = self.owner.with_value(|owner| {
            let press = move |()| {
                self.take_back(
                    |done| matches!(done.what, What::Other { key: other, .. } if other == key),
                );
            };
            owner.with(|| (Callback::new(move |()| undo()), Callback::new(press)))
        });
        let buttons = std::iter::once(("Undo", press)).chain(more).collect();
        let toast = self.toasts.say_and(text, buttons);
        self.remember(Undoable {
            what: What::Other { key, undo },
            toast: Some(toast),
        });
    }

    pub(super) fn remember(self, done: Undoable) {
        self.queue.update_value(|queue| {
            queue.done.push(done);
            let extra = queue.done.len().saturating_sub(REMEMBERED);
            queue.done.drain(..extra);
        });
    }

    fn take_back(self, which: impl Fn(&Undoable) -> bool) {
        let last = self.queue.try_update_value(|queue| {
            let last = queue.done.iter().rposition(which)?;
            Some(queue.done.remove(last))
        });
        let Some(Undoable { what, toast }) = last.flatten() else {
            return;
        };
        if let Some(toast) = toast {
            self.toasts.dismiss(toast);
        }
        match what {
            What::Move {
                id,
                mutation,
                from,
                place,
            } => {
                let step = Pending {
                    undoes: Some(mutation),
                    ..Pending::new(id, from, place, mutation_id())
                };
                self.tell(&Told::Undone(step.clone()));
                self.enqueue(step);
            }
            What::Other { undo, .. } => undo.run(()),
        }
    }

    /// Registers Ctrl-Z, which is the browser's own while somebody types.
    pub fn register_undo(self, scope: Scope) {
        register_when(
            "Mod+Z",
            "Undo last change",
            scope,
            || !typing(),
            move || self.undo(None),
        );
    }
}
