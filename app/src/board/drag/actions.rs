//! Drag actions: start, move, drop and cancel, by pointer and by keyboard.

use std::time::Duration;

use leptos::prelude::*;
use model::{IssueId, Place, Status};

use super::super::{
    aria_live, dom,
    drag::state::{ArrowKey, DragState, DropTarget, Slot},
    state::BoardState,
    virtual_list::GAP,
};

const DRAGGING_CLASS: &str = "board-dragging";
/// A card that hangs over a folded lane is wider than the lane.
const NARROWEST: f64 = 104.0;
/// How far cards make room for the one in the air.
const ROOM: &str = "--room";

impl BoardState {
    /// Takes a card up.
    pub fn lift_card(self, id: IssueId, by_pointer: bool) -> bool {
        let Some((status, index)) = self.peek(|deck| deck.position(id)) else {
            return false;
        };
        self.current.set(Some(id));
        let lift = DragState::new(id, Slot { status, index }, by_pointer);
        if let Some(board) = dom::find(dom::BOARD) {
            dom::set_style(
                &board,
                ROOM,
                &format!("{}px", self.lifted_height(&lift) + GAP),
            );
        }
        if let Some(card) = dom::card(id) {
            dom::keep_room(&card);
        }
        self.hold_still(status, || self.lift.set(Some(lift)));
        dragging(true);
        self.say(aria_live::lifted(
            id,
            status,
            index,
            self.peek(|deck| deck.lane(status).total()),
        ));
        // Where it would land is drawn first.
        request_animation_frame(move || self.hang());
        true
    }

    /// Says where it would land now.
    pub fn aim(self, target: DropTarget) {
        let Some(lift) = self
            .lift
            .get_untracked()
            .filter(|lift| lift.target != target)
        else {
            return;
        };
        self.lift.set(Some(DragState { target, ..lift }));
        self.say(match target {
            DropTarget::Slot(spot) => {
                aria_live::over(spot.status, spot.index, self.slots(&lift, spot.status))
            }
            DropTarget::Refused(lane) => lift
                .from
                .status
                .check_move(lane)
                .err()
                .map(|why| why.to_string())
                .unwrap_or_default(),
            DropTarget::Nowhere => String::new(),
        });
    }

    /// Aims by an arrow key.
    pub fn aim_by(self, step: ArrowKey) {
        let Some(lift) = self.lift.get_untracked() else {
            return;
        };
        let spot = lift.stepped(step, |lane| self.peek(|deck| deck.lowest(lane, lift.id)));
        self.aim(DropTarget::Slot(spot));
        request_animation_frame(move || self.hang());
    }

    /// A card held by the keyboard hangs over the place where it would land.
    pub fn hang(self) {
        let Some(lift) = self.lift.get_untracked().filter(|lift| !lift.by_pointer) else {
            return;
        };
        let DropTarget::Slot(spot) = lift.target else {
            return;
        };
        let (Some(card), Some(list), Some(lane)) = (
            dom::card(lift.id),
            dom::list(spot.status),
            dom::lane(spot.status),
        ) else {
            return;
        };
        dom::scroll_to(&lane);
        let (top, room) = (
            self.slot(&lift, spot.status, spot.index),
            self.lifted_height(&lift) + 2.0 * GAP,
        );
        let height = f64::from(list.client_height());
        let scrolled = f64::from(list.scroll_top()).clamp((top + room - height).min(top), top);
        list.set_scroll_top(scrolled as i32);
        let slot = list.query_selector(".card-slot").ok().flatten();
        let rect = slot.unwrap_or(lane).get_bounding_client_rect();
        dom::fix_at(&card, rect.left(), rect.top(), rect.width().max(NARROWEST));
    }

    /// Lets go of it where it is.
    pub fn drop_card(self) {
        let Some(lift) = self.lift.get_untracked() else {
            return;
        };
        match lift.target {
            DropTarget::Slot(spot) if spot != lift.from => {
                let of = self.slots(&lift, spot.status);
                let place = self.peek(|deck| deck.place(spot.status, spot.index, lift.id));
                let beside = self.neighbour(lift.id);
                self.animate(|| {
                    self.release(&lift, spot.status);
                    if self.move_card(lift.id, spot.status, place) {
                        self.say(aria_live::dropped(lift.id, spot.status, spot.index, of));
                        self.warn_of_blockers(lift.id, lift.from.status, spot.status);
                    }
                });
                self.focus_again(&lift, beside);
            }
            DropTarget::Refused(lane) => {
                let why = lift
                    .from
                    .status
                    .check_move(lane)
                    .err()
                    .map(|why| why.to_string());
                self.put_back();
                self.refuse(&why.unwrap_or_default(), lift.from.status);
            }
            _ => self.put_back(),
        }
    }

