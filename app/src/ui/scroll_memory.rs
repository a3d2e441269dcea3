//! Scroll offsets and focus of a page, one record for each entry of the tab's history: Back and
//! reload restore both.
//!
//! For pages whose inner parts scroll: the board's lanes and the issues list. A page makes one
//! [`ScrollMemory`], reports scrolling and focus to it, and asks [`ScrollMemory::recall`] when its
//! content is loaded. The record is in `sessionStorage`; `history.state` has its key.

use js_sys::{Object, Reflect};
use leptos::{ev, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Storage};

use crate::client::mutation_id;

/// The property of `history.state` that names an entry.
const ENTRY: &str = "crosslink";
/// Scrolling elements that a record has at most.
const MOST: usize = 32;

/// Scroll offsets and focus of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    scrolled: Vec<(String, i32, i32)>,
    /// The id of the element that had the focus last.
    pub focused: Option<String>,
    /// Rows that were loaded; pages that load more while one scrolls do not need it.
    pub loaded: usize,
}

impl Position {
    /// The offsets of a scrolling element, from the left and from the top.
    #[must_use]
    pub fn offsets(&self, id: &str) -> Option<(i32, i32)> {
        self.scrolled
            .iter()
            .find(|(known, ..)| known == id)
            .map(|(_, left, top)| (*left, *top))
    }

    fn scroll(&mut self, id: String, left: i32, top: i32) {
        self.scrolled.retain(|(known, ..)| *known != id);
        if self.scrolled.len() < MOST {
            self.scrolled.push((id, left, top));
        }
    }
}

/// The record of one page, as long as the page is there.
#[derive(Clone, Copy)]
pub struct ScrollMemory {
    page: &'static str,
    /// The key of the entry, and its record.
    now: StoredValue<(String, Position)>,
}

impl ScrollMemory {
    /// `page` tells the records of several pages apart. The record is stored when the component
    /// that asked is gone, and when the tab leaves the site.
    #[must_use]
    pub fn new(page: &'static str) -> Self {
        let memory = ScrollMemory {
            page,
            now: StoredValue::new((String::new(), Position::default())),
        };
        Effect::new(move |_| {
            let leaving = window_event_listener(ev::pagehide, move |_| memory.store());
            on_cleanup(move || {
                leaving.remove();
                memory.store();
            });
        });
        memory
    }

    /// An element with an id has scrolled.
    pub fn scrolled(self, element: &HtmlElement) {
        let (id, left, top) = (element.id(), element.scroll_left(), element.scroll_top());
        self.note(|position| position.scroll(id, left, top));
    }

    /// An element, by its id, has the focus or was opened.
    pub fn focused(self, id: &str) {
        self.note(|position| position.focused = Some(id.to_owned()));
    }

    /// Rows that are loaded now.
    pub fn loaded(self, rows: usize) {
        self.note(|position| position.loaded = rows);
    }

    /// The record of this entry, if the page was here before. Ask once the content is loaded.
    #[must_use]
    pub fn recall(self) -> Option<Position> {
        let entry = entry()?;
        let position: Position =
            serde_json::from_str(&storage()?.get_item(&self.key(&entry)).ok()??).ok()?;
        self.store();
        self.now.set_value((entry, position.clone()));
        Some(position)
    }

    fn note(self, change: impl FnOnce(&mut Position)) {
        let Some(entry) = entry().or_else(name_entry) else {
            return;
        };
        // A page that stays while its address changes has one record for each address.
        if self.now.try_with_value(|(known, _)| *known != entry) == Some(true) {
            self.store();
            self.now.update_value(|now| now.0 = entry);
        }
        self.now.try_update_value(|(_, position)| change(position));
    }

    fn store(self) {
        self.now.try_with_value(|(entry, position)| {
            if let (false, Some(storage), Ok(text)) =
                (entry.is_empty(), storage(), serde_json::to_string(position))
            {
                // A full or forbidden storage loses a convenience, never data.
                let _ = storage.set_item(&self.key(entry), &text);
            }
        });
    }

    fn key(self, entry: &str) -> String {
        format!("crosslink.{}.{entry}", self.page)
    }
}

/// The key of the current entry of the history.
fn entry() -> Option<String> {
    let state = window().history().ok()?.state().ok()?;
    if state.is_object() {
        Reflect::get(&state, &ENTRY.into()).ok()?.as_string()
    } else {
        None
    }
}

/// Gives the current entry a key; what else `history.state` has is kept.
fn name_entry() -> Option<String> {
    let history = window().history().ok()?;
    let state = history
        .state()
        .ok()
        .filter(JsValue::is_object)
        .unwrap_or_else(|| Object::new().unchecked_into());
    let entry = mutation_id();
    Reflect::set(&state, &ENTRY.into(), &entry.as_str().into()).ok()?;
    history.replace_state(&state, "").ok()?;
    Some(entry)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_offsets_of_an_element_count() {
        let mut position = Position::default();
        position.scroll("lane-todo".into(), 0, 100);
        position.scroll("board".into(), 250, 0);
        position.scroll("lane-todo".into(), 0, 1_200);
        assert_eq!(position.offsets("lane-todo"), Some((0, 1_200)));
        assert_eq!(position.offsets("board"), Some((250, 0)));
        assert_eq!(position.offsets("lane-done"), None);
        let text = serde_json::to_string(&position).unwrap();
        assert_eq!(serde_json::from_str::<Position>(&text).unwrap(), position);
    }

    #[test]
    fn a_record_has_an_end() {
        let mut position = Position::default();
        (0..100).for_each(|n| position.scroll(format!("list-{n}"), 0, n));
        assert_eq!(position.scrolled.len(), MOST);
    }
}
