//! The milestone: choose one, make one, leave it.

use leptos::{prelude::*, server_fn::ServerFn};
use model::{Milestone, MilestoneStatus, text::NAME_MAX};

use super::{
    super::{
        data::Field,
        functions::{CreateMilestoneFor, UpdateIssue},
        open::{open, submits},
    },
    Property, VALUE_CLASS, sets,
};
use crate::ui::{
    icon::{Icon, Shape},
    menu,
    shortcuts::{Scope, register},
};

#[component]
pub fn MilestoneProperty() -> impl IntoView {
    let name = open().part(|detail| detail.milestone().map(|milestone| milestone.name.clone()));
    register("M", "Change the milestone", Scope::Issue, || menu::press("milestone-button"));
    view! {
        <Property name="Milestone">
            <button
                type="button"
                id="milestone-button"
                class=VALUE_CLASS
                popovertarget="milestone-menu"
                title="Change the milestone (M)"
            >
                <Icon shape=Shape::Flag />
                <span class="truncate">{move || name.get().unwrap_or_else(|| "None".into())}</span>
            </button>
            <div id="milestone-menu" popover class="menu" on:keydown=menu::walk>
                <Choices />
                <div class="menu-rule"></div>
                <NewMilestone />
            </div>
        </Property>
    }
}

/// Milestones that are still aimed at, and the issue's own.
#[component]
fn Choices() -> impl IntoView {
    let current = open().part(|detail| detail.issue.milestone);
    let choices = open().part(|detail| {
        let fits = |it: &&Milestone| it.status == MilestoneStatus::Open || Some(it.id) == detail.issue.milestone;
        detail.milestones.iter().filter(fits).cloned().collect::<Vec<_>>()
    });
    let item = move |milestone: Milestone| {
        let here = current.get() == Some(milestone.id);
        view! {
            <button class="menu-item" name="value" value=milestone.id.to_string() aria-current=here.then_some("true")>
                <Icon shape=if here { Shape::Check } else { Shape::Flag } />
                <span class="truncate">{milestone.name}</span>
                <span class="menu-note num">{format!("{}/{}", milestone.completed_count, milestone.issue_count)}</span>
            </button>
        }
    };
    let choose = submits::<UpdateIssue>();
    view! {
        <form action=UpdateIssue::url() method="post" on:submit=choose>
            {sets(Field::Milestone)}
            {move || choices.get().into_iter().map(item).collect_view()}
            <button class="menu-item" name="value" value="" disabled=move || current.get().is_none()>
                <Icon shape=Shape::Close />
                "No milestone"
            </button>
        </form>
    }
}

#[component]
fn NewMilestone() -> impl IntoView {
    let create = submits::<CreateMilestoneFor>();
    view! {
        <form class="flex gap-1" action=CreateMilestoneFor::url() method="post" on:submit=create>
            <input type="hidden" name="id" value=open().id.to_string() />
            <input
                class="input"
                name="name"
                aria-label="Name of a new milestone"
                placeholder="New milestone"
                autocomplete="off"
                autofocus
                required
                maxlength=NAME_MAX.to_string()
            />
            <button class="btn h-10 md:h-8">"Create"</button>
        </form>
    }
}