    /// It glides back to where it was.
    pub fn put_back(self) {
        let Some(lift) = self.lift.get_untracked() else {
            return;
        };
        self.animate(|| self.release(&lift, lift.from.status));
        let Slot { status, index } = lift.from;
        self.say(aria_live::put_back(
            lift.id,
            status,
            index,
            self.peek(|deck| deck.lane(status).total()),
        ));
        self.focus_again(&lift, None);
    }

    /// Moves a card that is not in the air to the lane where it fits best: the next one that takes
    /// it, in a direction.
    pub fn move_beside(self, id: IssueId, right: bool) {
        let Some((from, _)) = self.peek(|deck| deck.position(id)) else {
            return;
        };
        let ahead = |lane: &Status| if right { *lane > from } else { *lane < from };
        let mut lanes = Status::ALL
            .into_iter()
            .filter(|lane| ahead(lane) && from.can_move_to(*lane));
        if let Some(lane) = if right {
            lanes.next()
        } else {
            lanes.next_back()
        } {
            self.move_to(id, lane, lane.arrival());
        }
    }

    /// Moves a card up or down by one.
    pub fn move_by(self, id: IssueId, down: bool) {
        let Some((status, index)) = self.peek(|deck| deck.position(id)) else {
            return;
        };
        let index = if down {
            index + 1
        } else {
            index.wrapping_sub(1)
        };
        if index <= self.peek(|deck| deck.lowest(status, id)) {
            self.move_to(id, status, self.peek(|deck| deck.place(status, index, id)));
        }
    }

    /// Moves a card to an end of its lane.
    pub fn move_within(self, id: IssueId, place: Place) {
        if let Some((status, _)) = self.peek(|deck| deck.position(id)) {
            self.move_to(id, status, place);
        }
    }

    /// Moves a card that is not in the air, says where it is now, and keeps the focus on it.
    pub fn move_to(self, id: IssueId, status: Status, place: Place) {
        let (beside, from) = (self.neighbour(id), self.peek(|deck| deck.position(id)));
        let mut moved = false;
        self.animate(|| moved = self.move_card(id, status, place));
        if let Some((status, index)) = self.peek(|deck| deck.position(id)).filter(|_| moved) {
            self.say(aria_live::dropped(
                id,
                status,
                index,
                self.peek(|deck| deck.lane(status).total()),
            ));
            self.warn_of_blockers(id, from.map_or(status, |(from, _)| from), status);
            self.focus_moved(id, beside);
        }
    }

    /// How many cards the lane has with this one.
    #[must_use]
    pub fn slots(self, lift: &DragState, lane: Status) -> usize {
        self.peek(|deck| deck.lane(lane).total()) + usize::from(lane != lift.from.status)
    }

    /// Work on a blocked issue may begin, but whoever begins it is told.
    fn warn_of_blockers(self, id: IssueId, from: Status, to: Status) {
        let blockers = self
            .peek(|deck| deck.card(id))
            .map_or(0, |card| card.blocked_by);
        if from != to && to == Status::InProgress && blockers > 0 {
            let issues = if blockers == 1 { "issue" } else { "issues" };
            self.toasts
                .refuse(format!("#{id} is blocked by {blockers} open {issues}"));
        }
    }

    /// `seen` is the lane that stays where it is while others fold.
    fn release(self, lift: &DragState, seen: Status) {
        self.hold_still(seen, || self.lift.set(None));
        dragging(false);
        if let Some(card) = dom::card(lift.id) {
            dom::clear_styles(&card, &["left", "top", "width"]);
            dom::free_room(&card);
        }
        // What others did with it meanwhile.
        self.read_soon(Duration::from_millis(1));
    }

    fn focus_again(self, lift: &DragState, beside: Option<IssueId>) {
        if !lift.by_pointer || self.focused() == Some(lift.id) {
            self.focus_moved(lift.id, beside);
        }
    }
}

fn dragging(on: bool) {
    if let Some(root) = document().document_element() {
        dom::set_class(&root, DRAGGING_CLASS, on);
    }
}
