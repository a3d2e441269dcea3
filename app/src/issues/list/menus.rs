//! The menus of filters and sort orders: popovers of links, opened by the browser itself.

use leptos::prelude::*;
use model::{Label, Milestone, MilestoneStatus, Priority, Sort, SortBy, Status};

use super::{filters::Milestones, query::ListQuery};
use crate::{
    issues::{filter::toggled, functions::list_labels},
    ui::{
        glyph::{PriorityGlyph, StatusGlyph},
        icon::{Icon, Shape},
    },
};

/// The longest menu; beyond it one searches.
const LONGEST: usize = 100;

/// A chip that offers a filter, and the menu it opens.
#[component]
fn Offer(id: &'static str, name: &'static str, children: Children) -> impl IntoView {
    view! {
        <button class="chip" type="button" popovertarget=id>
            <Icon shape=Shape::Plus />
            {name}
        </button>
        <div class="menu" id=id popover="auto" role="group" aria-label=format!("Filter by {name}")>
            {children()}
        </div>
    }
}

/// A link in a menu that switches something on or off. The menu stays open, for there may be more to choose.
#[component]
fn Choice(#[prop(into)] href: Signal<String>, #[prop(into)] chosen: Signal<bool>, children: Children) -> impl IntoView {
    view! {
        <a class="menu-item" href=move || href.get() aria-current=move || chosen.get().then_some("true")>
            {children()}
            <span class="ml-auto pl-3">{move || chosen.get().then(|| view! { <Icon shape=Shape::Check /> })}</span>
        </a>
    }
}

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

#[component]
pub(super) fn PriorityMenu(asked: Memo<ListQuery>) -> impl IntoView {
    let choice = move |priority: Priority| {
        let toggle = move |asked: &ListQuery| toggled(&Priority::ALL, &asked.filter.priorities, priority);
        let href = move || asked.with(|asked| asked.with_filter(|filter| filter.priorities = toggle(asked)).href());
        let chosen = move || asked.with(|asked| asked.filter.priorities.contains(&priority));
        view! {
            <Choice href=Signal::derive(href) chosen=Signal::derive(chosen)>
                <PriorityGlyph priority />
                {priority.label()}
            </Choice>
        }
    };
    view! {
        <Offer id="filter-priority" name="priority">
            {Priority::ALL.map(choice).collect_view()}
        </Offer>
    }
}

#[component]
pub(super) fn LabelMenu(asked: Memo<ListQuery>) -> impl IntoView {
    let labels = Resource::new_blocking(|| (), |()| list_labels());
    let choice = move |label: Label| {
        let name = StoredValue::new(label.name.clone());
        let has = move |asked: &ListQuery| asked.filter.labels.contains(&name.get_value());
        let href =
            move || asked.with(|asked| asked.with_filter(|filter| toggle_label(&mut filter.labels, name.get_value())).href());
        view! {
            <Choice href=Signal::derive(href) chosen=Signal::derive(move || asked.with(has))>
                <span class=format!("label {} border-0 p-0", label.color.class()) aria-hidden="true"></span>
                <span class="truncate">{label.name}</span>
            </Choice>
        }
    };
    let choices = move || {
        let labels = labels.get().and_then(Result::ok).unwrap_or_default();
        let none = labels.is_empty().then(|| view! { <p class="menu-note">"There are no labels yet"</p> });
        view! {
            {none}
            {labels.into_iter().take(LONGEST).map(choice).collect_view()}
        }
    };
    view! {
        <Offer id="filter-label" name="label">
            <Transition>{choices}</Transition>
        </Offer>
    }
}

fn toggle_label(labels: &mut Vec<String>, name: String) {
    match labels.iter().position(|label| *label == name) {
        Some(at) => drop(labels.remove(at)),
        None => {
            labels.push(name);
            labels.sort();
        }
    }
}

#[component]
pub(super) fn MilestoneMenu(asked: Memo<ListQuery>, milestones: Milestones) -> impl IntoView {
    let choice = move |milestone: Milestone| {
        let id = milestone.id;
        let has = move |asked: &ListQuery| asked.filter.milestone == Some(id);
        let toggle = move |asked: &ListQuery| asked.with_filter(|filter| filter.milestone = (!has(asked)).then_some(id)).href();
        view! {
            <Choice href=Signal::derive(move || asked.with(toggle)) chosen=Signal::derive(move || asked.with(has))>
                <Icon shape=Shape::Flag />
                <span class="truncate">{milestone.name}</span>
            </Choice>
        }
    };
    let choices = move || {
        let mut known = milestones.get().and_then(Result::ok).unwrap_or_default();
        let chosen = asked.with(|asked| asked.filter.milestone);
        known.retain(|milestone| milestone.status == MilestoneStatus::Open || Some(milestone.id) == chosen);
        let none = known.is_empty().then(|| view! { <p class="menu-note">"There are no open milestones"</p> });
        view! {
            {none}
            {known.into_iter().take(LONGEST).map(choice).collect_view()}
        }
    };
    view! {
        <Offer id="filter-milestone" name="milestone">
            <Transition>{choices}</Transition>
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
