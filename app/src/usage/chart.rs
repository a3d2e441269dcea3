//! A bar a day: input tokens below, output tokens on top.

use model::{Day, UsageDay};

use super::format::{short, short_dollars};
use crate::{
    prelude::*,
    ui::{
        chart::{Chart, Frame, Key, Numbers, Scale},
        time_ago::date,
    },
};

/// More days than this are not told apart on a screen: then a bar is several days.
const BARS_MAX: i64 = 120;

/// A bar in a box of 100 by 100.
#[derive(Clone, Debug, PartialEq)]
struct Bar {
    x: f64,
    width: f64,
    read: f64,
    written: f64,
    says: String,
}

fn bars(days: &[UsageDay], from: Day, today: Day) -> (Vec<Bar>, Scale) {
    let span = today.number() - from.number() + 1;
    let step = (span + BARS_MAX - 1) / BARS_MAX;
    let count = (span + step - 1) / step;
    let mut sums = vec![(0_i64, 0_i64); usize::try_from(count).unwrap_or(0)];
    for day in days {
        let at = usize::try_from((day.day.number() - from.number()) / step).unwrap_or(0);
        if let Some(sum) = sums.get_mut(at) {
            *sum = (sum.0 + day.sum.input_tokens, sum.1 + day.sum.output_tokens);
        }
    }
    let scale = Scale::to(
        sums.iter()
            .map(|(read, written)| read.saturating_add(*written))
            .max()
            .unwrap_or(0),
    );
    let width = 100.0 / count.max(1) as f64;
    let bar = |(at, (read, written)): (i64, &(i64, i64))| {
        let says = format!(
            "{}: {} input, {} output",
            date(from.plus(at * step)),
            short(*read),
            short(*written)
        );
        let height = |tokens: i64| 100.0 - scale.y(tokens);
        Bar {
            x: at as f64 * width + width * 0.1,
            width: width * 0.8,
            read: height(*read),
            written: height(*written),
            says,
        }
    };
    ((0..).zip(&sums).map(bar).collect(), scale)
}

/// The chart from one day to another.
#[component]
pub fn TokensByDay(days: Vec<UsageDay>, from: Day, today: Day) -> impl IntoView {
    let rect = |bar: Bar| {
        let number = |value: f64| format!("{value:.2}");
        let (x, width) = (number(bar.x), number(bar.width));
        view! {
            <g>
                <rect
                    class="chart-in"
                    x=x.clone()
                    y=number(100.0 - bar.read)
                    width=width.clone()
                    height=number(bar.read)
                />
                <rect
                    class="chart-out"
                    x=x.clone()
                    y=number(100.0 - bar.read - bar.written)
                    width=width.clone()
                    height=number(bar.written)
                />
                <rect class="chart-hit" data-says=bar.says x=x width=width height="100" />
            </g>
        }
    };
    let key = |class, text: &str| Key {
        class,
        text: text.to_owned(),
        line: false,
    };
    let (bars, scale) = bars(&days, from, today);
    let frame = Frame {
        title: "Tokens by day",
        says: "Tokens by day".to_owned(),
        first: from,
        last: today,
        scale,
        // Ticks are round: `500K`, not `500.0K`.
        value: |tokens| short(tokens).replace(".0", ""),
        keys: vec![key("chart-in", "Input"), key("chart-out", "Output")],
        numbers: numbers(&days),
    };
    let drawing = bars.into_iter().map(rect).collect_view();
    view! { <Chart frame drawing=drawing.into_any() /> }
}

fn numbers(days: &[UsageDay]) -> Numbers {
    let line = |day: &UsageDay| {
        let sum = &day.sum;
        vec![
            sum.requests.to_string(),
            short(sum.input_tokens),
            short(sum.output_tokens),
            short_dollars(sum.cost),
        ]
    };
    Numbers {
        heads: vec!["Requests", "Input", "Output", "Cost"],
        days: days.iter().map(|day| (day.day, line(day))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use model::UsageSum;

    use super::*;

    fn day(n: i64, input_tokens: i64) -> UsageDay {
        let day = "2026-03-01".parse::<Day>().unwrap().plus(n);
        UsageDay {
            day,
            sum: UsageSum {
                input_tokens,
                output_tokens: input_tokens,
                ..Default::default()
            },
        }
    }

    #[test]
    fn a_bar_a_day() {
        let from = day(0, 0).day;
        let (bars, scale) = bars(&[day(1, 500), day(3, 250)], from, from.plus(3));
        assert_eq!(scale.top(), 1000);
        let heights: Vec<_> = bars.iter().map(|bar| (bar.read, bar.written)).collect();
        assert_eq!(
            heights,
            [(0.0, 0.0), (50.0, 50.0), (0.0, 0.0), (25.0, 25.0)]
        );
        assert_eq!(bars[1].says, "2 Mar 2026: 500 input, 500 output");
        assert!(bars[3].x + bars[3].width <= 100.0);
    }

    #[test]
    fn years_become_few_bars_with_everything_in_them() {
        let from = day(0, 0).day;
        let (bars, _) = bars(&[day(0, 1), day(999, 1)], from, from.plus(999));
        assert_eq!(
            (bars.len(), bars[0].read, bars.last().map(|bar| bar.read)),
            (112, 50.0, Some(50.0))
        );
    }
}
