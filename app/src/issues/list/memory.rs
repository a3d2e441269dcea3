//! Where the reader was in a list: going back shows as many rows, scrolled as they were, with the
//! same row focused.

use leptos::prelude::*;
use model::IssueId;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    shown::Shown,
    walk::{self, row_id},
};
use crate::{
    issues::position::{self, Walk},
    ui::scroll_memory::ScrollMemory,
};

/// The element that scrolls.
pub(super) const LIST: &str = "list";

/// How many rows were shown when this entry of the history was left; none on a new one.
pub(super) fn rows(memory: ScrollMemory) -> usize {
    if cfg!(feature = "ssr") {
        0
    } else {
        memory.recall().map_or(0, |position| position.loaded)
    }
}

/// The list was scrolled.
pub(super) fn scrolled(memory: ScrollMemory) {
    if let Some(list) = list() {
        memory.scrolled(&list);
    }
}

/// A row is opened: here the reader will come back to, and from issue to issue along this list.
pub(super) fn opened(memory: ScrollMemory, shown: Shown, id: IssueId) {
    memory.focused(&row_id(id));
    let asked = shown.asked.get_untracked();
    let facts = shown.facts.with_untracked(|facts| {
        facts
            .as_ref()
            .map(|facts| (facts.total, facts.next.clone()))
    });
    let (total, next) = facts.unwrap_or_default();
    position::keep(&Walk {
        filter: asked.filter,
        sort: asked.sort,
        ids: shown.ids(),
        total,
        next,
        at: id,
    });
}

/// Puts the reader back: to the row that was opened, or where the walk from issue to issue ended.
pub(super) fn come_back(memory: ScrollMemory) {
    let Some(position) = memory.recall() else {
        return;
    };
    if let (Some(list), Some((_, top))) = (list(), position.offsets(LIST)) {
        list.set_scroll_top(top);
    }
    let nowhere = document()
        .active_element()
        .is_none_or(|active| matches!(&*active.tag_name(), "BODY" | "MAIN"));
    let row = position
        .focused
        .and_then(|id| id.strip_prefix("row-")?.parse().ok());
    if let Some(row) = row.filter(|_| nowhere) {
        walk::focus(position::last_seen(row).unwrap_or(row));
    }
}

fn list() -> Option<HtmlElement> {
    document().get_element_by_id(LIST)?.dyn_into().ok()
}
