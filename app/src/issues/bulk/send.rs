//! Sending a change of the chosen issues, and telling how it went.

use leptos::{prelude::*, task::spawn_local};
use model::{BULK_MAX, BulkChange, BulkOutcome, IssueId};

use super::{Selection, functions::update_issues};
use crate::client::{Toasts, mutation_id, toasts};

/// What the bar needs to send.
#[derive(Clone, Copy)]
pub struct Sender {
    selection: Selection,
    pub busy: RwSignal<bool>,
    /// What the reader asked to see of the last change.
    pub skipped: RwSignal<Option<BulkOutcome>>,
    toasts: Toasts,
}

impl Sender {
    pub fn new(selection: Selection) -> Self {
        Sender { selection, busy: RwSignal::new(false), skipped: RwSignal::new(None), toasts: toasts() }
    }

    /// Changes the chosen issues.
    pub fn send(self, change: BulkChange) {
        let ids = self.selection.in_order();
        if ids.len() > BULK_MAX {
            return self.toasts.refuse(format!("Select at most {BULK_MAX} issues"));
        }
        if !ids.is_empty() && !self.busy.get_untracked() {
            self.post(ids, change);
        }
    }

    fn post(self, ids: Vec<IssueId>, change: BulkChange) {
        self.busy.try_set(true);
        spawn_local(async move {
            let answer = update_issues(ids.clone(), change.to_string(), Some(mutation_id())).await;
            self.busy.try_set(false);
            match answer {
                Ok(outcome) => self.tell(outcome, &change),
                Err(error) if error.offline => {
                    let again = Callback::new(move |()| self.post(ids.clone(), change.clone()));
                    self.toasts.refuse_with(error.detail, "Retry", again);
                }
                Err(error) => self.toasts.refuse(error.detail),
            }
        });
    }

    fn tell(self, outcome: BulkOutcome, change: &BulkChange) {
        let text = outcome.summary(change);
        if outcome.skipped.is_empty() {
            self.toasts.say(text);
        } else {
            let shown = outcome.clone();
            let show = Callback::new(move |()| drop(self.skipped.try_set(Some(shown.clone()))));
            if outcome.changed.is_empty() {
                self.toasts.refuse_with(text, "Show", show);
            } else {
                self.toasts.say_with(text, "Show", show);
            }
        }
        if !outcome.changed.is_empty() || !outcome.unchanged.is_empty() {
            self.selection.changed(change);
        } else {
            self.selection.end_brief();
        }
    }
}
