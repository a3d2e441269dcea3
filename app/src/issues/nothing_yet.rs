//! Before the first issue: how there will be one.

use super::form::NewIssueButton;
use crate::{
    prelude::*,
    ui::{command::Command, empty::Empty, icon::Shape},
};

/// Instead of a board or a list without any issue.
#[component]
pub fn NothingYet() -> impl IntoView {
    view! {
        <Empty
            shape=Shape::List
            title="No issues yet"
            says="Create your first issue, load sample data, or import from a git hub."
        >
            <Command template="crosslink import demo" />
            <Command template="crosslink import path/to/hub.bundle" />
            <NewIssueButton />
        </Empty>
    }
}
