//! Back navigation to the board: restores the scroll offsets of the board and its lanes, and the
//! focus of the card that was opened.

use leptos::prelude::*;
use model::{IssueId, Status};
use web_sys::HtmlElement;

use super::{dom, focus::nothing_focused, state::BoardState};
use crate::ui::scroll_memory::ScrollMemory;

/// What is still to be restored. Get it with [`ComeBack::get`].
#[derive(Clone, Copy)]
pub struct ComeBack {
    /// What is noted for the next time.
    pub memory: ScrollMemory,
    /// How far lanes were scrolled whose cards are not all loaded yet.
    tops: RwSignal<Vec<(Status, i32)>>,
    /// The card that had the focus, until it is there.
    card: RwSignal<Option<IssueId>>,
}

impl ComeBack {
    /// Made once by the page, which provides it.
    #[must_use]
    pub fn new(state: BoardState) -> Self {
        let back = ComeBack {
            memory: ScrollMemory::new("board"),
            tops: RwSignal::new(Vec::new()),
            card: RwSignal::new(None),
        };
        Effect::new(move |_| {
            let Some(id) = back.card.get() else { return };
            if Status::ALL
                .into_iter()
                .any(|status| state.index(id, status).is_some())
            {
                state.current.set(Some(id));
                request_animation_frame(move || back.focus(id));
            }
        });
        back
    }

    /// That of this page.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// The lanes are there.
    pub fn begin(self) {
        let Some(position) = self.memory.recall() else {
            return;
        };
        let card = position
            .focused
            .as_deref()
            .and_then(|id| id.strip_prefix("card-")?.parse().ok());
        let top = |status| Some((status, position.offsets(&dom::list_id(status))?.1));
        self.card.set(card);
        self.tops
            .set(Status::ALL.into_iter().filter_map(top).collect());
        if let Some((left, _)) = position.offsets(dom::BOARD) {
            request_animation_frame(move || {
                if let Some(board) = dom::find(dom::BOARD) {
                    board.set_scroll_left(left);
                }
            });
        }
    }

    /// How far a lane was scrolled, until it is again.
    #[must_use]
    pub fn top(self, status: Status) -> Option<i32> {
        self.tops.with(|tops| {
            tops.iter()
                .find(|(lane, _)| *lane == status)
                .map(|(_, top)| *top)
        })
    }

    /// A lane is scrolled as it was.
    pub fn arrived(self, status: Status) {
        self.tops
            .try_update(|tops| tops.retain(|(lane, _)| *lane != status));
    }

    /// The reader does something else.
    pub fn give_up(self) {
        if !self.tops.read_untracked().is_empty() {
            self.tops.set(Vec::new());
        }
        if self.card.get_untracked().is_some() {
            self.card.set(None);
        }
    }

    /// A card was opened or has the focus.
    pub fn note(self, id: IssueId) {
        self.memory.focused(&dom::card_id(id));
    }

    /// Something of the board has scrolled.
    pub fn scrolled(self, element: &HtmlElement) {
        self.memory.scrolled(element);
    }

    fn focus(self, id: IssueId) {
        if let Some(link) = dom::card_link(id).filter(|_| nothing_focused()) {
            dom::focus_in_place(&link);
        }
        self.card.try_set(None);
    }
}
