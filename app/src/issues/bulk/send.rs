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
            self.post(ids, change);
        }
    }

    fn post(self, ids: Vec<IssueId>, change: BulkChange) {
        self.busy.try_set(true);
        spawn_local(async move {
            let name = mutation_id();
            let answer = update_issues(ids.clone(), change.to_string(), Some(name.clone())).await;
            self.busy.try_set(false);
            match answer {
                Ok(outcome) => self.tell(outcome, &change, name),
                Err(error) if error.offline => {
                    let again = Callback::new(move |()| self.post(ids.clone(), change.clone()));
                    self.toasts.refuse_with(error.detail, "Retry", again);
                }
                Err(error) => self.toasts.refuse(error.detail),
            }
        });
    }

    /// `name`: the change's, by which it is taken back.
    fn tell(self, outcome: BulkOutcome, change: &BulkChange, name: String) {
        let text = outcome.summary(change);
        let shown = outcome.clone();
        let show = Callback::new(move |()| drop(self.skipped.try_set(Some(shown.clone()))));
        let show = (!outcome.skipped.is_empty()).then_some(("Show", show));
        match show {
            _ if !outcome.changed.is_empty() && change.can_be_undone() => {
                self.moves
                    .done(text, show, move || take_back(name.clone(), self.toasts));
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
}

/// The page shows it by what the server announces.
fn take_back(of: String, toasts: Toasts) {
    spawn_local(async move {
        match undo_update_issues(of.clone(), mutation_id()).await {
            Ok(outcome) if outcome.changed.is_empty() && !outcome.skipped.is_empty() => {
                toasts.refuse(outcome.undone());
            }
            Ok(outcome) => toasts.say(outcome.undone()),
            Err(error) if error.offline => {
                let again = Callback::new(move |()| take_back(of.clone(), toasts));
                toasts.refuse_with(error.detail, "Retry", again);
            }
            Err(error) => toasts.refuse(error.detail),
        }
    });
}
