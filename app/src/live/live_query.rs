//! Live query: data of a page, read again when a frame concerns it.

use std::time::Duration;

use leptos::prelude::*;

use super::{Frame, Reread, coalesced, live};
use crate::error::AppError;

/// Frames come in bursts; what they are about is read once.
const BURST: Duration = Duration::from_millis(100);

/// What was loaded `first`, and how to read it again. It is read again by itself after every frame
/// that it is `about`. What cannot be read leaves on the screen what is there, and is tried again;
/// the pill in the sidebar says how fresh that is.
pub fn live_query<T, F>(
    first: T,
    load: impl Fn() -> F + Clone + Send + Sync + 'static,
    about: impl Fn(&Frame) -> bool + Send + Sync + 'static,
) -> (RwSignal<T>, Callback<()>)
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    follow(first, load, about, |_| ())
}

/// The same, and tells of every reading how it went, in the moment in which it is shown.
pub(super) fn follow<T, F>(
    first: T,
    load: impl Fn() -> F + Clone + Send + Sync + 'static,
    about: impl Fn(&Frame) -> bool + Send + Sync + 'static,
    told: impl Fn(Result<(), &AppError>) + Clone + Send + Sync + 'static,
) -> (RwSignal<T>, Callback<()>)
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let shown = RwSignal::new(first);
    // Counts what was asked for by hand: an answer from before that does not have what the reader
    // just changed.
    let wanted = StoredValue::new(0_u32);
    let reread = Reread::new(move || {
        let (answer, told, asked_for) = (load(), told.clone(), wanted.try_get_value());
        async move {
            let answer = answer.await;
            if asked_for.is_none() || wanted.try_get_value() != asked_for {
                return true;
            }
            told(answer.as_ref().map(drop));
            match answer {
                Ok(data) => drop(shown.try_set(data)),
                Err(error) => return error.kind.is_some(),
            }
            true
        }
    });
    let read = Callback::new(move |()| {
        wanted.try_update_value(|wanted| *wanted += 1);
        reread.ask();
    });
    let soon = coalesced(BURST, move || reread.ask());
    let again = soon.clone();
    live().listen(move |frame| {
        if about(frame) {
            soon();
        }
    });
    live().on_resync(again);
    (shown, read)
}
