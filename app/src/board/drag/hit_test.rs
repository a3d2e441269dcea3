//! Hit test of a pointer drag: the drop target under the card, and scrolling at the edges.

use leptos::prelude::*;
use model::{IssueId, Place, Status};
use web_sys::{Element, HtmlElement};

use super::{
    super::{dom, drag::state::DropTarget, virtual_list::PADDING},
    Drag,
};
use crate::ui::pointer_press::autoscroll;

/// This far beside the board is not over it.
const BESIDE: f64 = 48.0;

impl Drag {
    /// What a card hangs over whose upper edge is at `top`: the lane under the pointer, at the
    /// height of the card's middle.
    pub(super) fn target(self, id: IssueId, (x, y): (f64, f64), top: f64) -> DropTarget {
        let (Some(lift), Some(board)) = (self.state.lift.get_untracked(), dom::find(dom::BOARD))
        else {
            return DropTarget::Nowhere;
        };
        let board = board.get_bounding_client_rect();
        let beside = |at: f64, from: f64, to: f64| at < from - BESIDE || at > to + BESIDE;
        if beside(x, board.left(), board.right()) || beside(y, board.top(), board.bottom()) {
            return DropTarget::Nowhere;
        }
        let x = x.clamp(board.left(), board.right());
        let distance = |lane: &Element| {
            let rect = lane.get_bounding_client_rect();
            (rect.left() - x).max(x - rect.right()).max(0.0)
        };
        let lanes = Status::ALL
            .into_iter()
            .filter_map(|status| Some((status, distance(&dom::lane(status)?))));
        let Some((status, _)) = lanes.min_by(|one, other| one.1.total_cmp(&other.1)) else {
            return DropTarget::Nowhere;
        };
        let lowest = self.state.peek(|deck| deck.lowest(status, id));
        let index = match dom::list(status).filter(|list| list.client_height() > 0) {
            Some(list) => {
                let height = self.state.lifted_height(&lift);
                let top = top - list.get_bounding_client_rect().top()
                    + f64::from(list.scroll_top())
                    - PADDING;
                self.state.peek_heights(status, |heights| {
                    heights.landing(top + height / 2.0, height, lift.own(status), lowest)
                })
            }
            None if status.arrival() == Place::Top => 0,
            None => lowest,
        };
        lift.over(status, index)
    }

    /// Frame by frame while a card hangs near an edge of the board or of a lane.
    pub(super) fn scroll_at_edges(self) {
        let held = self.press.try_with_value(|press| {
            press
                .as_ref()
                .filter(|press| press.hold.lifted)
                .map(|press| (press.id, press.hold.at))
        });
        let Some((_, (x, y))) = held.flatten().filter(|(id, _)| self.holds(*id)) else {
            return;
        };
        let mut scrolled = false;
        if let Some(board) = dom::find(dom::BOARD) {
            let rect = board.get_bounding_client_rect();
            let before = board.scroll_left();
            board.set_scroll_left(before + autoscroll(x - rect.left(), rect.width()) as i32);
            scrolled |= board.scroll_left() != before;
        }
        if let Some(list) = self.list_under() {
            let rect = list.get_bounding_client_rect();
            let before = list.scroll_top();
            list.set_scroll_top(before + autoscroll(y - rect.top(), rect.height()) as i32);
            scrolled |= list.scroll_top() != before;
        }
        if scrolled {
            self.follow();
        }
        request_animation_frame(move || self.scroll_at_edges());
    }

    fn list_under(self) -> Option<HtmlElement> {
        match self.state.lift.get_untracked()?.target {
            DropTarget::Slot(spot) => dom::list(spot.status),
            _ => None,
        }
    }
}
