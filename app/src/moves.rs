//! Moves of cards: kept in this browser until the server has answered, sent one after the other
//! whatever page is open.
//!
//! A move that is shown is promised. It survives leaving the board, closing the tab and a server
//! that is away; it is sent under a name of its own, by which the server knows one that it has made
//! already. What a closed tab left behind another one sends.

use std::{collections::VecDeque, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use model::{Card, IssueId, Place, Status};

use crate::{
    client::{Toasts, mutation_id, toasts},
    error::AppError,
    live::{Live, live},
};

#[cfg(feature = "hydrate")]
mod kept;
mod pending;
mod undo;

pub use pending::Pending;
use undo::{REMEMBERED, Undoable, What};

#[server(prefix = "/fn", endpoint = "move_issue", protocol = crate::wire::Json)]
pub async fn move_issue(
    id: IssueId,
    status: Status,
    place: Place,
    mutation: String,
) -> Result<Card, AppError> {
    let (store, actor) = (
        crate::state::store()?,
        crate::state::actor_as(Some(mutation))?,
    );
    Ok(store.move_issue(&actor, id, status, place).await?)
}

/// Takes back the move that was made under the name `of`.
#[server(prefix = "/fn", endpoint = "undo_move", protocol = crate::wire::Json)]
pub async fn undo_move(id: IssueId, of: String, mutation: String) -> Result<Card, AppError> {
    let (store, actor) = (
        crate::state::store()?,
        crate::state::actor_as(Some(mutation))?,
    );
    Ok(store.undo_move(&actor, id, of).await?)
}

/// What becomes of a move, for a board that shows it.
#[derive(Clone, Debug)]
pub enum Told {
    /// It is under way: shown before the server has answered.
    Sent(Pending),
    /// It takes another move back.
    Undone(Pending),
    /// The server's answer; there are no more moves of this card.
    Settled(Box<Card>),
    /// The server refused, and why; the moves of this card that were to follow are void.
    Refused(Pending, String),
}

type Watcher = Arc<dyn Fn(&Told) + Send + Sync>;

#[derive(Clone, Debug, Default)]
struct Queue {
    waiting: VecDeque<Pending>,
    sending: bool,
    done: Vec<Undoable>,
    own: VecDeque<String>,
}

/// All moves of this tab. Get it with [`moves`].
#[derive(Clone, Copy)]
pub struct Moves {
    /// How many the server has not answered yet.
    pub waiting: RwSignal<usize>,
    /// They wait for a server that cannot be reached.
    pub stalled: RwSignal<bool>,
    queue: StoredValue<Queue>,
    watchers: StoredValue<Vec<(u32, Watcher)>>,
    next: StoredValue<u32>,
    owner: StoredValue<Owner>,
    toasts: Toasts,
    live: Live,
}

impl Moves {
    /// Calls `watcher` with what becomes of every move, until the component that asked is gone.
    pub fn watch(self, watcher: impl Fn(&Told) + Send + Sync + 'static) {
        let key = self.next_key();
        self.watchers
            .update_value(|watchers| watchers.push((key, Arc::new(watcher))));
        on_cleanup(move || {
            self.watchers
                .try_update_value(|watchers| watchers.retain(|(other, _)| *other != key));
        });
    }

    fn next_key(self) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        key
    }

    /// The moves that the server has not answered yet, the oldest first.
    #[must_use]
    pub fn pending(self) -> Vec<Pending> {
        self.queue
            .with_value(|queue| queue.waiting.iter().cloned().collect())
    }

    /// Returns true if a change was made here.
    #[must_use]
    pub fn is_own(self, mutation: Option<&str>) -> bool {
        mutation.is_some_and(|mutation| {
            self.queue
                .with_value(|queue| queue.own.iter().any(|own| own == mutation))
        })
    }

    /// Moves a card that is at `from`.
    pub fn send(self, id: IssueId, status: Status, place: Place, from: (Status, Place)) {
        let step = Pending::new(id, status, place, mutation_id());
        let toast = (from.0 != status).then(|| {
            // The app's, not the board's: the toast outlives the board.
            let undo = self
                .owner
                .with_value(|owner| owner.with(|| Callback::new(move |()| self.undo(Some(id)))));
            self.toasts
                .say_with(format!("Moved #{id} to {}", status.label()), "Undo", undo)
        });
        let what = What::Move {
            id,
            mutation: step.mutation.clone(),
            from: from.0,
            place: from.1,
        };
        self.remember(Undoable { what, toast });
        self.tell(&Told::Sent(step.clone()));
        self.enqueue(step);
    }

    fn enqueue(self, step: Pending) {
        self.queue.update_value(|queue| {
            queue.own.push_back(step.mutation.clone());
            if queue.own.len() > REMEMBERED {
                queue.own.pop_front();
            }
        });
        self.add([step]);
    }

    fn add(self, steps: impl IntoIterator<Item = Pending>) {
        let stored: Vec<Pending> = steps.into_iter().collect();
        #[cfg(feature = "hydrate")]
        stored.iter().for_each(kept::keep);
        self.queue
            .update_value(|queue| queue.waiting.extend(stored));
        self.count();
        self.send_next();
    }

    fn count(self) {
        let waiting = self.queue.with_value(|queue| queue.waiting.len());
        if self.waiting.get_untracked() != waiting {
            self.waiting.set(waiting);
        }
    }

    /// Sends the oldest move, unless one is under way: one may name the other's card as its
    /// neighbour.
    pub fn send_next(self) {
        let next = self.queue.try_update_value(|queue| {
            let next = queue.waiting.front().filter(|_| !queue.sending).cloned();
            queue.sending |= next.is_some();
            next
        });
        let Some(Some(step)) = next else { return };
        spawn_local(async move {
            let (id, mutation) = (step.id, step.mutation.clone());
            let answer = match step.undoes.clone() {
                Some(of) => undo_move(id, of, mutation).await,
                None => move_issue(id, step.status, step.place, mutation).await,
            };
            self.queue.update_value(|queue| queue.sending = false);
            match answer {
                // It may have arrived all the same; sent again under the same name it does no harm.
                Err(AppError { offline: true, .. }) => {
                    self.stalled.set(true);
                    self.live.try_again(move || self.send_next());
                    return;
                }
                Err(error) => self.refused(&step, &error),
                Ok(card) => self.settled(&step, card),
            }
            self.count();
            self.stalled.set(false);
            self.send_next();
        });
    }

    fn settled(self, step: &Pending, card: Card) {
        let more = self
            .remove(|other| other.mutation == step.mutation)
            .is_some_and(|left| left.contains(&step.id));
        if !more {
            self.tell(&Told::Settled(Box::new(card)));
        }
    }

    /// What was to follow is void.
    fn refused(self, step: &Pending, error: &AppError) {
        self.remove(|other| other.id == step.id);
        self.queue
            .update_value(|queue| queue.done.retain(|done| !done.is_move_of(step.id)));
        self.toasts.refuse(if step.undoes.is_some() {
            error.to_string()
        } else {
            format!("#{}: {error}", step.id)
        });
        self.tell(&Told::Refused(step.clone(), error.to_string()));
    }

    /// Takes moves out; returns whose cards' moves are left.
    fn remove(self, which: impl Fn(&Pending) -> bool) -> Option<Vec<IssueId>> {
        self.queue.try_update_value(|queue| {
            #[cfg(feature = "hydrate")]
            queue
                .waiting
                .iter()
                .filter(|step| which(step))
                .for_each(kept::forget);
            queue.waiting.retain(|step| !which(step));
            queue.waiting.iter().map(|step| step.id).collect()
        })
    }

    fn tell(self, told: &Told) {
        self.watchers
            .get_value()
            .iter()
            .for_each(|(_, watcher)| watcher(told));
    }

    /// Takes over what closed tabs, and this one before it was loaded again, did not get rid of.
    #[cfg(feature = "hydrate")]
    fn adopt(self) {
        let left = kept::left_behind(&self.pending());
        if !left.is_empty() {
            left.iter()
                .for_each(|step| self.tell(&Told::Sent(step.clone())));
            self.add(left);
        }
    }
}

/// Called once by the app.
pub fn provide_moves() {
    let moves = Moves {
        waiting: RwSignal::new(0),
        stalled: RwSignal::new(false),
        queue: StoredValue::new(Queue::default()),
        watchers: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
        toasts: toasts(),
        live: live(),
    };
    provide_context(moves);
    #[cfg(feature = "hydrate")]
    {
        crate::client::tabs::stay_open();
        live().on_live(move || {
            moves.adopt();
            moves.send_next();
        });
    }
}

#[must_use]
pub fn moves() -> Moves {
    expect_context()
}
