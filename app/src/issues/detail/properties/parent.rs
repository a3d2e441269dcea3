//! The issue that this one is a part of.

use leptos::{prelude::*, server_fn::ServerFn};
use model::IssueLink;

use super::{
    super::{
        data::Field,
        functions::UpdateIssue,
        open::{open, submits_and_focuses},
        picker::picker,
    },
    Property, sets,
};
use crate::ui::{
    glyph::StatusGlyph,
    icon::{Icon, Shape},
};

#[component]
pub fn ParentProperty() -> impl IntoView {
    let parent = open().part(|detail| detail.parent.clone());
    // Its own parts cannot become its parent; what else cannot, the server knows.
    let parts = open().part(|detail| detail.subissues.iter().chain(&detail.parent).map(|issue| issue.id).collect::<Vec<_>>());
    let name = move || if parent.with(Option::is_some) { "Change the parent" } else { "Choose a parent" };
    view! {
        <Property name="Parent">
            {move || parent.get().map(|issue| view! { <Parent issue /> })}
            <button
                type="button"
                id="parent-button"
                class="btn btn-ghost btn-icon btn-sm -ml-1.5"
                popovertarget="parent-menu"
                aria-label=name
            >
                {move || view! { <Icon shape=if parent.with(Option::is_some) { Shape::Edit } else { Shape::Plus } class="icon-sm" /> }}
            </button>
            {picker::<UpdateIssue>("parent-menu", "value", Some(("field", Field::Parent.as_str())), parts.into())}
        </Property>
    }
}

#[component]
fn Parent(issue: IssueLink) -> impl IntoView {
    let remove = submits_and_focuses::<UpdateIssue>("parent-button");
    view! {
        <a class="inline-flex items-center gap-1.5 min-w-0 max-w-full hover:underline" href=format!("/issues/{}", issue.id)>
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class="truncate">{issue.title}</span>
        </a>
        <form class="contents" action=UpdateIssue::url() method="post" on:submit=remove>
            {sets(Field::Parent)}
            <input type="hidden" name="value" value="" />
            <button class="btn btn-ghost btn-icon btn-sm" aria-label="Remove the parent">
                <Icon shape=Shape::Close class="icon-sm" />
            </button>
        </form>
    }
}
