//! Keyboard focus among cards: a roving tab stop, moved by the arrow keys and kept across updates.

use leptos::prelude::*;
use model::{IssueId, Status};

use super::{dom, state::BoardState, virtual_list::PADDING};

/// Returns true if nothing has the focus.
#[must_use]
pub fn nothing_focused() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY" || element.id() == "main")
}

/// After a change: the card that had the focus has it still, or the one that took its place.
pub fn keep(state: BoardState, id: IssueId) {
    if !nothing_focused() {
        return;
    }
    let id = if dom::card(id).is_some() {
        Some(id)
    } else {
        state.current.try_get_untracked().flatten()
    };
    if let Some(link) = id.and_then(dom::card_link) {
        dom::focus_in_place(&link);
    }
}

/// A key that goes from card to card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    Up,
    Down,
    Left,
    Right,
}

impl BoardState {
    /// The card that has the focus, or gets it with the next frame: keys come faster than frames.
    #[must_use]
    pub fn focused(self) -> Option<IssueId> {
        self.refocus
            .try_get_value()
            .flatten()
            .or_else(|| dom::card_of(&document().active_element()?))
    }

    /// Runs with the next frame, when the cards are drawn where they belong. Until then a card
    /// counts as focused, though a card that is drawn elsewhere has lost the browser's focus.
    pub(super) fn with_next_frame(self, focused: Option<IssueId>, act: impl FnOnce() + 'static) {
        if focused.is_some() {
            self.refocus.try_set_value(focused);
        }
        request_animation_frame(move || {
            // Not if a later key has chosen another card.
            if focused.is_some() && self.refocus.try_get_value().flatten() == focused {
                self.refocus.try_set_value(None);
            }
            act();
        });
    }

    /// The card that Tab comes to: the last one that had the focus, or the first.
    #[must_use]
    pub fn tab_stop(self) -> Option<IssueId> {
        let here = |id: &IssueId| {
            self.card(*id)
                .is_some_and(|card| !self.is_rail(card.status))
        };
        let open = || {
            Status::ALL
                .into_iter()
                .filter(|status| !self.is_rail(*status))
        };
        let first = || open().find_map(|status| self.lane(status, |list| list.get(0)));
        self.current.get().filter(here).or_else(first)
    }

    /// Gives a card the focus, drawing it if it is out of sight, and scrolls to it.
    pub fn focus(self, id: IssueId) {
        self.current.set(Some(id));
        self.with_next_frame(Some(id), move || {
            if let Some(link) = dom::card_link(id) {
                dom::focus_in_place(&link);
                self.reveal(id);
            }
        });
    }

    /// Scrolls its lane, and the board, as far as needed to see all of a card.
    pub fn reveal(self, id: IssueId) {
        if let (Some(card), Some((status, _))) =
            (dom::card(id), self.peek(|deck| deck.position(id)))
        {
            card.parent_element()
                .iter()
                .chain(&dom::lane(status))
                .for_each(dom::scroll_to);
        }
    }

    /// The focus after a card has moved: on the card, or where that is hidden in a folded lane, on
    /// the one in its old place.
    pub fn focus_moved(self, id: IssueId, beside: Option<IssueId>) {
        let hidden = self
            .peek(|deck| deck.position(id))
            .is_some_and(|(status, _)| untrack(|| self.is_folded(status)));
        self.focus(if hidden { beside.unwrap_or(id) } else { id });
    }

    /// The card that takes the place of one that leaves: the next one, or the one above.
    #[must_use]
    pub fn neighbour(self, id: IssueId) -> Option<IssueId> {
        self.peek(|deck| {
            let (status, index) = deck.position(id)?;
            let (above, below) = deck.neighbours(status, index, id);
            below.or(above)
        })
    }

    /// Goes to the next card in a direction; into the board when the focus is elsewhere.
    pub fn go(self, go: Go) {
        let next = match self
            .focused()
            .and_then(|id| self.peek(|deck| deck.position(id)).map(|spot| (id, spot)))
        {
            None => self.tab_stop(),
            Some((_, (status, index))) if matches!(go, Go::Up | Go::Down) => {
                let index = if go == Go::Up {
                    index.checked_sub(1)
                } else {
                    Some(index + 1)
                };
                index.and_then(|index| self.peek(|deck| deck.lane(status).get(index)))
            }
            Some((id, (status, _))) => self.beside(id, status, go == Go::Right),
        };
        if let Some(id) = next {
            self.focus(id);
        }
    }

    /// The card at the same height of the next lane that has any.
    fn beside(self, id: IssueId, status: Status, right: bool) -> Option<IssueId> {
        let rect = dom::card(id)?.get_bounding_client_rect();
        let middle = rect.top() + rect.height() / 2.0;
        let open = |lane: &Status| {
            let ahead = if right {
                *lane > status
            } else {
                *lane < status
            };
            ahead
                && !untrack(|| self.is_folded(*lane))
                && self.peek(|deck| deck.lane(*lane).get(0)).is_some()
        };
        let mut lanes = Status::ALL.into_iter().filter(open);
        let lane = if right {
            lanes.next()
        } else {
            lanes.next_back()
        }?;
        let list = dom::list(lane)?;
        let last = self.peek(|deck| deck.lane(lane).reach()).saturating_sub(1);
        let y =
            middle - list.get_bounding_client_rect().top() + f64::from(list.scroll_top()) - PADDING;
        let index = self.peek_heights(lane, |heights| heights.at(y));
        self.peek(|deck| deck.lane(lane).get(index.min(last)))
    }
}
