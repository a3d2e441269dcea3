//! The virtual list of a lane: the offsets of its cards, and the cards that are rendered: those in
//! view, a few around them, and those that must stay mounted.

use std::ops::Range;

use model::IssueId;

use super::{lane_order::LaneOrder, text_width::em};

/// A card whose title takes one line, in pixels. The style sheet makes it so.
pub const SHORT: f64 = 86.0;
/// A card whose title takes two lines, or more, which are cut.
pub const TALL: f64 = 104.0;
/// Between two cards.
pub const GAP: f64 = 6.0;
/// The list's padding above its first card.
pub const PADDING: f64 = 2.0;
/// What a list is wider than the titles in it: paddings and borders.
pub const BESIDE_TITLE: f64 = 26.0;
/// How many cards are drawn beyond either edge.
const BEYOND: usize = 6;
/// What the server renders of each lane, and so what the browser takes over first: as much as
/// stands in most windows, and no more, for every card takes its time.
pub const DRAWN: usize = 18;

/// One line of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    Card(IssueId),
    /// A card in sight that is still on its way.
    Coming(usize),
    /// The room of so many cards that are not drawn, and the index of the first.
    Space(usize, usize),
}

/// The height of a card with this title, where a line of a title is `line` em long.
#[must_use]
pub fn card_height(title: &str, line: f64) -> f64 {
    if em(title) <= line { SHORT } else { TALL }
}

/// Where the cards of a lane are: pixels from the upper edge of the first one. Cards that are not
/// loaded are tall.
#[derive(Clone, Debug, PartialEq)]
pub struct Heights {
    /// Upper edges, and at the end where the next card would be.
    tops: Vec<f64>,
}

impl Heights {
    /// Of cards with these heights, from the top.
    #[must_use]
    pub fn new(cards: impl Iterator<Item = f64>) -> Self {
        let mut tops = vec![0.0];
        let mut next = 0.0;
        tops.extend(cards.map(|height| {
            next += height + GAP;
            next
        }));
        Heights { tops }
    }

    fn total(&self) -> usize {
        self.tops.len() - 1
    }

    /// The upper edge of a card; beyond the last one, of the next that would come.
    #[must_use]
    pub fn top(&self, index: usize) -> f64 {
        self.tops[index.min(self.total())]
    }

    /// The height of so many cards with the gaps between them.
    #[must_use]
    pub fn space(&self, first: usize, cards: usize) -> f64 {
        (self.top(first + cards) - self.top(first) - GAP).max(0.0)
    }

    /// The card at a height, or the nearest one.
    #[must_use]
    pub fn at(&self, y: f64) -> usize {
        self.tops
            .partition_point(|top| *top <= y)
            .saturating_sub(1)
            .min(self.total().saturating_sub(1))
    }

    /// The indexes to draw, of a list that is scrolled and has a window of `height` pixels.
    #[must_use]
    pub fn in_sight(&self, scroll_top: f64, height: f64) -> Range<usize> {
        let start = self.at(scroll_top - PADDING).saturating_sub(BEYOND);
        let end = self.at(scroll_top + height) + 1 + BEYOND;
        start.min(self.total())..end.min(self.total())
    }

    /// Returns true if what is drawn can stay as it is: it has all that is in sight, and little
    /// besides.
    #[must_use]
    pub fn suffices(drawn: &Range<usize>, seen: &Range<usize>) -> bool {
        drawn.start <= seen.start && seen.end <= drawn.end && drawn.len() <= seen.len() + BEYOND
    }

    /// Where a card would land at an index of the lane in which the card at `own` is not counted.
    #[must_use]
    pub fn slot(&self, index: usize, own: Option<usize>) -> f64 {
        match own {
            Some(own) if own < index => self.top(index + 1) - (self.top(own + 1) - self.top(own)),
            _ => self.top(index),
        }
    }

    /// The index at which a card of this height lands whose middle is at `middle`.
    #[must_use]
    pub fn landing(&self, middle: f64, height: f64, own: Option<usize>, lowest: usize) -> usize {
        let border = |index: &usize| {
            f64::midpoint(self.slot(*index, own), self.slot(index + 1, own)) + height / 2.0
        };
        (0..lowest)
            .take_while(|index| border(index) <= middle)
            .count()
    }
}

