//! The title, edited where it stands. Enter and leaving the field save what was typed, Escape gives
//! it up.

use leptos::server_fn::ServerFn;
use model::text::TITLE_MAX;

use super::{data::Field, functions::UpdateIssue, open::open};
use crate::{
    prelude::*,
    ui::{
        html_escape::area_html,
        shortcuts::{Scope, register},
    },
};

mod editor;

use editor::Editor;

/// Where the focus is once the field is closed.
const SUMMARY: &str = "issue-title";
/// What a conflict is told in; it takes the focus.
const CONFLICT: &str = "title-conflict";

/// The title. Without the wasm its field opens below it.
#[component]
pub fn IssueTitle() -> impl IntoView {
    let editor = Editor::new(open());
    let title = editor.title;
    register("E", "Edit title", Scope::Issue, move || editor.start(None));
    view! {
        <details
            node_ref=editor.details
            on:toggle=move |_| editor.toggled()
            open=editor.conflict.with_untracked(Option::is_some)
        >
            <summary
                id=SUMMARY
                class="rounded cursor-text"
                class:hidden=editor.editing
                title="Edit title"
                on:click=move |event| editor.clicked(&event)
            >
                <h2 class="title">{move || title.get()}</h2>
            </summary>
            <EditForm editor />
        </details>
    }
}

#[component]
fn EditForm(editor: Editor) -> impl IntoView {
    let base = move || serde_json::to_string(&editor.base.get()).unwrap_or_default();
    view! {
        <form
            action=UpdateIssue::url()
            method="post"
            on:submit=move |event| editor.submitted(&event)
        >
            <input type="hidden" name="id" value=editor.open.id.to_string() />
            <input type="hidden" name="field" value=Field::Title.as_str() />
            <input type="hidden" name="base" value=base />
            <Conflict editor />
            // Its text is the field's once more, unseen: the field is as high as that.
            <div class="title title-field" data-text=move || editor.text.get()>
                <textarea
                    name="value"
                    rows="1"
                    aria-label="Title"
                    required
                    maxlength=TITLE_MAX.to_string()
                    node_ref=editor.area
                    inner_html=area_html(&editor.text.get_untracked())
                    on:input=move |_| editor.typed()
                    on:blur=move |_| editor.leave(true)
                    on:keydown=move |event| editor.key(&event)
                ></textarea>
            </div>
            <button class="btn btn-primary mb-3" class:hidden=editor.editing>
                "Save"
            </button>
        </form>
    }
}

/// Both titles, when someone else was faster: what was typed is still in the field.
#[component]
fn Conflict(editor: Editor) -> impl IntoView {
    let here = format!("/issues/{}", editor.open.id);
    view! {
        {move || {
            let here = here.clone();
            editor
                .conflict
                .get()
                .map(|theirs| {
                    view! {
                        <div
                            id=CONFLICT
                            class="notice notice-warn mb-2 flex-wrap"
                            role="alert"
                            tabindex="-1"
                        >
                            <span class="flex-1 break-words">
                                "Someone else renamed this to " <b>{theirs}</b>
                                ". Nothing was overwritten."
                            </span>
                            <a
                                class="btn btn-sm"
                                href=here
                                on:click=move |event| editor.use_theirs(&event)
                            >
                                "Use theirs"
                            </a>
                            <button class="btn btn-sm">"Replace with mine"</button>
                        </div>
                    }
                })
        }}
    }
}
