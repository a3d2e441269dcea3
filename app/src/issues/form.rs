//! The form for a new issue, as a page and as a dialog.

use leptos::prelude::*;
use model::{IssueId, Status};

use crate::ui::icon::{Icon, Shape};

/// What a new issue begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub status: Option<Status>,
    pub parent: Option<IssueId>,
}

/// Opens the dialog from anywhere. Get it with [`creator`].
#[derive(Clone, Copy)]
pub struct Creator(RwSignal<Option<Draft>>);

impl Creator {
    /// Opens the dialog.
    pub fn open(self, draft: Draft) {
        self.0.set(Some(draft));
    }
}

/// Called once by the app.
pub fn provide_creator() {
    provide_context(Creator(RwSignal::new(None)));
}

/// The dialog's opener.
#[must_use]
pub fn creator() -> Creator {
    expect_context()
}

/// The button in a top bar. Without the wasm it is a link to the page.
#[component]
pub fn NewIssueButton() -> impl IntoView {
    let press = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        creator().open(Draft::default());
    };
    view! {
        <a class="btn btn-primary" href="/issues/new" on:click=press>
            <Icon shape=Shape::Plus />
            "New"
            <kbd class="kbd only-desk">"C"</kbd>
        </a>
    }
}

/// The dialog. Stands once, in the shell.
#[component]
pub fn NewIssueDialog() -> impl IntoView {}

/// The form as a page, for those without the wasm.
#[component]
pub fn NewIssuePage() -> impl IntoView {
    view! { <header class="bar"><h1>"New issue"</h1></header> }
}
