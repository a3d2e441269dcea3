//! The title, which becomes a field when it is clicked.

use leptos::{html, prelude::*, server_fn::ServerFn};
use model::text::TITLE_MAX;
use web_sys::KeyboardEvent;

use super::{
    data::Field,
    functions::UpdateIssue,
    open::{Open, open},
};
use crate::ui::{
    menu,
    shortcuts::{Scope, register},
};

/// Enter and leaving the field save, Escape does not. Without the wasm the field opens below the title.
#[component]
pub fn IssueTitle() -> impl IntoView {
    let editor = Editor::new(open());
    let (details, input, title) = (editor.details, editor.input, editor.title);
    register("E", "Edit the title", Scope::Issue, move || editor.set_open(true));
    view! {
        <details node_ref=details on:toggle=move |_| editor.toggled()>
            <summary id="issue-title" class="rounded cursor-text" class:hidden=editor.editing title="Click to edit">
                <h2 class="title">{move || title.get()}</h2>
            </summary>
            <form
                class="flex gap-2 mb-3"
                action=UpdateIssue::url()
                method="post"
                on:submit=move |event| {
                    event.prevent_default();
                    editor.leave(true);
                    menu::focus("issue-title");
                }
            >
                <input type="hidden" name="id" value=editor.open.id.to_string() />
                <input type="hidden" name="field" value=Field::Title.as_str() />
                <input
                    class="input"
                    name="value"
                    aria-label="Title"
                    required
                    maxlength=TITLE_MAX.to_string()
                    value=title.get_untracked()
                    node_ref=input
                    on:blur=move |_| editor.leave(true)
                    on:keydown=move |event| editor.key(&event)
                />
                // Pressing it must not leave the field first.
                <button class="btn btn-primary h-8" on:mousedown=|event| event.prevent_default()>
                    "Save"
                </button>
            </form>
        </details>
    }
}

#[derive(Clone, Copy)]
struct Editor {
    open: Open,
    title: Memo<String>,
    details: NodeRef<html::Details>,
    input: NodeRef<html::Input>,
    editing: RwSignal<bool>,
    /// What was typed and refused.
    typed: StoredValue<Option<String>>,
}

impl Editor {
    fn new(open: Open) -> Self {
        let editor = Editor {
            open,
            title: open.part(|detail| detail.issue.title.clone()),
            details: NodeRef::new(),
            input: NodeRef::new(),
            editing: RwSignal::new(false),
            typed: StoredValue::new(None),
        };
        // It may have been opened before the wasm was there.
        Effect::new(move |_| editor.editing.set(editor.details.get().is_some_and(|details| details.open())));
        editor
    }

    fn set_open(self, on: bool) {
        if let Some(details) = self.details.get_untracked() {
            details.set_open(on);
        }
    }

    /// The browser has opened or closed the field, whoever asked it to.
    fn toggled(self) {
        let on = self.details.get_untracked().is_some_and(|details| details.open());
        self.editing.set(on);
        if let Some(input) = self.input.get_untracked().filter(|_| on) {
            let typed = self.typed.try_update_value(Option::take).flatten();
            input.set_value(&typed.unwrap_or_else(|| self.title.get_untracked()));
            let _ = input.focus();
            input.select();
        }
    }

    fn key(self, event: &KeyboardEvent) {
        if event.key() == "Escape" {
            event.prevent_default();
            self.leave(false);
            menu::focus("issue-title");
        }
    }

    fn leave(self, save: bool) {
        // Closing the field takes the focus from it, which is a second call.
        if !self.editing.get_untracked() {
            return;
        }
        self.editing.set(false);
        self.set_open(false);
        let value = self.input.get_untracked().map(|input| input.value()).unwrap_or_default();
        if !save || value.trim() == self.title.get_untracked() {
            return;
        }
        let typed = value.clone();
        let change = UpdateIssue { id: self.open.id, field: Field::Title, value, base: None, mutation: None };
        self.open.send_then(change, move |outcome| {
            // After a second try what was sent still stands here.
            let sent = self.input.try_get_untracked().flatten().is_some_and(|input| input.value() == typed);
            if outcome.is_err() && self.typed.try_set_value(Some(typed.clone())).is_none() {
                self.set_open(true);
            } else if outcome.is_ok() && sent && self.editing.try_set(false).is_none() {
                self.set_open(false);
            }
            false
        });
    }
}
