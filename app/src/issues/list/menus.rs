//! The list's own menus: statuses and sort orders.

use leptos::prelude::*;
use model::{Sort, SortBy, Status};

use super::query::ListQuery;
use crate::{
    issues::filter::{Choice, Offer, toggled},
    ui::{
        glyph::StatusGlyph,
        icon::{Icon, Shape},
    },
};

#[component]
pub(super) fn StatusMenu(asked: Memo<ListQuery>) -> impl IntoView {
    let choice = move |status: Status| {
        let href = move || asked.with(|asked| asked.with_statuses(toggled(&Status::ALL, &asked.filter.statuses, status)).href());
        let chosen = move || asked.with(|asked| asked.filter.statuses.contains(&status));
        view! {
            <Choice href=Signal::derive(href) chosen=Signal::derive(chosen)>
                <StatusGlyph status />
                {status.label()}
            </Choice>
        }
    };
    view! {
        <Offer id="filter-status" name="status">
            {Status::ALL.map(choice).collect_view()}
        </Offer>
    }
}

/// Makes another sort order of the present one.
type Change = fn(Sort) -> Sort;

/// What the list is sorted by, and which way.
#[component]
pub(super) fn SortMenu(asked: Memo<ListQuery>) -> impl IntoView {
    let sort = move || asked.with(|asked| asked.sort);
    let choice = move |name: &'static str, to: Change| {
        let href = move || asked.with(|asked| asked.sorted(to(asked.sort)).href());
        let chosen = move || to(sort()) == sort();
        view! { <Choice href=Signal::derive(href) chosen=Signal::derive(chosen)>{name}</Choice> }
    };
    let by: [(&str, Change); 5] = [
        (name(SortBy::Id), |sort| by(SortBy::Id, sort)),
        (name(SortBy::Created), |sort| by(SortBy::Created, sort)),
        (name(SortBy::Updated), |sort| by(SortBy::Updated, sort)),
        (name(SortBy::Priority), |sort| by(SortBy::Priority, sort)),
        (name(SortBy::Title), |sort| by(SortBy::Title, sort)),
    ];
    let way = move || if sort().descending { "descending" } else { "ascending" };
    view! {
        <button class="btn btn-ghost btn-sm" type="button" popovertarget="sort" title=move || format!("Sorted by {}, {}", name(sort().by), way())>
            <Icon shape=Shape::Sort />
            {move || name(sort().by)}
            <span class="sr-only">{way}</span>
        </button>
        <div class="menu" id="sort" popover="auto" role="group" aria-label="Sort by">
            {by.map(|(name, to)| choice(name, to)).collect_view()}
            <div class="menu-rule"></div>
            {choice("Ascending", |sort| Sort { descending: false, ..sort })}
            {choice("Descending", |sort| Sort { descending: true, ..sort })}
        </div>
    }
}

/// Sorted by something else: titles from A, all others the newest and the most urgent first.
fn by(by: SortBy, now: Sort) -> Sort {
    if by == now.by { now } else { Sort { by, descending: by != SortBy::Title } }
}

const fn name(by: SortBy) -> &'static str {
    match by {
        SortBy::Id => "Number",
        SortBy::Created => "Created",
        SortBy::Updated => "Updated",
        SortBy::Priority => "Priority",
        SortBy::Title => "Title",
    }
}
