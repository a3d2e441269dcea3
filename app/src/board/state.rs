//! The board's state in the browser: the cache, its subscribers, and the drag state.

use std::{collections::HashMap, ops::Range};

use leptos::prelude::*;
use model::{Board, Card, IssueFilter, IssueId, Place, Status};

use super::{
    cache::{BoardCache, Invalidation},
    drag::state::DragState,
    flip, focus,
    lane_order::LaneOrder,
    layout::Layout,
    live_updates::FrameQueue,
    virtual_list::{Row, rows},
};
use crate::{
    client::{Toasts, toasts},
    live::{Frame, Live, Reread, live},
    moves::{Moves, moves},
    ui::age::Now,
};

/// The board. Get it with [`BoardState::get`].
#[derive(Clone, Copy)]
pub struct BoardState {
    pub(super) deck: StoredValue<BoardCache>,
    pub(super) wire: StoredValue<FrameQueue>,
    pub(super) moves: Moves,
    pub(super) live: Live,
    pub(super) reread: StoredValue<Option<Reread>>,
    pub(super) toasts: Toasts,
    lane_marks: [Trigger; Status::ALL.len()],
    card_marks: StoredValue<HashMap<IssueId, ArcTrigger>>,
    /// The server's clock: how long a card is held, and how lively its agent is.
    pub now: Now,
    /// Issues without the filter.
    pub all: RwSignal<i64>,
    /// The card in the air.
    pub lift: RwSignal<Option<DragState>>,
    /// The card that Tab comes to.
    pub current: RwSignal<Option<IssueId>>,
    /// The card whose menu is open.
    pub menu: RwSignal<Option<IssueId>>,
    /// Lanes that a person folded (`true`) or opened.
    pub folds: RwSignal<Vec<(Status, bool)>>,
    /// The card that gets the focus with the next frame.
    pub(super) refocus: StoredValue<Option<IssueId>>,
    pub(super) layout: Layout,
    /// What a screen reader hears.
    pub said: RwSignal<String>,
    /// The wasm is there. Not so in the first render, which is the server's.
    pub ready: RwSignal<bool>,
}

impl BoardState {
    /// An empty board; the page makes one and provides it.
    #[must_use]
    pub fn new() -> Self {
        let deck = StoredValue::new(BoardCache::default());
        let lane_marks = std::array::from_fn(|_| Trigger::new());
        BoardState {
            deck,
            wire: StoredValue::new(FrameQueue::default()),
            moves: moves(),
            live: live(),
            reread: StoredValue::new(None),
            toasts: toasts(),
            lane_marks,
            card_marks: StoredValue::new(HashMap::new()),
            now: Now::unset(),
            all: RwSignal::new(0),
            lift: RwSignal::new(None),
            current: RwSignal::new(None),
            menu: RwSignal::new(None),
            folds: RwSignal::new(Vec::new()),
            refocus: StoredValue::new(None),
            layout: Layout::new(deck, lane_marks),
            said: RwSignal::new(String::new()),
            ready: RwSignal::new(false),
        }
    }

    /// The board of this page.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// Shows what the server sent; what came over the socket since is applied on top.
    pub fn reset(self, board: Board, filter: &IssueFilter) {
        let since = self.live.after_seq(board.seq);
        // What lies between the board and the oldest frame that is known did not come.
        let mut touched = Invalidation {
            lanes: Status::ALL.to_vec(),
            reload: since.is_none(),
            ..Invalidation::default()
        };
        let pending = if self.ready.get_untracked() {
            self.moves.pending()
        } else {
            Vec::new()
        };
        self.deck.try_update_value(|deck| {
            touched.cards.extend(deck.ids());
            *deck = BoardCache::new(board, filter, deck);
            for frame in since.iter().flatten() {
                touched.holders |= deck.apply(Frame::clone(frame)).holders;
            }
            pending
                .iter()
                .for_each(|step| drop(deck.wish(step.id, step.status, step.place)));
            touched.cards.extend(deck.ids());
        });
        self.wire.update_value(FrameQueue::began_anew);
        self.mark(&touched);
        self.ask_again(&touched);
    }

