//! "Move to…": what dragging does, by a click or by keys. One menu for the whole board, opened
//! under the card that asked.

use leptos::html::Div;
use model::{IssueId, Place, Status};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{dom, state::BoardState};
use crate::{
    issues::peek::Peeking,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
        status_icon::StatusGlyph,
    },
};

/// The menu. Stands once, on the board.
#[component]
pub fn MoveMenu() -> impl IntoView {
    let state = BoardState::get();
    let popover = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (Some(id), Some(popover)) = (state.menu.get(), popover.get()) {
            request_animation_frame(move || open(&popover, id));
        }
    });
    // However it was closed, the focus goes back to the card, unless somebody took it elsewhere.
    let closed = move |_| {
        let open = popover
            .get_untracked()
            .is_some_and(|popover| popover.matches(":popover-open").unwrap_or(false));
        if let Some(id) = state.menu.get_untracked().filter(|_| !open) {
            state.menu.set(None);
            super::focus::keep(state, id);
        }
    };
    let label = move || state.menu.get().map(|id| format!("Move #{id} to…"));
    view! {
        <div
            class="menu move-menu"
            popover="auto"
            role="menu"
            aria-label=label
            node_ref=popover
            on:toggle=closed
            on:keydown=menu::walk
        >
            {move || state.menu.get().map(|id| view! { <Items id popover /> })}
        </div>
    }
}

#[component]
fn Items(id: IssueId, popover: NodeRef<Div>) -> impl IntoView {
    let state = BoardState::get();
    let spot = move || {
        state.card(id)?;
        state.peek(|deck| deck.position(id))
    };
    let here = Memo::new(move |_| spot().map(|(status, _)| status));
    let peeking = Peeking::get();
    let close = move || {
        if let Some(popover) = popover.get_untracked() {
            let _ = popover.hide_popover();
        }
    };
    let act = move |act: fn(BoardState, IssueId)| {
        move |_| {
            close();
            act(state, id);
            state.focus(id);
        }
    };
    let peek = move |_| {
        close();
        peeking.show(id);
        state.focus(id);
    };
    view! {
        {move || {
            here
                .get()
                .map(|here| {
                    Status::ALL
                        .map(|lane| view! { <LaneItem id here lane popover /> })
                        .collect_view()
                })
        }}
        <div class="menu-rule" role="separator"></div>
        <button
            class="menu-item"
            role="menuitem"
            on:click=act(|state, id| state.move_within(id, Place::Top))
        >
            "Move to top"
            <kbd class="kbd only-desk">"Alt Home"</kbd>
        </button>
        <button
            class="menu-item"
            role="menuitem"
            on:click=act(|state, id| state.move_by(id, false))
        >
            "Move up"
            <kbd class="kbd only-desk">"Alt ↑"</kbd>
        </button>
        <button class="menu-item" role="menuitem" on:click=act(|state, id| state.move_by(id, true))>
            "Move down"
            <kbd class="kbd only-desk">"Alt ↓"</kbd>
        </button>
        <button
            class="menu-item"
            role="menuitem"
            on:click=act(|state, id| state.move_within(id, Place::Bottom))
        >
            "Move to bottom"
            <kbd class="kbd only-desk">"Alt End"</kbd>
        </button>
        <div class="menu-rule" role="separator"></div>
        <button class="menu-item" role="menuitem" on:click=peek>
            "Peek"
            <kbd class="kbd only-desk">"V"</kbd>
        </button>
    }
}

/// A lane to move to. One that does not take the card is dimmed, and says why when it is chosen all
/// the same.
#[component]
fn LaneItem(id: IssueId, here: Status, lane: Status, popover: NodeRef<Div>) -> impl IntoView {
    let state = BoardState::get();
    let why = here.check_move(lane).err().map(|why| why.to_string());
    let current = here == lane;
    let reason = why.clone();
    let choose = move |_| match &reason {
        Some(_) if current => {}
        Some(why) => state.refuse(why, here),
        None => {
            if let Some(popover) = popover.get_untracked() {
                let _ = popover.hide_popover();
            }
            state.move_to(id, lane, lane.arrival());
        }
    };
    view! {
        <button
            class="menu-item"
            role="menuitem"
            aria-disabled=why.is_some().then_some("true")
            title=why
            on:click=choose
        >
            <StatusGlyph status=lane />
            {lane.label()}
            {current
                .then(|| {
                    view! {
                        <span class="menu-note">
                            <Icon shape=Shape::Check />
                            <span class="sr-only">"current column"</span>
                        </span>
                    }
                })}
        </button>
    }
}

/// Opens it under the card's button, or above where there is no room, and goes to its first item.
fn open(popover: &HtmlElement, id: IssueId) {
    let Some(card) = dom::card(id) else { return };
    let button = card
        .query_selector(".card-menu")
        .ok()
        .flatten()
        .map_or_else(
            || card.get_bounding_client_rect(),
            |button| button.get_bounding_client_rect(),
        );
    // It throws only when it is open already.
    let _ = popover.show_popover();
    let menu = popover.get_bounding_client_rect();
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value
            .ok()
            .and_then(|value| value.as_f64())
            .unwrap_or(f64::MAX)
    };
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let below = button.bottom() + 4.0;
    let top = if below + menu.height() > height {
        button.top() - 4.0 - menu.height()
    } else {
        below
    };
    let left = button.right() - menu.width();
    for (name, value) in [
        ("left", left.min(width - menu.width() - 8.0)),
        ("top", top.min(height - menu.height() - 8.0)),
    ] {
        dom::set_style(popover, name, &format!("{}px", value.max(8.0)));
    }
    let first = popover
        .query_selector(".menu-item:not([aria-disabled=true])")
        .ok()
        .flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}
