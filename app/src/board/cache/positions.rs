//! Positions of a card in its lane: the current one, and the one a move would give it.

use model::{
    IssueId, Place, Status,
    board::{STEP, between},
};

use super::BoardCache;

impl BoardCache {
    /// The cards above and below an index of a lane in which `id` is not counted.
    #[must_use]
    pub fn neighbours(
        &self,
        status: Status,
        index: usize,
        id: IssueId,
    ) -> (Option<IssueId>, Option<IssueId>) {
        let own = self
            .position(id)
            .filter(|(lane, _)| *lane == status)
            .map(|(_, index)| index);
        let get = |index: usize| {
            self.lane(status)
                .get(if own.is_some_and(|own| index >= own) {
                    index + 1
                } else {
                    index
                })
        };
        (index.checked_sub(1).and_then(get), get(index))
    }

    /// The place of an index of a lane in which `id` is not counted, by its neighbours.
    #[must_use]
    pub fn place(&self, status: Status, index: usize, id: IssueId) -> Place {
        match self.neighbours(status, index, id) {
            (Some(above), _) => Place::After(above),
            (None, Some(below)) => Place::Before(below),
            (None, None) => Place::Bottom,
        }
    }

    /// Returns true if a move would leave the card where it is.
    #[must_use]
    pub fn is_at(&self, id: IssueId, status: Status, place: Place) -> bool {
        let Some((lane, index)) = self.position(id).filter(|(lane, _)| *lane == status) else {
            return false;
        };
        match place {
            Place::Top => index == 0,
            Place::Bottom => index + 1 == self.lane(lane).total(),
            Place::After(above) => self.neighbours(lane, index, id).0 == Some(above),
            Place::Before(below) => self.neighbours(lane, index, id).1 == Some(below),
        }
    }

    /// The lowest index at which `id` can be dropped: below it nothing is loaded.
    #[must_use]
    pub fn lowest(&self, status: Status, id: IssueId) -> usize {
        let own = usize::from(self.position(id).is_some_and(|(lane, _)| lane == status));
        let lane = self.lane(status);
        if lane.missing() == 0 {
            lane.total() - own
        } else {
            lane.reach().saturating_sub(1 + own)
        }
    }

    /// The sort order that the server will choose, or one that sorts the same.
    pub(super) fn order_at(&self, id: IssueId, status: Status, place: Place) -> f64 {
        let lane = self.lane(status);
        let order = |id: Option<IssueId>| {
            id.and_then(|id| self.cards.get(&id))
                .map(|held| held.key().sort_order)
        };
        let index_of = |id: IssueId| {
            self.position(id)
                .filter(|(lane, _)| *lane == status)
                .map(|(_, index)| index)
        };
        let own = index_of(id);
        let without = |index: usize| {
            if own.is_some_and(|own| own < index) {
                index - 1
            } else {
                index
            }
        };
        let (above, below) = match place {
            Place::Top => self.neighbours(status, 0, id),
            Place::After(above) => index_of(above).map_or((None, None), |index| {
                self.neighbours(status, without(index) + 1, id)
            }),
            Place::Before(below) => index_of(below).map_or((None, None), |index| {
                self.neighbours(status, without(index), id)
            }),
            Place::Bottom => (lane.last().map(|key| key.id), None),
        };
        match (order(above), order(below)) {
            (None, None) if lane.missing() > 0 => f64::MAX,
            (above, below) => between(above, below).unwrap_or_else(|| match (above, below) {
                (Some(above), Some(below)) => above + (below - above) / 2.0,
                (above, below) => above.or(below).unwrap_or(STEP),
            }),
        }
    }
}
