//! Both sides of a page that two people changed in the same places.

use leptos::prelude::*;
use model::knowledge::diff::diff;

use super::{diff::Diff, edit::Writer};

#[component]
pub(super) fn Conflict(writer: Writer) -> impl IntoView {
    let hunks = move || {
        let theirs = writer.conflict.with(|conflict| conflict.as_ref().map(|conflict| conflict.theirs.content.clone()));
        writer.typed.with(|typed| diff(&theirs.unwrap_or_default(), &typed.content, 3))
    };
    let title = move || writer.conflict.with(|conflict| conflict.as_ref().map(|conflict| conflict.theirs.title.clone()));
    let revision = move || writer.conflict.with(|conflict| conflict.as_ref().map_or(0, |conflict| conflict.revision));
    let take = move |which: fn(&model::knowledge::PageConflict) -> &model::Draft| {
        if let Some(conflict) = writer.conflict.get_untracked() {
            writer.take(which(&conflict));
        }
    };
    view! {
        <section class="preview" aria-label="Both sides">
            <div class="notice notice-warn mb-3" role="alert">
                "Somebody else changed the same lines while you were writing. Nothing is saved and nothing is overwritten yet."
            </div>
            <h2 class="text-lg mb-2">{move || format!("Yours (+) beside revision {} (−): {}", revision(), title().unwrap_or_default())}</h2>
            {move || view! { <Diff hunks=hunks() /> }}
            <div class="flex gap-2 mt-3 flex-wrap">
                <button type="button" class="btn" on:click=move |_| take(|conflict| &conflict.marked)>
                    "Join, and mark where both wrote"
                </button>
                <button type="button" class="btn" on:click=move |_| take(|conflict| &conflict.theirs)>
                    "Take theirs"
                </button>
            </div>
        </section>
    }
}
