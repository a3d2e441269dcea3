//! The board's client cache: the cards received from the server, with pending moves applied on top.
//!
//! Nothing here is reactive. Every change says what it touched, and `state` tells those who show
//! it.

use std::collections::HashMap;

use model::{Board, Card, IssueFilter, IssueId, Lane, Place, Status, board::LaneKey};

use super::lane_order::LaneOrder;

mod apply;
mod positions;
#[cfg(test)]
mod tests;

/// The board as it is shown.
#[derive(Clone, Debug, Default)]
pub struct BoardCache {
    /// Which cards are shown.
    pub filter: IssueFilter,
    seq: i64,
    cards: HashMap<IssueId, CachedCard>,
    lanes: [LaneOrder; Status::ALL.len()],
    /// Cards that left, by their version then: a page that was read before must not bring them
    /// back.
    removed_versions: HashMap<IssueId, i64>,
}

/// A card, and where it is shown until the server has answered.
#[derive(Clone, Debug)]
struct CachedCard {
    card: Card,
    wish: Option<PendingMove>,
}

/// A move that the server has not answered yet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct PendingMove {
    status: Status,
    sort_order: f64,
}

impl CachedCard {
    fn status(&self) -> Status {
        self.wish.map_or(self.card.status, |wish| wish.status)
    }

    fn key(&self) -> LaneKey {
        let key = self.card.key();
        LaneKey {
            sort_order: self.wish.map_or(key.sort_order, |wish| wish.sort_order),
            ..key
        }
    }
}

/// What a change touched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Invalidation {
    /// Cards that look different.
    pub cards: Vec<IssueId>,
    /// Lanes whose order or count is different.
    pub lanes: Vec<Status>,
    /// The counts can no longer be told from here: ask the server.
    pub recount: bool,
    /// Who holds what can no longer be told from here: ask the server.
    pub holders: bool,
    /// The order can no longer be told from here: read again.
    pub reload: bool,
}

impl Invalidation {
    /// Both together.
    pub fn add(&mut self, other: Invalidation) {
        self.cards.extend(other.cards);
        self.lanes.extend(other.lanes);
        self.recount |= other.recount;
        self.holders |= other.holders;
        self.reload |= other.reload;
    }
}

impl BoardCache {
    /// What the server shows, with the unanswered moves of the old deck over it.
    #[must_use]
    pub fn new(board: Board, filter: &IssueFilter, old: &BoardCache) -> Self {
        let mut deck = BoardCache {
            filter: filter.clone(),
            seq: board.seq,
            ..BoardCache::default()
        };
        for lane in board.lanes {
            deck.lanes[lane.status as usize] = LaneOrder::first(&lane.cards, lane.total);
            deck.cards.extend(
                lane.cards
                    .into_iter()
                    .map(|card| (card.id, CachedCard { card, wish: None })),
            );
        }
        for (id, held) in old
            .cards
            .iter()
            .filter(|(_, held)| held.wish.is_some() && old.filter == *filter)
        {
            deck.cards.entry(*id).or_insert_with(|| CachedCard {
                card: held.card.clone(),
                wish: None,
            });
            deck.reposition(*id, |held_now| held_now.wish = held.wish);
        }
        deck
    }

    /// All cards that are loaded.
    pub fn ids(&self) -> impl Iterator<Item = IssueId> {
        self.cards.keys().copied()
    }

    /// The newest event it knows of.
    #[cfg(test)]
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// A lane's order.
    #[must_use]
    pub fn lane(&self, status: Status) -> &LaneOrder {
        &self.lanes[status as usize]
    }

    /// A card as it is shown.
    #[must_use]
    pub fn card(&self, id: IssueId) -> Option<Card> {
        let held = self.cards.get(&id)?;
        Some(Card {
            status: held.status(),
            sort_order: held.key().sort_order,
            ..held.card.clone()
        })
    }

    /// A card's title.
    #[must_use]
    pub fn title(&self, id: IssueId) -> Option<&str> {
        self.cards.get(&id).map(|held| held.card.title.as_str())
    }

    /// Returns true if a move of it is unanswered.
    #[must_use]
    pub fn is_pending(&self, id: IssueId) -> bool {
        self.cards.get(&id).is_some_and(|held| held.wish.is_some())
    }

    /// Its lane and its index there, as shown.
    #[must_use]
    pub fn position(&self, id: IssueId) -> Option<(Status, usize)> {
        let held = self.cards.get(&id)?;
        Some((
            held.status(),
            self.lane(held.status()).position(&held.key())?,
        ))
    }

    /// Shows a card at a place before the server has answered.
    pub fn wish(&mut self, id: IssueId, status: Status, place: Place) -> Invalidation {
        let sort_order = self.order_at(id, status, place);
        self.reposition(id, |held| {
            held.wish = Some(PendingMove { status, sort_order });
        })
    }

    /// The server said where the card is, or refused (`None`): it is shown where it really is.
    pub fn settle(&mut self, id: IssueId, answer: Option<Card>) -> Invalidation {
        self.reposition(id, |held| {
            held.wish = None;
            if let Some(card) = answer.filter(|card| card.version > held.card.version) {
                held.card = card;
            }
        })
    }

    /// More of a lane, read after its horizon.
    pub fn extend(&mut self, page: Lane, asked: usize) -> Invalidation {
        let ended = page.cards.len() < asked;
        let mut keys = Vec::new();
        for card in page.cards {
            let stale = self
                .removed_versions
                .get(&card.id)
                .is_some_and(|version| card.version <= *version);
            if !stale && !self.cards.contains_key(&card.id) {
                keys.push(card.key());
                self.cards.insert(card.id, CachedCard { card, wish: None });
            }
        }
        self.lanes[page.status as usize].extend(&keys, ended);
        Invalidation {
            lanes: vec![page.status],
            ..Invalidation::default()
        }
    }

    /// The server's counts.
    pub fn recount(&mut self, board: &Board) -> Invalidation {
        // A count may or may not include a move that is under way; the next one will.
        if self.cards.values().any(|held| held.wish.is_some()) {
            return Invalidation {
                recount: true,
                ..Invalidation::default()
            };
        }
        for lane in &board.lanes {
            self.lanes[lane.status as usize].set_total(lane.total);
        }
        Invalidation {
            lanes: Status::ALL.to_vec(),
            ..Invalidation::default()
        }
    }

    /// Changes what is held of a card, and moves it to where it is then shown.
    fn reposition(&mut self, id: IssueId, change: impl FnOnce(&mut CachedCard)) -> Invalidation {
        let Some(held) = self.cards.get_mut(&id) else {
            return Invalidation::default();
        };
        let (from, old_key) = (held.status(), held.key());
        change(held);
        let (to, key, own) = (held.status(), held.key(), held.wish.is_some());
        let mut touched = Invalidation {
            cards: vec![id],
            ..Invalidation::default()
        };
        if (from, old_key) == (to, key) && self.lane(to).position(&key).is_some() {
            return touched;
        }
        let was_last = self
            .lane(from)
            .position(&old_key)
            .is_some_and(|index| index + 1 == self.lane(from).total());
        self.lanes[from as usize].remove(&old_key);
        // What was shown at the very bottom by our wish is there when the server says so.
        if !self.lanes[to as usize].insert(key, own || (from == to && was_last)) {
            self.cards.remove(&id);
        }
        touched.lanes = vec![from, to];
        touched
    }
}
