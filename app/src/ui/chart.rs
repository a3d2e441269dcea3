//! The frame of every chart over days: title, key, both axes, the value under the pointer, and the
//! same numbers as a table.

use model::Day;
use wasm_bindgen::JsCast;

use super::{
    icon::{Icon, Shape},
    time_ago::date,
};
use crate::prelude::*;

/// What a class of the drawing stands for.
#[derive(Clone, Debug)]
pub struct Key {
    pub class: &'static str,
    pub text: String,
    /// Drawn as a line, else as a patch.
    pub line: bool,
}

/// The same in numbers: a line a day.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    pub heads: Vec<&'static str>,
    pub days: Vec<(Day, Vec<String>)>,
}

/// The vertical axis: from 0 to a round number that is at least the highest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    step: i64,
    steps: i64,
}

impl Scale {
    /// At most five steps of 1, 2 or 5 times a power of ten.
    #[must_use]
    pub fn to(most: i64) -> Self {
        let most = most.max(1);
        let steps_of = |step: i64| most / step + i64::from(most % step > 0);
        let mut power = 1_i64;
        loop {
            for step in [1, 2, 5].map(|digit| power.saturating_mul(digit)) {
                if steps_of(step) <= 5 {
                    return Scale {
                        step,
                        steps: steps_of(step),
                    };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// The value at the top.
    #[must_use]
    pub fn top(self) -> i64 {
        self.step.saturating_mul(self.steps)
    }

    /// The place of a value in a box of 100 by 100, from its top.
    #[must_use]
    pub fn y(self, value: i64) -> f64 {
        100.0 - 100.0 * value as f64 / self.top() as f64
    }

    /// The values with a line, the highest first.
    fn ticks(self) -> impl Iterator<Item = i64> {
        (0..=self.steps)
            .rev()
            .map(move |n| n.saturating_mul(self.step))
    }
}

/// What is drawn, and over which days.
pub struct Frame {
    pub title: &'static str,
    /// What a screen reader says instead of the drawing.
    pub says: String,
    pub first: Day,
    pub last: Day,
    pub scale: Scale,
    /// How a value of the vertical axis is written.
    pub value: fn(i64) -> String,
    pub keys: Vec<Key>,
    pub numbers: Numbers,
}

/// The chart. The drawing is in a box of 100 by 100; what has a `data-says` says it when it is
/// pointed at.
#[component]
pub fn Chart(frame: Frame, drawing: AnyView) -> impl IntoView {
    let Frame {
        title,
        says,
        first,
        last,
        scale,
        value,
        keys,
        numbers,
    } = frame;
    let pointed = RwSignal::new(String::new());
    let point = move |event: web_sys::PointerEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        pointed.set(
            target
                .and_then(|target| target.get_attribute("data-says"))
                .unwrap_or_default(),
        );
    };
    let line = move |tick: i64| view! { <path class="chart-grid" d=format!("M0 {:.2}H100", scale.y(tick)) /> };
    view! {
        <figure class="chart">
            <figcaption class="chart-head">
                <h2>{title}</h2>
                {keys.into_iter().map(key).collect_view()}
                <span class="chart-pointed num" aria-hidden="true">
                    {move || pointed.get()}
                </span>
            </figcaption>
            <div class="chart-plot">
                <div class="chart-y num" aria-hidden="true">
                    {scale.ticks().map(|tick| view! { <span>{value(tick)}</span> }).collect_view()}
                </div>
                <svg
                    viewBox="0 0 100 100"
                    width="100%"
                    preserveAspectRatio="none"
                    role="img"
                    aria-label=says
                    on:pointerover=point
                    on:pointerleave=move |_| pointed.set(String::new())
                >
                    {scale.ticks().map(line).collect_view()}
                    {drawing}
                </svg>
                <div class="chart-x num" aria-hidden="true">
                    {days(first, last)
                        .into_iter()
                        .map(|day| view! { <span>{date(day)}</span> })
                        .collect_view()}
                </div>
            </div>
            <details>
                <summary class="btn btn-sm btn-ghost">
                    <Icon shape=Shape::List class="icon-sm" />
                    "As a table"
                </summary>
                <Table numbers />
            </details>
        </figure>
    }
}

/// The days that the horizontal axis names: both ends, and the middle where that is another day.
fn days(first: Day, last: Day) -> Vec<Day> {
    let mut days = vec![
        first,
        first.plus((last.number() - first.number()) / 2),
        last,
    ];
    days.dedup();
    days
}

fn key(key: Key) -> impl IntoView {
    let mark = if key.line {
        view! { <path class=key.class d="M0 4H16" /> }
    } else {
        view! { <rect class=key.class x="4" width="8" height="8" /> }
    };
    view! {
        <span class="chart-key">
            <svg viewBox="0 0 16 8" width="16" aria-hidden="true">
                {mark}
            </svg>
            {key.text}
        </span>
    }
}

#[component]
fn Table(numbers: Numbers) -> impl IntoView {
    let number = |text: String| view! { <td class="row-end">{text}</td> };
    let row = move |(day, numbers): (Day, Vec<String>)| {
        view! {
            <tr>
                <td>{date(day)}</td>
                {numbers.into_iter().map(number).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th>"Day"</th>
                        {numbers
                            .heads
                            .into_iter()
                            .map(|head| view! { <th class="row-end">{head}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{numbers.days.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_at_a_round_number() {
        let ticks = |most| Scale::to(most).ticks().collect::<Vec<_>>();
        assert_eq!(ticks(0), [1, 0]);
        assert_eq!(ticks(3), [3, 2, 1, 0]);
        assert_eq!(ticks(11), [15, 10, 5, 0]);
        assert_eq!(ticks(49), [50, 40, 30, 20, 10, 0]);
        assert_eq!(ticks(1_234_567), [1_500_000, 1_000_000, 500_000, 0]);
        assert!(Scale::to(i64::MAX).top() > 0);
        assert_eq!(
            (Scale::to(8).y(0), Scale::to(8).y(8), Scale::to(8).y(4)),
            (100.0, 0.0, 50.0)
        );
    }

    #[test]
    fn no_day_stands_twice_on_the_axis() {
        let day = |n| "2026-01-01".parse::<Day>().unwrap().plus(n);
        assert_eq!(days(day(0), day(0)), [day(0)]);
        assert_eq!(days(day(0), day(1)), [day(0), day(1)]);
        assert_eq!(days(day(0), day(9)), [day(0), day(4), day(9)]);
    }
}
