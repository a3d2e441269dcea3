//! Sending a change of the chosen issues, and telling how it went.

use leptos::{prelude::*, task::spawn_local};
use model::{BULK_MAX, BulkChange, BulkOutcome, IssueId};

use super::{
    Selection,
    functions::{undo_update_issues, update_issues},
};
use crate::{
    client::{Toasts, mutation_id, toasts},
    moves::{Moves, moves},
};

/// What the bar needs to send.
#[derive(Clone, Copy)]
pub struct Sender {
    selection: Selection,
    pub busy: RwSignal<bool>,
    /// What the reader asked to see of the last change.
    pub skipped: RwSignal<Option<BulkOutcome>>,
    toasts: Toasts,
    moves: Moves,
}

impl Sender {
    pub fn new(selection: Selection) -> Self {
        Sender {
            selection,
            busy: RwSignal::new(false),
            skipped: RwSignal::new(None),
            toasts: toasts(),
            moves: moves(),
        }
    }

    /// Changes the chosen issues.
    pub fn send(self, change: BulkChange) {
        let ids = self.selection.in_order();
        if ids.len() > BULK_MAX {
            return self
                .toasts
                .refuse(format!("Select at most {BULK_MAX} issues"));
        }
        if !ids.is_empty() && !self.busy.get_untracked() {
            self.post(ids, change, mutation_id());
        }
    }

    /// `name`: the change's own, by which the server knows one that is sent again, and undoes it.
    fn post(self, ids: Vec<IssueId>, change: BulkChange, name: String) {
        self.busy.try_set(true);
        spawn_local(async move {
            let answer = update_issues(ids.clone(), change.to_string(), Some(name.clone())).await;
            self.busy.try_set(false);
            match answer {
                Ok(outcome) => self.tell(outcome, &change, name),
                Err(error) if error.offline => {
                    let again = Callback::new(move |()| {
                        self.post(ids.clone(), change.clone(), name.clone());
                    });
                    self.toasts.refuse_with(error.detail, "Retry", again);
                }
                Err(error) => self.toasts.refuse(error.detail),
            }
        });
    }

    fn tell(self, outcome: BulkOutcome, change: &BulkChange, name: String) {
        let text = outcome.summary(change);
        let show = self.show(&outcome);
        match show {
            _ if !outcome.changed.is_empty() && change.can_be_undone() => {
                let undo = move || self.take_back(name.clone(), mutation_id());
                self.moves.done(text, show, undo);
            }
            Some((button, show)) if outcome.changed.is_empty() => {
                self.toasts.refuse_with(text, button, show);
            }
            show => drop(self.toasts.say_and(text, show.into_iter().collect())),
        }
        if !outcome.changed.is_empty() || !outcome.unchanged.is_empty() {
            self.selection.changed(change);
        } else {
            self.selection.end_brief();
        }
    }

    /// The button that shows the skipped issues with their reasons, if there are any.
    fn show(self, outcome: &BulkOutcome) -> Option<(&'static str, Callback<()>)> {
        let shown = outcome.clone();
        let show = Callback::new(move |()| drop(self.skipped.try_set(Some(shown.clone()))));
        (!outcome.skipped.is_empty()).then_some(("Show", show))
    }

    /// Undoes the change `of`. The page shows it when the server announces it. `name`: the undo's
    /// own, by which the server knows one that is sent again.
    fn take_back(self, of: String, name: String) {
        spawn_local(async move {
            match undo_update_issues(of.clone(), name.clone()).await {
                Ok(outcome) => {
                    let text = outcome.undone();
                    match self.show(&outcome) {
                        Some((button, show)) if outcome.changed.is_empty() => {
                            self.toasts.refuse_with(text, button, show);
                        }
                        show => drop(self.toasts.say_and(text, show.into_iter().collect())),
                    }
                }
                Err(error) if error.offline => {
                    let again = Callback::new(move |()| self.take_back(of.clone(), name.clone()));
                    self.toasts.refuse_with(error.detail, "Retry", again);
                }
                Err(error) => self.toasts.refuse(error.detail),
            }
        });
    }
}
