//! The labels: add one that exists or a new one by typing it, take one off.

use leptos::{html, prelude::*, server_fn::ServerFn};
use model::{Label, text::LABEL_MAX};

use super::{
    super::{
        functions::{AddLabel, RemoveLabel},
        open::{open, submits_and_focuses},
    },
    Property,
};
use crate::ui::{
    icon::{Icon, Shape},
    label::LabelPill,
    menu,
    shortcuts::{Scope, register},
};

/// More than anybody reads through; typing finds the rest.
const OFFERED: usize = 60;

#[component]
pub fn LabelsProperty() -> impl IntoView {
    let labels = open().part(|detail| detail.labels.clone());
    register("L", "Change the labels", Scope::Issue, || menu::press("labels-button"));
    view! {
        <Property name="Labels">
            <For each=move || labels.get() key=|label| label.name.clone() let:label>
                <Removable label />
            </For>
            <button
                type="button"
                id="labels-button"
                class="btn btn-ghost btn-icon btn-sm"
                popovertarget="labels-menu"
                aria-label="Add a label"
                title="Add a label (L)"
            >
                <Icon shape=Shape::Plus class="icon-sm" />
            </button>
            <LabelMenu />
        </Property>
    }
}

#[component]
fn Removable(label: Label) -> impl IntoView {
    let class = format!("label max-w-full {}", label.color.class());
    let remove = submits_and_focuses::<RemoveLabel>("labels-button");
    let (name, title, says) = (label.name.clone(), label.name.clone(), format!("Remove the label {}", label.name));
    view! {
        <form class="contents" action=RemoveLabel::url() method="post" on:submit=remove>
            <input type="hidden" name="id" value=open().id.to_string() />
            <input type="hidden" name="label" value=name />
            <span class=class title=title>
                <span class="truncate">{label.name}</span>
                <button class="inline-flex flex-none" aria-label=says>
                    <Icon shape=Shape::Close class="icon-sm" />
                </button>
            </span>
        </form>
    }
}

/// Stays open, for labels come in numbers.
#[component]
fn LabelMenu() -> impl IntoView {
    let open = open();
    let typed = RwSignal::new(String::new());
    let offers = open.part(|detail| {
        let on = |label: &&Label| !detail.labels.contains(label);
        detail.all_labels.iter().filter(on).cloned().collect::<Vec<_>>()
    });
    let matching = move || {
        let typed = typed.get().to_lowercase();
        let fits = |label: &Label| label.name.to_lowercase().contains(typed.trim());
        offers.get().into_iter().filter(fits).take(OFFERED).collect::<Vec<_>>()
    };
    let input = NodeRef::<html::Input>::new();
    let toggled = move |event| {
        if menu::has_closed(&event)
            && let Some(input) = input.get_untracked()
        {
            input.set_value("");
            typed.set(String::new());
        }
    };
    let (enter, choose) = (submits_and_focuses::<AddLabel>("label-name"), submits_and_focuses::<AddLabel>("label-name"));
    view! {
        <div id="labels-menu" popover class="menu" on:keydown=menu::walk on:toggle=toggled>
            <form
                action=AddLabel::url()
                method="post"
                on:submit=move |event| {
                    enter(event);
                    typed.set(String::new());
                }
            >
                <input type="hidden" name="id" value=open.id.to_string() />
                <input
                    id="label-name"
                    node_ref=input
                    class="input mb-1"
                    name="label"
                    aria-label="Label"
                    placeholder="Add a label, old or new"
                    autocomplete="off"
                    autofocus
                    required
                    maxlength=LABEL_MAX.to_string()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </form>
            <form action=AddLabel::url() method="post" on:submit=choose>
                <input type="hidden" name="id" value=open.id.to_string() />
                <For each=matching key=|label| label.name.clone() let:label>
                    <Offer label />
                </For>
            </form>
        </div>
    }
}

/// A label that can be put on.
#[component]
fn Offer(label: Label) -> impl IntoView {
    let name = label.name.clone();
    view! {
        <button class="menu-item" name="label" value=name>
            <LabelPill label />
        </button>
    }
}
