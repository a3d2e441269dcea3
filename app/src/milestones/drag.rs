//! Dragging a row onto whatever has `data-milestone`: its number, or nothing for "no milestone". A
//! mouse pulls it off, a finger rests on it first; the keyboard uses the row's menu.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use leptos::{ev, prelude::*};
use model::MilestoneId;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, PointerEvent};

use crate::ui::{
    key::key_of,
    pointer_press::{PointerPress, PressUpdate, autoscroll},
};

/// On `<html>` meanwhile: nothing is selected, and the pointer grabs.
const DRAGGING_CLASS: &str = "board-dragging";
const GHOST_CLASS: &str = "drag-ghost";
const OVER_CLASS: &str = "drop-here";
/// What scrolls under a row in the air: on the desk a column, on the phone the page.
const SCROLLS: &str = ".read, .props, .split";

thread_local! {
    /// A row is in the air, or was until the click that comes now.
    static DRAGGED: Cell<bool> = const { Cell::new(false) };
}

/// Takes away the click that ended a drag, and from a finger that holds a row the page's scrolling
/// and the link's menu.
pub fn swallow(event: &Event) {
    let dragged = if event.type_() == "click" {
        DRAGGED.take()
    } else {
        DRAGGED.get()
    };
    if dragged && event.cancelable() {
        event.prevent_default();
    }
}

/// A press that may become a drag of `text`; `drop` is called where it is let go over a milestone.
pub fn begin(event: &PointerEvent, text: String, drop: impl Fn(Option<MilestoneId>) + 'static) {
    DRAGGED.set(false);
    if event.button() != 0 || !event.is_primary() {
        return;
    }
    let touch = event.pointer_type() == "touch";
    let press = Rc::new_cyclic(|press: &Weak<Press>| {
        let press = press.clone();
        let rested = move || {
            if let Some(press) = press.upgrade() {
                press.lift();
            }
        };
        Press {
            text,
            hold: RefCell::new(Some(PointerPress::new(event, touch, rested))),
            above: if touch { 56.0 } else { -8.0 },
            ghost: RefCell::new(None),
            over: RefCell::new(None),
            listeners: RefCell::new(Vec::new()),
        }
    });
    press.listen(drop);
}

/// One press, from down to up.
struct Press {
    text: String,
    /// None once it is over: the browser may keep the listeners, and with them the press, a while
    /// longer.
    hold: RefCell<Option<PointerPress>>,
    /// How far above the pointer the text hangs: a finger must not hide it.
    above: f64,
    ghost: RefCell<Option<HtmlElement>>,
    over: RefCell<Option<Element>>,
    listeners: RefCell<Vec<WindowListenerHandle>>,
}

impl Press {
    /// The listeners keep the press for as long as it lasts.
    fn listen(self: Rc<Self>, drop: impl Fn(Option<MilestoneId>) + 'static) {
        let (moves, lifts, keys, breaks) = (self.clone(), self.clone(), self.clone(), self.clone());
        self.listeners.borrow_mut().extend([
            window_event_listener(ev::pointermove, move |event| moves.follow(&event)),
            window_event_listener(ev::pointerup, move |event| {
                if lifts.is_of(&event)
                    && let Some(over) = lifts.end()
                {
                    drop(
                        over.get_attribute("data-milestone")
                            .and_then(|id| id.parse().ok()),
                    );
                }
            }),
            window_event_listener(ev::keydown, move |event| {
                if key_of(&event).as_deref() == Some("Escape") {
                    keys.end();
                }
            }),
            window_event_listener(ev::pointercancel, move |_| {
                breaks.end();
            }),
        ]);
    }

    fn follow(self: &Rc<Self>, event: &PointerEvent) {
        if !self.is_of(event) {
            return;
        }
        // Not in the head of the match: what follows looks at the pointer again.
        let moved = self
            .hold
            .borrow_mut()
            .as_mut()
            .map(|hold| hold.moved(event));
        match moved {
            Some(PressUpdate::Scrolls) => drop(self.end()),
            Some(PressUpdate::Lifts) => self.lift(),
            Some(PressUpdate::Follows) => self.hang(),
            Some(PressUpdate::Waits) | None => {}
        }
    }

