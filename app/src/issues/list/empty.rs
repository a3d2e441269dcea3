//! Instead of rows: why there are none, and what to do next.

use model::Lifecycle;

use super::{
    filters::{clear_all, in_force},
    query::ListQuery,
    rows::Elsewhere,
    shown::Shown,
};
use crate::{
    issues::{filter::lifecycle_name, nothing_yet::NothingYet},
    prelude::*,
    ui::icon::{Icon, Shape},
};

#[component]
pub(super) fn NoIssues(shown: Shown) -> impl IntoView {
    let all = Memo::new(move |_| {
        shown
            .facts
            .with(|facts| facts.as_ref().map_or(0, |facts| facts.all))
    });
    view! {
        {move || {
            if all.get() == 0 {
                view! { <NothingYet /> }
            } else {
                view! { <Hidden shown all=all.get() /> }
            }
        }}
    }
}

/// `all`: how many issues there are without the filter.
#[component]
fn Hidden(shown: Shown, all: i64) -> impl IntoView {
    let asked = shown.asked.get();
    let narrows = asked.narrows();
    let title = match asked.filter.lifecycle {
        _ if narrows => "No issues match these filters",
        Some(Lifecycle::Open) => "No open issues",
        Some(Lifecycle::Closed) => "No closed issues",
        Some(Lifecycle::Archived) => "No archived issues",
        None => "No issues on this page",
    };
    let (href, text) = if narrows {
        (asked.with_filter(clear_all).href(), "Clear filters")
    } else {
        (asked.in_lifecycle(None).href(), "Show all")
    };
    view! {
        <div class="empty">
            <Icon shape=if narrows { Shape::Filter } else { Shape::Check } />
            <h2>{title}</h2>
            <p class="break-words">{reason(&asked, all)}</p>
            <Elsewhere shown />
            <a class="btn" href=href>
                {text}
            </a>
        </div>
    }
}

/// Which filters hide how many.
fn reason(asked: &ListQuery, all: i64) -> String {
    let mut why: Vec<String> = Vec::new();
    why.extend(
        asked
            .filter
            .search
            .as_ref()
            .map(|words| format!("“{}”", words.trim())),
    );
    why.extend(
        asked
            .filter
            .lifecycle
            .map(|lifecycle| lifecycle_name(Some(lifecycle)).to_owned()),
    );
    why.extend(in_force(asked, None).into_iter().map(|chip| chip.text));
    let hidden = if all == 1 {
        "1 issue is".to_owned()
    } else {
        format!("All {all} issues are")
    };
    if why.is_empty() {
        format!("{hidden} on other pages")
    } else {
        format!("{hidden} hidden by: {}", why.join(", "))
    }
}
