//! Selecting several cards: keys, Ctrl or Shift with a click, and the bulk bar shared with the
//! issues list.

use leptos::wasm_split::SplitLoaderError;
use model::{IssueId, Status};

use super::{dom, state::BoardState};
use crate::{
    issues::{
        bulk::{BulkBar, Selection, SelectionKeys, register_select_all, register_selection},
        functions::{list_labels, list_milestones},
    },
    lazy,
    prelude::*,
    ui::shortcuts::{Scope, register_when},
};

/// Provides the board's selection and registers its keys; after the board's own keys, which hold
/// while nothing is chosen.
pub fn provide_selection(state: BoardState) -> Selection {
    let order = move || {
        Status::ALL
            .into_iter()
            .flat_map(|status| lane(state, status))
            .collect()
    };
    let selection = Selection::new(order, move |id| state.card(id));
    provide_context(selection);
    let step = move |keys, what, by: isize| {
        let on_card = move || state.focused().is_some() && state.lift.get_untracked().is_none();
        register_when(keys, what, Scope::Board, on_card, move || {
            extend(state, selection, by);
        });
    };
    step("Shift+J|Shift+ArrowDown", "Select next card", 1);
    step("Shift+K|Shift+ArrowUp", "Select previous card", -1);
    register_select_all(Scope::Board, "Select all in the column", move || {
        if let Some((status, _)) = state
            .focused()
            .and_then(|id| state.peek(|deck| deck.position(id)))
        {
            selection.add(lane(state, status));
        }
    });
    let keys = SelectionKeys {
        scope: Scope::Board,
        labels: "Shift+L",
        alone: false,
    };
    register_selection(
        selection,
        keys,
        move || state.focused(),
        move |id| state.focus(id),
    );
    selection
}

/// A click with Ctrl, Cmd or Shift chooses a card instead of opening it; `true` if this one did.
pub fn clicked(selection: Selection, event: &web_sys::MouseEvent) -> bool {
    let (one, range) = (event.ctrl_key() || event.meta_key(), event.shift_key());
    match dom::card_at(event).filter(|_| one || range) {
        Some(id) if range => selection.through(id),
        Some(id) => selection.toggle(id),
        None => return false,
    }
    true
}

/// The bar, which comes with the first card that is chosen: without the wasm none can be.
#[component]
pub fn Bar(selection: Selection) -> impl IntoView {
    let wanted = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or(false) || 0 < selection.count()
    });
    view! { {move || wanted.get().then(|| lazy::part(bar_view(), None))} }
}

#[leptos::wasm_split::wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
fn bar_view() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <LoadedBar selection=Selection::get() /> })
}

/// What its menus offer is loaded whenever something is chosen.
#[component]
fn LoadedBar(selection: Selection) -> impl IntoView {
    let any = Memo::new(move |_| 0 < selection.count());
    let labels = Resource::new(
        move || any.get(),
        async |any| {
            if any {
                list_labels().await
            } else {
                Ok(Vec::new())
            }
        },
    );
    let milestones = Resource::new(
        move || any.get(),
        async |any| {
            if any {
                list_milestones().await
            } else {
                Ok(Vec::new())
            }
        },
    );
    view! { <BulkBar selection labels milestones /> }
}

/// The cards of a lane that are loaded, from the top.
fn lane(state: BoardState, status: Status) -> Vec<IssueId> {
    state.peek(|deck| {
        let lane = deck.lane(status);
        (0..lane.reach())
            .filter_map(|index| lane.get(index))
            .collect()
    })
}

/// Goes on to the next card of the lane, and chooses both.
fn extend(state: BoardState, selection: Selection, by: isize) {
    let Some(id) = state.focused() else { return };
    let next = state.peek(|deck| {
        let (status, index) = deck.position(id)?;
        deck.lane(status).get(index.checked_add_signed(by)?)
    });
    if let Some(next) = next {
        selection.extend(id, next);
        state.focus(next);
    }
}
