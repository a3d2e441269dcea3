//! The tabs of this browser: each has a name of its own, and knows which others are open.
//!
//! What a tab has not sent or saved yet stands in the storage that all share, under the tab's name.
//! While the tab is open it is nobody else's; once it is closed, another takes it over.

use super::{mutation_id, now_ms, stored};

/// Where a tab keeps its own name.
const TAB: &str = "crosslink.tab";
/// Where it says that it is open.
const OPEN: &str = "crosslink.open.";
/// After this much silence, in milliseconds, a tab is closed. Timers of a tab in the background
/// ring once a minute.
const SILENCE: i64 = 150_000;

/// This tab's name, which it keeps when the page is loaded again.
#[must_use]
pub fn tab_id() -> String {
    kept_in_tab(TAB).unwrap_or_else(new_name)
}

fn new_name() -> String {
    let name = mutation_id();
    keep_in_tab(TAB, &name);
    name
}

/// Returns true if a tab is open: this one is, and those that said so not long ago.
#[must_use]
pub fn is_open(tab: &str) -> bool {
    let said = stored(&format!("{OPEN}{tab}")).and_then(|at| at.parse::<i64>().ok());
    tab == tab_id() || said.is_some_and(|at| now_ms() - at < SILENCE)
}

/// Called once by the app: says that this tab is open for as long as it is.
#[cfg(feature = "hydrate")]
pub fn stay_open() {
    use std::time::Duration;

    use leptos::prelude::*;

    // A tab that was duplicated begins with the other's name, which says that it is open. One that
    // is loaded again does not.
    if kept_in_tab(TAB).is_some_and(|tab| stored(&format!("{OPEN}{tab}")).is_some()) {
        new_name();
    }
    let beat = || super::keep(&format!("{OPEN}{}", tab_id()), &now_ms().to_string());
    beat();
    let _ = set_interval_with_handle(beat, Duration::from_secs(20));
    let _ = window_event_listener_untyped("pagehide", |_| {
        super::forget(&format!("{OPEN}{}", tab_id()));
    });
    // Back from the browser's cache.
    let _ = window_event_listener_untyped("pageshow", move |_| beat());
}

/// Reads from the storage of this tab, which outlives a reload and nothing else.
#[must_use]
pub fn kept_in_tab(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Writes to the storage of this tab, if it can.
pub fn keep_in_tab(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

pub fn forget_in_tab(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}
