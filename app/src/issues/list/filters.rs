//! The line of filters: what is in force, what more there is, in which order, and how many issues
//! are left.

use model::Lifecycle;

use super::{
    Loaded,
    menus::{SortMenu, StatusMenu},
    query::ListQuery,
    shown::Shown,
};
use crate::{
    issues::{
        bulk::{Labels, Selection},
        filter::{
            Chip, FilterChip, Filtered, LabelMenu, MilestoneMenu, Milestones, PriorityMenu, chips,
            lifecycle_name,
        },
    },
    prelude::*,
};

/// Everything here is a link or opens a menu of links, so that it works without the wasm.
#[component]
pub(super) fn Filters(
    page: Filtered,
    shown: Shown,
    listing: Resource<Loaded>,
    labels: Labels,
    milestones: Milestones,
) -> impl IntoView {
    let asked = shown.asked;
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <LifecycleSwitch asked />
            <Transition>
                <Chips asked milestones />
            </Transition>
            <StatusMenu asked />
            <PriorityMenu page />
            <LabelMenu page labels />
            <MilestoneMenu page milestones />
            <span class="spacer"></span>
            <SelectButton />
            <span class="muted num" role="status">
                <Transition>
                    <Total shown listing />
                </Transition>
            </span>
            <SortMenu asked />
        </div>
    }
}

/// How many issues there are: what was loaded, then what the live connection makes of it.
#[component]
fn Total(shown: Shown, listing: Resource<Loaded>) -> impl IntoView {
    view! {
        {move || {
            let loaded = listing.get().and_then(Result::ok).map(|page| page.cards.total);
            let now = shown.facts.with(|facts| facts.as_ref().map(|facts| facts.total));
            now.or(loaded)
                .map(|total| {
                    if total == 1 { "1 issue".to_owned() } else { format!("{total} issues") }
                })
        }}
    }
}

/// Where there is no mouse that hovers and no key to press, a finger has to say first that it
/// chooses.
#[component]
fn SelectButton() -> impl IntoView {
    let selection = Selection::get();
    let press = move |_| {
        if selection.selecting.get_untracked() {
            selection.clear();
        } else {
            selection.selecting.set(true);
        }
    };
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-sm only-phone only-script"
            aria-pressed=move || selection.selecting.get().to_string()
            on:click=press
        >
            "Select"
        </button>
    }
}

#[component]
fn LifecycleSwitch(asked: Memo<ListQuery>) -> impl IntoView {
    let choice = move |lifecycle: Option<Lifecycle>| {
        let current = move || {
            asked
                .with(|asked| asked.filter.lifecycle == lifecycle)
                .then_some("true")
        };
        let href = move || asked.with(|asked| asked.in_lifecycle(lifecycle).href());
        view! {
            <a href=href aria-current=current>
                {lifecycle_name(lifecycle)}
            </a>
        }
    };
    let choices = [
        Some(Lifecycle::Open),
        Some(Lifecycle::Closed),
        Some(Lifecycle::Archived),
        None,
    ];
    view! {
        <nav class="seg" aria-label="Which issues">
            {choices.map(choice).collect_view()}
        </nav>
    }
}

#[component]
fn Chips(asked: Memo<ListQuery>, milestones: Milestones) -> impl IntoView {
    let shown = move || {
        let asked = asked.get();
        let known = milestones.get().and_then(Result::ok).unwrap_or_default();
        let milestone = known
            .iter()
            .find(|milestone| Some(milestone.id) == asked.filter.milestone);
        let shown = in_force(&asked, milestone.map(|milestone| milestone.name.as_str()));
        let clear = shown.len() > 1;
        view! {
            {shown
                .into_iter()
                .map(|chip| {
                    view! { <FilterChip href=href_without(&asked, &chip) text=chip.text /> }
                })
                .collect_view()}
            {clear
                .then(|| {
                    view! {
                        <a class="btn btn-ghost btn-sm" href=asked.with_filter(clear_all).href()>
                            "Clear filters"
                        </a>
                    }
                })}
        }
    };
    view! { {move || shown()} }
}

/// The filters that have a chip: search and lifecycle have a field and a switch of their own.
pub(super) fn in_force(asked: &ListQuery, milestone: Option<&str>) -> Vec<Chip> {
    let mut shown = chips(&asked.filter, milestone);
    shown.retain(|chip| {
        chip.without.search == asked.filter.search
            && chip.without.lifecycle == asked.filter.lifecycle
    });
    shown
}

fn href_without(asked: &ListQuery, chip: &Chip) -> String {
    asked
        .with_filter(|filter| *filter = chip.without.clone())
        .href()
}

/// All but the lifecycle.
pub(super) fn clear_all(filter: &mut model::IssueFilter) {
    *filter = model::IssueFilter {
        lifecycle: filter.lifecycle,
        ..Default::default()
    };
}
