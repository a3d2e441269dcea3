//! The labels: a picker that stays open, and each label with its way off.

use leptos::server_fn::ServerFn;
use model::Label;

use super::{
    super::{
        functions::{AddLabel, RemoveLabel},
        open::{open, submits_and_focuses},
    },
    Property,
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
pub fn LabelsProperty() -> impl IntoView {
    let labels = open().part(|detail| detail.labels.clone());
    register("L", "Change labels", Scope::Issue, || {
        menu::press("labels-button");
    });
    view! {
        <Property name="Labels">
            <span class="prop-labels">
                <For each=move || labels.get() key=|label| label.name.clone() let:label>
                    <Removable label />
                </For>
            </span>
            <button
                type="button"
                id="labels-button"
                class="btn btn-ghost btn-icon btn-sm"
                popovertarget="labels-menu"
                aria-label="Change labels"
                title="Change labels (L)"
            >
                <Icon shape=Shape::Plus class="icon-sm" />
                <span class="only-phone" aria-hidden="true">
                    "Label"
                </span>
            </button>
            <LabelPicker labels />
        </Property>
    }
}

#[component]
fn Removable(label: Label) -> impl IntoView {
    let class = format!("label label-off {}", label.color.class());
    let remove = submits_and_focuses::<RemoveLabel>("labels-button");
    let (name, title, says) = (
        label.name.clone(),
        label.name.clone(),
        format!("Remove label {}", label.name),
    );
    view! {
        <form class="contents" action=RemoveLabel::url() method="post" on:submit=remove>
            <input type="hidden" name="id" value=open().id.to_string() />
            <input type="hidden" name="label" value=name />
            <span class=class title=title>
                <span class="truncate">{label.name}</span>
                <button aria-label=says>
                    <Icon shape=Shape::Close class="icon-sm" />
                </button>
            </span>
        </form>
    }
}

#[component]
fn LabelPicker(labels: Memo<Vec<Label>>) -> impl IntoView {
    let open = open();
    let all = open.part(|detail| detail.all_labels.clone());
    let search = Search::default();
    let choices = search.among(move || all.with(|all| all.iter().map(Choice::from).collect()));
    let chosen = Signal::derive(move || {
        labels.with(|labels| {
            labels
                .iter()
                .map(|label| label.name.clone())
                .collect::<Vec<_>>()
        })
    });
    let pick = Callback::new(move |choice: Choice| {
        let (id, label, mutation) = (open.id, choice.text, None);
        if chosen.with_untracked(|chosen| chosen.contains(&label)) {
            open.send(RemoveLabel {
                id,
                label,
                mutation,
            });
        } else {
            open.send(AddLabel {
                id,
                label,
                mutation,
            });
        }
    });
    let plain = PlainForm {
        action: AddLabel::url(),
        name: "label",
        hidden: vec![("id", open.id.to_string())],
    };
    view! {
        <Picker
            id="labels-menu"
            label="Labels"
            hint="Find or create a label"
            search
            choices
            chosen
            on_pick=pick
            multiple=true
            create="Create label"
            typed=plain.clone()
            pressed=plain
            untick=RemoveLabel::url()
        />
    }
}
