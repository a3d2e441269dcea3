//! A card created in the dialog: it is scrolled into view, focused, and marked with a ring for a
//! moment.

use std::time::Duration;

use leptos::prelude::*;
use model::{IssueId, Status};

use super::{dom, state::BoardState};
use crate::issues::form::creator;

const NEW_CLASS: &str = "card-new";
/// As long as the style sheet lets the ring fade.
const RING: Duration = Duration::from_millis(600);

impl BoardState {
    /// Waits for cards of the dialog for as long as the board is there.
    pub fn show_created(self) {
        let created = creator().created;
        Effect::new(move |before: Option<()>| {
            // What was created before the board was there has been seen where it was created.
            if before.is_none() {
                created.set(None);
            }
            let Some(id) = created.get() else { return };
            if Status::ALL
                .into_iter()
                .any(|status| self.index(id, status).is_some())
            {
                created.set(None);
                self.focus(id);
                request_animation_frame(move || ring(id));
            }
        });
    }
}

fn ring(id: IssueId) {
    let Some(card) = dom::card(id) else { return };
    dom::set_class(&card, NEW_CLASS, true);
    set_timeout(move || dom::set_class(&card, NEW_CLASS, false), RING);
}
