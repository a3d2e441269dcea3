//! Lines above the board: the drop hint, and the notice of moves that wait for the server.

use super::{drag::state::DropTarget, state::BoardState};
use crate::{
    prelude::*,
    ui::icon::{Icon, Shape},
};

/// `In progress, 2 of 4 · unblocks 3 issues  Esc to cancel`
#[component]
pub fn Hint() -> impl IntoView {
    let state = BoardState::get();
    let shown = move || {
        let lift = state.lift.get()?;
        let words = match lift.target {
            DropTarget::Slot(spot) => {
                let mut words = format!(
                    "{}, {} of {}",
                    spot.status.label(),
                    spot.index + 1,
                    state.slots(&lift, spot.status)
                );
                match state
                    .peek(|deck| deck.card(lift.id))
                    .map_or(0, |card| card.unblocks)
                {
                    0 => {}
                    1 => words.push_str(" · unblocks 1 issue"),
                    many => words.push_str(&format!(" · unblocks {many} issues")),
                }
                words
            }
            DropTarget::Refused(lane) => lift.from.status.check_move(lane).err()?.to_string(),
            DropTarget::Nowhere => "Drop on a column".to_owned(),
        };
        Some(view! {
            <div class="hint">
                <span>{words}</span>
                <span class="only-desk">
                    <kbd class="kbd">"Esc"</kbd>
                    " to cancel"
                </span>
            </div>
        })
    };
    view! { {move || shown()} }
}

/// Moves that could not be sent: the cards stay where they were put, and are sent when the server
/// is back.
#[component]
pub fn Waiting() -> impl IntoView {
    let state = BoardState::get();
    view! {
        <Show when=move || state.moves.stalled.get()>
            <div class="notice notice-warn" role="status">
                <Icon shape=Shape::Blocked />
                <span>
                    "Can't reach the server. Your changes are saved here and will sync when it's back."
                </span>
                <button class="btn" on:click=move |_| state.moves.send_next()>
                    "Retry"
                </button>
            </div>
        </Show>
    }
}
