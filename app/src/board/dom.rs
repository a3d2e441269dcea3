//! The board's DOM elements, by id.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use model::{IssueId, Status};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Element, HtmlElement, NodeList, ResizeObserver, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// The scrolling board.
pub const BOARD: &str = "board";

/// A card's `<article>`.
#[must_use]
pub fn card_id(id: IssueId) -> String {
    format!("card-{id}")
}

/// A lane's `<ol>`.
#[must_use]
pub fn list_id(status: Status) -> String {
    format!("lane-{status}")
}

/// An element by its id.
#[must_use]
pub fn find(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// A card's `<article>`.
#[must_use]
pub fn card(id: IssueId) -> Option<HtmlElement> {
    find(&card_id(id))
}

/// The one element of a card that takes the focus.
#[must_use]
pub fn card_link(id: IssueId) -> Option<HtmlElement> {
    card(id)?
        .query_selector(".card-title")
        .ok()??
        .dyn_into()
        .ok()
}

/// A lane's scrolling list.
#[must_use]
pub fn list(status: Status) -> Option<HtmlElement> {
    find(&list_id(status))
}

/// A lane, heading included.
#[must_use]
pub fn lane(status: Status) -> Option<Element> {
    list(status)?.closest(".lane").ok()?
}

/// The card that an element belongs to.
#[must_use]
pub fn card_of(element: &Element) -> Option<IssueId> {
    element
        .closest("article.card")
        .ok()??
        .id()
        .strip_prefix("card-")?
        .parse()
        .ok()
}

/// The card that an event comes from.
#[must_use]
pub fn card_at(event: &web_sys::Event) -> Option<IssueId> {
    card_of(&event.target()?.dyn_into().ok()?)
}

/// All cards that stand in the page.
#[must_use]
pub fn cards() -> Vec<(IssueId, HtmlElement)> {
    let Ok(nodes) = document().query_selector_all("#board article.card") else {
        return Vec::new();
    };
    elements(&nodes)
        .filter_map(|element| Some((card_of(&element)?, element)))
        .collect()
}

fn elements(nodes: &NodeList) -> impl Iterator<Item = HtmlElement> {
    (0..nodes.length()).filter_map(|index| nodes.item(index)?.dyn_into().ok())
}

/// Calls `act` whenever an element has another size, until the effect that asked is gone.
pub fn on_resize(element: &Element, act: impl Fn() + 'static) {
    let call = Closure::<dyn Fn()>::new(act).into_js_value();
    let Ok(observer) = ResizeObserver::new(call.unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    let observer = StoredValue::new_local(observer);
    on_cleanup(move || {
        observer.try_with_value(ResizeObserver::disconnect);
    });
}

/// Sets a style by CSSOM, which the content security policy allows. It only fails for names that do
/// not exist.
pub fn set_style(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}

/// Takes styles away again.
pub fn clear_styles(element: &HtmlElement, names: &[&str]) {
    for name in names {
        let _ = element.style().remove_property(name);
    }
}

/// A card's item stays as high as the card, which is about to leave it for the air.
pub fn keep_room(card: &HtmlElement) {
    if let Some(item) = item(card) {
        set_style(
            &item,
            "height",
            &format!("{}px", card.get_bounding_client_rect().height()),
        );
    }
}

/// The card is back in its item.
pub fn free_room(card: &HtmlElement) {
    if let Some(item) = item(card) {
        clear_styles(&item, &["height"]);
    }
}

/// The `<li>` around a card.
#[must_use]
pub fn item(card: &HtmlElement) -> Option<HtmlElement> {
    card.parent_element()?.dyn_into().ok()
}

/// Adds or takes away a class.
pub fn set_class(element: &Element, class: &str, on: bool) {
    let _ = element.class_list().toggle_with_force(class, on);
}

/// Scrolls what is around an element as far as needed to see all of it.
pub fn scroll_to(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_inline(ScrollLogicalPosition::Nearest);
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Gives the focus without scrolling there.
pub fn focus_in_place(element: &HtmlElement) {
    let options = Object::new();
    let call = || {
        Reflect::set(&options, &"preventScroll".into(), &true.into())?;
        Reflect::get(element, &"focus".into())?
            .dyn_into::<Function>()?
            .call1(element, &options)
    };
    if call().is_err() {
        let _ = element.focus();
    }
}

/// Puts an element at a place of the window, out of the flow.
pub fn fix_at(element: &HtmlElement, left: f64, top: f64, width: f64) {
    for (name, value) in [("left", left), ("top", top), ("width", width)] {
        set_style(element, name, &format!("{value}px"));
    }
}

/// Scrolls to a card, by where it lies: while it glides there it is seen elsewhere.
pub fn show_card(status: Status, id: IssueId) {
    let (Some(lane), Some(list), Some(card)) = (lane(status), list(status), card(id)) else {
        return;
    };
    let options = ScrollIntoViewOptions::new();
    options.set_inline(ScrollLogicalPosition::Nearest);
    options.set_block(ScrollLogicalPosition::Nearest);
    lane.scroll_into_view_with_scroll_into_view_options(&options);
    let row = card
        .parent_element()
        .and_then(|row| row.dyn_into::<HtmlElement>().ok())
        .filter(|row| row.tag_name() == "LI")
        .unwrap_or(card);
    let (top, bottom, height) = (
        row.offset_top(),
        row.offset_top() + row.offset_height(),
        list.client_height(),
    );
    list.set_scroll_top(list.scroll_top().clamp((bottom - height).min(top), top));
}
