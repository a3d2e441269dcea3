//! Fields that a picker fills. Without the wasm each is a native field; the form sends the same
//! either way.

use leptos::task::spawn_local;
use model::{Color, IssueLink, IssueRef, Label, Milestone, MilestoneStatus};

use super::submit::Sender;
use crate::{
    issues::{
        functions::{list_labels, suggest_issues},
        picker::IssuePicker,
    },
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        label::LabelPill,
        picker::{Choice, Picker, Search},
        status_icon::StatusGlyph,
    },
};

mod field;

use field::{Names, PickField, PickedField, text_field};

const LABELS: Names = Names {
    name: "labels",
    label: "Labels",
    id: "new-labels",
    button: "new-labels-button",
    menu: "new-labels-menu",
};
const PARENT: Names = Names {
    name: "parent",
    label: "Parent",
    id: "new-parent",
    button: "new-parent-button",
    menu: "new-parent-menu",
};
const MILESTONE: Names = Names {
    name: "milestone",
    label: "Milestone",
    id: "new-milestone-id",
    button: "new-milestone-button",
    menu: "new-milestone-menu",
};

/// Labels, by name with commas between them.
#[component]
pub(super) fn LabelsField(value: String, sender: Sender) -> impl IntoView {
    let field = PickedField::new(LABELS, value);
    let all = RwSignal::new(Vec::<Label>::new());
    Effect::new(move |_| {
        spawn_local(async move {
            if let Ok(labels) = list_labels().await {
                all.try_set(labels);
            }
        });
    });
    let names = move || -> Vec<String> {
        let value = field.value.read();
        value
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let search = Search::default();
    // A comma parts names here; a label that has one can be put on later.
    let offers = move || {
        all.with(|all| {
            all.iter()
                .filter(|label| !label.name.contains(','))
                .map(Choice::from)
                .collect()
        })
    };
    let pick = Callback::new(move |choice: Choice| {
        let mut chosen = untrack(names);
        match chosen.iter().position(|name| *name == choice.text) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(choice.text),
        }
        field.set(&chosen.join(", "));
    });
    let pill = move |name: String| {
        let known = all.with(|all| all.iter().find(|label| label.name == name).cloned());
        let label = known.unwrap_or_else(|| Label {
            color: Color::for_name(&name),
            name,
        });
        view! { <LabelPill label /> }
    };
    let shown = move || match names() {
        none if none.is_empty() => "None".into_any(),
        some => some.into_iter().map(pill).collect_view().into_any(),
    };
    view! {
        <PickField field sender native=text_field(field, "bug, docs") shown=shown.into()>
            <Picker
                id=LABELS.menu
                label="Labels"
                hint="Find or create a label"
                search
                choices=search.among(offers)
                chosen=Signal::derive(names)
                on_pick=pick
                multiple=true
                create="Create label"
            />
        </PickField>
    }
}

/// The parent, by number or identifier.
#[component]
pub(super) fn ParentField(value: String, sender: Sender) -> impl IntoView {
    let field = PickedField::new(PARENT, value);
    let parent = RwSignal::new(None::<IssueLink>);
    Effect::new(move |_| {
        if field.awake.get() {
            spawn_local(find_parent(field.value.get_untracked(), parent));
        }
    });
    let pick = Callback::new(move |found: Option<IssueLink>| {
        field.set(
            &found
                .as_ref()
                .map(|issue| format!("#{}", issue.id))
                .unwrap_or_default(),
        );
        parent.set(found);
    });
    let shown = move || match (parent.get(), field.value.get()) {
        (Some(issue), _) => view! {
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class="truncate">{issue.title}</span>
        },
        (None, typed) if typed.is_empty() => "None".into_any(),
        (None, typed) => typed.into_any(),
    };
    let none = Signal::derive(move || {
        field
            .value
            .with(|value| (!value.is_empty()).then_some("No parent"))
    });
    view! {
        <PickField
            field
            sender
            native=text_field(field, "Number of the parent issue")
            shown=shown.into()
        >
            <IssuePicker
                id=PARENT.menu
                label="Search for a parent issue"
                on_pick=pick
                none
                open_only=true
            />
        </PickField>
    }
}

/// What a number that the form begins with stands for.
async fn find_parent(typed: String, parent: RwSignal<Option<IssueLink>>) {
    let Ok(named) = typed.parse::<IssueRef>() else {
        return;
    };
    let names = |issue: &IssueLink| match &named {
        IssueRef::Id(id) => issue.id == *id,
        IssueRef::Identifier(identifier) => issue
            .identifier
            .eq_ignore_ascii_case(&identifier.to_string()),
    };
    if let Ok(found) = suggest_issues(typed, false).await
        && let Some(issue) = found.into_iter().find(names)
    {
        parent.try_set(Some(issue));
    }
}

/// The milestone, by its number; those that are still aimed at.
#[component]
pub(super) fn MilestoneField(
    value: String,
    milestones: RwSignal<Vec<Milestone>>,
    sender: Sender,
) -> impl IntoView {
    let field = PickedField::new(MILESTONE, value);
    let offers = move || {
        let none = (!field.value.read().is_empty()).then(|| Choice::none("No milestone"));
        let milestones = milestones.read();
        let open = milestones
            .iter()
            .filter(|milestone| milestone.status == MilestoneStatus::Open)
            .map(Choice::from);
        none.into_iter().chain(open).collect::<Vec<_>>()
    };
    let chosen = move || {
        Some(field.value.get())
            .filter(|value| !value.is_empty())
            .into_iter()
            .collect::<Vec<_>>()
    };
    let shown = move || {
        let value = field.value.read();
        milestones.with(|all| {
            all.iter()
                .find(|milestone| milestone.id.to_string() == *value)
                .map(|milestone| milestone.name.clone())
        })
    };
    let button = move || {
        view! {
            <Icon shape=Shape::Flag />
            <span class="truncate">{move || shown().unwrap_or_else(|| "None".into())}</span>
        }
    };
    let option = move |choice: Choice| {
        let selected = field.value.with_untracked(|value| *value == choice.value);
        view! {
            <option value=choice.value selected=selected>
                {choice.text}
            </option>
        }
    };
    let native = move || {
        view! {
            <select id=MILESTONE.id class="select" name=MILESTONE.name>
                <option value="">"None"</option>
                {untrack(offers)
                    .into_iter()
                    .filter(|choice| !choice.value.is_empty())
                    .map(option)
                    .collect_view()}
            </select>
        }
    };
    let search = Search::default();
    let pick = Callback::new(move |choice: Choice| field.set(&choice.value));
    view! {
        <PickField field sender native=native.into() shown=button.into()>
            <Picker
                id=MILESTONE.menu
                label="Milestone"
                hint="Find a milestone"
                search
                choices=search.among(offers)
                chosen=Signal::derive(chosen)
                on_pick=pick
            />
        </PickField>
    }
}
