//! Ages in one unit, and the server's clock ticking in the browser.

use std::time::Duration;

use leptos::prelude::*;
use model::Timestamp;

/// How often what is shown grows older.
const TICK: Duration = Duration::from_secs(10);

/// `12 s`, `4 min`, `2 h`, `3 d`; nothing is younger than `0 s`.
#[must_use]
pub fn age(seconds: i64) -> String {
    match seconds.max(0) {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// The server's now: what it said last, and in the browser as many seconds later as have passed
/// there since. So it agrees with the server's clock, however wrong the browser's is, and both
/// sides render the same at first.
#[derive(Clone, Copy)]
pub struct Now {
    shown: RwSignal<Timestamp>,
    /// Microseconds that the server's clock is ahead of the browser's.
    ahead: StoredValue<i64>,
}

impl Now {
    /// Begins at what the server said.
    #[must_use]
    pub fn new(server: Timestamp) -> Self {
        let now = Now::unset();
        now.begin(server);
        now
    }

    /// A clock for a page that has not heard from the server yet.
    #[must_use]
    pub fn unset() -> Self {
        let now = Now {
            shown: RwSignal::new(Timestamp::EPOCH),
            ahead: StoredValue::new(0),
        };
        Effect::new(move |_| {
            if let Ok(tick) = set_interval_with_handle(move || now.tick(), TICK) {
                on_cleanup(move || tick.clear());
            }
        });
        now
    }

    /// What the server said is what is rendered first, on both sides.
    pub fn begin(self, server: Timestamp) {
        self.shown.set(server);
        Effect::new(move |_| self.set(server));
    }

    /// The server said it again.
    pub fn set(self, server: Timestamp) {
        if self
            .ahead
            .try_set_value(server.micros() - browser())
            .is_none()
        {
            self.shown.set(server);
        }
    }

    /// Now.
    #[must_use]
    pub fn get(self) -> Timestamp {
        self.shown.get()
    }

    fn tick(self) {
        if let Some(now) = self
            .ahead
            .try_get_value()
            .and_then(|ahead| Timestamp::from_micros(browser() + ahead))
        {
            self.shown.try_set(now);
        }
    }
}

fn browser() -> i64 {
    (js_sys::Date::now() * 1000.0) as i64
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn one_unit() {
        for (seconds, expect) in [
            (-5, "0 s"),
            (12, "12 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (7_300, "2 h"),
            (200_000, "2 d"),
        ] {
            assert_eq!(age(seconds), expect);
        }
    }
}
