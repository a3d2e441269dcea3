//! Where the reader was in a list, kept with its entry of the browser's history: going back shows as many rows, scrolled as they
//! were, with the same row focused.

use std::{cell::Cell, time::Duration};

use leptos::prelude::*;
use model::IssueId;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};

use super::{shown::Shown, walk};
use crate::issues::position;

/// The key in the history's state.
const KEY: &str = "list";
/// Scrolling is written down once it pauses: browsers refuse to write too often.
const PAUSE: Duration = Duration::from_millis(150);

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Place {
    rows: usize,
    top: i32,
    row: Option<IssueId>,
}

thread_local! {
    /// Scrolling since the last writing.
    static SCROLLED: Cell<bool> = const { Cell::new(false) };
}

/// How many rows were shown when this entry of the history was left; none on a new one.
pub(super) fn rows() -> usize {
    place().map_or(0, |place| place.rows)
}

/// The list was scrolled.
pub(super) fn scrolled(shown: Shown) {
    if SCROLLED.replace(true) {
        return;
    }
    // A list that is gone has no rows any more, and the entry is another page's.
    let write = move || {
        SCROLLED.set(false);
        if let Some(rows) = shown.rows.try_with_untracked(Vec::len) {
            write(Place { rows, top: top(), row: place().and_then(|place| place.row) });
        }
    };
    set_timeout(write, PAUSE);
}

/// A row is opened: here the reader will come back to, and from issue to issue along this list.
pub(super) fn opened(shown: Shown, id: IssueId) {
    write(Place { rows: shown.rows.with_untracked(Vec::len), top: top(), row: Some(id) });
    let asked = shown.asked.get_untracked();
    let (total, next) =
        shown.facts.with_untracked(|facts| facts.as_ref().map(|facts| (facts.total, facts.next.clone()))).unwrap_or_default();
    position::keep(position::Walk { filter: asked.filter, sort: asked.sort, ids: shown.ids(), total, next, at: id });
}

/// Puts the reader back: to the row that was opened, or where the walk from issue to issue ended.
pub(super) fn come_back() {
    let Some(place) = place() else { return };
    if let Some(list) = list() {
        list.set_scroll_top(place.top);
    }
    let nowhere = document().active_element().is_none_or(|active| matches!(&*active.tag_name(), "BODY" | "MAIN"));
    if let Some(row) = place.row.filter(|_| nowhere) {
        walk::focus(position::last_seen(row).unwrap_or(row));
    }
}

fn list() -> Option<web_sys::Element> {
    document().get_element_by_id("list")
}

fn top() -> i32 {
    list().map_or(0, |list| list.scroll_top())
}

fn place() -> Option<Place> {
    if cfg!(feature = "ssr") {
        return None;
    }
    let state = window().history().ok()?.state().ok().filter(JsValue::is_object)?;
    let text = js_sys::Reflect::get(&state, &KEY.into()).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}

/// Beside what others keep there.
fn write(place: Place) {
    let Ok(history) = window().history() else { return };
    let state = js_sys::Object::new();
    if let Some(old) = history.state().ok().filter(JsValue::is_object) {
        js_sys::Object::assign(&state, old.unchecked_ref());
    }
    if let Ok(text) = serde_json::to_string(&place) {
        let _ = js_sys::Reflect::set(&state, &KEY.into(), &text.into());
        // A browser that refuses loses a convenience.
        let _ = history.replace_state(&state, "");
    }
}
