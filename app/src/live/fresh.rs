//! What a page shows, read again whenever it changes.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::{Frame, coalesced, live};
use crate::error::AppError;

/// Frames come in bursts; what they are about is read once.
const BURST: Duration = Duration::from_millis(100);

/// What was loaded `first`, and how to read it again. It is read again by itself after every frame that it is `about`. What
/// cannot be read leaves on the screen what is there; the pill in the sidebar says how fresh that is.
pub fn fresh<T, F>(
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
    let reads = StoredValue::new(0_u32);
    let read = Callback::new(move |()| {
        let Some(number) = reads.try_update_value(|reads| {
            *reads += 1;
            *reads
        }) else {
            return;
        };
        let (load, told) = (load.clone(), told.clone());
        spawn_local(async move {
            let answer = load().await;
            // The answer to an older question is not news.
            if reads.try_get_value() != Some(number) {
                return;
            }
            told(answer.as_ref().map(drop));
            if let Ok(data) = answer {
                shown.try_set(data);
            }
        });
    });
    let soon = coalesced(BURST, move || read.run(()));
    let again = soon.clone();
    live().listen(move |frame| {
        if about(frame) {
            soon();
        }
    });
    live().on_resync(again);
    (shown, read)
}
