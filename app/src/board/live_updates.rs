//! Live updates of the board: frames, further pages of a lane, and a full reload after a gap.

use std::{collections::HashSet, time::Duration};

use leptos::prelude::*;
use model::{IssueId, Status};

use super::{
    aria_live,
    cache::{BoardCache, Invalidation},
    drag::state::{DropTarget, Slot},
    state::BoardState,
};
use crate::live::{Frame, Reread};

/// Frames of one burst are shown together.
const BURST: Duration = Duration::from_millis(16);
/// A screen reader hears of other people's changes at most this often.
const QUIET: Duration = Duration::from_secs(5);

/// Received frames that are not shown yet, and requests under way.
#[derive(Debug, Default)]
pub struct FrameQueue {
    inbox: Vec<Frame>,
    /// Frames about the dragged card.
    waited: Vec<Frame>,
    scheduled: bool,
    pub(super) asked: bool,
    pub(super) asked_holders: bool,
    /// The newest question who holds what.
    pub(super) reading: u32,
    pub(super) coming: Vec<Status>,
    /// Grows with every reset: a page that was asked for before is of no use after.
    pub(super) turn: u32,
    changed: HashSet<IssueId>,
    quiet: bool,
}

impl FrameQueue {
    /// A whole board came.
    pub fn began_anew(&mut self) {
        self.turn += 1;
        self.coming.clear();
        self.inbox.clear();
        self.waited.clear();
    }
}

impl BoardState {
    /// Listens for as long as the page is there.
    pub fn listen(self) {
        self.reread
            .set_value(Some(Reread::new(move || self.read_again())));
        self.live.follow(move |frame| self.hear(frame));
        self.live.on_resync(move || self.reload());
    }

    fn hear(self, frame: &Frame) {
        match frame {
            Frame::Card { .. }
            | Frame::CardRemoved { .. }
            | Frame::LaneRenumbered { .. }
            | Frame::Milestones { .. }
            | Frame::Sessions { .. }
            | Frame::Usage { .. }
            | Frame::Knowledge { .. }
            | Frame::Heartbeat { .. }
            | Frame::AgentStatus { .. }
            | Frame::LockChanged { .. } => {
                self.wire
                    .update_value(|wire| wire.inbox.push(frame.clone()));
                self.read_soon(BURST);
            }
            _ => {}
        }
    }

    /// Frames about a card in the air wait until it has landed.
    pub fn read_soon(self, after: Duration) {
        let first = self
            .wire
            .try_update_value(|wire| !std::mem::replace(&mut wire.scheduled, true))
            .unwrap_or(false);
        if first {
            set_timeout(move || self.read(), after);
        }
    }

    fn read(self) {
        let held = self
            .lift
            .try_with_untracked(|lift| lift.map(|lift| lift.id))
            .flatten();
        let frames = self.wire.try_update_value(|wire| {
            wire.scheduled = false;
            let late = if held.is_none() {
                std::mem::take(&mut wire.waited)
            } else {
                Vec::new()
            };
            let about_held = |frame: &Frame| held.is_some() && subject(frame) == held;
            let (wait, now): (Vec<Frame>, _) = std::mem::take(&mut wire.inbox)
                .into_iter()
                .partition(about_held);
            wire.waited.extend(wait);
            Batch { late, now }
        });
        let Some(news) = frames.filter(|news| news.frames().next().is_some()) else {
            return;
        };
        let others: Vec<IssueId> = news
            .frames()
            .filter(|frame| !self.is_own(frame))
            .filter_map(subject)
            .collect();
        // Signs of life come all the time and move nothing: nobody has to look where the cards are.
        if others.is_empty() && !news.frames().any(|frame| subject(frame).is_some()) {
            return self.change(|deck| news.apply(deck));
        }
        self.animate(|| {
            let (anchor, stop) = (
                self.anchor(),
                self.current
                    .get_untracked()
                    .and_then(|id| self.peek(|deck| deck.position(id))),
            );
            self.change(|deck| news.apply(deck));
            self.hold_to(anchor);
            self.stay_near(stop);
        });
        self.tell_of(others);
    }

    /// The card above the place where the one in the air would land: the place stays below it
    /// whatever others do.
    fn anchor(self) -> Option<IssueId> {
        let lift = self.lift.get_untracked()?;
        let DropTarget::Slot(spot) = lift.target else {
            return None;
        };
        self.peek(|deck| deck.neighbours(spot.status, spot.index, lift.id).0)
    }

    fn hold_to(self, anchor: Option<IssueId>) {
        let Some(mut lift) = self.lift.get_untracked() else {
            return;
        };
        let Some((status, index)) = self.peek(|deck| deck.position(lift.id)) else {
            return;
        };
        lift.from = Slot { status, index };
        if let DropTarget::Slot(spot) = &mut lift.target {
            let above = anchor
                .and_then(|id| self.peek(|deck| deck.position(id)))
                .filter(|(lane, _)| *lane == spot.status);
            let without = |above: usize| {
                if status == spot.status && index < above {
                    above - 1
                } else {
                    above
                }
            };
            spot.index = above.map_or(
                if anchor.is_none() { 0 } else { spot.index },
                |(_, above)| without(above) + 1,
            );
            spot.index = spot
                .index
                .min(self.peek(|deck| deck.lowest(spot.status, lift.id)));
        }
        if Some(lift) != self.lift.get_untracked() {
            self.lift.set(Some(lift));
        }
    }

    /// When the card that Tab comes to has left, the one in its place is next.
    fn stay_near(self, stop: Option<(Status, usize)>) {
        let (Some((lane, index)), Some(id)) = (stop, self.current.get_untracked()) else {
            return;
        };
        if self.peek(|deck| deck.position(id)).is_none() {
            let next = self.peek(|deck| {
                deck.lane(lane)
                    .get(index)
                    .or_else(|| deck.lane(lane).get(index.checked_sub(1)?))
            });
            self.current.set(next);
        }
    }

    fn tell_of(self, cards: Vec<IssueId>) {
        let speak = self.wire.try_update_value(|wire| {
            wire.changed.extend(cards);
            !wire.changed.is_empty() && !std::mem::replace(&mut wire.quiet, true)
        });
        if speak == Some(true) {
            let count = self
                .wire
                .try_update_value(|wire| std::mem::take(&mut wire.changed).len())
                .unwrap_or_default();
            self.say(aria_live::changed(count));
            let again = move || {
                self.wire.try_update_value(|wire| wire.quiet = false);
                self.tell_of(Vec::new());
            };
            set_timeout(again, QUIET);
        }
    }
}

/// What is to be shown now.
struct Batch {
    /// About a card that was in the air, some of it older than what has been shown of others.
    late: Vec<Frame>,
    now: Vec<Frame>,
}

impl Batch {
    fn frames(&self) -> impl Iterator<Item = &Frame> {
        self.late.iter().chain(&self.now)
    }

    fn apply(self, deck: &mut BoardCache) -> Invalidation {
        let mut touched = Invalidation::default();
        self.late
            .into_iter()
            .for_each(|frame| touched.add(deck.apply_late(frame)));
        self.now
            .into_iter()
            .for_each(|frame| touched.add(deck.apply(frame)));
        touched
    }
}

fn subject(frame: &Frame) -> Option<IssueId> {
    match frame {
        Frame::Card { card, .. } => Some(card.id),
        Frame::CardRemoved { issue_id, .. } => Some(*issue_id),
        _ => None,
    }
}
