//! The order of one lane in the client cache: the cards loaded from the top, and those known at the
//! bottom.

use model::{Card, IssueId, board::LaneKey};

#[cfg(test)]
mod tests;

/// Keys of a lane's cards in order. Between `head` and `tail` lie those that are not loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaneOrder {
    head: Vec<LaneKey>,
    tail: Vec<LaneKey>,
    total: usize,
}

impl LaneOrder {
    /// A lane's first cards, and how many it has.
    #[must_use]
    pub fn first(cards: &[Card], total: i64) -> Self {
        let head: Vec<_> = cards.iter().map(Card::key).collect();
        let total = head.len().max(usize::try_from(total).unwrap_or(0));
        LaneOrder {
            head,
            tail: Vec::new(),
            total,
        }
    }

    /// All cards in it, loaded or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many of them are not loaded.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.total.saturating_sub(self.head.len() + self.tail.len())
    }

    /// How many are loaded from the top without a hole.
    #[must_use]
    pub fn reach(&self) -> usize {
        self.head.len()
    }

    /// The card at an index; none where it is not loaded.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<IssueId> {
        let from_end = self.total.checked_sub(index + 1);
        let in_tail = || {
            self.tail
                .len()
                .checked_sub(from_end? + 1)
                .and_then(|index| self.tail.get(index))
        };
        self.head.get(index).or_else(in_tail).map(|key| key.id)
    }

    /// Where a card is that is loaded.
    #[must_use]
    pub fn position(&self, key: &LaneKey) -> Option<usize> {
        let behind = self.total.saturating_sub(self.tail.len());
        find(&self.head, key)
            .or_else(|_| find(&self.tail, key).map(|index| behind + index))
            .ok()
    }

    /// The last key loaded from the top: the next page begins after it.
    #[must_use]
    pub fn horizon(&self) -> Option<LaneKey> {
        self.head.last().copied()
    }

    /// The last key of all, when that is known.
    #[must_use]
    pub fn last(&self) -> Option<LaneKey> {
        if self.missing() == 0 {
            self.head.last()
        } else {
            self.tail.last()
        }
        .copied()
    }

    /// Takes a card in that was not in this lane. `false` when its place lies among those that are
    /// not loaded: then it is only counted. With `at_end` it goes to the bottom instead.
    pub fn insert(&mut self, key: LaneKey, at_end: bool) -> bool {
        let shown = self.put(key, at_end);
        self.total += 1;
        self.settle();
        shown
    }

    /// Shows a card that was counted already but not loaded.
    pub fn reveal(&mut self, key: LaneKey) -> bool {
        let shown = self.put(key, false);
        self.settle();
        shown
    }

    fn put(&mut self, key: LaneKey, at_end: bool) -> bool {
        let above_horizon = self.head.last().is_some_and(|edge| key.order(edge).is_lt());
        let in_tail = self
            .tail
            .first()
            .is_some_and(|edge| key.order(edge).is_gt());
        let list = if self.missing() == 0 || above_horizon {
            &mut self.head
        } else if at_end || in_tail {
            &mut self.tail
        } else {
            return false;
        };
        if let Err(index) = find(list, &key) {
            list.insert(index, key);
        }
        true
    }

    /// Takes a card out that was in this lane, loaded or not.
    pub fn remove(&mut self, key: &LaneKey) {
        for list in [&mut self.head, &mut self.tail] {
            if let Ok(index) = find(list, key) {
                list.remove(index);
            }
        }
        self.total = self.total.saturating_sub(1);
        self.settle();
    }

    /// What the server counts.
    pub fn set_total(&mut self, total: i64) {
        self.total = usize::try_from(total).unwrap_or(0);
        self.settle();
    }

    /// Adds the next page below the head. `ended`: there is nothing after it.
    pub fn extend(&mut self, page: &[LaneKey], ended: bool) {
        for key in page {
            if find(&self.tail, key).is_err()
                && let Err(index) = find(&self.head, key)
            {
                self.head.insert(index, *key);
            }
        }
        let met = self
            .tail
            .first()
            .is_some_and(|first| page.last().is_some_and(|last| last.order(first).is_ge()));
        if ended || met {
            self.total = self.head.len() + self.tail.len();
        }
        self.settle();
    }

    /// Once nothing is missing, the bottom is simply the end of the top.
    fn settle(&mut self) {
        self.total = self.total.max(self.head.len() + self.tail.len());
        if self.missing() == 0 {
            self.head.append(&mut self.tail);
        }
    }
}

fn find(keys: &[LaneKey], key: &LaneKey) -> Result<usize, usize> {
    keys.binary_search_by(|other| other.order(key))
}
