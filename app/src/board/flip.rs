//! FLIP animation: cards move visibly from their old positions to their new ones.

use std::{collections::HashMap, time::Duration};

use leptos::prelude::*;
use model::IssueId;
use web_sys::{DomRect, HtmlElement};

use super::dom;
use crate::client::reduced_motion;

/// A little longer than `--quick`.
const GLIDE: Duration = Duration::from_millis(150);
/// When more moves at once than one can follow, nothing glides.
const MANY: usize = 60;
const GLIDE_CLASS: &str = "card-glide";
const LIFTED_CLASS: &str = "card-lifted";

/// Where every card was.
pub struct Photo(HashMap<IssueId, (f64, f64)>);

/// Looks where every card is.
#[must_use]
pub fn photograph() -> Photo {
    let place = |element: &HtmlElement| {
        let rect = element.get_bounding_client_rect();
        (rect.left(), rect.top())
    };
    Photo(
        dom::cards()
            .iter()
            .map(|(id, element)| (*id, place(element)))
            .collect(),
    )
}

/// Lets every card glide from where it was.
pub fn play(before: &Photo) {
    if reduced_motion() {
        return;
    }
    let moved: Vec<(HtmlElement, DomRect, f64, f64)> = dom::cards()
        .into_iter()
        .filter_map(|(id, element)| {
            let rect = element.get_bounding_client_rect();
            let (left, top) = before.0.get(&id)?;
            let (dx, dy) = (left - rect.left(), top - rect.top());
            (rect.width() > 0.0 && (dx.abs() > 1.0 || dy.abs() > 1.0))
                .then_some((element, rect, dx, dy))
        })
        .collect();
    if moved.len() > MANY {
        return;
    }
    for (element, rect, dx, dy) in moved {
        if dx.abs() > 1.0 {
            fly(&element, &rect, dx, dy);
        } else if let Some(item) = dom::item(&element) {
            slide(item, 0.0, dy, &["translate"]);
        }
    }
}

/// Over the edges of lanes, for these cut off what sticks out.
fn fly(card: &HtmlElement, rect: &DomRect, dx: f64, dy: f64) {
    dom::keep_room(card);
    dom::set_style(card, "position", "fixed");
    dom::set_style(card, "z-index", "60");
    dom::fix_at(card, rect.left(), rect.top(), rect.width());
    slide(
        card.clone(),
        dx,
        dy,
        &["translate", "position", "z-index", "left", "top", "width"],
    );
}

fn slide(element: HtmlElement, dx: f64, dy: f64, then_clear: &'static [&'static str]) {
    dom::set_style(&element, "translate", &format!("{dx}px {dy}px"));
    // Reading the layout makes the browser take note of the start.
    let _ = element.offset_height();
    dom::set_class(&element, GLIDE_CLASS, true);
    dom::set_style(&element, "translate", "0px 0px");
    let rest = move || {
        dom::set_class(&element, GLIDE_CLASS, false);
        dom::clear_styles(&element, then_clear);
        // A card that has not been lifted meanwhile.
        if then_clear.contains(&"position") && !element.class_list().contains(LIFTED_CLASS) {
            dom::free_room(&element);
        }
    };
    set_timeout(rest, GLIDE);
}
