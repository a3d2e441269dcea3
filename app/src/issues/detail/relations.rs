//! What an issue consists of, what it waits for, and what waits for it.

use leptos::{html, prelude::*, server_fn::ServerFn};
use model::{IssueId, IssueLink, Status, text::TITLE_MAX};
use web_sys::SubmitEvent;

use super::{
    functions::{AddBlocker, CreateSubissue, RemoveBlocker},
    open::{open, submits_and_focuses},
    picker::picker,
};
use crate::ui::{
    glyph::StatusGlyph,
    icon::{Icon, Shape},
    menu,
    shortcuts::{Scope, register},
};

const ADD_CLASS: &str = "row w-full text-faint cursor-pointer";

/// The parts, how many of them are done, and a line to add one.
#[component]
pub fn Subissues() -> impl IntoView {
    let subissues = open().part(|detail| detail.subissues.clone());
    let progress =
        move || subissues.with(|all| format!("{}/{}", all.iter().filter(|issue| issue.status.is_closed()).count(), all.len()));
    view! {
        <section>
            <Show when=move || !subissues.with(Vec::is_empty)>
                <h2 class="section">
                    <Icon shape=Shape::Subissues />
                    "Sub-issues"
                    <span class="num">{progress}</span>
                </h2>
            </Show>
            <ul class="rows">
                <For each=move || subissues.get() key=key let:issue>
                    <li>
                        <Row issue />
                    </li>
                </For>
            </ul>
            <NewSubissue />
        </section>
    }
}

/// A line that becomes a field. It stays one until it is left, for parts come in numbers.
#[component]
fn NewSubissue() -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let submit = submits_and_focuses::<CreateSubissue>("subissue-title");
    let toggled = move |_| {
        if details.get_untracked().is_some_and(|details| details.open()) {
            menu::focus("subissue-title");
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape"
            && let Some(details) = details.get_untracked()
        {
            details.set_open(false);
            menu::focus("subissue-add");
        }
    };
    view! {
        <details class="mt-1" node_ref=details on:toggle=toggled>
            <summary id="subissue-add" class=ADD_CLASS>
                <Icon shape=Shape::Plus />
                "Add a sub-issue"
            </summary>
            <form class="flex gap-2 mt-1" action=CreateSubissue::url() method="post" on:submit=submit>
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
            </form>
        </details>
    }
}

/// What it waits for.
#[component]
pub fn Blockers() -> impl IntoView {
    let open = open();
    let blockers = open.part(|detail| detail.blockers.clone());
    let known = Signal::derive(move || blockers.with(|blockers| blockers.iter().map(|issue| issue.id).collect::<Vec<IssueId>>()));
    register("B", "Add a blocker", Scope::Issue, || menu::press("blocker-add"));
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
            <button type="button" id="blocker-add" class=ADD_CLASS popovertarget="blocker-menu">
                <Icon shape=Shape::Blocked />
                "Add a blocker"
                <kbd class="kbd only-desk ml-auto">"B"</kbd>
            </button>
            {picker::<AddBlocker>("blocker-menu", "blocker", None, known)}
        </section>
    }
}

#[component]
fn Blocker(issue: IssueLink) -> impl IntoView {
    let (id, label) = (issue.id.to_string(), format!("Remove the blocker #{}", issue.id));
    let remove: Box<dyn Fn(SubmitEvent)> = Box::new(submits_and_focuses::<RemoveBlocker>("blocker-add"));
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
pub fn Blocking() -> impl IntoView {
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
    let title_class = if issue.status.is_closed() { "row-title muted" } else { "row-title" };
    view! {
        <a class="row flex-1" href=format!("/issues/{}", issue.id)>
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class=title_class>{issue.title}</span>
        </a>
    }
}
