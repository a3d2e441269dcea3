//! The list's own menus: statuses and sort orders.

use model::{Sort, SortBy, Status};

use super::query::{ListQuery, USUAL};
use crate::{
    issues::filter::{Choice, Offer, toggled},
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
        status_icon::StatusGlyph,
    },
};

#[component]
pub(super) fn StatusMenu(asked: Memo<ListQuery>) -> impl IntoView {
    let choice = move |status: Status| {
        let href = move || {
            asked.with(|asked| {
                asked
                    .with_statuses(toggled(&Status::ALL, &asked.filter.statuses, status))
                    .href()
            })
        };
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

/// The orders, with their names.
const ORDERS: [(Sort, &str); 10] = [
    (USUAL, "By status"),
    (order(SortBy::Id, true), "Newest first"),
    (order(SortBy::Id, false), "Oldest first"),
    (order(SortBy::Updated, true), "Recently updated"),
    (order(SortBy::Updated, false), "Least recently updated"),
    (order(SortBy::Created, true), "Recently created"),
    (order(SortBy::Priority, true), "Highest priority"),
    (order(SortBy::Priority, false), "Lowest priority"),
    (order(SortBy::Title, false), "Title A to Z"),
    (order(SortBy::Title, true), "Title Z to A"),
];

const fn order(by: SortBy, descending: bool) -> Sort {
    Sort { by, descending }
}

/// Addresses may name orders that the menu does not offer.
fn name(sort: Sort) -> &'static str {
    ORDERS
        .iter()
        .find(|(offered, _)| *offered == sort)
        .map_or("Sorted", |(_, name)| name)
}

/// In which order.
#[component]
pub(super) fn SortMenu(asked: Memo<ListQuery>) -> impl IntoView {
    let sort = move || asked.with(|asked| asked.sort);
    let choice = move |(to, name): (Sort, &'static str)| {
        let href = move || asked.with(|asked| asked.sorted(to).href());
        view! {
            <Choice href=Signal::derive(href) chosen=Signal::derive(move || sort() == to)>
                {name}
            </Choice>
        }
    };
    view! {
        <button class="btn btn-ghost btn-sm" type="button" popovertarget="sort" title="Sort">
            <Icon shape=Shape::Sort />
            <span class="sr-only">"Sort: "</span>
            {move || name(sort())}
        </button>
        <div
            class="menu"
            id="sort"
            popover="auto"
            role="group"
            aria-label="Sort"
            on:keydown=menu::walk
        >
            {ORDERS.map(choice).collect_view()}
        </div>
    }
}
