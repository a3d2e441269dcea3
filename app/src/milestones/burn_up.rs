//! The burn-up: two lines of steps, drawn by the same code on the server and in the browser.

use model::{BurnUpDay, Day};

use crate::{
    prelude::*,
    ui::{
        chart::{Chart, Frame, Key, Numbers, Scale},
        time_ago::date,
    },
};

/// The lines in a box of 100 by 100, from the first day to the last.
#[derive(Debug, PartialEq)]
struct Lines {
    total: String,
    done: String,
    area: String,
}

/// Where days stand in the box.
#[derive(Clone, Copy)]
struct Span {
    first: Day,
    last: Day,
}

impl Span {
    fn x(self, day: Day) -> f64 {
        100.0 * (day.number() - self.first.number()) as f64
            / (self.last.number() - self.first.number()).max(1) as f64
    }
}

impl Lines {
    fn new(days: &[BurnUpDay], span: Span, scale: Scale) -> Self {
        let line = |count: fn(&BurnUpDay) -> i64| {
            let mut path = String::new();
            for (at, day) in days.iter().enumerate() {
                let y = scale.y(count(day));
                path += &match at {
                    0 => format!("M0 {y:.2}"),
                    _ => format!("H{:.2}V{y:.2}", span.x(day.day)),
                };
            }
            path + "H100"
        };
        let done = line(|day| day.completed);
        Lines {
            total: line(|day| day.total),
            area: format!("{done}V100H0Z"),
            done,
        }
    }
}

/// The chart of a milestone up to a day.
#[component]
pub fn BurnUp(days: Vec<BurnUpDay>, last: Day) -> impl IntoView {
    let now = days.last().copied().unwrap_or(BurnUpDay {
        day: last,
        total: 0,
        completed: 0,
    });
    let first = days.first().map_or(last, |day| day.day);
    let span = Span {
        first,
        last: last.max(now.day),
    };
    let scale = Scale::to(days.iter().map(|day| day.total).max().unwrap_or(0));
    let Lines { total, done, area } = Lines::new(&days, span, scale);
    let key = |class, text| Key {
        class,
        text,
        line: true,
    };
    let frame = Frame {
        title: "Burn-up",
        says: format!(
            "From {} to {}: {} of {} issues are done",
            date(first),
            date(span.last),
            now.completed,
            now.total
        ),
        first,
        last: span.last,
        scale,
        value: |count| count.to_string(),
        keys: vec![
            key("chart-total", format!("{} issues", now.total)),
            key("chart-done", format!("{} done", now.completed)),
        ],
        numbers: Numbers {
            heads: vec!["Done", "Issues"],
            days: days
                .iter()
                .map(|day| {
                    (
                        day.day,
                        vec![day.completed.to_string(), day.total.to_string()],
                    )
                })
                .collect(),
        },
    };
    let drawing = view! {
        <path class="chart-area" d=area />
        <path class="chart-total" d=total />
        <path class="chart-done" d=done />
        {hits(&days, span).collect_view()}
    };
    view! { <Chart frame drawing=drawing.into_any() /> }
}

/// From one change to the next: what to point at to read the numbers.
fn hits(days: &[BurnUpDay], span: Span) -> impl Iterator<Item = AnyView> {
    let ends = days
        .iter()
        .skip(1)
        .map(move |day| span.x(day.day))
        .chain([100.0]);
    days.iter().zip(ends).map(move |(day, end)| {
        let x = span.x(day.day);
        let says = format!("{}: {} of {} done", date(day.day), day.completed, day.total);
        view! {
            <rect
                class="chart-hit"
                data-says=says
                x=format!("{x:.2}")
                width=format!("{:.2}", (end - x).max(0.0))
                height="100"
            />
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(days: &[(i64, i64, i64)], last: i64) -> Lines {
        let day = |n: i64| "2026-01-01".parse::<Day>().unwrap().plus(n);
        let days: Vec<_> = days
            .iter()
            .map(|(at, completed, total)| BurnUpDay {
                day: day(*at),
                total: *total,
                completed: *completed,
            })
            .collect();
        let most = days.iter().map(|day| day.total).max().unwrap_or(0);
        Lines::new(
            &days,
            Span {
                first: day(0),
                last: day(last),
            },
            Scale::to(most),
        )
    }

    #[test]
    fn steps() {
        let lines = lines(&[(0, 0, 0), (5, 0, 4), (8, 2, 4)], 10);
        assert_eq!(lines.total, "M0 100.00H50.00V0.00H80.00V0.00H100");
        assert_eq!(lines.done, "M0 100.00H50.00V100.00H80.00V50.00H100");
        assert_eq!(lines.area, "M0 100.00H50.00V100.00H80.00V50.00H100V100H0Z");
    }

    #[test]
    fn one_day_is_a_level_line() {
        assert_eq!(lines(&[(0, 1, 1)], 0).total, "M0 0.00H100");
        assert_eq!(lines(&[], 0).total, "H100");
    }
}
