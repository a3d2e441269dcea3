//! Which cards of a lane stand in the page: those in sight, a few around them, and those that must not vanish.

use std::ops::Range;

use model::IssueId;

use super::lane_list::LaneList;

/// From one card's top to the next one's, in pixels: the style sheet makes every card 104 high, with 6 between.
pub const STEP: f64 = 110.0;
/// A card's height.
pub const CARD: f64 = 104.0;
/// The list's padding above its first card.
pub const PADDING: f64 = 2.0;
/// How many cards are drawn beyond either edge.
const BEYOND: usize = 6;
/// What the server renders of each lane, and so what the browser renders first.
pub const FIRST: usize = 30;

/// One line of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// A card.
    Card(IssueId),
    /// A card in sight that is still on its way.
    Coming(usize),
    /// The room of so many cards that are not drawn, and the index of the first.
    Space(usize, usize),
}

/// The indexes to draw, of a list of `total` seen through a window of `height` pixels.
#[must_use]
pub fn in_sight(scroll_top: f64, height: f64, total: usize) -> Range<usize> {
    let index = |pixels: f64| (pixels / STEP).max(0.0) as usize;
    let start = index(scroll_top).saturating_sub(BEYOND);
    let end = index(scroll_top + height) + 1 + BEYOND;
    start.min(total)..end.min(total)
}

/// The lines of a lane: cards in `range` and the `pinned` indexes, with spaces between.
#[must_use]
pub fn rows(list: &LaneList, range: Range<usize>, pinned: &[usize]) -> Vec<Row> {
    let range = range.start.min(list.total())..range.end.min(list.total());
    let mut drawn: Vec<usize> = pinned.iter().copied().filter(|index| *index < list.total() && !range.contains(index)).collect();
    drawn.extend(range);
    drawn.sort_unstable();
    drawn.dedup();
    let mut rows = Vec::with_capacity(drawn.len() + 3);
    let mut next = 0;
    for index in drawn {
        if index > next {
            rows.push(Row::Space(next, index - next));
        }
        rows.push(list.get(index).map_or(Row::Coming(index), Row::Card));
        next = index + 1;
    }
    if next < list.total() {
        rows.push(Row::Space(next, list.total() - next));
    }
    rows
}

/// The height of a space, which has a gap on either side as cards have.
#[must_use]
pub fn height(cards: usize) -> f64 {
    cards as f64 * STEP - (STEP - CARD)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(total: usize, range: Range<usize>, pinned: &[usize]) -> String {
        let mut list = LaneList::default();
        list.set_total(total as i64);
        let rows = rows(&list, range, pinned);
        let words = rows.iter().map(|row| match row {
            Row::Card(id) => format!("#{id}"),
            Row::Coming(index) => index.to_string(),
            Row::Space(_, count) => format!("({count})"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cards_in_sight() {
        assert_eq!(in_sight(0.0, 800.0, 3_000), 0..14);
        assert_eq!(in_sight(11_000.0, 800.0, 3_000), 94..114);
        assert_eq!(in_sight(0.0, 800.0, 2), 0..2);
        assert_eq!(in_sight(9_000_000.0, 800.0, 2), 2..2);
        assert_eq!(in_sight(-30.0, 800.0, 20), 0..14);
    }

    #[test]
    fn spaces_keep_the_room_of_what_is_not_drawn() {
        assert_eq!(shown(3, 0..30, &[]), "0 1 2");
        assert_eq!(shown(3_000, 10..12, &[]), "(10) 10 11 (2988)");
        assert_eq!(shown(3_000, 10..12, &[4, 11, 2_999]), "(4) 4 (5) 10 11 (2987) 2999");
        assert_eq!(shown(0, 0..30, &[0]), "");
        for text in ["(10)", "(2988)"] {
            assert!(shown(3_000, 10..12, &[]).contains(text));
        }
        assert!((height(1) - CARD).abs() < f64::EPSILON);
        assert!((height(2) - (CARD + STEP)).abs() < f64::EPSILON);
    }
}
