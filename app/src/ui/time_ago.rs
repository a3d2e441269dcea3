//! When: the day as the server renders it, which becomes "2 h ago" once the browser's clock is there.

use leptos::prelude::*;
use model::{Day, Timestamp};

/// An instant, relative to now; the full instant is its title.
#[component]
pub fn TimeAgo(at: Timestamp) -> impl IntoView {
    // The server has no idea of the reader's now, and the first render must be the same on both sides.
    let text = ArcRwSignal::new(day(at));
    let now = text.clone();
    Effect::new(move |_| now.set(ago(at, js_sys::Date::now())));
    view! {
        <time datetime=at.to_seconds() title=at.to_seconds()>
            {move || text.get()}
        </time>
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `1 Mar 2026`.
#[must_use]
pub fn day(at: Timestamp) -> String {
    date(at.day())
}

/// `1 Mar 2026`.
#[must_use]
pub fn date(day: Day) -> String {
    let day = day.to_string();
    let mut parts = day.split('-').map(|part| part.parse::<usize>().unwrap_or(1));
    let (year, month, day) = (parts.next().unwrap_or(0), parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    format!("{day} {} {year}", MONTHS[(month - 1) % 12])
}

/// `now_ms`: milliseconds since 1970.
fn ago(at: Timestamp, now_ms: f64) -> String {
    let seconds = ((now_ms * 1000.0) as i64 - at.micros()) / 1_000_000;
    match seconds {
        i64::MIN..60 => "just now".into(),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        86_400..604_800 => format!("{} d ago", seconds / 86_400),
        _ => day(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let at: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let after = |seconds: i64| ago(at, (at.micros() / 1000 + seconds * 1000) as f64);
        assert_eq!(after(5), "just now");
        assert_eq!(after(125), "2 min ago");
        assert_eq!(after(7_300), "2 h ago");
        assert_eq!(after(200_000), "2 d ago");
        assert_eq!(after(2_000_000), "1 Mar 2026");
    }
}
