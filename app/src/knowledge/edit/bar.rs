//! What an editor's bar ends with: leave, or save.

use super::{super::href, Writer};
use crate::{knowledge::conflict::BANNER, prelude::*};

#[component]
pub(super) fn SaveButton(writer: Writer) -> impl IntoView {
    let leave = if writer.is_new() {
        "/knowledge".to_owned()
    } else {
        href(&writer.slug_now())
    };
    let left = move || writer.left_to_do();
    view! {
        <span class="faint only-desk" role="status">
            {move || {
                left()
                    .unwrap_or_else(|| {
                        if writer.kept.get() { "Draft saved".to_owned() } else { String::new() }
                    })
            }}
        </span>
        <a class="btn btn-ghost" href=leave>
            "Cancel"
        </a>
        <button
            class="btn btn-primary"
            aria-busy=move || writer.busy.get().then_some("true")
            disabled=move || left().is_some()
            title=left
            aria-describedby=move || left().map(|_| BANNER)
        >
            "Save"
            <kbd class="kbd only-desk">"Ctrl S"</kbd>
        </button>
    }
}
