//! Applies live frames to the cache.

use std::collections::HashMap;

use model::{Card, Holder, IssueField, IssueId, Timestamp};

use super::{BoardCache, CachedCard, Invalidation};
use crate::live::Frame;

impl BoardCache {
    /// Applies a live frame. One that is older than the board is not news.
    pub fn apply(&mut self, frame: Frame) -> Invalidation {
        if frame.seq() <= self.seq {
            Invalidation::default()
        } else {
            self.apply_late(frame)
        }
    }

    /// Applies a frame held back during a drag. Frames for other cards may be newer, so staleness
    /// is judged by the card's version, not by `seq`.
    pub fn apply_late(&mut self, frame: Frame) -> Invalidation {
        // What is no event, and what `Live` counts as a reason to read everything again.
        if matches!(
            frame,
            Frame::Imported { .. }
                | Frame::Gap { .. }
                | Frame::Resync { .. }
                | Frame::Subscribed { .. }
                | Frame::Pong { .. }
                | Frame::Error { .. }
        ) {
            return Invalidation::default();
        }
        self.seq = self.seq.max(frame.seq());
        match frame {
            Frame::Card { field, card, .. } => self.upsert(*card, field),
            Frame::CardRemoved { issue_id, .. } => self.leave(issue_id, i64::MAX),
            // The sequence is the same, but under a filter the new numbers cannot be told.
            Frame::LaneRenumbered { .. } => Invalidation {
                reload: true,
                ..Invalidation::default()
            },
            Frame::Heartbeat {
                agent_id,
                timestamp,
                ..
            } => self.hear(&agent_id, timestamp),
            // Who holds it since when stands in the table of locks only, and the clock that ages an
            // agent is the server's.
            Frame::LockChanged { issue_id, .. } => Invalidation {
                holders: self.cards.contains_key(&issue_id),
                ..Invalidation::default()
            },
            Frame::AgentStatus { agent_id, .. } => Invalidation {
                holders: self.held_by(&agent_id).next().is_some(),
                ..Invalidation::default()
            },
            // No news about cards.
            _ => Invalidation::default(),
        }
    }

    /// Who holds what, as the server says.
    pub fn hold(&mut self, mut holders: HashMap<IssueId, Holder>) -> Invalidation {
        let mut touched = Invalidation::default();
        for (id, held) in &mut self.cards {
            let mut holder = holders.remove(id);
            // A heartbeat may have been quicker than this answer.
            if let (
                Some(now),
                Some(Holder {
                    agent,
                    heard_at: Some(heard),
                    ..
                }),
            ) = (&mut holder, &held.card.holder)
                && now.agent == *agent
            {
                now.hear(*heard);
            }
            if held.card.holder != holder {
                held.card.holder = holder;
                touched.cards.push(*id);
            }
        }
        touched
    }

    /// A sign of life of an agent: all cards that it holds show it.
    fn hear(&mut self, agent: &str, at: Timestamp) -> Invalidation {
        let heard: Vec<_> = self
            .held_by(agent)
            .filter_map(|(id, holder)| holder.hear(at).then_some(id))
            .collect();
        Invalidation {
            cards: heard,
            ..Invalidation::default()
        }
    }

    fn held_by(&mut self, agent: &str) -> impl Iterator<Item = (IssueId, &mut Holder)> {
        let holders = self
            .cards
            .iter_mut()
            .filter_map(|(id, held)| Some((*id, held.card.holder.as_mut()?)));
        holders.filter(move |(_, holder)| holder.agent == agent)
    }

    fn upsert(&mut self, card: Card, field: IssueField) -> Invalidation {
        let id = card.id;
        let Some(held) = self.cards.get(&id) else {
            return self.enter(card, field);
        };
        if held.card.version > card.version {
            return Invalidation::default();
        }
        let stays = !card.archived && self.filter.matches_card(&card).unwrap_or(true);
        if stays {
            self.reposition(id, |held| held.card = card)
        } else {
            self.leave(id, card.version)
        }
    }

    /// A card that was not known: new, moved here from among those not loaded, or now passing the
    /// filter.
    fn enter(&mut self, card: Card, field: IssueField) -> Invalidation {
        let (id, status, key) = (card.id, card.status, card.key());
        // The count of all issues stands beside that of the filtered ones.
        let recount =
            !self.filter.is_empty() || (field != IssueField::Created && self.is_partial());
        // Whether a search finds it is for the server to say.
        if card.archived || self.filter.matches_card(&card) != Some(true) {
            self.removed_versions.insert(id, card.version);
            return Invalidation {
                recount,
                ..Invalidation::default()
            };
        }
        let lane = &mut self.lanes[status as usize];
        let was_counted =
            lane.missing() > 0 && !matches!(field, IssueField::Created | IssueField::Status);
        if if was_counted {
            lane.reveal(key)
        } else {
            lane.insert(key, false)
        } {
            self.cards.insert(id, CachedCard { card, wish: None });
        }
        Invalidation {
            cards: vec![id],
            lanes: vec![status],
            recount,
            ..Invalidation::default()
        }
    }

    fn leave(&mut self, id: IssueId, version: i64) -> Invalidation {
        self.removed_versions.insert(id, version);
        let Some(held) = self.cards.remove(&id) else {
            return Invalidation {
                recount: self.is_partial(),
                ..Invalidation::default()
            };
        };
        let status = held.status();
        self.lanes[status as usize].remove(&held.key());
        Invalidation {
            cards: vec![id],
            lanes: vec![status],
            recount: !self.filter.is_empty(),
            ..Invalidation::default()
        }
    }

    /// Returns true if some lane has cards that are not loaded: then one that turns up may have
    /// been counted before.
    fn is_partial(&self) -> bool {
        self.lanes.iter().any(|lane| lane.missing() > 0)
    }
}
