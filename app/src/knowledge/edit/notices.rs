//! What is said above a text that is being written.

use leptos::task::spawn_local;
use model::knowledge::Hunk;

use super::Writer;
use crate::{
    error::AppError,
    knowledge::{diff::Diff, functions::page_history},
    prelude::*,
};

/// The id of what somebody else changed.
const CHANGES: &str = "newer-changes";

/// Somebody else saved while one is writing. What they changed is shown here: nothing that was
/// typed is left behind.
#[component]
pub(super) fn Newer(writer: Writer) -> impl IntoView {
    writer.listen();
    let changes = RwSignal::new(None::<Result<Vec<Hunk>, AppError>>);
    Effect::new(move |_| {
        writer.newer.track();
        changes.set(None);
    });
    let press = move |_| {
        if changes.with_untracked(Option::is_some) {
            return changes.set(None);
        }
        let (slug, from, to) = (
            writer.slug_now(),
            writer.base.get_untracked(),
            writer.newer.get_untracked(),
        );
        spawn_local(async move {
            let loaded = page_history(slug, Some(from), to)
                .await
                .map(|history| history.hunks);
            // Not those of a revision that is no longer the newest.
            if writer.newer.try_get_untracked() == Some(to) {
                changes.try_set(Some(loaded));
            }
        });
    };
    view! {
        {move || {
            let newer = writer.newer.get()?;
            let button = move || {
                if changes.with(Option::is_some) { "Hide changes" } else { "View changes" }
            };
            Some(
                view! {
                    <div class="notice notice-warn">
                        <span role="status">
                            "Someone saved "<b>{format!("revision {newer}")}</b>
                            " while you were editing. Your changes will be merged."
                        </span>
                        <button
                            type="button"
                            class="btn btn-sm"
                            aria-expanded=move || changes.with(Option::is_some).to_string()
                            aria-controls=CHANGES
                            on:click=press
                        >
                            {move || button()}
                        </button>
                    </div>
                },
            )
        }}
        <div id=CHANGES class="newer-changes">
            {move || {
                changes
                    .get()
                    .map(|loaded| match loaded {
                        Ok(hunks) => view! { <Diff hunks /> },
                        Err(error) => {
                            view! {
                                <p class="danger" role="alert">
                                    {error.detail}
                                </p>
                            }
                        }
                    })
            }}
        </div>
    }
}

#[component]
pub(super) fn Refusal(writer: Writer) -> impl IntoView {
    view! {
        {move || {
            writer
                .refusal
                .get()
                .map(|sentence| {
                    view! {
                        <div class="notice notice-danger" role="alert">
                            {sentence}
                        </div>
                    }
                })
        }}
    }
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
                <button
                    type="button"
                    class="btn btn-ghost btn-sm"
                    on:click=move |_| writer.discard()
                >
                    "Discard"
                </button>
            </div>
        </Show>
    }
}
