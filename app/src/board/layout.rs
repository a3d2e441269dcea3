//! Lane geometry in the browser: line lengths of titles, and from them the heights of cards.

use leptos::prelude::*;
use model::Status;
use web_sys::HtmlElement;

use super::{
    cache::BoardCache,
    drag::state::DragState,
    state::BoardState,
    virtual_list::{BESIDE_TITLE, Heights, TALL, card_height},
};

/// A line of a title in a lane of the least width, in em, until the lane is measured.
const NARROW: f64 = 15.5;

/// Where the cards of each lane are.
#[derive(Clone, Copy)]
pub struct Layout {
    /// How long a line of a title is, in em.
    lines: [RwSignal<f64>; Status::ALL.len()],
    heights: [Memo<Heights>; Status::ALL.len()],
    /// Some card has changed, maybe its title.
    pub titles: Trigger,
}

impl Layout {
    /// `marks` tell when a lane's order is different.
    #[must_use]
    pub fn new(deck: StoredValue<BoardCache>, marks: [Trigger; Status::ALL.len()]) -> Self {
        let lines = std::array::from_fn(|_| RwSignal::new(NARROW));
        let titles = Trigger::new();
        let heights =
            Status::ALL.map(|status| {
                Memo::new(move |_| {
                    marks[status as usize].track();
                    titles.track();
                    let line = lines[status as usize].get();
                    deck.with_value(|deck| {
                        let list = deck.lane(status);
                        let title = |index| list.get(index).and_then(|id| deck.title(id));
                        Heights::new((0..list.total()).map(|index| {
                            title(index).map_or(TALL, |title| card_height(title, line))
                        }))
                    })
                })
            });
        Layout {
            lines,
            heights,
            titles,
        }
    }

    /// The lane's list is there, or has another size.
    pub fn measure(self, status: Status, list: &HtmlElement) {
        let font = window().get_computed_style(list).ok().flatten();
        let font = font.and_then(|style| style.get_property_value("font-size").ok());
        // The number in front of `px`.
        let Some(font) = font
            .map(|size| js_sys::Number::parse_float(&size))
            .filter(|font| *font > 0.0)
        else {
            return;
        };
        let line = (f64::from(list.client_width()) - BESIDE_TITLE) / font;
        // A folded lane has no width.
        if line > 0.0 && (self.lines[status as usize].get_untracked() - line).abs() > 0.01 {
            self.lines[status as usize].set(line);
        }
    }
}

impl BoardState {
    /// Where a lane's cards are.
    pub fn heights<T>(self, status: Status, read: impl FnOnce(&Heights) -> T) -> T {
        self.layout.heights[status as usize].with(read)
    }

    /// The same without being told of changes.
    pub fn peek_heights<T>(self, status: Status, read: impl FnOnce(&Heights) -> T) -> T {
        self.layout.heights[status as usize].with_untracked(read)
    }

    /// The height of the card in the air.
    #[must_use]
    pub fn lifted_height(self, lift: &DragState) -> f64 {
        self.peek_heights(lift.from.status, |heights| {
            heights.space(lift.from.index, 1)
        })
    }

    /// Where it would land at an index of a lane: pixels below the lane's first card.
    #[must_use]
    pub fn slot(self, lift: &DragState, status: Status, index: usize) -> f64 {
        self.peek_heights(status, |heights| heights.slot(index, lift.own(status)))
    }
}