    /// A card, for whoever shows it.
    #[must_use]
    pub fn card(self, id: IssueId) -> Option<Card> {
        self.card_mark(id)?.track();
        self.peek(|deck| deck.card(id))
    }

    /// Returns true if a move of it is unanswered.
    #[must_use]
    pub fn is_pending(self, id: IssueId) -> bool {
        if let Some(mark) = self.card_mark(id) {
            mark.track();
        }
        self.peek(|deck| deck.is_pending(id))
    }

    /// A lane's order, for whoever shows it.
    pub fn lane<T>(self, status: Status, read: impl FnOnce(&LaneOrder) -> T) -> T {
        self.lane_marks[status as usize].track();
        self.peek(|deck| read(deck.lane(status)))
    }

    /// How many cards pass the filter, for whoever shows it.
    #[must_use]
    pub fn shown(self) -> usize {
        Status::ALL
            .into_iter()
            .map(|status| self.lane(status, LaneOrder::total))
            .sum()
    }

    /// Returns true if there is a filter, for whoever shows it.
    #[must_use]
    pub fn is_filtered(self) -> bool {
        self.lane(Status::Backlog, |_| ());
        self.peek(|deck| !deck.filter.is_empty())
    }

    /// Where a card stands in a lane, for whoever shows it.
    #[must_use]
    pub fn index(self, id: IssueId, status: Status) -> Option<usize> {
        self.lane_marks[status as usize].track();
        self.peek(|deck| deck.position(id))
            .filter(|(lane, _)| *lane == status)
            .map(|(_, index)| index)
    }

    /// What stands in a lane's part of the page. The card in the air and the one that Tab comes to
    /// always do.
    #[must_use]
    pub fn rows(self, status: Status, range: Range<usize>) -> Vec<Row> {
        let kept = [
            self.current.get(),
            self.lift.with(|lift| lift.as_ref().map(|lift| lift.id)),
        ];
        let pinned: Vec<usize> = kept
            .into_iter()
            .flatten()
            .filter_map(|id| self.index(id, status))
            .collect();
        self.lane(status, |list| rows(list, range, &pinned))
    }

    /// Reads without being told of changes.
    pub fn peek<T>(self, read: impl FnOnce(&BoardCache) -> T) -> T {
        self.deck.with_value(read)
    }

    /// Changes the deck and tells those who show what it touched. What must be asked of the server
    /// is asked soon.
    pub fn change(self, act: impl FnOnce(&mut BoardCache) -> Invalidation) {
        // The page may be gone when an answer comes.
        let Some(touched) = self.deck.try_update_value(act) else {
            return;
        };
        self.mark(&touched);
        self.ask_again(&touched);
    }

    /// Runs changes so that one sees where things went: cards glide from where they were, and the
    /// focus stays where it was.
    pub fn animate(self, act: impl FnOnce()) {
        let (before, focused) = (flip::photograph(), self.focused());
        act();
        self.with_next_frame(focused, move || {
            if let Some(id) = focused {
                focus::keep(self, id);
            }
            if self
                .lift
                .try_with_untracked(Option::is_none)
                .unwrap_or(false)
            {
                flip::play(&before);
            }
        });
    }

    /// The neighbours' way to say where a card is now.
    #[must_use]
    pub fn place_of(self, id: IssueId) -> Option<(Status, Place)> {
        self.peek(|deck| {
            deck.position(id)
                .map(|(status, index)| (status, deck.place(status, index, id)))
        })
    }

    /// Tells a screen reader.
    pub fn say(self, sentence: String) {
        self.said.try_set(sentence);
    }

    fn mark(self, touched: &Invalidation) {
        for status in Status::ALL
            .into_iter()
            .filter(|status| touched.lanes.contains(status))
        {
            self.lane_marks[status as usize].notify();
        }
        let marks: Vec<ArcTrigger> = self
            .card_marks
            .try_with_value(|marks| {
                touched
                    .cards
                    .iter()
                    .filter_map(|id| marks.get(id).cloned())
                    .collect()
            })
            .unwrap_or_default();
        marks.iter().for_each(Notify::notify);
        self.layout.titles.notify();
    }

    fn card_mark(self, id: IssueId) -> Option<ArcTrigger> {
        self.card_marks
            .try_update_value(|marks| marks.entry(id).or_default().clone())
    }
}
