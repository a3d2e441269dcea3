//! The description: rendered, and as Markdown when it is edited. What was typed is kept in this browser until it is saved.

use leptos::{prelude::*, server_fn::ServerFn};
use model::text::DESCRIPTION_MAX;

use super::{data::Field, functions::UpdateIssue, open::open};
use crate::ui::{
    icon::{Icon, Shape},
    text_area::area_html,
};

mod editor;

use editor::Editor;

/// The text, and below it the way to edit it.
#[component]
pub fn Description() -> impl IntoView {
    let editor = Editor::new(open());
    provide_context(editor);
    let html = editor.open.part(|detail| detail.description_html.clone());
    let empty = editor.open.part(|detail| detail.issue.description.is_none());
    let prose = move || if editor.editing.get() { "prose hidden" } else { "prose" };
    Effect::new(move |_| editor.offer_draft());
    view! {
        <section aria-label="Description">
            <div class=prose inner_html=move || html.get()></div>
            <Show when=move || editor.draft.with(Option::is_some)>
                <DraftOffer />
            </Show>
            <details class="mt-1" node_ref=editor.details on:toggle=move |_| editor.toggled() open=editor.conflict.get_untracked()>
                <summary id="issue-description" class="row w-full text-faint" class:hidden=editor.editing>
                    <Icon shape=Shape::Edit />
                    {move || if empty.get() { "Add a description" } else { "Edit the description" }}
                </summary>
                <EditForm />
            </details>
        </section>
    }
}

#[component]
fn EditForm() -> impl IntoView {
    let editor = Editor::here();
    let base = move || serde_json::to_string(&editor.base.get()).unwrap_or_default();
    view! {
        <form
            class="form"
            action=UpdateIssue::url()
            method="post"
            on:submit=move |event| {
                event.prevent_default();
                editor.save();
            }
        >
            <input type="hidden" name="id" value=editor.open.id.to_string() />
            <input type="hidden" name="field" value=Field::Description.as_str() />
            <input type="hidden" name="base" value=base />
            <Show when=move || editor.conflict.get()>
                <div class="notice notice-warn" role="alert">
                    "Somebody else saved another text while you were editing. Nothing was overwritten: make yours what it should say, or take theirs."
                </div>
            </Show>
            <div class=move || if editor.conflict.get() { "grid gap-3 md:grid-cols-2" } else { "grid" }>
                <Show when=move || editor.conflict.get()>
                    <Theirs />
                </Show>
                <label class="grid gap-1">
                <span class=move || if editor.conflict.get() { "muted text-sm" } else { "sr-only" }>
                    {move || if editor.conflict.get() { "Yours" } else { "Description" }}
                </span>
                <textarea
                    class="textarea"
                    name="value"
                    placeholder="What is it about? Markdown works here."
                    rows="8"
                    maxlength=DESCRIPTION_MAX.to_string()
                    node_ref=editor.area
                    inner_html=area_html(&editor.text.get_untracked())
                    on:input=move |_| editor.typed()
                    on:keydown=move |event| editor.key(&event)
                ></textarea>
                </label>
            </div>
            <Buttons />
        </form>
    }
}

/// What somebody else saved; lines that ours does not have stand out, until it has them.
#[component]
fn Theirs() -> impl IntoView {
    let editor = Editor::here();
    let lines = move || {
        let mine = editor.text.get();
        let mine: std::collections::HashSet<&str> = mine.lines().collect();
        let theirs = editor.base.get().unwrap_or_default();
        let line = |line: &str| {
            let class = if mine.contains(line) { "" } else { "bg-accent-soft text-ink" };
            view! { <span class=class>{format!("{line}\n")}</span> }
        };
        theirs.lines().map(line).collect_view()
    };
    view! {
        <figure>
            <figcaption class="muted text-sm mb-1">"Theirs, as it is saved now"</figcaption>
            <pre class="log">{lines}</pre>
        </figure>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let editor = Editor::here();
    // Without the wasm both links lead to the page as it is, which is the same.
    let here = format!("/issues/{}", editor.open.id);
    let leave = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        editor.close();
    };
    view! {
        <footer>
            <button class="btn btn-primary">
                {move || if editor.conflict.get() { "Keep mine" } else { "Save" }} <kbd class="kbd only-desk">"Ctrl ↵"</kbd>
            </button>
            <a class="btn" href=here on:click=leave>
                {move || if editor.conflict.get() { "Take theirs" } else { "Cancel" }}
            </a>
        </footer>
    }
}

/// Gives back what was typed here and not saved.
#[component]
fn DraftOffer() -> impl IntoView {
    let editor = Editor::here();
    view! {
        <div class="notice mt-2">
            <span>"You have a description here that was not saved."</span>
            <button class="btn btn-sm" on:click=move |_| editor.restore()>
                "Continue"
            </button>
            <button class="btn btn-ghost btn-sm" on:click=move |_| editor.discard()>
                "Discard"
            </button>
        </div>
    }
}
