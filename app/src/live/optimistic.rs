//! Optimistic changes: what was read last, with changes on top that no reading contains yet.

use std::sync::Arc;

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use serde::de::DeserializeOwned;
use web_sys::SubmitEvent;

use super::{Frame, live_query::follow};
use crate::{
    client::{Toasts, toasts},
    error::AppError,
    ui::{form_submit, menu},
};

/// What a page shows. Get it with [`ahead`].
pub struct Optimistic<T: Send + Sync + 'static> {
    /// What is on the screen.
    pub shown: Memo<T>,
    /// Reads it again.
    pub read: Callback<()>,
    /// What was shown is no longer there.
    pub gone: RwSignal<bool>,
    changes: RwSignal<Vec<Change<T>>>,
    next: StoredValue<u32>,
    toasts: Toasts,
}

impl<T: Send + Sync> Clone for Optimistic<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Optimistic<T> {}

/// A change that no reading has brought yet.
struct Change<T> {
    number: u32,
    /// The server said yes: the next reading brings it.
    settled: bool,
    show: Arc<dyn Fn(&mut T) + Send + Sync>,
}

impl<T> Clone for Change<T> {
    fn clone(&self) -> Self {
        Change {
            number: self.number,
            settled: self.settled,
            show: Arc::clone(&self.show),
        }
    }
}

/// Like [`super::fresh`], for a page whose changes are seen before the server has answered.
pub fn optimistic<T, F>(
    first: T,
    load: impl Fn() -> F + Clone + Send + Sync + 'static,
    about: impl Fn(&Frame) -> bool + Send + Sync + 'static,
) -> Optimistic<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let (changes, gone) = (RwSignal::new(Vec::<Change<T>>::new()), RwSignal::new(false));
    let (base, read) = follow(first, load, about, move |reading| match reading {
        Ok(()) => drop(changes.try_update(|changes| changes.retain(|change| !change.settled))),
        Err(error) if error.is_not_found() => drop(gone.try_set(true)),
        Err(_) => {}
    });
    let shown = Memo::new(move |_| {
        let mut shown = base.get();
        changes.with(|changes| changes.iter().for_each(|change| (change.show)(&mut shown)));
        shown
    });
    Optimistic {
        shown,
        read,
        gone,
        changes,
        next: StoredValue::new(0),
        toasts: toasts(),
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Optimistic<T> {
    /// A part of what is shown, which changes only when that part does.
    pub fn part<P>(self, part: impl Fn(&T) -> P + Send + Sync + 'static) -> Memo<P>
    where
        P: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.shown.with(&part))
    }

    /// Shows a change and sends it. A refusal takes it off again, and says why.
    pub fn send<S>(self, change: S, show: impl Fn(&mut T) + Send + Sync + 'static)
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    {
        self.try_send(change, Arc::new(show));
    }

    fn try_send<S>(self, change: S, show: Arc<dyn Fn(&mut T) + Send + Sync>)
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    {
        // Whoever tries again later may have left the page; then there is nothing to show, but all
        // the same something to send.
        let number = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        let shown = Change {
            number: number.unwrap_or_default(),
            settled: false,
            show: Arc::clone(&show),
        };
        let number = shown.number;
        self.changes.try_update(|changes| changes.push(shown));
        spawn_local(async move {
            let outcome = change.clone().run_on_client().await;
            self.changes.try_update(|changes| match &outcome {
                Ok(_) => changes
                    .iter_mut()
                    .filter(|change| change.number == number)
                    .for_each(|change| change.settled = true),
                Err(_) => changes.retain(|change| change.number != number),
            });
            self.read.try_run(());
            match outcome {
                Ok(_) => {}
                Err(error) if error.offline => {
                    let again =
                        Callback::new(move |()| self.try_send(change.clone(), Arc::clone(&show)));
                    self.toasts.refuse_with(error.detail, "Retry", again);
                }
                Err(error) => self.toasts.refuse(error.detail),
            }
        });
    }

    /// What a form does on `submit`: its menu closes, its fields are empty again, and what it says
    /// is shown at once.
    pub fn submits<S>(
        self,
        show: impl Fn(&S, &mut T) + Clone + Send + Sync + 'static,
    ) -> impl Fn(SubmitEvent) + Clone + 'static
    where
        S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    {
        move |event| {
            if let Some((form, change)) = form_submit::read::<S>(&event) {
                menu::close_around(&form);
                form.reset();
                let (show, said) = (show.clone(), change.clone());
                self.send(change, move |shown| show(&said, shown));
            }
        }
    }
}
