//! The form for a new issue: a dialog over whatever one is looking at, and a page for those without the wasm.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use model::{IssueId, Status};

use crate::{
    client::plain_click,
    shell::DrawerButton,
    ui::icon::{Icon, Shape},
};

mod dialog;
mod fields;
mod functions;
mod send;
mod suggest;
mod values;

pub use dialog::NewIssueDialog;
use fields::Fields;
use functions::Created;
use send::Sender;
use values::{Refusal, Values};

/// What a new issue begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub status: Option<Status>,
    pub parent: Option<IssueId>,
}

/// Opens the dialog from anywhere. Get it with [`creator`].
#[derive(Clone, Copy)]
pub struct Creator {
    asked: RwSignal<Option<Draft>>,
    /// The issue that the dialog has created, until the board has shown it.
    pub created: RwSignal<Option<IssueId>>,
}

impl Creator {
    /// Opens the dialog.
    pub fn open(self, draft: Draft) {
        self.asked.set(Some(draft));
    }
}

/// Called once by the app.
pub fn provide_creator() {
    provide_context(Creator { asked: RwSignal::new(None), created: RwSignal::new(None) });
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
        if plain_click(&event) {
            event.prevent_default();
            creator().open(Draft::default());
        }
    };
    view! {
        <a class="btn btn-primary" href="/issues/new" on:click=press>
            <Icon shape=Shape::Plus />
            "New"
            <kbd class="kbd only-desk">"C"</kbd>
        </a>
    }
}

/// The form as a page. It begins with what its address says: a lane's status, or all that was typed when it was refused.
#[component]
pub fn NewIssuePage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let navigate = use_navigate();
    let created = move |created: Created| navigate(&format!("/issues/{}", created.id), NavigateOptions::default());
    let sender = Sender::new(Refusal::from_query(&query), created);
    view! {
        <Title text="New issue" />
        <header class="bar">
            <DrawerButton />
            <h1>
                <a class="crumb" href="/issues">
                    "Issues"
                </a>
                " New issue"
            </h1>
        </header>
        <div class="page page-narrow">
            <form class="form" action=sender.url() method="post" on:submit=move |event| sender.send(&event)>
                <Fields values=Values::from_query(&query) sender />
                <footer>
                    <button class="btn btn-primary" aria-busy=move || sender.busy()>
                        "Create"
                        <kbd class="kbd only-desk">"Ctrl ↵"</kbd>
                    </button>
                </footer>
            </form>
        </div>
    }
}
