//! The state of an issue's page: the last answer of the server, with pending changes on top. A
//! refusal rolls back that change only.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use model::{IssueId, IssueLink};
use web_sys::SubmitEvent;

use super::{data::Detail, functions::load_issue, optimistic::Change};
use crate::{
    client::{Toasts, mutation_id, now, toasts},
    error::AppError,
    live::{Frame, Live, coalesced, live},
    ui::{age::Now, form_submit::read, menu},
};

/// Frames come in bursts; what they are about is fetched once.
const BURST: Duration = Duration::from_millis(60);

/// The open issue, as every part of its page knows it.
#[derive(Clone, Copy)]
pub struct Open {
    pub id: IssueId,
    /// What is on the screen.
    pub shown: Memo<Detail>,
    /// The server's clock: how long it is locked, and how lively its agent is.
    pub clock: Now,
    /// Somebody deleted it while it was open.
    pub deleted: RwSignal<bool>,
    base: RwSignal<Detail>,
    pending: RwSignal<Vec<Pending>>,
    reads: StoredValue<Reads>,
    live: Live,
    toasts: Toasts,
}

/// Readings by number, in the order in which they began.
#[derive(Clone, Copy, Default)]
struct Reads {
    begun: u32,
    /// The one that is shown. An older one that is answered later is dropped.
    shown: u32,
}

/// A change that is on its way.
#[derive(Clone)]
struct Pending {
    mutation: String,
    /// The server said yes when so many readings had begun; the next one brings it.
    settled: Option<u32>,
    show: Arc<dyn Fn(&mut Detail) + Send + Sync>,
}

/// Opens an issue for the parts of a page, and keeps it fresh.
pub fn provide_open(detail: Detail) -> Open {
    let clock = Now::new(detail.now);
    let (id, base, pending) = (
        detail.issue.id,
        RwSignal::new(detail),
        RwSignal::new(Vec::<Pending>::new()),
    );
    let shown = Memo::new(move |_| {
        let mut detail = base.get();
        pending.with(|pending| pending.iter().for_each(|change| (change.show)(&mut detail)));
        detail
    });
    let (deleted, reads) = (RwSignal::new(false), StoredValue::new(Reads::default()));
    let open = Open {
        id,
        shown,
        clock,
        deleted,
        base,
        pending,
        reads,
        live: live(),
        toasts: toasts(),
    };
    provide_context(open);
    open.follow();
    open
}

/// The open issue.
#[must_use]
pub fn open() -> Open {
    expect_context()
}

/// What a form does with the wasm: the same, at once. Its menu closes and its fields are empty
/// again.
pub fn submits<C: Change>() -> impl Fn(SubmitEvent) + Clone + 'static {
    let open = open();
    move |event| {
        if let Some((form, change)) = read::<C>(&event) {
            menu::close_around(&form);
            form.reset();
            open.send(change);
        }
    }
}

/// The same for forms whose menu stays open, or whose button vanishes: `focus` is the id of what
/// has the focus then.
pub fn submits_and_focuses<C: Change>(
    focus: &'static str,
) -> impl Fn(SubmitEvent) + Clone + 'static {
    let open = open();
    move |event| {
        if let Some((form, change)) = read::<C>(&event) {
            form.reset();
            open.send(change);
            menu::focus(focus);
        }
    }
}

