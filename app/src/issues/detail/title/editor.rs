//! What the title's field does: it opens under the pointer, saves only what was typed, and
//! overwrites nobody's newer title.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;
use model::ErrorKind;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{KeyboardEvent, MouseEvent, SubmitEvent};

use super::{
    super::{data::Field, functions::UpdateIssue, open::Open},
    CONFLICT, SUMMARY,
};
use crate::ui::{key::key_of, menu};

#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub open: Open,
    pub title: Memo<String>,
    pub details: NodeRef<html::Details>,
    pub area: NodeRef<html::Textarea>,
    /// The wasm is there and the field is open.
    pub editing: RwSignal<bool>,
    /// What the title was when editing began.
    pub base: RwSignal<String>,
    /// What stands in the field.
    pub text: RwSignal<String>,
    /// The title that someone else has set meanwhile.
    pub conflict: RwSignal<Option<String>>,
}

impl Editor {
    pub fn new(open: Open) -> Self {
        let title = open.part(|detail| detail.issue.title.clone());
        let now = title.get_untracked();
        // A form without the wasm brings the text back when someone else was faster.
        let mine = use_query_map().with_untracked(|query| {
            query
                .get("mine")
                .filter(|_| query.get("of").as_deref() == Some(Field::Title.as_str()))
        });
        let editor = Editor {
            open,
            title,
            details: NodeRef::new(),
            area: NodeRef::new(),
            editing: RwSignal::new(false),
            base: RwSignal::new(now.clone()),
            conflict: RwSignal::new(mine.as_ref().map(|_| now.clone())),
            text: RwSignal::new(mine.unwrap_or(now)),
        };
        // It may have been opened, and typed into, before the wasm was there.
        Effect::new(move |_| {
            if editor.details.get().is_some_and(|details| details.open()) {
                editor.typed();
                editor.editing.set(true);
            }
        });
        editor
    }

    /// A click opens the field with the caret where it fell; a key that presses the title has no
    /// place.
    pub fn clicked(self, event: &MouseEvent) {
        event.prevent_default();
        let caret = (event.detail() > 0)
            .then(|| caret_at(event.client_x(), event.client_y()))
            .flatten();
        self.start(caret);
    }

    /// Begins to edit, with the caret there, or all of it selected.
    pub fn start(self, caret: Option<u32>) {
        if self.editing.get_untracked() {
            return;
        }
        let title = self.title.get_untracked();
        self.base.set(title.clone());
        self.show(&title);
        let Some(area) = self.area.get_untracked() else {
            return;
        };
        let (from, to) = caret.map_or((0, u32::MAX), |caret| (caret, caret));
        let _ = area.focus();
        let _ = area.set_selection_range(from, to);
    }

    fn show(self, text: &str) {
        if let Some(area) = self.area.get_untracked() {
            area.set_value(text);
        }
        self.text.set(text.to_owned());
        self.editing.set(true);
        self.set_open(true);
    }

    fn close(self) {
        self.conflict.set(None);
        self.editing.set(false);
        self.set_open(false);
    }

    fn set_open(self, on: bool) {
        if let Some(details) = self.details.get_untracked() {
            details.set_open(on);
        }
    }

    /// The browser has opened or closed it by itself: to show what was searched for in the page,
    /// for one.
    pub fn toggled(self) {
        if self
            .details
            .get_untracked()
            .is_some_and(|details| details.open())
        {
            self.start(None);
        } else {
            self.leave(false);
        }
    }

    /// A title is one line; what is pasted may be more.
    pub fn typed(self) {
        let Some(area) = self.area.get_untracked() else {
            return;
        };
        let value = area.value();
        if value.contains(['\n', '\r']) {
            area.set_value(&value.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        self.text.set(area.value());
    }

    pub fn key(self, event: &KeyboardEvent) {
        let Some(key) = key_of(event) else { return };
        if key != "Enter" && key != "Escape" {
            return;
        }
        event.prevent_default();
        // The key that was refused must not be the key that overwrites.
        if key == "Enter" && self.conflict.with_untracked(Option::is_some) {
            return menu::focus(CONFLICT);
        }
        self.leave(key == "Enter");
        menu::focus(SUMMARY);
    }

    pub fn submitted(self, event: &SubmitEvent) {
        event.prevent_default();
        self.conflict.set(None);
        self.leave(true);
        menu::focus(SUMMARY);
    }

    pub fn use_theirs(self, event: &MouseEvent) {
        event.prevent_default();
        self.close();
        menu::focus(SUMMARY);
    }

    /// Closes the field. A title that nobody touched is not saved: it may be another one by now.
    pub fn leave(self, save: bool) {
        // Closing the field takes the focus from it, which is a second call. In a conflict, only a
        // button decides.
        if !self.editing.get_untracked() || (save && self.conflict.with_untracked(Option::is_some))
        {
            return;
        }
        let (value, base) = (self.text.get_untracked(), self.base.get_untracked());
        self.close();
        if save && value.trim() != base {
            self.save(value, base);
        }
    }

    fn save(self, value: String, base: String) {
        let json = serde_json::to_string(&base).ok();
        let change = UpdateIssue {
            id: self.open.id,
            field: Field::Title,
            value: value.clone(),
            base: json,
            mutation: None,
        };
        self.open.send_then(change, move |outcome| match outcome {
            Ok(()) => {
                // After a second try what was sent still stands here.
                let same = self.text.try_get_untracked().as_ref() == Some(&value);
                if same && self.base.try_get_untracked().as_ref() == Some(&base) {
                    self.close();
                }
                false
            }
            Err(error) => self.refused(&value, &base, error.kind == Some(ErrorKind::Conflict)),
        });
    }

    /// What was typed comes back into the field. Returns whether the reader was told why.
    fn refused(self, value: &str, base: &str, conflict: bool) -> bool {
        // The page may be gone, or the reader at another title already.
        if self.editing.try_get_untracked() != Some(false) {
            return false;
        }
        let title = self.title.get_untracked();
        self.base.set(if conflict {
            title.clone()
        } else {
            base.to_owned()
        });
        self.conflict.set(conflict.then_some(title));
        self.show(value);
        if conflict {
            menu::focus(CONFLICT);
        } else if let Some(area) = self.area.get_untracked() {
            let _ = area.focus();
        }
        conflict
    }
}

/// Which character of a text a point is at. Not every browser can say.
fn caret_at(x: i32, y: i32) -> Option<u32> {
    let document: JsValue = document().into();
    let ask = js_sys::Reflect::get(&document, &"caretPositionFromPoint".into())
        .ok()?
        .dyn_into::<js_sys::Function>()
        .ok()?;
    let position = ask.call2(&document, &x.into(), &y.into()).ok()?;
    let offset = js_sys::Reflect::get(&position, &"offset".into())
        .ok()?
        .as_f64()?;
    Some(offset as u32)
}
