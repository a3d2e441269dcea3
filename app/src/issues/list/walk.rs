//! The focus among rows: it goes from row to row, and is never lost when rows come and go.

use leptos::prelude::*;
use model::IssueId;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::shown::{Row, Shown};

/// Where the reader was before going to a button or a menu.
#[derive(Clone, Copy)]
pub(super) struct Walker {
    pub shown: Shown,
    place: StoredValue<Option<IssueId>>,
}

impl Walker {
    pub fn new(shown: Shown) -> Self {
        Walker {
            shown,
            place: StoredValue::new(None),
        }
    }

    /// The row that has the focus, or had it last.
    pub fn here(self) -> Option<IssueId> {
        let there = |id: &IssueId| {
            self.shown
                .rows
                .with_untracked(|rows| rows.iter().any(|row| row.id == *id))
        };
        focused().or(self.place.get_value().filter(there))
    }

    /// Goes on by so many rows; returns from where and to where. Below the last row the next page
    /// is loaded.
    pub fn step(self, by: isize) -> Option<(IssueId, IssueId)> {
        let ids = self.shown.ids();
        let here = self
            .here()
            .and_then(|id| ids.iter().position(|other| *other == id));
        let Some(to) = ids
            .get(here.map_or(0, |index| index.saturating_add_signed(by)))
            .copied()
        else {
            self.shown.load_more();
            return None;
        };
        self.place.set_value(Some(to));
        focus(to);
        Some((here.map_or(to, |index| ids[index]), to))
    }
}

/// The issue whose row has focus, or whose box for choosing it.
pub(super) fn focused() -> Option<IssueId> {
    let active = document().active_element()?;
    match active.id().strip_prefix("row-") {
        Some(id) => id.parse().ok(),
        None if active.class_list().contains("row-box") => {
            active.get_attribute("value")?.parse().ok()
        }
        None => None,
    }
}

pub(super) fn link_of(id: IssueId) -> Option<HtmlElement> {
    document().get_element_by_id(&row_id(id))?.dyn_into().ok()
}

/// The id of a row's link in the document.
pub(super) fn row_id(id: IssueId) -> String {
    format!("row-{id}")
}

pub(super) fn focus(id: IssueId) {
    if let Some(link) = link_of(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        let _ = link.focus();
        link.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Where focus shall be once the rows have changed.
pub(super) struct Focus(Option<IssueId>);

/// Remembers the focused row, or if it is about to go, its neighbour.
pub(super) fn keep_focus(before: &[Row], after: &[Row]) -> Focus {
    if before.is_empty() {
        return Focus(None);
    }
    let kept = |row: &&Row| after.iter().any(|other| other.id == row.id);
    let place = focused().and_then(|id| before.iter().position(|row| row.id == id));
    let next = place.and_then(|at| {
        before[at..]
            .iter()
            .find(kept)
            .or_else(|| before[..at].iter().rev().find(kept))
    });
    Focus(next.map(|row| row.id))
}

impl Focus {
    /// Puts focus back if the change took it away.
    pub fn restore(self) {
        let Focus(Some(id)) = self else { return };
        request_animation_frame(move || {
            if focused() != Some(id)
                && let Some(link) = link_of(id)
            {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = link.focus_with_options(&options);
            }
        });
    }
}