/// The lines of a lane: cards in `range` and the `pinned` indexes, with spaces between.
#[must_use]
pub fn rows(list: &LaneOrder, range: Range<usize>, pinned: &[usize]) -> Vec<Row> {
    let range = range.start.min(list.total())..range.end.min(list.total());
    let mut drawn: Vec<usize> = pinned
        .iter()
        .copied()
        .filter(|index| *index < list.total() && !range.contains(index))
        .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(total: usize, range: Range<usize>, pinned: &[usize]) -> String {
        let mut list = LaneOrder::default();
        list.set_total(total as i64);
        let rows = rows(&list, range, pinned);
        let words = rows.iter().map(|row| match row {
            Row::Card(id) => format!("#{id}"),
            Row::Coming(index) => index.to_string(),
            Row::Space(_, count) => format!("({count})"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Cards of one line (`s`) and of two (`t`).
    fn lane(cards: &str) -> Heights {
        Heights::new(
            cards
                .chars()
                .map(|card| if card == 's' { SHORT } else { TALL }),
        )
    }

    fn tall(cards: usize) -> Heights {
        Heights::new((0..cards).map(|_| TALL))
    }

    fn same(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-9, "{one} is not {other}");
    }

    #[test]
    fn titles_of_one_line_make_short_cards() {
        same(card_height("Fix it", 15.0), SHORT);
        same(
            card_height("A title that is long enough for two lines of a card", 15.0),
            TALL,
        );
        same(
            card_height("A title that is long enough for two lines of a card", 40.0),
            SHORT,
        );
    }

    #[test]
    fn what_is_drawn_stays_while_it_has_what_is_in_sight() {
        assert!(Heights::suffices(&(0..18), &(0..14)));
        assert!(Heights::suffices(&(0..14), &(0..14)));
        assert!(
            !Heights::suffices(&(0..14), &(0..15)),
            "something is in sight that is not drawn"
        );
        assert!(!Heights::suffices(&(4..18), &(3..17)));
        assert!(
            !Heights::suffices(&(0..30), &(0..14)),
            "much is drawn that nobody sees"
        );
    }

    #[test]
    fn cards_in_sight() {
        assert_eq!(tall(3_000).in_sight(0.0, 800.0), 0..14);
        assert_eq!(tall(3_000).in_sight(11_002.0, 800.0), 94..114);
        assert_eq!(tall(2).in_sight(0.0, 800.0), 0..2);
        assert_eq!(tall(2).in_sight(9_000_000.0, 800.0), 0..2);
        assert_eq!(tall(20).in_sight(-30.0, 800.0), 0..14);
        assert_eq!(tall(0).in_sight(0.0, 800.0), 0..0);
        assert_eq!(lane(&"s".repeat(3_000)).in_sight(9_202.0, 800.0), 94..115);
    }

    #[test]
    fn short_and_tall_cards_add_up() {
        let lane = lane("stst");
        same(lane.top(0), 0.0);
        same(lane.top(1), 92.0);
        same(lane.top(2), 202.0);
        same(lane.top(4), 404.0);
        same(lane.top(99), 404.0);
        same(lane.space(1, 2), 104.0 + 6.0 + 86.0);
        same(lane.space(0, 0), 0.0);
        assert_eq!(
            [-5.0, 0.0, 91.0, 92.0, 403.0, 9_000.0].map(|y| lane.at(y)),
            [0, 0, 0, 1, 3, 3]
        );
    }

    #[test]
    fn a_drop_lands_where_the_middle_is() {
        let cards = tall(9);
        let middle_of = |slot: f64| slot * (TALL + GAP) + TALL / 2.0;
        assert_eq!(cards.landing(middle_of(0.0), TALL, None, 9), 0);
        assert_eq!(cards.landing(middle_of(0.0) + 54.0, TALL, None, 9), 0);
        assert_eq!(cards.landing(middle_of(0.0) + 56.0, TALL, None, 9), 1);
        assert_eq!(cards.landing(middle_of(7.0), TALL, None, 9), 7);
        assert_eq!(cards.landing(middle_of(30.0), TALL, None, 9), 9);
        assert_eq!(cards.landing(-500.0, TALL, None, 9), 0);
    }

    #[test]
    fn a_card_lands_among_the_others_of_its_lane() {
        let lane = lane("stst");
        // Without the first card: tall, short, tall.
        assert_eq!(
            (0..4)
                .map(|index| lane.slot(index, Some(0)))
                .collect::<Vec<_>>(),
            [0.0, 110.0, 202.0, 312.0]
        );
        for index in 0..4 {
            let middle = lane.slot(index, Some(0)) + SHORT / 2.0;
            assert_eq!(lane.landing(middle, SHORT, Some(0), 3), index);
        }
        assert_eq!(
            (0..5)
                .map(|index| lane.slot(index, None))
                .collect::<Vec<_>>(),
            [0.0, 92.0, 202.0, 294.0, 404.0]
        );
    }

    #[test]
    fn spaces_keep_the_room_of_what_is_not_drawn() {
        assert_eq!(shown(3, 0..30, &[]), "0 1 2");
        assert_eq!(shown(3_000, 10..12, &[]), "(10) 10 11 (2988)");
        assert_eq!(
            shown(3_000, 10..12, &[4, 11, 2_999]),
            "(4) 4 (5) 10 11 (2987) 2999"
        );
        assert_eq!(shown(0, 0..30, &[0]), "");
    }
}
