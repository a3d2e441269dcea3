//! The text and its preview: beside each other, on a phone one of them.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use super::Writer;
use crate::prelude::*;

const WRITE: &str = "pane-write";
const REVIEW: &str = "pane-review";

/// Which of the two a phone shows. The sheet follows these boxes, so that they work before the wasm
/// is here.
#[component]
pub(super) fn Panes(writer: Writer) -> impl IntoView {
    let review = move || {
        if writer.open() > 0 {
            "Conflicts"
        } else {
            "Preview"
        }
    };
    view! {
        <div class="panes only-phone">
            <div class="seg" role="radiogroup" aria-label="Show">
                <label>
                    <input type="radio" name="pane" form="" id=WRITE checked=true />
                    "Write"
                </label>
                <label>
                    <input type="radio" name="pane" form="" id=REVIEW />
                    {move || review()}
                </label>
            </div>
        </div>
    }
}

/// Shows the text.
pub(super) fn write() {
    show(WRITE);
}

/// Shows what is beside the text.
pub(super) fn review() {
    show(REVIEW);
}

fn show(pane: &str) {
    if let Some(pane) = document()
        .get_element_by_id(pane)
        .and_then(|pane| pane.dyn_into::<HtmlInputElement>().ok())
    {
        pane.set_checked(true);
    }
}

/// What is beside the text is scrolled as far as the text is.
pub(super) fn follow(event: &Event) {
    let Some(text) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    let Some(beside) = text.next_element_sibling() else {
        return;
    };
    let room = |pane: &Element| f64::from(pane.scroll_height() - pane.client_height());
    if room(&text) > 0.0 {
        beside.set_scroll_top((f64::from(text.scroll_top()) / room(&text) * room(&beside)) as i32);
    }
}

#[component]
pub(super) fn Preview(writer: Writer) -> impl IntoView {
    let empty = move || writer.html.with(|html| html.trim().is_empty());
    view! {
        <section class="preview" aria-label="Preview">
            <Show when=empty>
                <p class="muted">"Preview"</p>
            </Show>
            <div class="prose" inner_html=move || writer.html.get()></div>
        </section>
    }
}
