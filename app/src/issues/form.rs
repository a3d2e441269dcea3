//! The form for a new issue: a dialog over whatever one is looking at, and a page for those without
//! the wasm.

use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use model::{IssueId, Milestone, Status};

use super::functions::list_milestones;
use crate::{
    client::plain_click,
    prelude::*,
    shell::DrawerButton,
    ui::{
        icon::{Icon, Shape},
        menu,
        shortcuts::{Scope, register},
    },
};

mod dialog;
mod fields;
mod functions;
mod pick;
mod submit;
mod values;

pub use dialog::NewIssueDialog;
use fields::Fields;
use functions::Created;
use submit::Sender;
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
    provide_context(Creator {
        asked: RwSignal::new(None),
        created: RwSignal::new(None),
    });
}

/// The dialog's opener.
#[must_use]
pub fn creator() -> Creator {
    expect_context()
}

/// The button in a top bar; `quiet` where another button comes first. Without the wasm it is a link
/// to the page.
#[component]
pub fn NewIssueButton(#[prop(optional)] quiet: bool) -> impl IntoView {
    let press = move |event: web_sys::MouseEvent| {
        if plain_click(&event) {
            event.prevent_default();
            creator().open(Draft::default());
        }
    };
    view! {
        <a
            class=if quiet { "btn btn-ghost" } else { "btn btn-primary" }
            href="/issues/new"
            aria-label=quiet.then_some("New issue")
            on:click=press
        >
            <Icon shape=Shape::Plus />
            <span class=quiet.then_some("only-desk")>"New"</span>
            <kbd class="kbd only-desk">"C"</kbd>
        </a>
    }
}

/// The form as a page. It begins with what its address says: a lane's status, or all that was typed
/// when it was refused.
#[component]
pub fn NewIssuePage() -> impl IntoView {
    // Not the dialog over the same form.
    register("C", "", Scope::Page, || menu::focus("new-title"));
    let milestones = Resource::new_blocking(|| (), |()| list_milestones());
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
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    let milestones = RwSignal::new(milestones.await.unwrap_or_default());
                    // Without them an issue can be written all the same.
                    view! { <PageForm milestones /> }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn PageForm(milestones: RwSignal<Vec<Milestone>>) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let navigate = use_navigate();
    let created = move |created: Created| {
        navigate(
            &format!("/issues/{}", created.id),
            NavigateOptions::default(),
        );
    };
    let sender = Sender::new(Refusal::from_query(&query), created);
    view! {
        <form
            class="form new-issue"
            action=sender.url()
            method="post"
            on:submit=move |event| sender.send(&event)
            on:keydown=|event| menu::submit_on_enter(&event)
        >
            <Fields values=Values::from_query(&query) milestones sender />
            <footer>
                <button class="btn btn-primary ml-auto" aria-busy=move || sender.busy()>
                    "Create"
                    <kbd class="kbd only-desk">"Ctrl ↵"</kbd>
                </button>
            </footer>
        </form>
    }
}
