//! The milestone: one that is aimed at, a new one, or none.

use leptos::server_fn::ServerFn;
use model::{Milestone, MilestoneStatus};

use super::{
    super::{
        data::{Detail, Field},
        functions::{CreateMilestoneFor, UpdateIssue},
        open::open,
    },
    Property, VALUE_CLASS,
};
use crate::{
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
        picker::{Choice, Picker, PlainForm, Search},
        shortcuts::{Scope, register},
    },
};

#[component]
pub fn MilestoneProperty() -> impl IntoView {
    let name = open().part(|detail| detail.milestone().map(|milestone| milestone.name.clone()));
    register("M", "Change milestone", Scope::Issue, || {
        menu::press("milestone-button");
    });
    view! {
        <Property name="Milestone">
            <button
                type="button"
                id="milestone-button"
                class=VALUE_CLASS
                popovertarget="milestone-menu"
                title="Change milestone (M)"
            >
                <Icon shape=Shape::Flag />
                <span class="truncate">{move || name.get().unwrap_or_else(|| "None".into())}</span>
            </button>
            <MilestonePicker />
        </Property>
    }
}

/// Milestones that are still aimed at, and the issue's own.
fn offered(detail: &Detail) -> Vec<Choice> {
    let own = detail.issue.milestone;
    let fits = |it: &&Milestone| it.status == MilestoneStatus::Open || Some(it.id) == own;
    let none = own.map(|_| Choice::none("No milestone"));
    none.into_iter()
        .chain(detail.milestones.iter().filter(fits).map(Choice::from))
        .collect()
}

#[component]
fn MilestonePicker() -> impl IntoView {
    let open = open();
    let (offers, own) = (
        open.part(offered),
        open.part(|detail| detail.issue.milestone),
    );
    let search = Search::default();
    let choices = search.among(move || offers.get());
    let chosen = Signal::derive(move || {
        own.get()
            .map(|id| id.to_string())
            .into_iter()
            .collect::<Vec<_>>()
    });
    let pick = Callback::new(move |choice: Choice| {
        if choice.is_new() {
            open.send(CreateMilestoneFor {
                id: open.id,
                name: choice.text,
                mutation: None,
            });
        } else if !chosen.with_untracked(|chosen| chosen.contains(&choice.value)) {
            let change = UpdateIssue {
                id: open.id,
                field: Field::Milestone,
                value: choice.value,
                base: None,
                mutation: None,
            };
            open.send(change);
        }
    });
    let id = || ("id", open.id.to_string());
    let created = PlainForm {
        action: CreateMilestoneFor::url(),
        name: "name",
        hidden: vec![id()],
    };
    let field = ("field", Field::Milestone.as_str().to_owned());
    let chosen_form = PlainForm {
        action: UpdateIssue::url(),
        name: "value",
        hidden: vec![id(), field],
    };
    view! {
        <Picker
            id="milestone-menu"
            label="Milestone"
            hint="Find or create a milestone"
            search
            choices
            chosen
            on_pick=pick
            create="Create milestone"
            typed=created
            pressed=chosen_form
        />
    }
}
