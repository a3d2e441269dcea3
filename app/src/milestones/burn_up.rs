//! The burn-up: two lines of steps, drawn by the same code on the server and in the browser.

use leptos::prelude::*;
use model::{BurnUpDay, Day};

use crate::ui::{
    chart::{Chart, Key, Numbers},
    time_ago::date,
};

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
    let key = |class, text| Key { class, text, line: true };
    let keys = vec![key("chart-total", format!("{} in all", now.total)), key("chart-done", format!("{} done", now.completed))];
    let numbers = Numbers {
        heads: vec!["Done", "In all"],
        days: days.iter().map(|day| (day.day, vec![day.completed.to_string(), day.total.to_string()])).collect(),
    };
    view! {
        <Chart says first last keys numbers>
            <path class="chart-area" d=area />
            <path class="chart-total" d=total />
            <path class="chart-done" d=done />
        </Chart>
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
