//! Menus are popovers that the browser opens and closes. Here is what the keyboard adds to them
//! once the wasm is there.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::key::key_of;

const ITEMS: &str = "input:not([type=hidden]), .menu-item:not([aria-disabled=true])";

/// Arrows, Home and End walk a menu's items; put it on the menu's `keydown`.
pub fn walk(event: KeyboardEvent) {
    let Some(key) = key_of(&event) else { return };
    let Some(menu) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    let items = items(&menu);
    let here = document()
        .active_element()
        .and_then(|active| items.iter().position(|item| **item == active));
    let last = items.len().saturating_sub(1);
    let typing = here.is_some_and(|at| items[at].tag_name() == "INPUT");
    let next = match key.as_str() {
        "ArrowDown" => here.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => here.map_or(last, |at| if at == 0 { last } else { at - 1 }),
        "Home" if !typing => 0,
        "End" if !typing => last,
        _ => return,
    };
    if let Some(item) = items.get(next) {
        event.prevent_default();
        let _ = item.focus();
    }
}

/// What the arrows visit, in order.
fn items(menu: &Element) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all(ITEMS) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into().ok())
        .collect()
}

/// Closes the menu that an element stands in; the focus goes back to the button that opened it.
pub fn close_around(element: &Element) {
    if let Ok(Some(menu)) = element.closest("[popover]")
        && let Ok(menu) = menu.dyn_into::<HtmlElement>()
    {
        // It throws only when the menu is closed already.
        let _ = menu.hide_popover();
    }
}

/// The same for the element that an event is of.
pub fn close_from(event: &web_sys::Event) {
    if let Some(element) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    {
        close_around(&element);
    }
}

/// Returns true if a popover's `toggle` says that it is closed now.
pub fn has_closed(event: &web_sys::Event) -> bool {
    let menu = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    menu.is_some_and(|menu| menu.matches(":popover-open") == Ok(false))
}

/// Gives an element the focus, by its id, once what was just changed is on the screen.
pub fn focus(id: &'static str) {
    let go = move || {
        if let Some(element) = document()
            .get_element_by_id(id)
            .and_then(|element| element.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    };
    set_timeout(go, std::time::Duration::ZERO);
}

/// Presses a button, by its id: how a key opens a menu.
pub fn press(id: &str) {
    if let Some(button) = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        // It has the focus again when the menu closes.
        let _ = button.focus();
        button.click();
    }
}

/// Ctrl or Cmd with Enter sends the form that one types into.
pub fn submit_on_enter(event: &KeyboardEvent) {
    if key_of(event).as_deref() == Some("Enter")
        && (event.ctrl_key() || event.meta_key())
        && let Some(field) = event
            .current_target()
            .and_then(|target| target.dyn_into::<Element>().ok())
        && let Ok(Some(form)) = field.closest("form")
    {
        event.prevent_default();
        let _ = form
            .unchecked_into::<web_sys::HtmlFormElement>()
            .request_submit();
    }
}
