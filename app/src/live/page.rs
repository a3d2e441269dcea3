//! The first load of a page, and the position in the event stream at which it was read.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{Live, Position, live};
use crate::error::AppError;

/// The name of the `meta` element in which the server writes where a document begins.
pub const META: &str = "crosslink-seq";

/// Where in the stream what a page shows was read; the page provides it to all its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadAt(StoredValue<Reading>);

#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "the server asks once")
)]
struct Reading {
    /// When the newest answer was asked for; everything up to here is in it.
    asked_at: Position,
    /// It has not come yet.
    under_way: bool,
    number: u32,
}

/// What a page loads first and whenever its address changes. What happens while the answer travels
/// is told to those parts of the page that listen, and what could not be loaded is asked for again
/// once the connection is back.
pub fn page<S, T, F>(
    asked: impl Fn() -> S + Send + Sync + 'static,
    load: impl Fn(S) -> F + Send + Sync + 'static,
) -> Resource<Result<T, AppError>>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let live = live();
    let read_at = ReadAt::provide(live);
    let resource = Resource::new_blocking(asked, move |asked| {
        let number = read_at.begin(live);
        let answer = load(asked);
        async move {
            let answer = answer.await;
            read_at.end(live, number);
            answer
        }
    });
    live.on_live(move || {
        let failed = |loaded: &Option<Result<T, AppError>>| matches!(loaded, Some(Err(error)) if error.kind.is_none());
        if resource.try_with_untracked(failed) == Some(true) {
            resource.refetch();
        }
    });
    resource
}

impl ReadAt {
    fn provide(live: Live) -> Self {
        let reading = Reading {
            asked_at: shown_at(live),
            under_way: false,
            number: 0,
        };
        let read_at = ReadAt(StoredValue::new(reading));
        provide_context(read_at);
        read_at
    }

    /// The position of what is shown; none while it is being read.
    #[cfg(feature = "hydrate")]
    pub(super) fn position(self) -> Option<Position> {
        self.0
            .try_get_value()
            .filter(|reading| !reading.under_way)
            .map(|reading| reading.asked_at)
    }

    #[cfg(feature = "hydrate")]
    fn begin(self, live: Live) -> u32 {
        let number = self.0.try_update_value(|reading| {
            *reading = Reading {
                asked_at: live.position(),
                under_way: true,
                number: reading.number + 1,
            };
            reading.number
        });
        number.unwrap_or_default()
    }

    #[cfg(feature = "hydrate")]
    fn end(self, live: Live, number: u32) {
        let newest = self.0.try_update_value(|reading| {
            let newest = reading.number == number;
            reading.under_way &= !newest;
            newest.then_some(reading.asked_at)
        });
        if let Some(Some(since)) = newest {
            live.was_read(self, since);
        }
    }

    #[cfg(not(feature = "hydrate"))]
    fn begin(self, _: Live) -> u32 {
        0
    }

    #[cfg(not(feature = "hydrate"))]
    fn end(self, _: Live, _: u32) {}
}

/// Where what a page shows at first was read: the server rendered it, or it will be asked for.
#[cfg(feature = "hydrate")]
fn shown_at(live: Live) -> Position {
    let rendered =
        Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    if rendered {
        live.rendered_at
    } else {
        live.position()
    }
}

#[cfg(not(feature = "hydrate"))]
fn shown_at(live: Live) -> Position {
    live.rendered_at
}

/// Where the document that the server sent begins.
#[cfg(feature = "hydrate")]
pub(super) fn written_position() -> Option<i64> {
    let meta = document()
        .query_selector(&format!("meta[name={META}]"))
        .ok()??;
    meta.get_attribute("content")?.parse().ok()
}