impl Open {
    /// A part of what is shown, which changes only when that part does.
    pub fn part<T>(self, part: impl Fn(&Detail) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.shown.with(&part))
    }

    /// Keeps what a picker found, so that what is chosen can be shown at once.
    pub fn remember(self, found: Vec<IssueLink>) {
        if !found.is_empty() {
            self.base.update(|detail| detail.found = found);
        }
    }

    /// Shows a change and sends it.
    pub fn send<C: Change>(self, change: C) {
        self.send_then(change, |_| false);
    }

    /// The same, and says how it went. On a refusal `answered` returns whether it told the reader
    /// why; else a toast does.
    pub fn send_then<C: Change>(
        self,
        mut change: C,
        answered: impl Fn(Result<(), &AppError>) -> bool + Clone + Send + Sync + 'static,
    ) {
        let (mutation, now) = (mutation_id(), now());
        // Whoever tries again later may have left the page; then there is nothing to show, but all
        // the same something to send.
        let shown = self.shown.try_get_untracked();
        if let Some(Err(refusal)) = shown.map(|mut detail| change.show(&mut detail, now)) {
            let refusal = AppError::from(refusal);
            if !answered(Err(&refusal)) {
                self.toasts.refuse(refusal.detail);
            }
            return;
        }
        *change.mutation() = Some(mutation.clone());
        let shown = change.clone();
        let show = Arc::new(move |detail: &mut Detail| drop(shown.show(detail, now)));
        self.pending.try_update(|pending| {
            pending.push(Pending {
                mutation: mutation.clone(),
                settled: None,
                show,
            });
        });
        spawn_local(async move {
            let outcome = change.clone().run_on_client().await;
            // Accepted, it stays until a reading brings it. Refused, it goes, and what is there
            // instead is read first.
            let settled = self
                .reads
                .try_get_value()
                .filter(|_| outcome.is_ok())
                .map(|reads| reads.begun);
            self.pending.try_update(|pending| {
                pending
                    .iter_mut()
                    .filter(|change| change.mutation == mutation)
                    .for_each(|change| change.settled = settled);
            });
            self.read().await;
            self.pending.try_update(|pending| {
                pending.retain(|change| change.settled.is_some() || change.mutation != mutation);
            });
            if !answered(outcome.as_ref().copied())
                && let Err(error) = outcome
            {
                self.refuse(error, change, answered);
            }
        });
    }

    fn refuse<C: Change>(
        self,
        error: AppError,
        change: C,
        answered: impl Fn(Result<(), &AppError>) -> bool + Clone + Send + Sync + 'static,
    ) {
        if error.offline {
            let again = Callback::new(move |()| self.send_then(change.clone(), answered.clone()));
            self.toasts.refuse_with(error.detail, "Retry", again);
        } else {
            self.toasts.refuse(error.detail);
        }
    }

    /// Reads the issue again. The page may be gone when the answer comes, so every signal is only
    /// tried.
    async fn read(self) {
        let Some(number) = self.reads.try_update_value(|reads| {
            reads.begun += 1;
            reads.begun
        }) else {
            return;
        };
        match load_issue(self.id.to_string()).await {
            // Effects run after this function, so nobody sees a change twice, or not at all, in
            // between.
            Ok(detail) if self.is_newer(number) => {
                self.clock.set(detail.now);
                self.base.try_set(detail);
                self.pending.try_update(|pending| {
                    pending.retain(|change| change.settled.is_none_or(|begun| begun >= number));
                });
            }
            Err(error) if error.is_not_found() => {
                self.deleted.try_set(true);
            }
            Err(error) if error.kind.is_none() => {
                self.live.try_again(move || spawn_local(self.read()));
            }
            _ => {}
        }
    }

    /// Returns true if a reading is newer than the one that is shown; then it is the one that is
    /// shown.
    fn is_newer(self, number: u32) -> bool {
        let newer = self.reads.try_update_value(|reads| {
            let newer = reads.shown < number;
            reads.shown = reads.shown.max(number);
            newer
        });
        newer == Some(true)
    }

    /// Fetches again when a frame is about this issue or one that it shows.
    fn follow(self) {
        let soon = coalesced(BURST, move || spawn_local(self.read()));
        let again = soon.clone();
        self.live.listen(move |frame| match frame {
            Frame::CardRemoved { issue_id, .. } if *issue_id == self.id => self.deleted.set(true),
            Frame::CardRemoved { issue_id, .. } if self.shows(*issue_id) => soon(),
            Frame::Card { mutation, card, .. }
                if !self.is_ours(mutation.as_deref())
                    && (self.shows(card.id) || card.parent == Some(self.id)) =>
            {
                soon();
            }
            Frame::LockChanged { issue_id, .. } if *issue_id == self.id => soon(),
            Frame::Heartbeat { agent_id, .. } | Frame::AgentStatus { agent_id, .. }
                if self.is_held_by(agent_id) =>
            {
                soon();
            }
            // Any page may have begun to name this issue, or ceased to.
            Frame::Milestones { .. } | Frame::Knowledge { .. } => soon(),
            _ => {}
        });
        self.live.on_resync(again);
    }

    fn is_held_by(self, agent: &str) -> bool {
        self.base
            .with_untracked(|detail| detail.lock.as_ref().is_some_and(|lock| lock.agent == agent))
    }

    fn shows(self, id: IssueId) -> bool {
        self.base.with_untracked(|detail| {
            let related = detail
                .subissues
                .iter()
                .chain(&detail.blockers)
                .chain(&detail.blocking)
                .chain(&detail.parent);
            id == self.id || related.into_iter().any(|link| link.id == id)
        })
    }

    /// The answer to our own change brings it anyway.
    fn is_ours(self, mutation: Option<&str>) -> bool {
        mutation.is_some_and(|id| {
            self.pending
                .with_untracked(|pending| pending.iter().any(|change| change.mutation == id))
        })
    }
}
