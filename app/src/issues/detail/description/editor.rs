//! What the description's field does, and what it never loses.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;
use model::ErrorKind;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

use super::super::{
    data::{Field, one_line_end},
    functions::UpdateIssue,
    open::Open,
};
use super::CONFLICT;
use crate::{
    live,
    ui::{key::key_of, menu},
};

/// The description's field.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub open: Open,
    pub editing: RwSignal<bool>,
    /// Somebody else saved another text: `base` says theirs.
    pub conflict: RwSignal<bool>,
    /// What the description said when editing began.
    pub base: RwSignal<Option<String>>,
    /// What stands in the field.
    pub text: RwSignal<String>,
    /// What was typed in another visit.
    pub draft: RwSignal<Option<Draft>>,
    pub details: NodeRef<html::Details>,
    pub area: NodeRef<html::Textarea>,
}

/// A text that was not saved, and what it was made from.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Draft {
    base: Option<String>,
    text: String,
}

impl Editor {
    pub(super) fn new(open: Open) -> Self {
        let description = open
            .shown
            .with_untracked(|detail| detail.issue.description.clone());
        // A form without the wasm brings the text back when somebody else was faster.
        let mine = use_query_map()
            .with_untracked(|query| query.get("mine").filter(|_| query.get("of").is_none()));
        let editor = Editor {
            open,
            editing: RwSignal::new(mine.is_some()),
            conflict: RwSignal::new(mine.is_some()),
            base: RwSignal::new(description.clone()),
            text: RwSignal::new(mine.unwrap_or_else(|| description.unwrap_or_default())),
            draft: RwSignal::new(None),
            details: NodeRef::new(),
            area: NodeRef::new(),
        };
        editor.follow();
        editor
    }

    pub(super) fn here() -> Self {
        expect_context()
    }

    /// While nobody edits, the field says what the page says.
    fn follow(self) {
        let description = self.open.part(|detail| detail.issue.description.clone());
        Effect::new(move |before: Option<()>| {
            let description = description.get();
            // Somebody opened the field and typed before the wasm was there.
            if before.is_none()
                && self
                    .details
                    .get_untracked()
                    .is_some_and(|details| details.open())
            {
                self.editing.set(true);
                if self.conflict.get_untracked() {
                    self.typed();
                }
            }
            let saved = description.clone().unwrap_or_default();
            // A save whose answer a reload has missed.
            if self
                .draft
                .with_untracked(|draft| draft.as_ref().is_some_and(|it| it.text == saved))
            {
                self.forget_draft();
            }
            if !self.editing.get() {
                self.fill(saved);
                self.base.set(description);
            }
        });
    }

    fn fill(self, text: String) {
        if let Some(area) = self.area.get_untracked() {
            area.set_value(&text);
        }
        self.text.set(text);
    }

    fn set_open(self, on: bool) {
        if let Some(details) = self.details.get_untracked() {
            details.set_open(on);
        }
    }

    /// A click on the text edits it, unless it follows a link, ticks a box or ends a selection.
    pub(super) fn clicked(self, event: &MouseEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let acts = target.is_some_and(|target| {
            target
                .closest("a, button, input, summary")
                .ok()
                .flatten()
                .is_some()
        });
        let selects = window()
            .get_selection()
            .ok()
            .flatten()
            .is_some_and(|selection| !selection.is_collapsed());
        if !acts && !selects && !event.default_prevented() {
            self.editing.set(true);
            self.set_open(true);
        }
    }

    pub(super) fn toggled(self) {
        let on = self
            .details
            .get_untracked()
            .is_some_and(|details| details.open());
        self.editing.set(on);
        if let Some(area) = self.area.get_untracked().filter(|_| on) {
            let _ = area.focus();
        }
    }

    pub(super) fn typed(self) {
        let Some(area) = self.area.get_untracked() else {
            return;
        };
        let text = area.value();
        let draft = Draft {
            base: self.base.get_untracked(),
            text: text.clone(),
        };
        self.kept()
            .keep(&serde_json::to_string(&draft).unwrap_or_default());
        self.text.set(text);
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        match key_of(event).as_deref() {
            Some("Escape") => {
                event.prevent_default();
                self.close();
            }
            Some("Enter") if event.ctrl_key() || event.meta_key() => {
                event.prevent_default();
                // The key that was refused must not be the key that overwrites.
                if self.conflict.get_untracked() {
                    menu::focus(CONFLICT);
                } else {
                    self.save();
                }
            }
            _ => {}
        }
    }

    /// Leaves the field without saving; what was typed stays a draft and is offered.
    pub(super) fn close(self) {
        self.conflict.set(false);
        self.editing.set(false);
        self.set_open(false);
        self.offer_draft();
        menu::focus("issue-description");
    }

    pub(super) fn save(self) {
        let value = self
            .area
            .get_untracked()
            .map(|area| one_line_end(&area.value()))
            .unwrap_or_default();
        let base = serde_json::to_string(&self.base.get_untracked()).ok();
        let change = UpdateIssue {
            id: self.open.id,
            field: Field::Description,
            value: value.clone(),
            base,
            mutation: None,
        };
        self.conflict.set(false);
        self.editing.set(false);
        self.set_open(false);
        menu::focus("issue-description");
        self.open.send_then(change, move |outcome| match outcome {
            Ok(()) => {
                self.forget_draft();
                // After a second try what was sent still stands here.
                if self
                    .text
                    .try_get_untracked()
                    .is_some_and(|text| text == value)
                    && self.editing.try_set(false).is_none()
                {
                    self.set_open(false);
                }
                true
            }
            Err(error) => self.refused(value.clone(), error.kind == Some(ErrorKind::Conflict)),
        });
    }

    /// The text comes back into the field; if somebody else was faster, theirs stands beside it.
    fn refused(self, text: String, conflict: bool) -> bool {
        if self.conflict.try_set(conflict).is_some() {
            return false;
        }
        if conflict {
            self.base.set(
                self.open
                    .shown
                    .with_untracked(|detail| detail.issue.description.clone()),
            );
        }
        self.editing.set(true);
        self.set_open(true);
        self.fill(text);
        self.typed();
        if conflict {
            menu::focus(CONFLICT);
        }
        conflict
    }

    fn kept(self) -> live::Draft {
        live::Draft::of(&format!("description.{}", self.open.id))
    }

    fn forget_draft(self) {
        self.kept().discard();
        self.draft.try_set(None);
    }

    pub(super) fn offer_draft(self) {
        let draft: Option<Draft> = self
            .kept()
            .restore()
            .and_then(|json| serde_json::from_str(&json).ok());
        let said = self
            .open
            .shown
            .with_untracked(|detail| detail.issue.description.clone().unwrap_or_default());
        self.draft.set(draft.filter(|draft| draft.text != said));
    }

    pub(super) fn restore(self) {
        let Some(draft) = self.draft.get_untracked() else {
            return;
        };
        self.draft.set(None);
        self.editing.set(true);
        self.base.set(draft.base);
        self.fill(draft.text);
        self.set_open(true);
    }

    pub(super) fn discard(self) {
        self.forget_draft();
        menu::focus("issue-description");
    }
}