    fn is_of(&self, event: &PointerEvent) -> bool {
        self.hold
            .borrow()
            .as_ref()
            .is_some_and(|hold| hold.is(event.pointer_id()))
    }

    /// Where the pointer is, until it is up.
    fn at(&self) -> Option<(f64, f64)> {
        self.hold.borrow().as_ref().map(|hold| hold.at)
    }

    fn lift(self: &Rc<Self>) {
        if let Some(hold) = &mut *self.hold.borrow_mut() {
            hold.lifted = true;
            if let Some(root) = document().document_element() {
                hold.capture(&root);
            }
        }
        DRAGGED.set(true);
        mark(true);
        *self.ghost.borrow_mut() = ghost(&self.text);
        self.hang();
        self.scroll_at_edges();
    }

    /// The text goes along, and what is under the pointer shows that it would take it.
    fn hang(&self) {
        let Some((x, y)) = self.at() else { return };
        if let Some(ghost) = &*self.ghost.borrow() {
            let style = ghost.style();
            let _ = style.set_property("left", &format!("{}px", x + 12.0));
            let _ = style.set_property("top", &format!("{}px", y - self.above));
        }
        self.enter(under((x, y), "[data-milestone]"));
    }

    /// Frame by frame while it hangs near an edge of what scrolls.
    fn scroll_at_edges(self: &Rc<Self>) {
        let Some(at) = self.at() else { return };
        if let Some(scrolled) = under(at, SCROLLS).and_then(scrolling) {
            let rect = scrolled.get_bounding_client_rect();
            let before = scrolled.scroll_top();
            scrolled.set_scroll_top(before + autoscroll(at.1 - rect.top(), rect.height()) as i32);
            if scrolled.scroll_top() != before {
                self.hang();
            }
        }
        let press = self.clone();
        request_animation_frame(move || press.scroll_at_edges());
    }

    fn enter(&self, target: Option<Element>) {
        let mut over = self.over.borrow_mut();
        if *over == target {
            return;
        }
        if let Some(left) = &*over {
            let _ = left.class_list().remove_1(OVER_CLASS);
        }
        if let Some(entered) = &target {
            let _ = entered.class_list().add_1(OVER_CLASS);
        }
        *over = target;
    }

    /// Takes down what was put up; returns what the pointer was over, if it was dragging.
    fn end(&self) -> Option<Element> {
        let over = self.over.borrow().clone();
        self.enter(None);
        self.hold.take();
        for listener in self.listeners.take() {
            listener.remove();
        }
        mark(false);
        let ghost = self.ghost.take()?;
        ghost.remove();
        over
    }
}

/// The nearest element around a place of the window that matches.
fn under((x, y): (f64, f64), selector: &str) -> Option<Element> {
    document()
        .element_from_point(x as f32, y as f32)?
        .closest(selector)
        .ok()?
}

/// The element itself if it scrolls, else the one around it that does.
fn scrolling(element: Element) -> Option<Element> {
    if element.scroll_height() > element.client_height()
        && element.client_height() > 0
        && scrolls(&element)
    {
        return Some(element);
    }
    scrolling(element.parent_element()?.closest(SCROLLS).ok()??)
}

/// On the phone the columns of a page are as high as what is in them, and only the page scrolls.
fn scrolls(element: &Element) -> bool {
    let style = window().get_computed_style(element).ok().flatten();
    style
        .and_then(|style| style.get_property_value("overflow-y").ok())
        .is_some_and(|value| value == "auto")
}

fn mark(dragging: bool) {
    if let Some(root) = document().document_element() {
        let _ = root
            .class_list()
            .toggle_with_force(DRAGGING_CLASS, dragging);
    }
}

fn ghost(text: &str) -> Option<HtmlElement> {
    let ghost: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    ghost.set_class_name(GHOST_CLASS);
    ghost.set_text_content(Some(text));
    document().body()?.append_child(&ghost).ok()?;
    Some(ghost)
}
