//! Sub-issues, blockers, and the issues that this one blocks.

use leptos::{html, server_fn::ServerFn};
use model::{IssueId, IssueLink, Status, text::TITLE_MAX};
use web_sys::SubmitEvent;

use super::{
    functions::{AddBlocker, CreateSubissue, RemoveBlocker},
    open::{open, submits_and_focuses},
};
use crate::{
    issues::picker::IssuePicker,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        key::key_of,
        menu,
        picker::PlainForm,
        shortcuts::{Scope, register},
        status_icon::StatusGlyph,
    },
};

const ADD_CLASS: &str = "btn btn-ghost btn-sm cursor-pointer";

/// The two ways to add to what follows, in one line, and what is there.
#[component]
pub fn Relations() -> impl IntoView {
    view! {
        <div class="adds">
            <NewSubissue />
            <NewBlocker />
        </div>
        <Subissues />
        <Blockers />
        <Blocking />
    }
}

/// The parts, and how many of them are done.
#[component]
fn Subissues() -> impl IntoView {
    let subissues = open().part(|detail| detail.subissues.clone());
    let progress = move || {
        subissues.with(|all| {
            format!(
                "{}/{}",
                all.iter().filter(|issue| issue.status.is_closed()).count(),
                all.len()
            )
        })
    };
    view! {
        <section>
            <Show when=move || !subissues.with(Vec::is_empty)>
                <h2 class="section">
                    <Icon shape=Shape::Subissues />
                    "Sub-issues"
                    <span class="num">{move || progress()}</span>
                </h2>
            </Show>
            <ul class="rows">
                <For each=move || subissues.get() key=key let:issue>
                    <li>
                        <Row issue />
                    </li>
                </For>
            </ul>
        </section>
    }
}

/// A button that becomes a field. It stays one until it is left, for parts come in numbers.
#[component]
fn NewSubissue() -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let submit = submits_and_focuses::<CreateSubissue>("subissue-title");
    let toggled = move |_| {
        if details
            .get_untracked()
            .is_some_and(|details| details.open())
        {
            menu::focus("subissue-title");
        }
    };
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
            menu::focus("subissue-add");
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if key_of(&event).as_deref() == Some("Escape") {
            close();
        }
    };
    view! {
        <details node_ref=details on:toggle=toggled>
            <summary id="subissue-add" class=ADD_CLASS>
                <Icon shape=Shape::Plus class="icon-sm" />
                "Sub-issue"
            </summary>
            <form class="flex gap-2" action=CreateSubissue::url() method="post" on:submit=submit>
                <input type="hidden" name="id" value=open().id.to_string() />
                <input
                    id="subissue-title"
                    class="input"
                    name="title"
                    aria-label="Title of the sub-issue"
                    placeholder="Title"
                    autocomplete="off"
                    required
                    maxlength=TITLE_MAX.to_string()
                    on:keydown=key
                />
                <button class="btn h-10 md:h-8">"Add"</button>
                <button
                    type="button"
                    class="btn btn-ghost h-10 md:h-8 only-script"
                    on:click=move |_| close()
                >
                    "Cancel"
                </button>
            </form>
        </details>
    }
}

#[component]
fn NewBlocker() -> impl IntoView {
    let open = open();
    let known = open.part(|detail| {
        detail
            .blockers
            .iter()
            .map(|issue| issue.id)
            .chain([detail.issue.id])
            .collect::<Vec<_>>()
    });
    let add = Callback::new(move |found: Option<IssueLink>| {
        if let Some(issue) = found {
            let change = AddBlocker {
                id: open.id,
                blocker: issue.id.to_string(),
                mutation: None,
            };
            open.remember(vec![issue]);
            open.send(change);
        }
    });
    let plain = PlainForm {
        action: AddBlocker::url(),
        name: "blocker",
        hidden: vec![("id", open.id.to_string())],
    };
    register("B", "Add blocker", Scope::Issue, || {
        menu::press("blocker-add");
    });
    view! {
        <button
            type="button"
            id="blocker-add"
            class=ADD_CLASS
            popovertarget="blocker-menu"
            title="Add blocker (B)"
        >
            <Icon shape=Shape::Plus class="icon-sm" />
            "Blocker"
        </button>
        <IssuePicker
            id="blocker-menu"
            label="Find a blocker"
            on_pick=add
            leave_out=known
            open_only=true
            plain
        />
    }
}

/// Issues that block it.
#[component]
fn Blockers() -> impl IntoView {
    let blockers = open().part(|detail| detail.blockers.clone());
    view! {
        <section>
            <Show when=move || !blockers.with(Vec::is_empty)>
                <h2 class="section">
                    <Icon shape=Shape::Blocked />
                    "Blocked by"
                </h2>
            </Show>
            <ul class="rows">
                <For each=move || blockers.get() key=key let:issue>
                    <Blocker issue />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Blocker(issue: IssueLink) -> impl IntoView {
    let (id, label) = (
        issue.id.to_string(),
        format!("Remove blocker #{}", issue.id),
    );
    let remove: Box<dyn Fn(SubmitEvent)> =
        Box::new(submits_and_focuses::<RemoveBlocker>("blocker-add"));
    view! {
        <li class="flex items-center gap-1">
            <Row issue />
            <form action=RemoveBlocker::url() method="post" on:submit=remove>
                <input type="hidden" name="id" value=open().id.to_string() />
                <input type="hidden" name="blocker" value=id />
                <button class="btn btn-ghost btn-icon btn-sm" aria-label=label>
                    <Icon shape=Shape::Close class="icon-sm" />
                </button>
            </form>
        </li>
    }
}

/// What waits for it.
#[component]
fn Blocking() -> impl IntoView {
    let blocking = open().part(|detail| detail.blocking.clone());
    view! {
        <Show when=move || !blocking.with(Vec::is_empty)>
            <section>
                <h2 class="section">
                    <Icon shape=Shape::ArrowRight />
                    "Unblocks"
                </h2>
                <ul class="rows">
                    <For each=move || blocking.get() key=key let:issue>
                        <li>
                            <Row issue />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

/// The same line as long as it says the same.
fn key(issue: &IssueLink) -> (IssueId, Status, String) {
    (issue.id, issue.status, issue.title.clone())
}

/// Another issue as a line that leads there.
#[component]
fn Row(issue: IssueLink) -> impl IntoView {
    let title_class = if issue.status.is_closed() {
        "row-title muted"
    } else {
        "row-title"
    };
    view! {
        <a class="row flex-1" href=format!("/issues/{}", issue.id)>
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class=title_class>{issue.title}</span>
        </a>
    }
}
