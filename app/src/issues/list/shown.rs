//! The rows on screen, and how they follow what others do without moving the reader.

use std::{collections::HashMap, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use model::{Card, Cursor, IssueId, Page, SortBy, Status, StatusCount};

use super::{
    functions::{ListPage, load_list},
    query::{ListQuery, PAGE},
    walk,
};
use crate::{
    client::toasts,
    error::AppError,
    live::{Frame, Live, live},
    ui::age::Now,
};

/// However many frames come, the list is read again at most this often.
const REFETCH_EVERY: Duration = Duration::from_millis(800);

/// One row: what it shows changes in place, so that focus stays where it is.
#[derive(Clone)]
pub(super) struct Row {
    pub id: IssueId,
    pub card: ArcRwSignal<Card>,
    /// Where it mentions what was searched for.
    pub excerpt: ArcRwSignal<Option<String>>,
    pub group: Option<Group>,
}

/// What the rows under one heading have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Group {
    /// The number that was searched for.
    Exact,
    Status(Status),
}

/// What is known of the whole list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// Issues on all pages.
    pub total: i64,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    pub counts: Vec<StatusCount>,
    /// How many issues there are without the filter, where none passes it.
    pub all: i64,
}

/// The rows on screen.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// What the address asks for.
    pub asked: Memo<ListQuery>,
    pub rows: RwSignal<Vec<Row>>,
    pub facts: RwSignal<Option<Facts>>,
    /// The server's clock: how lively the agents are.
    pub now: Now,
    /// More is being loaded.
    pub busy: RwSignal<bool>,
    /// The next page comes below instead of in place of this one: the wasm is here. The server
    /// cannot know, and the first render must be the same on both sides. It outlives the rows:
    /// while the next list is loading, the old rows still follow the address.
    pub appends: RwSignal<bool>,
    waiting: StoredValue<bool>,
    live: Live,
}

impl Shown {
    pub fn new(asked: Memo<ListQuery>) -> Self {
        Shown {
            asked,
            rows: RwSignal::new(Vec::new()),
            facts: RwSignal::new(None),
            now: Now::unset(),
            busy: RwSignal::new(false),
            appends: RwSignal::new(false),
            waiting: StoredValue::new(false),
            live: live(),
        }
    }

    /// The rows of what was loaded. In the browser they take the place of those that were there. On
    /// the server, where other threads render other parts of the page at the same time, they are
    /// made new and nothing that is shared is written.
    pub fn with(self, page: ListPage) -> Self {
        if cfg!(not(feature = "ssr")) {
            self.now.begin(page.now);
            self.accept(page);
            return self;
        }
        let now = Now::new(page.now);
        let (rows, facts) = read(page, self.asked.get_untracked().sort.by, &[]);
        let (rows, facts) = (
            RwSignal::new(rows.into_iter().map(|(row, ..)| row).collect()),
            RwSignal::new(Some(facts)),
        );
        Shown {
            rows,
            facts,
            now,
            ..self
        }
    }

    /// Shows this page instead of what was there. Rows that stay keep their place in the document,
    /// and with it focus.
    fn accept(self, page: ListPage) {
        let before = self.rows.get_untracked();
        self.now.set(page.now);
        let (rows, facts) = read(page, self.asked.get_untracked().sort.by, &before);
        let update = |(row, card, excerpt): (Row, Card, Option<String>)| {
            // A frame may have been quicker than this answer.
            if row
                .card
                .with_untracked(|shown| shown.version <= card.version && *shown != card)
            {
                row.card.set(card);
            }
            if row.excerpt.with_untracked(|shown| *shown != excerpt) {
                row.excerpt.set(excerpt);
            }
            row
        };
        let rows: Vec<Row> = rows.into_iter().map(update).collect();
        if !same(&before, &rows) {
            let focus = walk::keep_focus(&before, &rows);
            self.rows.set(rows);
            focus.restore();
        }
        if self
            .facts
            .with_untracked(|shown| shown.as_ref() != Some(&facts))
        {
            self.facts.set(Some(facts));
        }
    }

    /// The issues on screen, from the top.
    pub fn ids(self) -> Vec<IssueId> {
        self.rows
            .with_untracked(|rows| rows.iter().map(|row| row.id).collect())
    }

    /// The card of a row.
    pub fn card(self, id: IssueId) -> Option<Card> {
        self.rows.with(|rows| {
            rows.iter()
                .find(|row| row.id == id)
                .map(|row| row.card.get())
        })
    }

