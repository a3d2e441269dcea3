//! The board's keys. What they do to a lifted card is handled here; the rest stands in the registry, which also prints it.

use leptos::prelude::*;
use model::Place;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{
    dom,
    focus::{Go, focused_card, nothing_focused},
    lift::Step,
    state::BoardState,
};
use crate::{
    issues::form::{Draft, creator},
    ui::{
        key::key_of,
        shortcuts::{Scope, register_when},
    },
};

/// Registers what keys do while no card is in the air.
pub fn register_keys(state: BoardState) {
    let on_card = move || focused_card().is_some() && state.lift.get_untracked().is_none();
    let on_board = move || (focused_card().is_some() || nothing_focused()) && state.lift.get_untracked().is_none();
    let with_card = move |act: fn(BoardState, model::IssueId)| {
        move || {
            if let Some(id) = focused_card() {
                act(state, id);
            }
        }
    };
    let key = |keys, what, act: fn(BoardState, model::IssueId)| register_when(keys, what, Scope::Board, on_card, with_card(act));
    for (keys, what, go) in [
        ("J|ArrowDown", "Next card", Go::Down),
        ("K|ArrowUp", "Previous card", Go::Up),
        ("L|ArrowRight", "Next lane", Go::Right),
        ("H|ArrowLeft", "Previous lane", Go::Left),
    ] {
        register_when(keys, what, Scope::Board, on_board, move || state.go(go));
    }
    key("Enter|O", "Open", |_, id| open(id));
    key("Space", "Lift, then arrows; Space drops, Esc puts back", |state, id| {
        state.lift_card(id, false);
    });
    key("S", "Move to…", |state, id| state.menu.set(Some(id)));
    key("Shift+ArrowRight", "Move to the next lane", |state, id| state.move_beside(id, true));
    key("Shift+ArrowLeft", "Move to the previous lane", |state, id| state.move_beside(id, false));
    key("Alt+ArrowUp", "Move up", |state, id| state.move_by(id, false));
    key("Alt+ArrowDown", "Move down", |state, id| state.move_by(id, true));
    key("Alt+Home", "Move to the top", |state, id| state.move_within(id, Place::Top));
    key("Alt+End", "Move to the bottom", |state, id| state.move_within(id, Place::Bottom));
    key(".", "Copy the number", |state, id| state.toasts.copy(&format!("#{id}")));
    register_when("C", "New issue in this lane", Scope::Board, on_card, move || {
        let status = focused_card().and_then(|id| state.peek(|deck| deck.spot(id))).map(|(status, _)| status);
        creator().open(Draft { status, ..Draft::default() });
    });
    let typing =
        || document().active_element().is_some_and(|element| element.matches("input, textarea, select").unwrap_or(false));
    register_when("Mod+Z", "Undo the last move", Scope::Board, move || !typing(), move || state.undo(None));
    let dragging = move || state.lift.get_untracked().is_some();
    register_when("Escape", "Put a lifted card back", Scope::Board, dragging, move || state.put_back());
}

/// `keydown` anywhere while a card is in the air: everything belongs to it. Space on a card lifts it, whatever the registry's
/// switch says, for it only holds on a card.
pub fn pressed(state: BoardState, event: &KeyboardEvent) {
    let Some(lift) = state.lift.get_untracked() else { return lift_by_space(state, event) };
    let Some(key) = key_of(event).filter(|_| !(event.ctrl_key() || event.meta_key())) else { return };
    let step = match key.as_str() {
        "Escape" => return swallow(event, || state.put_back()),
        " " | "Enter" if !lift.by_pointer => return swallow(event, || state.drop_card()),
        "ArrowUp" => Step::Up,
        "ArrowDown" => Step::Down,
        "ArrowLeft" => Step::Left,
        "ArrowRight" => Step::Right,
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return swallow(event, || {}),
    };
    swallow(event, || {
        if !lift.by_pointer {
            state.aim_by(step);
        }
    });
}

fn lift_by_space(state: BoardState, event: &KeyboardEvent) {
    let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() || event.repeat());
    let card = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .filter(|target| target.matches(".card-title").unwrap_or(false));
    if let Some(id) = card.as_ref().and_then(dom::card_of).filter(|_| plain && key_of(event).as_deref() == Some(" ")) {
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
