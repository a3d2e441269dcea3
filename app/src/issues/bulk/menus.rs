//! The bar's menus: each item is a button of its form.

use model::{BulkChange, Card, Label, Milestone, MilestoneStatus, Priority, Status};

use super::{
    Selection,
    bar::{Labels, none_can_be},
};
use crate::{
    issues::filter::Milestones,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
        status_icon::{PriorityGlyph, StatusGlyph},
    },
};

/// The ids of the buttons that open the menus.
pub(super) const STATUS: &str = "bulk-status-button";
pub(super) const PRIORITY: &str = "bulk-priority-button";
pub(super) const LABELS: &str = "bulk-labels-button";
pub(super) const MILESTONE: &str = "bulk-milestone-button";

/// The longest menu.
const LONGEST: usize = 100;

/// A button and the menu that it opens.
#[component]
fn Menu(
    selection: Selection,
    button: &'static str,
    id: &'static str,
    name: &'static str,
    shape: Shape,
    children: Children,
) -> impl IntoView {
    let toggled = move |event| {
        if menu::has_closed(&event) {
            // A choice closes the menu too, and was sent before.
            selection.end_brief();
        }
    };
    view! {
        <button id=button type="button" class="btn btn-sm" popovertarget=id>
            <Icon shape />
            {name}
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="group"
            aria-label=name
            on:keydown=menu::walk
            on:toggle=toggled
        >
            {children()}
        </div>
    }
}

/// An item: the change that it makes, and whether the chosen ones are that way already.
#[component]
fn Item(
    change: BulkChange,
    #[prop(into)] chosen: Signal<bool>,
    #[prop(into)] disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="menu-item"
            name="change"
            value=change.to_string()
            aria-current=move || chosen.get().then_some("true")
            disabled=move || disabled.get()
            aria-disabled=move || disabled.get().then_some("true")
        >
            {children()}
            <span class="ml-auto pl-3">
                {move || chosen.get().then(|| view! { <Icon shape=Shape::Check /> })}
            </span>
        </button>
    }
}

/// Returns true if something holds for all of the chosen ones, of which there are some.
fn all(selection: Selection, holds: impl Fn(&Card) -> bool) -> bool {
    let cards = selection.cards();
    !cards.is_empty() && cards.iter().all(holds)
}

#[component]
pub(super) fn StatusMenu(selection: Selection) -> impl IntoView {
    let item = move |status: Status| {
        let chosen = Signal::derive(move || all(selection, |card| card.status == status));
        let disabled = Signal::derive(move || none_can_be(selection, status) && !chosen.get());
        view! {
            <Item change=BulkChange::Status(status) chosen disabled>
                <StatusGlyph status />
                {status.label()}
            </Item>
        }
    };
    view! {
        <Menu selection button=STATUS id="bulk-status" name="Status" shape=Shape::Board>
            {Status::ALL.map(item).collect_view()}
        </Menu>
    }
}

#[component]
pub(super) fn PriorityMenu(selection: Selection) -> impl IntoView {
    let item = move |priority: Priority| {
        let chosen = Signal::derive(move || all(selection, |card| card.priority == priority));
        view! {
            <Item change=BulkChange::Priority(priority) chosen disabled=false>
                <PriorityGlyph priority />
                {priority.label()}
            </Item>
        }
    };
    view! {
        <Menu selection button=PRIORITY id="bulk-priority" name="Priority" shape=Shape::ArrowUp>
            {Priority::ALL.map(item).collect_view()}
        </Menu>
    }
}

/// A label that all of them have is taken off, any other is put on.
#[component]
pub(super) fn LabelsMenu(selection: Selection, labels: Labels) -> impl IntoView {
    let item = move |label: Label| {
        let name = StoredValue::new(label.name.clone());
        let chosen = Signal::derive(move || {
            name.with_value(|name| {
                all(selection, |card| {
                    card.labels.iter().any(|label| label.name == *name)
                })
            })
        });
        let value = move || {
            let change = if chosen.get() {
                BulkChange::RemoveLabel
            } else {
                BulkChange::AddLabel
            };
            change(name.get_value()).to_string()
        };
        view! {
            <button
                class="menu-item"
                name="change"
                value=value
                aria-current=move || chosen.get().then_some("true")
            >
                <span
                    class=format!("label {} border-0 p-0", label.color.class())
                    aria-hidden="true"
                ></span>
                <span class="truncate">{label.name}</span>
                <span class="ml-auto pl-3">
                    {move || chosen.get().then(|| view! { <Icon shape=Shape::Check /> })}
                </span>
            </button>
        }
    };
    let items = move || {
        let labels = labels.get().and_then(Result::ok).unwrap_or_default();
        let none = labels
            .is_empty()
            .then(|| view! { <p class="menu-note">"No labels yet"</p> });
        view! {
            {none}
            {labels.into_iter().take(LONGEST).map(item).collect_view()}
        }
    };
    view! {
        <Menu selection button=LABELS id="bulk-labels" name="Labels" shape=Shape::Tag>
            <Transition>{items}</Transition>
        </Menu>
    }
}

#[component]
pub(super) fn MilestoneMenu(selection: Selection, milestones: Milestones) -> impl IntoView {
    let item = move |milestone: Milestone| {
        let id = Some(milestone.id);
        let chosen = Signal::derive(move || all(selection, |card| card.milestone == id));
        view! {
            <Item change=BulkChange::Milestone(id) chosen disabled=false>
                <Icon shape=Shape::Flag />
                <span class="truncate">{milestone.name}</span>
            </Item>
        }
    };
    let items = move || {
        let mut known = milestones.get().and_then(Result::ok).unwrap_or_default();
        known.retain(|milestone| milestone.status == MilestoneStatus::Open);
        let chosen = Signal::derive(move || all(selection, |card| card.milestone.is_none()));
        view! {
            <Item change=BulkChange::Milestone(None) chosen disabled=false>
                <Icon shape=Shape::Close />
                "No milestone"
            </Item>
            {known.into_iter().take(LONGEST).map(item).collect_view()}
        }
    };
    view! {
        <Menu selection button=MILESTONE id="bulk-milestone" name="Milestone" shape=Shape::Flag>
            <Transition>{items}</Transition>
        </Menu>
    }
}
