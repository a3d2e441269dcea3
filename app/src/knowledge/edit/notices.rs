//! What is said above a text that is being written.

use super::{super::href, Writer};
use crate::prelude::*;

/// Somebody else saved while one is writing.
#[component]
pub(super) fn Newer(writer: Writer, slug: String) -> impl IntoView {
    writer.listen();
    let slug = StoredValue::new(slug);
    view! {
        {move || {
            let newer = writer.newer.get()?;
            let link = format!("{}/history?from={}&to={newer}", href(&slug.get_value()), writer.base.get());
            Some(view! {
                <div class="notice notice-warn" role="status">
                    <span>
                        "Someone saved "<b>{format!("revision {newer}")}</b> " while you were editing. Your changes will be merged."
                    </span>
                    <a class="btn btn-sm" href=link target="_blank">
                        "View changes"
                    </a>
                </div>
            })
        }}
    }
}

#[component]
pub(super) fn Refusal(writer: Writer) -> impl IntoView {
    view! { {move || writer.refusal.get().map(|sentence| view! { <div class="notice notice-danger" role="alert">{sentence}</div> })} }
}

/// Gives back what was typed here and not saved.
#[component]
pub(super) fn DraftOffer(writer: Writer) -> impl IntoView {
    view! {
        <Show when=move || writer.draft.with(Option::is_some)>
            <div class="notice">
                <span>"You have unsaved changes."</span>
                <button type="button" class="btn btn-sm" on:click=move |_| writer.restore()>
                    "Restore"
                </button>
                <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| writer.discard()>
                    "Discard"
                </button>
            </div>
        </Show>
    }
}
