//! A card in the air: taken up, aimed, dropped or put back, whoever holds it.

use std::time::Duration;

use leptos::prelude::*;
use model::{IssueId, Place, Status};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{
    announce, dom, focus,
    lift::{Lift, Spot, Step, Target},
    state::BoardState,
    window::{CARD, STEP},
};

const DRAGGING_CLASS: &str = "board-dragging";

impl BoardState {
    /// Takes a card up.
    pub fn lift_card(self, id: IssueId, by_pointer: bool) -> bool {
        let Some((status, index)) = self.peek(|deck| deck.spot(id)) else { return false };
        self.current.set(Some(id));
        self.lift.set(Some(Lift::new(id, Spot { status, index }, by_pointer)));
        dragging(true);
        self.say(announce::lifted(id, status, index, self.peek(|deck| deck.lane(status).total())));
        // Where it would land is drawn first.
        request_animation_frame(move || self.hang());
        true
    }

    /// Says where it would land now.
    pub fn aim(self, target: Target) {
        let Some(lift) = self.lift.get_untracked().filter(|lift| lift.target != target) else { return };
        self.lift.set(Some(Lift { target, ..lift }));
        self.say(match target {
            Target::Spot(spot) => announce::over(spot.status, spot.index, self.slots(&lift, spot.status)),
            Target::Refused(lane) => lift.from.status.check_move(lane).err().map(|why| why.to_string()).unwrap_or_default(),
            Target::Nowhere => String::new(),
        });
    }

    /// Aims by an arrow key.
    pub fn aim_by(self, step: Step) {
        let Some(lift) = self.lift.get_untracked() else { return };
        let spot = lift.stepped(step, |lane| self.peek(|deck| deck.lowest(lane, lift.id)));
        self.aim(Target::Spot(spot));
        request_animation_frame(move || self.hang());
    }

    /// A card held by the keyboard hangs over the place where it would land.
    pub fn hang(self) {
        let Some(Lift { id, target: Target::Spot(spot), by_pointer: false, .. }) = self.lift.get_untracked() else { return };
        let (Some(card), Some(list), Some(lane)) = (dom::card(id), dom::list(spot.status), dom::lane(spot.status)) else {
            return;
        };
        let options = ScrollIntoViewOptions::new();
        options.set_inline(ScrollLogicalPosition::Nearest);
        options.set_block(ScrollLogicalPosition::Nearest);
        lane.scroll_into_view_with_scroll_into_view_options(&options);
        let (top, height) = (spot.index as f64 * STEP, f64::from(list.client_height()));
        let scrolled = f64::from(list.scroll_top()).clamp((top + CARD + 12.0 - height).min(top), top);
        list.set_scroll_top(scrolled as i32);
        let slot = list.query_selector(".card-slot").ok().flatten();
        let rect = slot.unwrap_or(lane).get_bounding_client_rect();
        dom::fix_at(&card, rect.left(), rect.top(), rect.width().max(CARD));
    }

    /// Lets go of it where it is.
    pub fn drop_card(self) {
        let Some(lift) = self.lift.get_untracked() else { return };
        match lift.target {
            Target::Spot(spot) if spot != lift.from => {
                let of = self.slots(&lift, spot.status);
                let place = self.peek(|deck| deck.place(spot.status, spot.index, lift.id));
                self.animate(|| {
                    self.release(&lift);
                    if self.move_card(lift.id, spot.status, place) {
                        self.say(announce::dropped(lift.id, spot.status, spot.index, of));
                    }
                });
                self.focus_again(&lift);
            }
            Target::Refused(lane) => {
                let why = lift.from.status.check_move(lane).err().map(|why| why.to_string());
                self.put_back();
                self.refuse(&why.unwrap_or_default(), lift.from.status);
            }
            _ => self.put_back(),
        }
    }

    /// It glides back to where it was.
    pub fn put_back(self) {
        let Some(lift) = self.lift.get_untracked() else { return };
        self.animate(|| self.release(&lift));
        let Spot { status, index } = lift.from;
        self.say(announce::put_back(lift.id, status, index, self.peek(|deck| deck.lane(status).total())));
        self.focus_again(&lift);
    }

    /// Moves a card that is not in the air to the lane where it fits best: the next one that takes it, in a direction.
    pub fn move_beside(self, id: IssueId, right: bool) {
        let Some((from, _)) = self.peek(|deck| deck.spot(id)) else { return };
        let ahead = |lane: &Status| if right { *lane > from } else { *lane < from };
        let mut lanes = Status::ALL.into_iter().filter(|lane| ahead(lane) && from.can_move_to(*lane));
        if let Some(lane) = if right { lanes.next() } else { lanes.next_back() } {
            self.move_to(id, lane, lane.arrival());
        }
    }

    /// Moves a card up or down by one.
    pub fn move_by(self, id: IssueId, down: bool) {
        let Some((status, index)) = self.peek(|deck| deck.spot(id)) else { return };
        let index = if down { index + 1 } else { index.wrapping_sub(1) };
        if index <= self.peek(|deck| deck.lowest(status, id)) {
            self.move_to(id, status, self.peek(|deck| deck.place(status, index, id)));
        }
    }

    /// Moves a card to an end of its lane.
    pub fn move_within(self, id: IssueId, place: Place) {
        if let Some((status, _)) = self.peek(|deck| deck.spot(id)) {
            self.move_to(id, status, place);
        }
    }

    /// Moves a card that is not in the air, says where it is now, and keeps the focus on it.
    pub fn move_to(self, id: IssueId, status: Status, place: Place) {
        let mut moved = false;
        self.animate(|| moved = self.move_card(id, status, place));
        if let Some((status, index)) = self.peek(|deck| deck.spot(id)).filter(|_| moved) {
            self.say(announce::dropped(id, status, index, self.peek(|deck| deck.lane(status).total())));
            self.focus(id);
        }
    }

    /// How many cards the lane has with this one.
    #[must_use]
    pub fn slots(self, lift: &Lift, lane: Status) -> usize {
        self.peek(|deck| deck.lane(lane).total()) + usize::from(lane != lift.from.status)
    }

    fn release(self, lift: &Lift) {
        self.lift.set(None);
        dragging(false);
        if let Some(card) = dom::card(lift.id) {
            dom::clear_styles(&card, &["left", "top", "width"]);
        }
        // What others did with it meanwhile.
        self.read_soon(Duration::from_millis(1));
    }

    fn focus_again(self, lift: &Lift) {
        if !lift.by_pointer || focus::focused_card() == Some(lift.id) {
            self.focus(lift.id);
        }
    }
}

fn dragging(on: bool) {
    if let Some(root) = document().document_element() {
        dom::set_class(&root, DRAGGING_CLASS, on);
    }
}
