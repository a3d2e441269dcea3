//! The issues that a change skipped, each with the reason.

use leptos::html;
use model::Skipped;

use super::send::Sender;
use crate::{
    prelude::*,
    ui::icon::{Icon, Shape},
};

#[component]
pub(super) fn SkippedDialog(sender: Sender) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let skipped = sender.skipped;
    Effect::new(move |_| {
        if let Some(dialog) = dialog
            .get()
            .filter(|dialog| skipped.read().is_some() && !dialog.open())
        {
            // Refused only when it is not on the page.
            let _ = dialog.show_modal();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let line = |Skipped { id, reason }: Skipped| {
        view! {
            <li class="skipped">
                <a class="link" href=format!("/issues/{id}")>
                    {format!("#{id}")}
                </a>
                <span>{reason}</span>
            </li>
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby="bulk-skipped"
            on:close=move |_| skipped.set(None)
        >
            <header class="dialog-head">
                <h2 id="bulk-skipped">"Skipped issues"</h2>
                <button
                    type="button"
                    class="btn btn-ghost btn-icon"
                    aria-label="Close"
                    on:click=close
                >
                    <Icon shape=Shape::Close />
                </button>
            </header>
            <ul class="dialog-body">
                {move || {
                    skipped
                        .get()
                        .map(|outcome| outcome.skipped.into_iter().map(line).collect_view())
                }}
            </ul>
        </dialog>
    }
}
