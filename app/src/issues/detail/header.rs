//! The top bar of an issue: breadcrumb, primary action, and a menu of the others.

use leptos::server_fn::ServerFn;

use super::{
    functions::{ArchiveIssue, CloseIssue, DeleteIssue, ReopenIssue, UnarchiveIssue},
    open::{open, submits},
};
use crate::{
    client::toasts,
    issues::{form::NewIssueButton, position::ListPosition},
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        loading::CrumbBar,
        menu,
        shortcuts::{Scope, register},
    },
};

#[component]
pub fn Bar() -> impl IntoView {
    let open = open();
    view! {
        <CrumbBar room="Issues" href="/issues" here=format!("#{}", open.id)>
            <ListPosition id=open.id />
            <button
                type="button"
                id="move-button"
                class="btn btn-ghost only-desk"
                popovertarget="status-menu"
            >
                <Icon shape=Shape::ArrowRight />
                "Move to…"
                <kbd class="kbd">"S"</kbd>
            </button>
            <CloseButton />
            <More />
            <NewIssueButton quiet=true />
        </CrumbBar>
        <DeleteDialog />
    }
}

/// Closes, or reopens what is closed. It stays one button, so that the focus stays on it.
#[component]
fn CloseButton() -> impl IntoView {
    let open = open();
    let closed = open.part(|detail| detail.issue.status.is_closed());
    let (close, reopen) = (submits::<CloseIssue>(), submits::<ReopenIssue>());
    let submit = move |event| {
        if closed.get_untracked() {
            reopen(event);
        } else {
            close(event);
        }
    };
    view! {
        <form
            action=move || if closed.get() { ReopenIssue::url() } else { CloseIssue::url() }
            method="post"
            on:submit=submit
        >
            <input type="hidden" name="id" value=open.id.to_string() />
            <button class="btn">{move || if closed.get() { "Reopen" } else { "Mark done" }}</button>
        </form>
    }
}

/// The menu of what one does now and then.
#[component]
fn More() -> impl IntoView {
    let (id, toasts) = (open().id, toasts());
    let copy_id = move || toasts.copy(&format!("#{id}"));
    let copy_link = move || {
        toasts.copy(&format!(
            "{}/issues/{id}",
            window().location().origin().unwrap_or_default()
        ));
    };
    register(".", "Copy issue number", Scope::Issue, copy_id);
    register(">", "Copy link", Scope::Issue, copy_link);
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon"
            popovertarget="issue-more"
            aria-label="More"
        >
            <Icon shape=Shape::Dots />
        </button>
        <div id="issue-more" popover class="menu" on:keydown=menu::walk>
            <button
                type="button"
                class="menu-item only-script"
                popovertarget="issue-more"
                autofocus
                on:click=move |_| copy_id()
            >
                <Icon shape=Shape::List />
                "Copy issue number"
                <kbd class="kbd only-desk">"."</kbd>
            </button>
            <button
                type="button"
                class="menu-item only-script"
                popovertarget="issue-more"
                on:click=move |_| copy_link()
            >
                <Icon shape=Shape::ArrowRight />
                "Copy link"
                <kbd class="kbd only-desk">">"</kbd>
            </button>
            <div class="menu-rule only-script"></div>
            <ArchiveItem />
            // The menu closes first, so that the focus is on its button again once the question is
            // answered.
            <button
                type="button"
                class="menu-item danger"
                popovertarget="issue-delete"
                on:click=|event| menu::close_from(&event)
            >
                <Icon shape=Shape::Trash />
                "Delete…"
            </button>
        </div>
    }
}

/// Puts away and takes back. What is open cannot be put away, and the item says so.
#[component]
fn ArchiveItem() -> impl IntoView {
    let open = open();
    let archived = open.part(|detail| detail.issue.archived_at.is_some());
    let closed = open.part(|detail| detail.issue.status.is_closed());
    let (archive, unarchive) = (submits::<ArchiveIssue>(), submits::<UnarchiveIssue>());
    let submit = move |event| {
        if archived.get_untracked() {
            unarchive(event);
        } else {
            archive(event);
        }
    };
    view! {
        <form
            action=move || if archived.get() { UnarchiveIssue::url() } else { ArchiveIssue::url() }
            method="post"
            on:submit=submit
        >
            <input type="hidden" name="id" value=open.id.to_string() />
            <button class="menu-item" disabled=move || !closed.get()>
                <Icon shape=Shape::Archive />
                {move || if archived.get() { "Unarchive" } else { "Archive" }}
            </button>
        </form>
        <Show when=move || !closed.get()>
            <p class="menu-note pl-8">{format!("Close #{} to archive it", open.id)}</p>
        </Show>
    }
}

/// Asks before it is gone for good. A popover rather than a modal, so that it also asks without the
/// wasm.
#[component]
fn DeleteDialog() -> impl IntoView {
    let open = open();
    let title = open.part(|detail| detail.issue.title.clone());
    let delete = submits::<DeleteIssue>();
    view! {
        <div
            id="issue-delete"
            popover
            class="dialog"
            role="dialog"
            aria-labelledby="issue-delete-title"
        >
            <header class="dialog-head">
                <h2 id="issue-delete-title">{format!("Delete #{}?", open.id)}</h2>
            </header>
            <div class="dialog-body">
                <p class="break-words">{move || title.get()}</p>
                <p class="muted">
                    "This deletes its comments, labels and blockers. Sub-issues are kept. You can't undo this. To hide it instead, archive it."
                </p>
            </div>
            <form class="dialog-foot" action=DeleteIssue::url() method="post" on:submit=delete>
                <input type="hidden" name="id" value=open.id.to_string() />
                <button
                    type="button"
                    class="btn"
                    popovertarget="issue-delete"
                    popovertargetaction="hide"
                    autofocus
                >
                    "Cancel"
                </button>
                <button class="btn btn-danger">"Delete"</button>
            </form>
        </div>
    }
}
