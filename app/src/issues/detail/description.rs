//! The description: rendered, and as Markdown when it is edited. What was typed is kept in this
//! browser until it is saved.

use leptos::server_fn::ServerFn;
use model::text::DESCRIPTION_MAX;

use super::{data::Field, functions::UpdateIssue, open::open};
use crate::{
    prelude::*,
    ui::{
        html_escape::area_html,
        icon::{Icon, Shape},
    },
};

mod editor;

use editor::Editor;

/// What a conflict is told in; it takes the focus.
const CONFLICT: &str = "description-conflict";

/// The text, and the way to edit it: a click on it, or the pencil beside it.
#[component]
pub fn Description() -> impl IntoView {
    let editor = Editor::new(open());
    provide_context(editor);
    let html = editor.open.part(|detail| detail.description_html.clone());
    let empty = editor
        .open
        .part(|detail| detail.issue.description.is_none());
    let prose = move || {
        if editor.editing.get() {
            "prose hidden"
        } else {
            "prose"
        }
    };
    let summary = move || match (editor.editing.get(), empty.get()) {
        (true, _) => "hidden",
        (false, true) => "description-add",
        (false, false) => "btn btn-ghost btn-icon btn-sm description-edit",
    };
    Effect::new(move |_| editor.offer_draft());
    view! {
        <section class="description" aria-label="Description">
            <div
                class=prose
                inner_html=move || html.get()
                on:click=move |event| editor.clicked(&event)
            ></div>
            <Show when=move || editor.draft.with(Option::is_some)>
                <DraftOffer />
            </Show>
            <details
                node_ref=editor.details
                on:toggle=move |_| editor.toggled()
                open=editor.conflict.get_untracked()
            >
                <summary id="issue-description" class=summary title="Edit description">
                    {move || match empty.get() {
                        true => "Add a description…".into_any(),
                        false => {
                            view! {
                                <Icon shape=Shape::Edit />
                                <span class="sr-only">"Edit description"</span>
                            }
                        }
                    }}
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
    let conflict = editor.conflict;
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
            <Show when=move || conflict.get()>
                <Conflict />
            </Show>
            <div class=move || if conflict.get() { "grid gap-3 md:grid-cols-2" } else { "grid" }>
                <Show when=move || conflict.get()>
                    <Theirs />
                </Show>
                <label class="grid gap-1 content-start">
                    <span class=move || {
                        if conflict.get() { "muted text-sm" } else { "sr-only" }
                    }>{move || if conflict.get() { "Your version" } else { "Description" }}</span>
                    <textarea
                        class="textarea"
                        name="value"
                        placeholder="Add a description… (Markdown)"
                        rows="8"
                        maxlength=DESCRIPTION_MAX.to_string()
                        node_ref=editor.area
                        inner_html=area_html(&editor.text.get_untracked())
                        on:input=move |_| editor.typed()
                        on:keydown=move |event| editor.key(&event)
                    ></textarea>
                </label>
            </div>
            <Show when=move || !conflict.get()>
                <Buttons />
            </Show>
        </form>
    }
}

/// Someone else was faster: what happened, and the only two ways on.
#[component]
fn Conflict() -> impl IntoView {
    view! {
        <div id=CONFLICT class="notice notice-warn flex-wrap" role="alert" tabindex="-1">
            <span class="flex-1 min-w-60">
                "Someone else edited this description while you were. Nothing was overwritten. Edit your version, or use theirs."
            </span>
            <Leave says="Use theirs" />
            <button class="btn">"Replace with mine"</button>
        </div>
    }
}

/// What someone else saved; lines that ours does not have stand out, until it has them.
#[component]
fn Theirs() -> impl IntoView {
    let editor = Editor::here();
    let lines = move || {
        let mine = editor.text.get();
        let mine: std::collections::HashSet<&str> = mine.lines().collect();
        let theirs = editor.base.get().unwrap_or_default();
        let line = |line: &str| {
            let class = if mine.contains(line) {
                ""
            } else {
                "bg-accent-soft text-ink"
            };
            view! { <span class=class>{format!("{line}\n")}</span> }
        };
        theirs.lines().map(line).collect_view()
    };
    view! {
        <figure>
            <figcaption class="muted text-sm mb-1">"Their version (saved)"</figcaption>
            <pre class="log">{move || lines()}</pre>
        </figure>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <footer>
            <button class="btn btn-primary">
                "Save" <kbd class="kbd only-desk">"Ctrl ↵"</kbd>
            </button>
            <Leave says="Cancel" />
        </footer>
    }
}

/// Closes the field. Without the wasm it leads to the page as it is, which is the same.
#[component]
fn Leave(says: &'static str) -> impl IntoView {
    let editor = Editor::here();
    let leave = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        editor.close();
    };
    view! {
        <a class="btn" href=format!("/issues/{}", editor.open.id) on:click=leave>
            {says}
        </a>
    }
}

/// Gives back what was typed here and not saved.
#[component]
fn DraftOffer() -> impl IntoView {
    let editor = Editor::here();
    view! {
        <div class="notice mt-2">
            <span>"You have an unsaved draft."</span>
            <button class="btn btn-sm" on:click=move |_| editor.restore()>
                "Restore"
            </button>
            <button class="btn btn-ghost btn-sm" on:click=move |_| editor.discard()>
                "Discard"
            </button>
        </div>
    }
}
