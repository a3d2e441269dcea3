//! Pointer input of a drag: a mouse starts one after a few pixels, a finger after a long press.

use std::time::Duration;

use leptos::{ev, prelude::*};
use model::IssueId;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::super::{dom, state::BoardState};
use crate::ui::pointer_press::{PointerPress, PressUpdate, place};

/// A pointer that is down on a card.
pub(super) struct Press {
    pub(super) id: IssueId,
    pub(super) hold: PointerPress,
    /// From the card's corner to where it is held.
    grab: (f64, f64),
}

/// Dragging. Made once by the board.
#[derive(Clone, Copy)]
pub struct Drag {
    pub(super) state: BoardState,
    pub(super) press: StoredValue<Option<Press>>,
    /// The click that ends a drag is none.
    swallow: StoredValue<bool>,
}

impl Drag {
    /// Listens to the window, for a pointer that was pressed on a card may leave it.
    pub fn new(state: BoardState) -> Self {
        let drag = Drag {
            state,
            press: StoredValue::new(None),
            swallow: StoredValue::new(false),
        };
        Effect::new(move |_| {
            let handles = [
                window_event_listener(ev::pointermove, move |event| drag.moved(&event)),
                window_event_listener(ev::pointerup, move |event| drag.up(&event)),
                window_event_listener(ev::pointercancel, move |event| {
                    drag.cancel(Some(event.pointer_id()));
                }),
                window_event_listener(ev::blur, move |_| drag.cancel(None)),
                window_event_listener(ev::pointerdown, move |_| drag.leave_keyboard()),
            ];
            on_cleanup(move || {
                drag.cancel(None);
                handles.into_iter().for_each(WindowListenerHandle::remove);
            });
        });
        drag
    }

    /// `pointerdown` on the board.
    pub fn down(self, event: &PointerEvent) {
        let Some(target) = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        let inside = |selector: &str| target.closest(selector).ok().flatten().is_some();
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.button() != 0
            || !event.is_primary()
            || modified
            || inside("button, input")
            || self.state.lift.get_untracked().is_some()
        {
            return;
        }
        let Some(id) = dom::card_of(&target) else {
            return;
        };
        let Some(rect) = dom::card(id).map(|card| card.get_bounding_client_rect()) else {
            return;
        };
        let (pointer, at) = (event.pointer_id(), place(event));
        // A finger on the grip need not rest.
        let rests = event.pointer_type() == "touch" && !inside(".card-grip");
        let hold = PointerPress::new(event, rests, move || self.begin(pointer));
        let grab = (at.0 - rect.left(), at.1 - rect.top());
        self.press.set_value(Some(Press { id, hold, grab }));
    }

    fn moved(self, event: &PointerEvent) {
        let moved = self.press.try_update_value(|press| {
            let press = press
                .as_mut()
                .filter(|press| press.hold.is(event.pointer_id()))?;
            Some(press.hold.moved(event))
        });
        match moved.flatten() {
            Some(PressUpdate::Follows) => self.follow(),
            Some(PressUpdate::Scrolls) => self.cancel(None),
            Some(PressUpdate::Lifts) => self.begin(event.pointer_id()),
            Some(PressUpdate::Waits) | None => {}
        }
    }

    fn begin(self, pointer: i32) {
        let id = self.press.try_update_value(|press| {
            let press = press
                .as_mut()
                .filter(|press| press.hold.is(pointer) && !press.hold.lifted)?;
            press.hold.lifted = true;
            Some(press.id)
        });
        let Some(id) = id.flatten() else { return };
        if !self.state.lift_card(id, true) {
            return self.press.set_value(None);
        }
        // The board stays where it is while cards come and go, so the pointer is captured by it.
        if let Some(board) = dom::find(dom::BOARD) {
            self.press
                .with_value(|press| press.iter().for_each(|press| press.hold.capture(&board)));
        }
        if let Some(card) = dom::card(id) {
            let rect = card.get_bounding_client_rect();
            dom::fix_at(&card, rect.left(), rect.top(), rect.width());
        }
        self.follow();
        self.scroll_at_edges();
    }

    fn up(self, event: &PointerEvent) {
        let ended = self
            .press
            .try_update_value(|press| press.take_if(|press| press.hold.is(event.pointer_id())))
            .flatten();
        if ended.is_some_and(|press| press.hold.lifted) {
            self.swallow.set_value(true);
            set_timeout(
                move || {
                    self.swallow.try_set_value(false);
                },
                Duration::ZERO,
            );
            self.state.drop_card();
        }
    }

    /// Puts the card back, if it is in the air.
    pub fn cancel(self, pointer: Option<i32>) {
        let mine = |press: &mut Press| pointer.is_none_or(|pointer| press.hold.is(pointer));
        let held = self
            .press
            .try_update_value(|press| press.take_if(mine))
            .flatten();
        if held.is_some_and(|press| press.hold.lifted) {
            self.state.put_back();
        }
    }

    /// Somebody who takes the mouse no longer holds a card by the keyboard.
    fn leave_keyboard(self) {
        if self
            .state
            .lift
            .get_untracked()
            .is_some_and(|lift| !lift.by_pointer)
        {
            self.state.put_back();
        }
    }

    /// Returns true if a click only ends a drag.
    #[must_use]
    pub fn swallows_click(self) -> bool {
        self.swallow.get_value()
    }

    /// Returns true if a card hangs on the pointer, or is about to: then a finger neither scrolls
    /// nor opens a context menu.
    #[must_use]
    pub fn is_lifted(self) -> bool {
        self.press
            .with_value(|press| press.as_ref().is_some_and(|press| press.hold.lifted))
    }

    /// A finger rests on a card.
    #[must_use]
    pub fn is_resting(self) -> bool {
        self.press
            .with_value(|press| press.as_ref().is_some_and(|press| press.hold.is_resting()))
    }

    pub(super) fn follow(self) {
        let held = self.press.with_value(|press| {
            press
                .as_ref()
                .map(|press| (press.id, press.hold.at, press.grab))
        });
        // Esc may have taken it from the pointer.
        let Some((id, at, grab)) = held.filter(|(id, ..)| self.holds(*id)) else {
            return;
        };
        if let Some(card) = dom::card(id) {
            dom::set_style(&card, "left", &format!("{}px", at.0 - grab.0));
            dom::set_style(&card, "top", &format!("{}px", at.1 - grab.1));
        }
        self.state.aim(self.target(id, at, at.1 - grab.1));
    }

    pub(super) fn holds(self, id: IssueId) -> bool {
        self.state
            .lift
            .try_with_untracked(|lift| lift.is_some_and(|lift| lift.by_pointer && lift.id == id))
            .unwrap_or(false)
    }
}
