//! The comment form. Its text is kept as a draft until it is sent.

use leptos::{html, server_fn::ServerFn};
use model::{
    CommentKind,
    text::{COMMENT_MAX, LABEL_MAX},
};
use web_sys::SubmitEvent;

use super::{
    functions::AddComment,
    open::{Open, open},
};
use crate::{
    live,
    prelude::*,
    ui::{form_submit::read, menu},
};

#[component]
pub fn Compose() -> impl IntoView {
    let composer = Composer {
        open: open(),
        area: NodeRef::new(),
        kind: NodeRef::new(),
    };
    // A draft from another visit, unless somebody typed before the wasm was there.
    Effect::new(move |_| composer.adopt_draft());
    view! {
        <form
            class="compose"
            action=AddComment::url()
            method="post"
            on:submit=move |event| composer.send(&event)
        >
            <input type="hidden" name="id" value=composer.open.id.to_string() />
            <textarea
                class="textarea"
                name="content"
                aria-label="Comment"
                placeholder="Leave a comment…"
                required
                maxlength=COMMENT_MAX.to_string()
                node_ref=composer.area
                on:input=move |_| composer.keep()
                on:keydown=|event| menu::submit_on_enter(&event)
            ></textarea>
            <label class="field compose-trigger">
                <span>"What made you step in?"</span>
                <input
                    class="input"
                    name="trigger_type"
                    placeholder="redirect"
                    maxlength=LABEL_MAX.to_string()
                    list="triggers"
                />
            </label>
            <datalist id="triggers">
                {TRIGGERS.map(|trigger| view! { <option value=trigger></option> }).collect_view()}
            </datalist>
            <footer>
                <select class="select" name="kind" aria-label="Kind" node_ref=composer.kind>
                    {CommentKind::WRITABLE
                        .map(|kind| view! { <option value=kind.as_str()>{kind.as_str()}</option> })
                        .collect_view()}
                </select>
                <span class="faint text-sm only-desk">"Markdown"</span>
                <button class="btn btn-primary">
                    "Comment" <kbd class="kbd only-desk">"Ctrl ↵"</kbd>
                </button>
            </footer>
        </form>
    }
}

/// What people who drive agents step in for; anything else may be typed.
const TRIGGERS: [&str; 6] = [
    "tool_rejected",
    "tool_blocked",
    "redirect",
    "context_provided",
    "manual_action",
    "question_answered",
];

/// Which issue the box's text belongs to; set once the wasm is there.
const OF_ISSUE: &str = "data-issue";

/// The box, and the draft behind it.
#[derive(Clone, Copy)]
struct Composer {
    open: Open,
    area: NodeRef<html::Textarea>,
    kind: NodeRef<html::Select>,
}

impl Composer {
    fn adopt_draft(self) {
        let Some(area) = self.area.get() else { return };
        // Going from one issue to another keeps the box in the document, and in it what was typed
        // for the other.
        let (issue, before) = (self.open.id.to_string(), area.get_attribute(OF_ISSUE));
        if area.value().is_empty() || before.is_some_and(|before| before != issue) {
            area.set_value(&self.kept().restore().unwrap_or_default());
        }
        let _ = area.set_attribute(OF_ISSUE, &issue);
    }

    fn keep(self) {
        if let Some(area) = self.area.get_untracked() {
            self.kept().keep(&area.value());
        }
    }

    /// The box is empty at once; what the server refuses comes back into it.
    fn send(self, event: &SubmitEvent) {
        let Some((_, change)) = read::<AddComment>(event) else {
            return;
        };
        let content = change.content.clone();
        if let Some(area) = self.area.get_untracked() {
            area.set_value("");
        }
        self.open.send_then(change, move |outcome| {
            if outcome.is_ok() {
                self.kept().discard();
                // After a second try what was sent still stands here.
                if let Some(area) = self
                    .area
                    .try_get_untracked()
                    .flatten()
                    .filter(|area| area.value() == content)
                {
                    area.set_value("");
                }
                if let Some(kind) = self.kind.try_get_untracked().flatten() {
                    kind.set_value(CommentKind::default().as_str());
                }
            } else if let Some(area) = self
                .area
                .try_get_untracked()
                .flatten()
                .filter(|area| area.value().is_empty())
            {
                area.set_value(&content);
            }
            outcome.is_ok()
        });
    }

    fn kept(self) -> live::Draft {
        live::Draft::of(&format!("comment.{}", self.open.id))
    }
}
