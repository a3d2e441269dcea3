//! The board: one lane a status, cards in a manual order that everyone shares.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{
    id::{IssueId, MilestoneId},
    label::Label,
    lock::Holder,
    priority::Priority,
    status::Status,
    timestamp::Timestamp,
};

/// An issue as a card shows it. Carries no description.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// `#42`.
    pub id: IssueId,
    /// `ENG-42`.
    pub identifier: String,
    pub title: String,
    /// Its lane.
    pub status: Status,
    /// How urgent.
    pub priority: Priority,
    /// Its place in the lane: lower is higher up.
    pub sort_order: f64,
    /// Grows by one with every change.
    pub version: i64,
    /// The issue it is a part of.
    pub parent: Option<IssueId>,
    /// The milestone it counts for.
    pub milestone: Option<MilestoneId>,
    /// The milestone's name.
    pub milestone_name: Option<String>,
    /// Its labels, sorted by name.
    pub labels: Vec<Label>,
    /// Open issues that block it.
    pub blocked_by: i64,
    /// Open issues that wait for it; 0 once it is closed.
    pub unblocks: i64,
    /// Children closed.
    pub subissues_done: i64,
    /// Children in all.
    pub subissues: i64,
    pub comments: i64,
    /// The agent that has it locked. What an older program wrote into the log of events says
    /// nothing of it.
    #[serde(default)]
    pub holder: Option<Holder>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Put away: not on the board.
    pub archived: bool,
}

impl Card {
    /// Its key in the lane's order.
    #[must_use]
    pub fn key(&self) -> LaneKey {
        LaneKey {
            sort_order: self.sort_order,
            created_at: self.created_at,
            id: self.id,
        }
    }
}

/// The key of a lane's total order: `(sort_order, created_at, id)`, ascending. Also the cursor of
/// its pages.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneKey {
    /// Manual order, lower is higher up.
    pub sort_order: f64,
    /// Breaks ties.
    pub created_at: Timestamp,
    /// Breaks the rest.
    pub id: IssueId,
}

impl LaneKey {
    /// The order of a lane.
    #[must_use]
    pub fn order(&self, other: &LaneKey) -> Ordering {
        self.sort_order
            .total_cmp(&other.sort_order)
            .then_with(|| self.created_at.cmp(&other.created_at))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// Where in a lane a card is to go. Neighbours, never an index: an index lies under filters,
/// windows and other people's moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Above all others.
    Top,
    /// Below all others.
    #[default]
    Bottom,
    /// Right below this card.
    After(IssueId),
    /// Right above this card.
    Before(IssueId),
}

/// The distance between neighbours in a fresh lane.
pub const STEP: f64 = 1024.0;

/// The smallest gap that is still halved; below it the lane is renumbered.
pub const LEAST_GAP: f64 = 1e-6;

/// The sort order of a card between two neighbours (`None`: the lane's end). `None` when the gap is
/// spent: renumber the lane with [`renumbered`] and ask again.
#[must_use]
pub fn between(above: Option<f64>, below: Option<f64>) -> Option<f64> {
    match (above, below) {
        (None, None) => Some(STEP),
        (Some(above), None) => {
            Some(above + STEP).filter(|order| *order > above && order.is_finite())
        }
        (None, Some(below)) => {
            Some(below - STEP).filter(|order| *order < below && order.is_finite())
        }
        (Some(above), Some(below)) => {
            let middle = above + (below - above) / 2.0;
            (below - above > LEAST_GAP && above < middle && middle < below).then_some(middle)
        }
    }
}

/// The sort order of the card at `index` (from 0) of a renumbered lane.
#[must_use]
pub fn renumbered(index: usize) -> f64 {
    (index as f64 + 1.0) * STEP
}

/// One lane of the board: as many cards as were asked for from its top, and how many there are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    pub status: Status,
    /// All cards in it that pass the filter.
    pub total: i64,
    /// The first of them, in order.
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// One lane a status, in [`Status::ALL`]'s order.
    pub lanes: Vec<Lane>,
    /// The event number the board was read at: live changes after it apply on top.
    pub seq: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lane as the store keeps it: pairs of id and sort order, always sorted.
    fn put(lane: &mut Vec<(usize, f64)>, id: usize, index: usize) {
        lane.retain(|card| card.0 != id);
        let index = index.min(lane.len());
        let neighbours = |lane: &[(usize, f64)]| {
            (
                index.checked_sub(1).map(|above| lane[above].1),
                lane.get(index).map(|below| below.1),
            )
        };
        let (above, below) = neighbours(lane);
        let order = between(above, below).unwrap_or_else(|| {
            for (index, card) in lane.iter_mut().enumerate() {
                card.1 = renumbered(index);
            }
            let (above, below) = neighbours(lane);
            between(above, below).expect("a renumbered lane has room")
        });
        lane.insert(index, (id, order));
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(8))]
        #[test]
        fn ten_thousand_moves_keep_a_strict_total_order(moves in proptest::collection::vec((0usize..40, 0usize..40), 10_000)) {
            let mut lane = Vec::new();
            let mut expected: Vec<usize> = Vec::new();
            for (id, index) in moves {
                put(&mut lane, id, index);
                expected.retain(|other| *other != id);
                expected.insert(index.min(expected.len()), id);
                proptest::prop_assert!(lane.windows(2).all(|pair| pair[0].1 < pair[1].1));
            }
            proptest::prop_assert_eq!(lane.iter().map(|card| card.0).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn always_the_same_gap_is_renumbered_in_time(times in 1usize..10_000) {
            let mut lane = vec![(0, STEP), (1, 2.0 * STEP)];
            for id in 2..2 + times.min(2_000) {
                put(&mut lane, id, 1);
            }
            proptest::prop_assert!(lane.windows(2).all(|pair| pair[0].1 < pair[1].1));
        }
    }
}
