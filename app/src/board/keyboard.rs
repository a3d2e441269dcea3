//! The board's shortcuts. Keys of a running keyboard drag are handled here; all others are in the
//! registry, which also prints them.

use leptos::prelude::*;
use model::{Place, issue::branch_name};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{
    dom,
    drag::state::ArrowKey,
    focus::{Go, nothing_focused},
    state::BoardState,
};
use crate::{
    issues::{
        form::{Draft, creator},
        peek::Peeking,
    },
    moves::moves,
    ui::{
        key::key_of,
        shortcuts::{Scope, register_when, shortcuts},
    },
};

/// Registers what keys do while no card is in the air.
pub fn register_keys(state: BoardState) {
    let on_card = move || state.focused().is_some() && state.lift.get_untracked().is_none();
    let on_board = move || {
        (state.focused().is_some() || nothing_focused()) && state.lift.get_untracked().is_none()
    };
    let with_card = move |act: fn(BoardState, model::IssueId)| {
        move || {
            if let Some(id) = state.focused() {
                act(state, id);
            }
        }
    };
    let key = |keys, what, act: fn(BoardState, model::IssueId)| {
        register_when(keys, what, Scope::Board, on_card, with_card(act));
    };
    for (keys, what, go) in [
        ("J|ArrowDown", "Next card", Go::Down),
        ("K|ArrowUp", "Previous card", Go::Up),
        ("L|ArrowRight", "Next column", Go::Right),
        ("H|ArrowLeft", "Previous column", Go::Left),
    ] {
        register_when(keys, what, Scope::Board, on_board, move || state.go(go));
    }
    key("Enter|O", "Open", |_, id| open(id));
    key(
        "Space",
        "Pick up card (arrows move, Space drops, Esc cancels)",
        |state, id| {
            state.lift_card(id, false);
        },
    );
    key("S", "Move to…", |state, id| state.menu.set(Some(id)));
    key("Shift+ArrowRight", "Move to next column", |state, id| {
        state.move_beside(id, true);
    });
    key("Shift+ArrowLeft", "Move to previous column", |state, id| {
        state.move_beside(id, false);
    });
    key("Alt+ArrowUp", "Move up", |state, id| {
        state.move_by(id, false);
    });
    key("Alt+ArrowDown", "Move down", |state, id| {
        state.move_by(id, true);
    });
    key("Alt+Home", "Move to top", |state, id| {
        state.move_within(id, Place::Top);
    });
    key("Alt+End", "Move to bottom", |state, id| {
        state.move_within(id, Place::Bottom);
    });
    key(".", "Copy issue number", |state, id| {
        state.toasts.copy(&format!("#{id}"));
    });
    key("Mod+.", "Copy branch name", |state, id| {
        if let Some(name) = state.peek(|deck| deck.title(id).map(|title| branch_name(id, title))) {
            state.toasts.copy(&name);
        }
    });
    // L is the next column here.
    let shortcuts = shortcuts();
    for (keys, there, what) in [
        ("P", "P", "Change priority"),
        ("Shift+L", "L", "Change labels"),
        ("M", "M", "Change milestone"),
        ("B", "B", "Add blocker"),
        ("E", "E", "Edit title"),
    ] {
        register_when(keys, what, Scope::Board, on_card, move || {
            if let Some(id) = state.focused() {
                shortcuts.on_next_issue(there);
                open(id);
            }
        });
    }
    register_when(
        "C",
        "New issue in this column",
        Scope::Board,
        on_card,
        move || {
            let status = state
                .focused()
                .and_then(|id| state.peek(|deck| deck.position(id)))
                .map(|(status, _)| status);
            creator().open(Draft {
                status,
                ..Draft::default()
            });
        },
    );
    Peeking::new(
        Scope::Board,
        "V",
        move || state.focused(),
        on_card,
        move |id| state.focus(id),
    );
    moves().register_undo(Scope::Board);
    let dragging = move || state.lift.get_untracked().is_some();
    register_when("Escape", "Cancel move", Scope::Board, dragging, move || {
        state.put_back();
    });
}

/// `keydown` anywhere while a card is in the air: everything belongs to it. Space on a card lifts
/// it, whatever the registry's switch says, for it only holds on a card.
pub fn pressed(state: BoardState, event: &KeyboardEvent) {
    let Some(lift) = state.lift.get_untracked() else {
        return lift_by_space(state, event);
    };
    let Some(key) = key_of(event).filter(|_| !(event.ctrl_key() || event.meta_key())) else {
        return;
    };
    let step = match key.as_str() {
        "Escape" => return swallow(event, || state.put_back()),
        " " | "Enter" if !lift.by_pointer => return swallow(event, || state.drop_card()),
        "ArrowUp" => ArrowKey::Up,
        "ArrowDown" => ArrowKey::Down,
        "ArrowLeft" => ArrowKey::Left,
        "ArrowRight" => ArrowKey::Right,
        "Home" => ArrowKey::First,
        "End" => ArrowKey::Last,
        _ => return swallow(event, || {}),
    };
    swallow(event, || {
        if !lift.by_pointer {
            state.aim_by(step);
        }
    });
}

fn lift_by_space(state: BoardState, event: &KeyboardEvent) {
    let plain = !(event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.shift_key()
        || event.repeat());
    let card = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .filter(|target| target.matches(".card-title").unwrap_or(false));
    if let Some(id) = card
        .as_ref()
        .and_then(dom::card_of)
        .filter(|_| plain && key_of(event).as_deref() == Some(" "))
    {
        swallow(event, || {
            state.lift_card(id, false);
        });
    }
}

fn swallow(event: &KeyboardEvent, act: impl FnOnce()) {
    event.prevent_default();
    event.stop_propagation();
    act();
}

fn open(id: model::IssueId) {
    if let Some(link) = dom::card_link(id) {
        link.click();
    }
}
