//! The menus of filters: popovers of links, opened by the browser itself.

use model::{Label, Milestone, MilestoneStatus, Priority};

use super::{
    address::{Filtered, Milestones},
    toggled,
};
use crate::{
    issues::{bulk::Labels, functions::list_labels},
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
        status_icon::PriorityGlyph,
    },
};

/// The longest menu; beyond it one searches.
const LONGEST: usize = 100;

/// A filter in force, and the way out of it.
#[component]
pub fn FilterChip(text: String, href: String) -> impl IntoView {
    view! {
        <a class="chip chip-on" href=href aria-label=format!("Remove filter {text}")>
            <span class="truncate max-w-64">{text.clone()}</span>
            <Icon shape=Shape::Close />
        </a>
    }
}

/// A chip that offers a filter, and the menu it opens.
#[component]
pub fn Offer(id: &'static str, name: &'static str, children: Children) -> impl IntoView {
    view! {
        <button class="chip" type="button" popovertarget=id>
            <Icon shape=Shape::Plus />
            {name}
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="group"
            aria-label=format!("Filter by {name}")
            on:keydown=menu::walk
        >
            {children()}
        </div>
    }
}

/// A link in a menu that switches something on or off. The menu stays open, for there may be more
/// to choose.
#[component]
pub fn Choice(
    #[prop(into)] href: Signal<String>,
    #[prop(into)] chosen: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <a
            class="menu-item"
            href=move || href.get()
            aria-current=move || chosen.get().then_some("true")
        >
            {children()}
            <span class="ml-auto pl-3">
                {move || chosen.get().then(|| view! { <Icon shape=Shape::Check /> })}
            </span>
        </a>
    }
}

#[component]
pub fn PriorityMenu(page: Filtered) -> impl IntoView {
    let choice = move |priority: Priority| {
        let href = move || {
            page.href_with(|filter| {
                filter.priorities = toggled(&Priority::ALL, &filter.priorities, priority);
            })
        };
        let chosen = move || {
            page.filter
                .with(|filter| filter.priorities.contains(&priority))
        };
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
pub fn LabelMenu(page: Filtered, #[prop(optional)] labels: Option<Labels>) -> impl IntoView {
    let labels = labels.unwrap_or_else(|| Resource::new_blocking(|| (), |()| list_labels()));
    let choice = move |label: Label| {
        let name = StoredValue::new(label.name.clone());
        let href =
            move || page.href_with(|filter| toggle_label(&mut filter.labels, name.get_value()));
        let chosen = move || {
            page.filter
                .with(|filter| name.with_value(|name| filter.labels.contains(name)))
        };
        view! {
            <Choice href=Signal::derive(href) chosen=Signal::derive(chosen)>
                <span
                    class=format!("label {} border-0 p-0", label.color.class())
                    aria-hidden="true"
                ></span>
                <span class="truncate">{label.name}</span>
            </Choice>
        }
    };
    let choices = move || {
        let labels = labels.get().and_then(Result::ok).unwrap_or_default();
        let none = labels
            .is_empty()
            .then(|| view! { <p class="menu-note">"No labels yet"</p> });
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
    match labels.binary_search(&name) {
        Ok(at) => drop(labels.remove(at)),
        Err(at) => labels.insert(at, name),
    }
}

#[component]
pub fn MilestoneMenu(page: Filtered, milestones: Milestones) -> impl IntoView {
    let choice = move |milestone: Milestone| {
        let id = Some(milestone.id);
        let href = move || {
            page.href_with(|filter| {
                filter.milestone = if filter.milestone == id { None } else { id }
            })
        };
        let chosen = move || page.filter.with(|filter| filter.milestone == id);
        view! {
            <Choice href=Signal::derive(href) chosen=Signal::derive(chosen)>
                <Icon shape=Shape::Flag />
                <span class="truncate">{milestone.name}</span>
            </Choice>
        }
    };
    let choices = move || {
        let chosen = page.filter.with(|filter| filter.milestone);
        let mut known = milestones.get().and_then(Result::ok).unwrap_or_default();
        known.retain(|milestone| {
            milestone.status == MilestoneStatus::Open || Some(milestone.id) == chosen
        });
        let none = known
            .is_empty()
            .then(|| view! { <p class="menu-note">"No open milestones"</p> });
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
