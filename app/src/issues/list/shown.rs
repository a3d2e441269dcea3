//! The rows on screen, and how they follow what others do without moving the reader.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use model::{Card, Cursor, IssueId, Listing, Page};

use super::{
    list_cards,
    query::{ListQuery, PAGE},
    walk,
};
use crate::{
    client::toasts,
    error::AppError,
    live::{Frame, Live, live},
};

/// However many frames come, the list is read again at most this often.
const REFETCH_EVERY: Duration = Duration::from_millis(800);

/// One row: its card changes in place, so that focus stays where it is.
#[derive(Clone)]
pub(super) struct Row {
    pub id: IssueId,
    pub card: ArcRwSignal<Card>,
}

/// The rows on screen.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// What the address asks for.
    pub asked: Memo<ListQuery>,
    pub rows: RwSignal<Vec<Row>>,
    /// Issues on all pages, once they are known.
    pub total: RwSignal<Option<i64>>,
    /// Where the next page begins.
    pub next: RwSignal<Option<Cursor>>,
    /// More is being loaded.
    pub busy: RwSignal<bool>,
    pub is_empty: Memo<bool>,
    /// The next page comes below instead of in place of this one: the wasm is here. The server cannot know, and the first render
    /// must be the same on both sides. It outlives the rows: while the next list is loading, the old rows still follow the address.
    pub appends: RwSignal<bool>,
    waiting: StoredValue<bool>,
    live: Live,
}

impl Shown {
    pub fn new(asked: Memo<ListQuery>) -> Self {
        let rows = RwSignal::new(Vec::new());
        Shown {
            asked,
            rows,
            total: RwSignal::new(None),
            next: RwSignal::new(None),
            busy: RwSignal::new(false),
            is_empty: Memo::new(move |_| rows.with(Vec::is_empty)),
            appends: RwSignal::new(false),
            waiting: StoredValue::new(false),
            live: live(),
        }
    }

    /// Shows this page instead of what was there. Rows that stay keep their place in the document, and with it focus.
    pub fn accept(self, listing: Listing<Card>) {
        let before = self.rows.get_untracked();
        let row = |card: Card| match before.iter().find(|row| row.id == card.id) {
            Some(row) => {
                // A frame may have been quicker than this answer.
                if row.card.with_untracked(|shown| shown.version <= card.version && *shown != card) {
                    row.card.set(card);
                }
                row.clone()
            }
            None => Row { id: card.id, card: ArcRwSignal::new(card) },
        };
        let rows: Vec<Row> = listing.items.into_iter().map(row).collect();
        if !same(&before, &rows) {
            let focus = walk::keep_focus(&before, &rows);
            self.rows.set(rows);
            focus.restore();
        }
        self.total.set(Some(listing.total));
        self.next.set(listing.next);
    }

    /// Adds the next page below.
    pub fn load_more(self) {
        let Some(after) = self.next.get_untracked().filter(|_| !self.busy.get_untracked()) else { return };
        let asked = self.asked.get_untracked();
        self.busy.set(true);
        spawn_local(async move {
            let page = Page { limit: Some(PAGE), after: Some(after) };
            let answer = list_cards(asked.filter.clone(), asked.sort, page).await;
            let more = |listing: Listing<Card>| {
                let mut items: Vec<Card> = self.rows.get_untracked().iter().map(|row| row.card.get_untracked()).collect();
                items.retain(|card| listing.items.iter().all(|other| other.id != card.id));
                items.extend(listing.items);
                Listing { items, ..listing }
            };
            self.take(&asked, answer.map(more), true);
        });
    }

    /// Follows the live connection until the page is gone.
    pub fn follow_changes(self) {
        self.live.listen(move |frame| match frame {
            Frame::Card { card, .. } => self.change(card),
            Frame::CardRemoved { issue_id, .. } => self.remove(*issue_id),
            _ => {}
        });
        self.live.on_resync(move || self.refetch_soon());
    }

    fn change(self, card: &Card) {
        let row = self.rows.with_untracked(|rows| rows.iter().find(|row| row.id == card.id).cloned());
        // A reading may have been quicker than this frame.
        if let Some(row) = row.filter(|row| row.card.with_untracked(|shown| shown.version <= card.version)) {
            row.card.set(card.clone());
        }
        // It may have come, gone, or moved in the order: the server knows.
        self.refetch_soon();
    }

    fn remove(self, id: IssueId) {
        let before = self.rows.get_untracked();
        let rows: Vec<Row> = before.iter().filter(|row| row.id != id).cloned().collect();
        if rows.len() < before.len() {
            let focus = walk::keep_focus(&before, &rows);
            self.rows.set(rows);
            focus.restore();
        }
        self.refetch_soon();
    }

    fn refetch_soon(self) {
        if self.waiting.try_get_value() == Some(false) {
            self.waiting.set_value(true);
            set_timeout(move || self.refetch(), REFETCH_EVERY);
        }
    }

    /// Reads again as many as are shown.
    fn refetch(self) {
        if self.waiting.try_set_value(false).is_some() {
            return;
        }
        let asked = self.asked.get_untracked();
        let count = self.rows.with_untracked(Vec::len) as u32;
        let page = Page { limit: Some(count.next_multiple_of(PAGE).clamp(PAGE, Page::LIMIT_MAX)), after: asked.after.clone() };
        spawn_local(async move {
            let answer = list_cards(asked.filter.clone(), asked.sort, page).await;
            self.take(&asked, answer, false);
        });
    }

    /// Takes an answer, unless the reader has gone on to another list or away.
    fn take(self, asked: &ListQuery, answer: Result<Listing<Card>, AppError>, told: bool) {
        let Some(now) = self.asked.try_get_untracked() else { return };
        self.busy.set(false);
        match answer {
            Ok(listing) if now == *asked => self.accept(listing),
            Ok(_) => {}
            Err(error) if told => toasts().refuse_with(error.detail, "Retry", Callback::new(move |()| self.load_more())),
            // What is on screen is still there, and the pill in the sidebar says how fresh it is.
            Err(error) if error.kind.is_none() => self.live.try_again(move || self.refetch_soon()),
            Err(_) => {}
        }
    }
}

fn same(before: &[Row], after: &[Row]) -> bool {
    before.len() == after.len() && before.iter().zip(after).all(|(before, after)| before.id == after.id)
}