    /// Adds the next page below.
    pub fn load_more(self) {
        let after = self
            .facts
            .with_untracked(|facts| facts.as_ref().and_then(|facts| facts.next.clone()));
        let Some(after) = after.filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        let asked = self.asked.get_untracked();
        self.busy.set(true);
        spawn_local(async move {
            let page = Page {
                limit: Some(PAGE),
                after: Some(after),
            };
            let answer = load_list(asked.filter.clone(), asked.sort, page).await;
            self.take(&asked, answer.map(|page| self.below(page)), true);
        });
    }

    /// What is on screen, and the page below it.
    fn below(self, mut page: ListPage) -> ListPage {
        let Some(rows) = self.rows.try_get_untracked() else {
            return page;
        };
        let mut items: Vec<Card> = rows.iter().map(|row| row.card.get_untracked()).collect();
        items.retain(|card| page.cards.items.iter().all(|other| other.id != card.id));
        items.append(&mut page.cards.items);
        page.cards.items = items;
        page.exact = rows
            .iter()
            .find(|row| row.group == Some(Group::Exact))
            .map(|row| row.id);
        page.excerpts.extend(
            rows.iter()
                .filter_map(|row| Some((row.id, row.excerpt.get_untracked()?))),
        );
        page
    }

    /// Follows the live connection until the page is gone.
    pub fn follow_changes(self) {
        self.live.listen(move |frame| match frame {
            Frame::Card { card, .. } => self.change(card),
            Frame::CardRemoved { issue_id, .. } => self.remove(*issue_id),
            Frame::LockChanged { .. } => self.refetch_soon(),
            _ => {}
        });
        self.live.on_resync(move || self.refetch_soon());
    }

    fn change(self, card: &Card) {
        let row = self
            .rows
            .with_untracked(|rows| rows.iter().find(|row| row.id == card.id).cloned());
        // A reading may have been quicker than this frame.
        if let Some(row) = row.filter(|row| {
            row.card
                .with_untracked(|shown| shown.version <= card.version)
        }) {
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
        let page = asked.page(self.rows.with_untracked(Vec::len));
        spawn_local(async move {
            let answer = load_list(asked.filter.clone(), asked.sort, page).await;
            self.take(&asked, answer, false);
        });
    }

    /// Takes an answer, unless the reader has gone on to another list or away.
    fn take(self, asked: &ListQuery, answer: Result<ListPage, AppError>, told: bool) {
        let Some(now) = self.asked.try_get_untracked() else {
            return;
        };
        self.busy.set(false);
        match answer {
            Ok(page) if now == *asked => self.accept(page),
            Ok(_) => {}
            Err(error) if told => toasts().refuse_with(
                error.detail,
                "Retry",
                Callback::new(move |()| self.load_more()),
            ),
            // What is on screen is still there, and the pill in the sidebar says how fresh it is.
            Err(error) if error.kind.is_none() => self.live.try_again(move || self.refetch_soon()),
            Err(_) => {}
        }
    }
}

/// Rows for what was loaded, each with what it shall show; those that were there before are kept.
fn read(page: ListPage, by: SortBy, before: &[Row]) -> (Vec<(Row, Card, Option<String>)>, Facts) {
    let mut excerpts: HashMap<IssueId, String> = page.excerpts.into_iter().collect();
    let known: HashMap<IssueId, &Row> = before.iter().map(|row| (row.id, row)).collect();
    let row = |card: Card| {
        let group = if page.exact == Some(card.id) {
            Some(Group::Exact)
        } else {
            (by == SortBy::Status).then_some(Group::Status(card.status))
        };
        let excerpt = excerpts.remove(&card.id);
        let row = match known.get(&card.id) {
            Some(row) => Row {
                group,
                ..(*row).clone()
            },
            None => {
                let (card, excerpt) = (
                    ArcRwSignal::new(card.clone()),
                    ArcRwSignal::new(excerpt.clone()),
                );
                Row {
                    id: card.with_untracked(|card| card.id),
                    card,
                    excerpt,
                    group,
                }
            }
        };
        (row, card, excerpt)
    };
    let rows = page.cards.items.into_iter().map(row).collect();
    (
        rows,
        Facts {
            total: page.cards.total,
            next: page.cards.next,
            counts: page.counts,
            all: page.all,
        },
    )
}

fn same(before: &[Row], after: &[Row]) -> bool {
    before.len() == after.len()
        && before
            .iter()
            .zip(after)
            .all(|(before, after)| before.id == after.id && before.group == after.group)
}
