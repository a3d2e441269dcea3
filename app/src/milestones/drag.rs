//! Dragging a row with the mouse onto whatever has `data-milestone`: its number, or nothing for "no milestone". Fingers and keys
//! use the row's menu.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::{ev, prelude::*};
use model::MilestoneId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent, PointerEvent};

/// How far the pointer goes before a press is a drag, in pixels.
const SLACK: i32 = 6;
/// On `<html>` meanwhile: nothing is selected, and the pointer grabs.
const DRAGGING_CLASS: &str = "board-dragging";
const GHOST_CLASS: &str = "drag-ghost";
const OVER_CLASS: &str = "drop-here";

thread_local! {
    /// The click that ends a drag is none.
    static DRAGGED: Cell<bool> = const { Cell::new(false) };
}

/// Takes the click that ended a drag away from the link.
pub fn swallow(event: &MouseEvent) {
    if DRAGGED.take() {
        event.prevent_default();
    }
}

/// A press that may become a drag of `text`; `drop` is called where it is let go over a milestone.
pub fn begin(event: &PointerEvent, text: String, drop: impl Fn(Option<MilestoneId>) + 'static) {
    DRAGGED.set(false);
    if event.button() != 0 || event.pointer_type() != "mouse" {
        return;
    }
    let press = Rc::new(Press {
        text,
        from: (event.client_x(), event.client_y()),
        ghost: RefCell::new(None),
        over: RefCell::new(None),
        listeners: RefCell::new(Vec::new()),
    });
    let (moves, lifts, keys, breaks) = (press.clone(), press.clone(), press.clone(), press.clone());
    press.listeners.borrow_mut().extend([
        window_event_listener(ev::pointermove, move |event| moves.follow(&event)),
        window_event_listener(ev::pointerup, move |_| {
            if let Some(over) = lifts.end() {
                drop(over.get_attribute("data-milestone").and_then(|id| id.parse().ok()));
            }
        }),
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                keys.end();
            }
        }),
        window_event_listener(ev::pointercancel, move |_| {
            breaks.end();
        }),
    ]);
}

/// One press, from down to up.
struct Press {
    text: String,
    from: (i32, i32),
    ghost: RefCell<Option<HtmlElement>>,
    over: RefCell<Option<Element>>,
    listeners: RefCell<Vec<WindowListenerHandle>>,
}

impl Press {
    fn follow(&self, event: &PointerEvent) {
        let (x, y) = (event.client_x(), event.client_y());
        if self.ghost.borrow().is_none() {
            if (x - self.from.0).abs().max((y - self.from.1).abs()) < SLACK {
                return;
            }
            DRAGGED.set(true);
            mark(true);
            *self.ghost.borrow_mut() = ghost(&self.text);
        }
        if let Some(ghost) = &*self.ghost.borrow() {
            let style = ghost.style();
            let _ = style.set_property("left", &format!("{}px", x + 12));
            let _ = style.set_property("top", &format!("{}px", y + 8));
        }
        let under = document().element_from_point(x as f32, y as f32);
        self.enter(under.and_then(|element| element.closest("[data-milestone]").ok().flatten()));
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
        for listener in self.listeners.take() {
            listener.remove();
        }
        mark(false);
        let ghost = self.ghost.take()?;
        ghost.remove();
        over
    }
}

fn mark(dragging: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.class_list().toggle_with_force(DRAGGING_CLASS, dragging);
    }
}

fn ghost(text: &str) -> Option<HtmlElement> {
    let ghost: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    ghost.set_class_name(GHOST_CLASS);
    ghost.set_text_content(Some(text));
    document().body()?.append_child(&ghost).ok()?;
    Some(ghost)
}
