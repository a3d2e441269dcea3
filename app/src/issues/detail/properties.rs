//! The properties of an issue. Each is a menu that is a form.

use leptos::server_fn::ServerFn;
use model::{Priority, Status, Timestamp};

use super::{
    data::Field,
    functions::UpdateIssue,
    open::{open, submits},
};
use crate::{
    prelude::*,
    ui::{
        avatar::Avatar,
        icon::{Icon, Shape},
        menu,
        shortcuts::{Scope, register},
        status_icon::{PriorityGlyph, StatusGlyph},
        time_ago::TimeAgo,
    },
};

mod labels;
mod lock;
mod mentions;
mod milestone;
mod parent;

/// A property's value as a button that looks like text; on a phone as a chip.
const VALUE_CLASS: &str = "btn btn-ghost prop-value";

/// DetailExtras the text; on a phone a line of chips above it, and the rest folded.
#[component]
pub fn Properties() -> impl IntoView {
    view! {
        <aside class="props" aria-label="Properties">
            <dl class="props-main">
                <StatusProperty />
                <PriorityProperty />
                <lock::LockProperty />
                <labels::LabelsProperty />
            </dl>
            <details class="props-more">
                <summary class="btn btn-ghost btn-sm">
                    <Icon shape=Shape::ChevronRight class="icon-sm" />
                    "Details"
                </summary>
                <dl>
                    <milestone::MilestoneProperty />
                    <parent::ParentProperty />
                    <Facts />
                </dl>
                <mentions::Mentions />
            </details>
        </aside>
    }
}

/// One line: its name and its value, which has a line of its own when it is `wide`.
#[component]
pub(super) fn Property(
    name: &'static str,
    #[prop(optional, into)] wide: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="prop" class:prop-wide=wide>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// The hidden fields of a form that sets one field.
fn sets(field: Field) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=open().id.to_string() />
        <input type="hidden" name="field" value=field.as_str() />
    }
}

#[component]
fn StatusProperty() -> impl IntoView {
    let status = open().part(|detail| detail.issue.status);
    register("S", "Move to…", Scope::Issue, || {
        menu::press("status-button");
    });
    let value = move || {
        let status = status.get();
        view! {
            <StatusGlyph status />
            {status.label()}
        }
    };
    let items = move || {
        Status::ALL
            .map(|to| view! { <StatusItem from=status.get() to /> })
            .collect_view()
    };
    view! {
        <Chooser
            field=Field::Status
            name="Status"
            title="Change status (S)"
            value=value.into()
            items=items.into()
        />
    }
}

/// Where the table of moves does not lead, the item says so.
#[component]
fn StatusItem(from: Status, to: Status) -> impl IntoView {
    match from.check_move(to) {
        Ok(()) => view! {
            <button
                class="menu-item"
                name="value"
                value=to.as_str()
                autofocus=from.moves().first() == Some(&to)
            >
                <StatusGlyph status=to />
                {to.label()}
            </button>
        },
        Err(_) if from == to => view! {
            <button type="button" class="menu-item" aria-current="true" popovertarget="status-menu">
                <StatusGlyph status=to />
                {to.label()}
                <span class="ml-auto">
                    <Icon shape=Shape::Check />
                </span>
            </button>
        },
        Err(_) => view! {
            <button type="button" class="menu-item" aria-disabled="true">
                <StatusGlyph status=to />
                {to.label()}
                <span class="menu-note">{format!("Not from {}", from.label())}</span>
            </button>
        },
    }
}

#[component]
fn PriorityProperty() -> impl IntoView {
    let priority = open().part(|detail| detail.issue.priority);
    register("P", "Change priority", Scope::Issue, || {
        menu::press("priority-button");
    });
    let item = move |to: Priority| {
        view! {
            <button
                class="menu-item"
                name="value"
                value=to.as_str()
                autofocus=priority.get() == to
                aria-current=(priority.get() == to).then_some("true")
            >
                <PriorityGlyph priority=to />
                {to.label()}
            </button>
        }
    };
    let value = move || {
        let priority = priority.get();
        view! {
            <PriorityGlyph priority />
            {priority.label()}
        }
    };
    let items = move || Priority::ALL.map(item).collect_view();
    view! {
        <Chooser
            field=Field::Priority
            name="Priority"
            title="Change priority (P)"
            value=value.into()
            items=items.into()
        />
    }
}

/// A property that is chosen from a menu, which is a form of buttons.
#[component]
fn Chooser(
    field: Field,
    name: &'static str,
    title: &'static str,
    value: ViewFn,
    items: ViewFn,
) -> impl IntoView {
    let (button, menu) = (
        format!("{}-button", field.as_str()),
        format!("{}-menu", field.as_str()),
    );
    let choose = submits::<UpdateIssue>();
    view! {
        <Property name>
            <button
                type="button"
                id=button
                class=VALUE_CLASS
                popovertarget=menu.clone()
                title=title
            >
                {move || value.run()}
            </button>
            <form
                id=menu
                popover
                class="menu"
                aria-label=name
                action=UpdateIssue::url()
                method="post"
                on:submit=choose
                on:keydown=menu::walk
            >
                {sets(field)}
                {move || items.run()}
            </form>
        </Property>
    }
}

/// What nobody changes by hand.
#[component]
fn Facts() -> impl IntoView {
    let open = open();
    let (author, identifier, created) = open.shown.with_untracked(|detail| {
        (
            detail.issue.author.clone(),
            detail.issue.identifier.clone(),
            detail.issue.created_at,
        )
    });
    let updated = open.part(|detail| detail.issue.updated_at);
    let closed = open.part(|detail| detail.issue.closed_at);
    let archived = open.part(|detail| detail.issue.archived_at);
    let at = |at: Timestamp| view! { <TimeAgo at /> };
    view! {
        <Property name="Identifier">
            <span>{identifier}</span>
        </Property>
        {author
            .map(|author| {
                view! {
                    <Property name="Author">
                        <Avatar author=author.clone() />
                        <span class="truncate" title=author.name>
                            {author.name.clone()}
                        </span>
                    </Property>
                }
            })}
        <Property name="Created">{at(created)}</Property>
        <Property name="Updated">{move || at(updated.get())}</Property>
        {move || {
            closed.get().map(|closed| view! { <Property name="Closed">{at(closed)}</Property> })
        }}
        {move || {
            archived
                .get()
                .map(|archived| view! { <Property name="Archived">{at(archived)}</Property> })
        }}
    }
}
