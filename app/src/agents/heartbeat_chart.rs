//! Heartbeats over time, as bars: tall where there were several, short where there was one, a dot
//! where there was none.

use model::Timestamp;

use crate::prelude::*;

/// Width of a bar with the gap after it, and height of the drawing, in its own units.
const STEP: usize = 5;
const HEIGHT: usize = 18;

/// A drawing of so many bars, each of so many minutes, the last one ending now.
#[component]
pub fn Beats(
    #[prop(into)] heartbeats: Signal<Vec<Timestamp>>,
    #[prop(into)] now: Signal<Timestamp>,
    bars: usize,
    minutes: i64,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    let counts =
        Memo::new(move |_| heartbeats.with(|beats| counts(beats, now.get(), bars, minutes)));
    let hours = bars as i64 * minutes / 60;
    let words = move || {
        let all: usize = counts.with(|counts| counts.iter().sum());
        format!(
            "{all} {} in the last {hours} h",
            if all == 1 { "heartbeat" } else { "heartbeats" }
        )
    };
    let bar = move |n: usize| {
        let count =
            Memo::new(move |_| counts.with(|counts| counts.get(n).copied().unwrap_or_default()));
        let height = move || match count.get() {
            0 => 2,
            1 => 7,
            _ => HEIGHT,
        };
        let class = move || match count.get() {
            0 => "fill-line-strong",
            1 => "fill-warn",
            _ => "fill-ok",
        };
        view! {
            <rect
                class=class
                x=n * STEP
                y=move || HEIGHT - height()
                width="3"
                height=height
                rx="1"
            ></rect>
        }
    };
    view! {
        <svg
            class=if wide { "beats beats-wide" } else { "beats" }
            viewBox=format!("0 0 {} {HEIGHT}", bars * STEP - 2)
            preserveAspectRatio=wide.then_some("none")
            role="img"
            aria-label=words
        >
            {(0..bars).map(bar).collect_view()}
        </svg>
    }
}

/// How many heartbeats fall into each bar, the oldest first. One that is ahead of us counts as now.
fn counts(beats: &[Timestamp], now: Timestamp, bars: usize, minutes: i64) -> Vec<usize> {
    let mut counts = vec![0; bars];
    for beat in beats {
        let back = now.seconds_since(*beat).max(0) / (minutes * 60);
        if let Some(bar) = usize::try_from(back)
            .ok()
            .and_then(|back| (bars - 1).checked_sub(back))
        {
            counts[bar] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bar_is_now() {
        let at = |minutes: i64| Timestamp::from_micros(minutes * 60_000_000).unwrap();
        let beats = [at(101), at(100), at(97), at(91), at(86), at(85), at(10)];
        assert_eq!(counts(&beats, at(100), 3, 5), [1, 1, 3]);
        assert_eq!(counts(&[], at(100), 2, 5), [0, 0]);
    }
}
