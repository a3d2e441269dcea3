//! Where the keyboard is: never nowhere.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// How often and how long a page is given to show what is to be focused.
const LOOK_EVERY: Duration = Duration::from_millis(40);
const LOOKS: u32 = 25;

/// Focuses the first that matches, and selects its text if it is an input. `false` when there is
/// none to be seen.
pub(super) fn now(selector: &str) -> bool {
    let found = document()
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let Some(element) = found else { return false };
    let _ = element.focus();
    if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        input.select();
    }
    document()
        .active_element()
        .is_some_and(|active| &active == AsRef::<web_sys::Element>::as_ref(&element))
}

/// Focuses it as soon as it is there: after a page has changed, or a drawer has opened.
pub(super) fn soon(selector: &'static str) {
    look(selector, LOOKS);
}

fn look(selector: &'static str, left: u32) {
    let again = move || {
        if !now(selector) && left > 0 {
            look(selector, left - 1);
        }
    };
    set_timeout(again, LOOK_EVERY);
}

/// After what was focused has gone, such as the row of a table: the first that matches has the
/// focus, or the page.
pub fn first_if_lost(selector: &'static str) {
    let look = move || {
        let lost = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        if lost && !now(selector) {
            now("#main");
        }
    };
    set_timeout(look, LOOK_EVERY);
}

/// After going to another page: if what was focused went with the old one, or was the link in the
/// sidebar, focus is on the page.
pub(super) fn page_if_lost() {
    let look = move || {
        let active = document().active_element();
        let lost = active.is_none_or(|active| {
            active.tag_name() == "BODY" || active.closest("#menu").ok().flatten().is_some()
        });
        if lost {
            now("#main");
        }
    };
    set_timeout(look, LOOK_EVERY);
}
