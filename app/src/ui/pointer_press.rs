//! A pointer pressed on something draggable: a mouse starts the drag after a few pixels, a finger
//! after a long press.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use web_sys::{Element, PointerEvent};

/// A mouse that moves this far drags.
const ACTIVATION: f64 = 6.0;
/// A finger that rests this long lifts.
const LONG_PRESS: Duration = Duration::from_millis(280);
/// A finger that moves this far meanwhile scrolls.
const SCROLLS: f64 = 10.0;

/// A pointer from its going down to its coming up.
#[derive(Debug)]
pub struct PointerPress {
    pointer: i32,
    /// A finger has to rest first.
    rests: Option<TimeoutHandle>,
    start: (f64, f64),
    /// Where it is.
    pub at: (f64, f64),
    /// What it holds is in the air.
    pub lifted: bool,
}

/// What a movement means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PressUpdate {
    /// Nothing yet.
    Waits,
    /// The finger scrolls the page: let go.
    Scrolls,
    /// Far enough: lift it.
    Lifts,
    /// What is in the air goes along.
    Follows,
}

impl PointerPress {
    /// `pointerdown`. Whoever `must_rest` is told of it by `rested`.
    pub fn new(event: &PointerEvent, must_rest: bool, rested: impl FnOnce() + 'static) -> Self {
        let rests = must_rest
            .then(|| set_timeout_with_handle(rested, LONG_PRESS).ok())
            .flatten();
        let at = place(event);
        PointerPress {
            pointer: event.pointer_id(),
            rests,
            start: at,
            at,
            lifted: false,
        }
    }

    /// Returns true if it is this pointer.
    #[must_use]
    pub fn is(&self, pointer: i32) -> bool {
        self.pointer == pointer
    }

    /// Returns true if it is a finger that rests, or rested.
    #[must_use]
    pub fn is_resting(&self) -> bool {
        self.rests.is_some()
    }

    /// Its events go to this element from now on, whatever becomes of the one that it came down on.
    pub fn capture(&self, element: &Element) {
        // It throws only when the pointer is up already.
        let _ = element.set_pointer_capture(self.pointer);
    }

    /// `pointermove`.
    pub fn moved(&mut self, event: &PointerEvent) -> PressUpdate {
        self.at = place(event);
        let far = (self.at.0 - self.start.0).hypot(self.at.1 - self.start.1);
        means(self.lifted, self.is_resting(), far)
    }
}

impl Drop for PointerPress {
    fn drop(&mut self) {
        if let Some(timer) = &self.rests {
            timer.clear();
        }
    }
}

fn means(lifted: bool, rests: bool, far: f64) -> PressUpdate {
    match (lifted, rests) {
        (true, _) => PressUpdate::Follows,
        (false, true) if far > SCROLLS => PressUpdate::Scrolls,
        (false, false) if far >= ACTIVATION => PressUpdate::Lifts,
        _ => PressUpdate::Waits,
    }
}

/// Where a pointer is in the window.
#[must_use]
pub fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// The pixels to scroll in this frame when the pointer is this far into what scrolls: none but near
/// its edges.
#[must_use]
pub fn autoscroll(at: f64, length: f64) -> f64 {
    const EDGE: f64 = 56.0;
    const FASTEST: f64 = 16.0;
    let edge = EDGE.min(length / 4.0);
    let depth = if at < edge {
        at - edge
    } else {
        (at - (length - edge)).max(0.0)
    };
    (depth / edge).clamp(-1.0, 1.0) * FASTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mouse_moves_and_a_finger_rests() {
        assert_eq!(
            [0.0, 5.9, 6.0].map(|far| means(false, false, far)),
            [PressUpdate::Waits, PressUpdate::Waits, PressUpdate::Lifts]
        );
        assert_eq!(
            [0.0, 10.0, 10.1].map(|far| means(false, true, far)),
            [PressUpdate::Waits, PressUpdate::Waits, PressUpdate::Scrolls]
        );
        assert_eq!(
            [false, true].map(|rests| means(true, rests, 0.0)),
            [PressUpdate::Follows, PressUpdate::Follows]
        );
    }

    #[test]
    fn edges_scroll() {
        for (at, expect) in [
            (0.0, -16.0),
            (28.0, -8.0),
            (56.0, 0.0),
            (400.0, 0.0),
            (772.0, 8.0),
            (900.0, 16.0),
            (-50.0, -16.0),
        ] {
            assert!((autoscroll(at, 800.0) - expect).abs() < 1e-9, "{at}");
        }
    }
}
