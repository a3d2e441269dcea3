//! Instants: the day in UTC as rendered by the server, replaced by "2 h ago" in the reader's zone
//! once the browser's clock is there.

use std::time::Duration;

use model::{Day, Timestamp};

use crate::prelude::*;

/// How often times on a page grow older.
const TICK: Duration = Duration::from_secs(10);

/// Ticks for all times on a page.
#[derive(Clone, Copy)]
struct Ticks(RwSignal<u32>);

/// Called once, by the app: one clock for all times.
pub fn provide_clock() {
    let ticks = Ticks(RwSignal::new(0));
    provide_context(ticks);
    Effect::new(move |_| {
        let tick = move || {
            ticks.0.try_update(|ticks| *ticks = ticks.wrapping_add(1));
        };
        if let Ok(interval) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || interval.clear());
        }
    });
}

/// An instant, relative to now; the instant in the reader's zone is its title.
#[component]
pub fn TimeAgo(at: Timestamp) -> impl IntoView {
    // The server has no idea of the reader's now and zone, and the first render must be the same on
    // both sides.
    let text = ArcRwSignal::new(day(at));
    let title = ArcRwSignal::new(format!("{} UTC", minute(at)));
    let (shown, said) = (text.clone(), title.clone());
    let ticks = use_context::<Ticks>();
    Effect::new(move |zone: Option<i64>| {
        if let Some(Ticks(ticks)) = ticks {
            ticks.track();
        }
        let zone = zone.unwrap_or_else(|| {
            let zone = zone_at(at);
            said.set(minute(shifted(at, zone)));
            zone
        });
        let now = ago(at, js_sys::Date::now(), zone);
        if shown.with_untracked(|shown| *shown != now) {
            shown.set(now);
        }
        zone
    });
    view! {
        <time datetime=at.to_seconds() title=move || title.get()>
            {move || text.get()}
        </time>
    }
}

/// Minutes that the reader's zone was ahead of UTC then. Only the browser knows.
fn zone_at(at: Timestamp) -> i64 {
    -js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(
        at.micros() as f64 / 1000.0,
    ))
    .get_timezone_offset() as i64
}

/// The instant whose UTC time is the time in a zone that is so many minutes ahead.
fn shifted(at: Timestamp, zone: i64) -> Timestamp {
    Timestamp::from_micros(at.micros() + zone * 60_000_000).unwrap_or(at)
}

/// `1 Mar 2026, 12:05`.
fn minute(at: Timestamp) -> String {
    let iso = at.to_seconds();
    let time = iso.split_once('T').map_or("", |(_, time)| time);
    format!("{}, {}", day(at), time.get(..5).unwrap_or(time))
}

/// A day as it came from elsewhere, `2026-03-01`, as we write days; anything else as it is.
#[must_use]
pub fn written_day(text: &str) -> String {
    text.trim()
        .parse::<Day>()
        .map_or_else(|_| text.to_owned(), date)
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `1 Mar 2026`.
#[must_use]
pub fn day(at: Timestamp) -> String {
    date(at.day())
}

/// `1 Mar 2026`.
#[must_use]
pub fn date(day: Day) -> String {
    let day = day.to_string();
    let mut parts = day
        .split('-')
        .map(|part| part.parse::<usize>().unwrap_or(1));
    let (year, month, day) = (
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(1),
        parts.next().unwrap_or(1),
    );
    format!("{day} {} {year}", MONTHS[(month - 1) % 12])
}

/// `now_ms`: milliseconds since 1970; `zone`: minutes that the reader's zone is ahead of UTC.
fn ago(at: Timestamp, now_ms: f64, zone: i64) -> String {
    let seconds = ((now_ms * 1000.0) as i64 - at.micros()) / 1_000_000;
    match seconds {
        i64::MIN..60 => "just now".into(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        86_400..604_800 => format!("{} d ago", seconds / 86_400),
        _ => day(shifted(at, zone)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let at: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let after = |seconds: i64| ago(at, (at.micros() / 1000 + seconds * 1000) as f64, 0);
        assert_eq!(after(5), "just now");
        assert_eq!(after(125), "2 min ago");
        assert_eq!(after(7_300), "2 h ago");
        assert_eq!(after(200_000), "2 d ago");
        assert_eq!(after(2_000_000), "1 Mar 2026");
    }

    #[test]
    fn days_are_those_of_the_readers_zone() {
        let at: Timestamp = "2026-01-02T03:30:00Z".parse().unwrap();
        let long_after = (at.micros() / 1000) as f64 + 1e10;
        assert_eq!(ago(at, long_after, 0), "2 Jan 2026");
        assert_eq!(ago(at, long_after, -8 * 60), "1 Jan 2026");
        assert_eq!(
            ago("2025-12-31T23:00:00Z".parse().unwrap(), long_after, 330),
            "1 Jan 2026"
        );
        assert_eq!(minute(shifted(at, -8 * 60)), "1 Jan 2026, 19:30");
        assert_eq!(written_day("2026-03-01"), "1 Mar 2026");
        assert_eq!(written_day("in spring"), "in spring");
    }
}
