//! The drag state machine, shared by pointer and keyboard.

use model::{IssueId, Status};

/// A lifted card, and where it would land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DragState {
    /// The card.
    pub id: IssueId,
    /// Where it was taken.
    pub from: Slot,
    /// What it hangs over.
    pub target: DropTarget,
    /// CachedCard by a pointer; else by the keyboard.
    pub by_pointer: bool,
}

/// A place in a lane in which the lifted card is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The lane.
    pub status: Status,
    /// How many cards are above.
    pub index: usize,
}

/// What a lifted card hangs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropTarget {
    /// It would land here.
    Slot(Slot),
    /// This lane does not take it.
    Refused(Status),
    /// Not over the board.
    Nowhere,
}

/// An arrow key while a card is in the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrowKey {
    Up,
    Down,
    Left,
    Right,
    First,
    Last,
}

impl DragState {
    /// Takes a card up.
    #[must_use]
    pub fn new(id: IssueId, from: Slot, by_pointer: bool) -> Self {
        DragState {
            id,
            from,
            target: DropTarget::Slot(from),
            by_pointer,
        }
    }

    /// Returns true if a lane takes it: the model's table of moves, and its own lane for another
    /// place there.
    #[must_use]
    pub fn fits(&self, lane: Status) -> bool {
        lane == self.from.status || self.from.status.can_move_to(lane)
    }

    /// Its index in a lane that counts it: that which it was taken from.
    #[must_use]
    pub fn own(&self, lane: Status) -> Option<usize> {
        (lane == self.from.status).then_some(self.from.index)
    }

    /// What it hangs over at an index of a lane.
    #[must_use]
    pub fn over(&self, status: Status, index: usize) -> DropTarget {
        if self.fits(status) {
            DropTarget::Slot(Slot { status, index })
        } else {
            DropTarget::Refused(status)
        }
    }

    /// Where it would land in this lane.
    #[must_use]
    pub fn landing(&self, lane: Status) -> Option<usize> {
        match self.target {
            DropTarget::Slot(spot) if spot.status == lane => Some(spot.index),
            _ => None,
        }
    }

    /// The target after an arrow key: only places that take it. `lowest` tells the last index of a
    /// lane.
    #[must_use]
    pub fn stepped(&self, step: ArrowKey, lowest: impl Fn(Status) -> usize) -> Slot {
        let spot = match self.target {
            DropTarget::Slot(spot) => spot,
            _ => self.from,
        };
        let down_to = |index: usize, status: Status| Slot {
            status,
            index: index.min(lowest(status)),
        };
        let lane = |mut lanes: Box<dyn Iterator<Item = Status>>| {
            lanes
                .find(|lane| self.fits(*lane))
                .map_or(spot, |lane| down_to(spot.index, lane))
        };
        match step {
            ArrowKey::Up => Slot {
                index: spot.index.saturating_sub(1),
                ..spot
            },
            ArrowKey::Down => down_to(spot.index + 1, spot.status),
            ArrowKey::First => Slot { index: 0, ..spot },
            ArrowKey::Last => down_to(usize::MAX, spot.status),
            ArrowKey::Left => lane(Box::new(
                Status::ALL
                    .into_iter()
                    .rev()
                    .filter(move |lane| *lane < spot.status),
            )),
            ArrowKey::Right => lane(Box::new(
                Status::ALL
                    .into_iter()
                    .filter(move |lane| *lane > spot.status),
            )),
        }
    }
}

/// How far a card makes room, in steps: the cards between the old place and the landing move by
/// one. `index` counts the lifted card, `own` is its index when it is of this lane.
#[must_use]
pub fn shift(index: usize, own: Option<usize>, landing: Option<usize>) -> i8 {
    let without = index - usize::from(own.is_some_and(|own| own < index));
    let slot = without + usize::from(landing.is_some_and(|landing| landing <= without));
    if slot > index {
        1
    } else {
        -i8::from(slot < index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Backlog, Cancelled, Done, Failed, InProgress, Review, Todo};

    fn lift(status: Status, index: usize) -> DragState {
        DragState::new(IssueId(1), Slot { status, index }, false)
    }

    fn step(lift: &mut DragState, step: ArrowKey) -> (Status, usize) {
        let spot = lift.stepped(step, |lane| if lane == Cancelled { 0 } else { 3 });
        lift.target = DropTarget::Slot(spot);
        (spot.status, spot.index)
    }

    #[test]
    fn arrows_go_among_lanes_that_take_it() {
        let mut card = lift(Todo, 2);
        assert_eq!(step(&mut card, ArrowKey::Right), (InProgress, 2));
        assert_eq!(step(&mut card, ArrowKey::Right), (Cancelled, 0));
        assert_eq!(step(&mut card, ArrowKey::Right), (Cancelled, 0));
        assert_eq!(step(&mut card, ArrowKey::Left), (InProgress, 0));
        assert_eq!(step(&mut card, ArrowKey::Left), (Todo, 0));
        assert_eq!(step(&mut card, ArrowKey::Left), (Backlog, 0));
        let mut done = lift(Done, 0);
        assert_eq!(step(&mut done, ArrowKey::Right), (Done, 0));
        assert_eq!(step(&mut done, ArrowKey::Left), (Backlog, 0));
    }

    #[test]
    fn arrows_stop_at_the_ends() {
        let mut card = lift(Review, 2);
        assert_eq!(step(&mut card, ArrowKey::Down), (Review, 3));
        assert_eq!(step(&mut card, ArrowKey::Down), (Review, 3));
        assert_eq!(step(&mut card, ArrowKey::First), (Review, 0));
        assert_eq!(step(&mut card, ArrowKey::Up), (Review, 0));
        assert_eq!(step(&mut card, ArrowKey::Last), (Review, 3));
    }

    #[test]
    fn a_lane_that_refuses_is_no_landing() {
        let mut card = lift(Todo, 0);
        assert_eq!(card.over(Review, 3), DropTarget::Refused(Review));
        assert_eq!(
            card.over(Todo, 3),
            DropTarget::Slot(Slot {
                status: Todo,
                index: 3
            })
        );
        card.target = card.over(Failed, 0);
        assert_eq!(Status::ALL.map(|lane| card.landing(lane)), [None; 7]);
        card.target = card.over(Backlog, 2);
        assert_eq!(card.landing(Backlog), Some(2));
    }

    /// The lane as it looks while the card is in the air, `_` being the landing.
    fn look(cards: usize, own: Option<usize>, landing: Option<usize>) -> String {
        let mut slots =
            vec!["_".to_owned(); cards + usize::from(own.is_none() && landing.is_some())];
        for index in (0..cards).filter(|index| Some(*index) != own) {
            slots[index.saturating_add_signed(isize::from(shift(index, own, landing)))] =
                index.to_string();
        }
        slots.concat()
    }

    #[test]
    fn cards_make_room() {
        assert_eq!(look(4, None, Some(0)), "_0123");
        assert_eq!(look(4, None, Some(2)), "01_23");
        assert_eq!(look(4, None, Some(4)), "0123_");
        assert_eq!(look(4, None, None), "0123");
        assert_eq!(look(4, Some(1), Some(1)), "0_23");
        assert_eq!(look(4, Some(1), Some(0)), "_023");
        assert_eq!(look(4, Some(1), Some(3)), "023_");
        assert_eq!(look(4, Some(1), None), "023_");
    }
}
