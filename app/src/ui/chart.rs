//! What every chart over days has around its drawing: an axis, a key, and the same as a table for those who do not see it.

use leptos::prelude::*;
use model::Day;

use super::time_ago::date;

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

/// A drawing in a box of 100 by 100, from one day to another.
#[component]
pub fn Chart(
    #[prop(into)] says: String,
    first: Day,
    last: Day,
    keys: Vec<Key>,
    numbers: Numbers,
    children: Children,
) -> impl IntoView {
    view! {
        <figure class="chart">
            <svg viewBox="0 0 100 100" width="100%" preserveAspectRatio="none" role="img" aria-label=says>
                {children()}
            </svg>
            <figcaption class="chart-axis">
                <span>{date(first)}</span>
                {keys.into_iter().map(key).collect_view()}
                <span>{date(last)}</span>
            </figcaption>
            <details>
                <summary class="faint">"As a table"</summary>
                <Table numbers />
            </details>
        </figure>
    }
}

fn key(key: Key) -> impl IntoView {
    let mark = if key.line {
        view! { <path class=key.class d="M0 4H16" /> }.into_any()
    } else {
        view! { <rect class=key.class x="4" width="8" height="8" /> }.into_any()
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
                        {numbers.heads.into_iter().map(|head| view! { <th class="row-end">{head}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{numbers.days.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
