//! What stands where no issue does: why, and what to do next.

use leptos::prelude::*;
use model::Lifecycle;

use super::{
    filters::{clear_all, in_force},
    query::ListQuery,
};
use crate::{
    issues::nothing_yet::NothingYet,
    ui::icon::{Icon, Shape},
};

/// `all`: how many issues there are without the filter.
#[component]
pub(super) fn NoIssues(asked: Memo<ListQuery>, all: i64) -> impl IntoView {
    move || if all == 0 { view! { <NothingYet /> }.into_any() } else { view! { <Hidden asked=asked.get() all /> }.into_any() }
}

#[component]
fn Hidden(asked: ListQuery, all: i64) -> impl IntoView {
    let narrows = asked.narrows();
    let title = match asked.filter.lifecycle {
        _ if narrows => "Nothing passes the filters",
        Some(Lifecycle::Open) => "Nothing is open",
        Some(Lifecycle::Closed) => "Nothing is closed",
        Some(Lifecycle::Archived) => "Nothing is archived",
        None => "No issues on this page",
    };
    let issues = if all == 1 { "1 issue".to_owned() } else { format!("{all} issues") };
    view! {
        <div class="empty">
            <Icon shape=if narrows { Shape::Filter } else { Shape::Check } />
            <h2>{title}</h2>
            <p class="break-words">{reason(&asked, &issues)}</p>
            {if narrows {
                view! {
                    <a class="btn" href=asked.with_filter(clear_all).href()>
                        "Clear all"
                    </a>
                }
            } else {
                view! {
                    <a class="btn" href=asked.in_lifecycle(None).href()>
                        "Show all"
                    </a>
                }
            }}
        </div>
    }
}

/// Which filters hide how many.
fn reason(asked: &ListQuery, issues: &str) -> String {
    let mut why: Vec<String> = Vec::new();
    why.extend(asked.filter.search.as_ref().map(|words| format!("the search for “{}”", words.trim())));
    why.extend(asked.filter.lifecycle.map(|lifecycle| format!("“{}”", lifecycle.as_str())));
    why.extend(in_force(asked, None).into_iter().map(|chip| format!("“{}”", chip.text)));
    match why.split_last() {
        None => format!("There are {issues} in all."),
        Some((last, [])) => format!("{issues} in all, and {last} hides them."),
        Some((last, rest)) => format!("{issues} in all, and {} and {last} hide them.", rest.join(", ")),
    }
}
