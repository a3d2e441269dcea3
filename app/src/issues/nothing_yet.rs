//! Before the first issue: how there will be one.

use leptos::prelude::*;

use super::form::NewIssueButton;
use crate::ui::icon::{Icon, Shape};

/// Instead of a board or a list without any issue.
#[component]
pub fn NothingYet() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape=Shape::List />
            <h2>"No issues yet"</h2>
            <p>"Create your first issue, load sample data, or import from a git hub."</p>
            <code>"crosslink import demo"</code>
            <code>"crosslink import path/to/hub.bundle"</code>
            <NewIssueButton />
        </div>
    }
}
