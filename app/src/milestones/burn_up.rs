//! The burn-up: two lines of steps, drawn by the same code on the server and in the browser, and the same as a table.

use leptos::prelude::*;
use model::{BurnUpDay, Day};

use crate::ui::time_ago::date;

/// The lines in a box of 100 by 100, from the first day to the last.
#[derive(Debug, PartialEq)]
struct Lines {
    total: String,
    done: String,
    area: String,
}

impl Lines {
    fn new(days: &[BurnUpDay], last: Day) -> Self {
        let first = days.first().map_or(last, |day| day.day);
        let span = (last.number() - first.number()).max(1) as f64;
        let most = days.iter().map(|day| day.total).max().unwrap_or(0).max(1) as f64;
        let x = |day: Day| 100.0 * (day.number() - first.number()) as f64 / span;
        // A little room above, so that the line is not cut in half.
        let y = |count: i64| 100.0 - 97.0 * count as f64 / most;
        let line = |count: fn(&BurnUpDay) -> i64| {
            let mut path = String::new();
            for (at, day) in days.iter().enumerate() {
                path += &match at {
                    0 => format!("M0 {:.2}", y(count(day))),
                    _ => format!("H{:.2}V{:.2}", x(day.day), y(count(day))),
                };
            }
            path + "H100"
        };
        let done = line(|day| day.completed);
        Lines { total: line(|day| day.total), area: format!("{done}V100H0Z"), done }
    }
}

/// The chart of a milestone up to a day.
#[component]
pub fn BurnUp(days: Vec<BurnUpDay>, last: Day) -> impl IntoView {
    let now = days.last().copied().unwrap_or(BurnUpDay { day: last, total: 0, completed: 0 });
    let first = days.first().map_or(last, |day| day.day);
    let last = last.max(now.day);
    let Lines { total, done, area } = Lines::new(&days, last);
    let says = format!("From {} to {}: {} of {} issues are done", date(first), date(last), now.completed, now.total);
    view! {
        <figure class="chart">
            <svg viewBox="0 0 100 100" width="100%" preserveAspectRatio="none" role="img" aria-label=says>
                <path class="chart-area" d=area />
                <path class="chart-total" d=total />
                <path class="chart-done" d=done />
            </svg>
            <figcaption class="chart-axis">
                <span>{date(first)}</span>
                <Key class="chart-total" text=format!("{} in all", now.total) />
                <Key class="chart-done" text=format!("{} done", now.completed) />
                <span>{date(last)}</span>
            </figcaption>
            <details>
                <summary class="faint">"As a table"</summary>
                <Table days />
            </details>
        </figure>
    }
}

#[component]
fn Key(class: &'static str, text: String) -> impl IntoView {
    view! {
        <span class="chart-key">
            <svg viewBox="0 0 16 8" width="16" aria-hidden="true">
                <path class=class d="M0 4H16" />
            </svg>
            {text}
        </span>
    }
}

#[component]
fn Table(days: Vec<BurnUpDay>) -> impl IntoView {
    let row = |day: BurnUpDay| {
        view! {
            <tr>
                <td>{date(day.day)}</td>
                <td class="row-end">{day.completed}</td>
                <td class="row-end">{day.total}</td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th>"Day"</th>
                        <th class="row-end">"Done"</th>
                        <th class="row-end">"In all"</th>
                    </tr>
                </thead>
                <tbody>{days.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(days: &[(i64, i64, i64)], last: i64) -> Lines {
        let day = |n: i64| "2026-01-01".parse::<Day>().unwrap().plus(n);
        let days: Vec<_> =
            days.iter().map(|(at, completed, total)| BurnUpDay { day: day(*at), total: *total, completed: *completed }).collect();
        Lines::new(&days, day(last))
    }

    #[test]
    fn steps() {
        let lines = lines(&[(0, 0, 0), (5, 0, 4), (8, 2, 4)], 10);
        assert_eq!(lines.total, "M0 100.00H50.00V3.00H80.00V3.00H100");
        assert_eq!(lines.done, "M0 100.00H50.00V100.00H80.00V51.50H100");
        assert_eq!(lines.area, "M0 100.00H50.00V100.00H80.00V51.50H100V100H0Z");
    }

    #[test]
    fn one_day_is_a_level_line() {
        assert_eq!(lines(&[(0, 1, 1)], 0).total, "M0 3.00H100");
        assert_eq!(lines(&[], 0).total, "H100");
    }
}
