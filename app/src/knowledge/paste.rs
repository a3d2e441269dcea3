//! An address that is pasted or dropped on selected words makes a link of them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, HtmlDocument, HtmlTextAreaElement};

/// Pasting: an address on selected words.
pub(super) fn link(event: &ClipboardEvent) {
    let pasted = event
        .clipboard_data()
        .and_then(|data| data.get_data("text/plain").ok())
        .unwrap_or_default();
    insert(event, &pasted);
}

/// Dropping: a link on selected words. Without them the browser writes the address where it is
/// dropped.
pub(super) fn dropped_link(event: &DragEvent) {
    let dropped = event
        .data_transfer()
        .and_then(|data| data.get_data("text/uri-list").ok())
        .unwrap_or_default();
    let first = dropped
        .lines()
        .find(|line| !line.starts_with('#'))
        .unwrap_or_default()
        .to_owned();
    insert(event, &first);
}

fn insert(event: &web_sys::Event, text: &str) {
    let Some(area) = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
    else {
        return;
    };
    let (url, words) = (text.trim(), selected(&area));
    if !is_address(url) || words.is_empty() || is_address(&words) || words.contains('\n') {
        return;
    }
    event.prevent_default();
    let _ = area.focus();
    // By the editing command, so that it can be undone like typing; it also says that the field
    // changed.
    let document: HtmlDocument = document().unchecked_into();
    let _ = document.exec_command_with_show_ui_and_value(
        "insertText",
        false,
        &format!("[{words}]({url})"),
    );
}

/// The selected words. The browser counts in UTF-16.
fn selected(area: &HtmlTextAreaElement) -> String {
    let place = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or_default() as usize;
    let (start, end) = (place(area.selection_start()), place(area.selection_end()));
    let units: Vec<u16> = area
        .value()
        .encode_utf16()
        .skip(start)
        .take(end.saturating_sub(start))
        .collect();
    String::from_utf16_lossy(&units)
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(char::is_whitespace)
}
