//! The keyboard in the list: J and K go from row to row, and focus is never lost when rows come and go.

use std::sync::atomic::{AtomicI64, Ordering};

use leptos::prelude::*;
use model::IssueId;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::shown::{Row, Shown};
use crate::ui::shortcuts::{Scope, register};

/// Registers the list's keys until the page is gone.
pub(super) fn register_shortcuts(shown: Shown) {
    // Where the reader was before going to a button or a menu.
    let place = StoredValue::new(None::<IssueId>);
    let step = move |by: i32| move || walk(shown, place, by);
    register("J|ArrowDown", "Next issue", Scope::List, step(1));
    register("K|ArrowUp", "Previous issue", Scope::List, step(-1));
    let open = move || {
        if let Some(link) = focused().or(place.get_value()).and_then(link_of) {
            link.click();
        }
    };
    register("O|Enter", "Open the issue", Scope::List, open);
}

fn walk(shown: Shown, place: StoredValue<Option<IssueId>>, by: i32) {
    let ids: Vec<IssueId> = shown.rows.with_untracked(|rows| rows.iter().map(|row| row.id).collect());
    let here = focused().or(place.get_value()).and_then(|id| ids.iter().position(|other| *other == id));
    let to = match here {
        Some(index) => index.saturating_add_signed(by as isize),
        None => 0,
    };
    match ids.get(to) {
        Some(id) => {
            place.set_value(Some(*id));
            focus(*id);
        }
        None => shown.load_more(),
    }
}

/// The row that was opened last, for as long as the tab lives: who comes back goes on from there.
static OPENED: AtomicI64 = AtomicI64::new(0);

/// Remembers a row that is opened.
pub(super) fn opened(id: IssueId) {
    OPENED.store(id.0, Ordering::Relaxed);
}

/// Focuses the row that was opened last, if it is there and nothing in particular has focus: the page itself gets it when
/// the old page took it away.
pub(super) fn come_back() {
    let nowhere = document().active_element().is_none_or(|active| matches!(&*active.tag_name(), "BODY" | "MAIN"));
    if nowhere {
        focus(IssueId(OPENED.load(Ordering::Relaxed)));
    }
}

/// The issue whose row has focus.
fn focused() -> Option<IssueId> {
    document().active_element()?.id().strip_prefix("row-")?.parse().ok()
}

fn link_of(id: IssueId) -> Option<HtmlElement> {
    document().get_element_by_id(&row_id(id))?.dyn_into().ok()
}

/// The id of a row's link in the document.
pub(super) fn row_id(id: IssueId) -> String {
    format!("row-{id}")
}

fn focus(id: IssueId) {
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
    // On the server nothing has focus, and there is no document to ask.
    if cfg!(not(feature = "hydrate")) || before.is_empty() {
        return Focus(None);
    }
    let kept = |row: &&Row| after.iter().any(|other| other.id == row.id);
    let place = focused().and_then(|id| before.iter().position(|row| row.id == id));
    let next = place.and_then(|at| before[at..].iter().find(kept).or_else(|| before[..at].iter().rev().find(kept)));
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
