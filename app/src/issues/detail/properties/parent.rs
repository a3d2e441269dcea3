//! The issue that this one is a part of.

use leptos::server_fn::ServerFn;
use model::IssueLink;

use super::{
    super::{data::Field, functions::UpdateIssue, open::open},
    Property, VALUE_CLASS,
};
use crate::{
    issues::picker::IssuePicker,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        picker::PlainForm,
        status_icon::StatusGlyph,
    },
};

#[component]
pub fn ParentProperty() -> impl IntoView {
    let parent = open().part(|detail| detail.parent.clone());
    let has = Memo::new(move |_| parent.with(Option::is_some));
    let class = move || {
        if has.get() {
            "btn btn-ghost btn-icon btn-sm"
        } else {
            VALUE_CLASS
        }
    };
    view! {
        <Property name="Parent" wide=has>
            {move || parent.get().map(|issue| view! { <Parent issue /> })}
            <button
                type="button"
                id="parent-button"
                class=class
                popovertarget="parent-menu"
                aria-label=move || if has.get() { "Change parent" } else { "Choose parent" }
            >
                {move || match has.get() {
                    true => view! { <Icon shape=Shape::Edit class="icon-sm" /> },
                    false => {
                        view! {
                            <Icon shape=Shape::Subissues />
                            "None"
                        }
                    }
                }}
            </button>
            <ParentPicker />
        </Property>
    }
}

#[component]
fn Parent(issue: IssueLink) -> impl IntoView {
    view! {
        <a class="prop-link" href=format!("/issues/{}", issue.id) title=issue.title>
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class="truncate">{issue.title.clone()}</span>
        </a>
    }
}

/// Its own parts cannot become its parent; what else cannot, the server knows.
#[component]
fn ParentPicker() -> impl IntoView {
    let open = open();
    let leave_out = open.part(|detail| {
        let known = detail
            .subissues
            .iter()
            .chain(&detail.parent)
            .map(|issue| issue.id);
        known.chain([detail.issue.id]).collect::<Vec<_>>()
    });
    let none = open.part(|detail| detail.parent.as_ref().map(|_| "No parent"));
    let pick = Callback::new(move |found: Option<IssueLink>| {
        let value = found
            .as_ref()
            .map(|issue| issue.id.to_string())
            .unwrap_or_default();
        open.remember(found.into_iter().collect());
        open.send(UpdateIssue {
            id: open.id,
            field: Field::Parent,
            value,
            base: None,
            mutation: None,
        });
    });
    let hidden = vec![
        ("id", open.id.to_string()),
        ("field", Field::Parent.as_str().to_owned()),
    ];
    let plain = PlainForm {
        action: UpdateIssue::url(),
        name: "value",
        hidden,
    };
    view! {
        <IssuePicker
            id="parent-menu"
            label="Find a parent"
            on_pick=pick
            leave_out
            none
            open_only=true
            plain
        />
    }
}
