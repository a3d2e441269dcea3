//! The list's keys.

use leptos::prelude::document;

use super::{
    shown::Shown,
    walk::{self, Walker},
};
use crate::{
    issues::{
        bulk::{Selection, SelectionKeys, register_select_all, register_selection},
        peek::Peeking,
    },
    moves::moves,
    ui::shortcuts::{Scope, register},
};

/// Registers the list's keys until the page is gone.
pub(super) fn register_shortcuts(shown: Shown, selection: Selection) {
    let walker = Walker::new(shown);
    let go = move |by: isize| {
        move || {
            walker.step(by);
        }
    };
    register("J|ArrowDown", "Next issue", Scope::List, go(1));
    register("K|ArrowUp", "Previous issue", Scope::List, go(-1));
    let open = move || {
        if let Some(link) = walker.here().and_then(walk::link_of) {
            link.click();
        }
    };
    register("O|Enter", "Open issue", Scope::List, open);
    let extend = move |by: isize| {
        move || {
            if let Some((from, to)) = walker.step(by) {
                selection.extend(from, to);
            }
        }
    };
    register(
        "Shift+J|Shift+ArrowDown",
        "Select next issue",
        Scope::List,
        extend(1),
    );
    register(
        "Shift+K|Shift+ArrowUp",
        "Select previous issue",
        Scope::List,
        extend(-1),
    );
    let on_row = || {
        document()
            .active_element()
            .is_some_and(|element| element.class_list().contains("issue-row"))
    };
    Peeking::new(Scope::List, "Space|V", walk::focused, on_row, walk::focus);
    moves().register_undo(Scope::List);
    register_select_all(Scope::List, "Select all", move || {
        selection.add(shown.ids());
    });
    let keys = SelectionKeys {
        scope: Scope::List,
        labels: "L",
        alone: true,
    };
    register_selection(selection, keys, move || walker.here(), walk::focus);
}
