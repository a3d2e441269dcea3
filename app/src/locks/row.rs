//! One lock, and what one can do about it.

use leptos::server_fn::ServerFn;
use model::{IssueId, Lock};

use super::{
    Page,
    functions::{ReleaseLock, StealLock},
    table::SELECTION,
};
use crate::{
    agents::last_seen,
    prelude::*,
    ui::{age::age, form_submit::sends, status_icon::StatusGlyph},
};

#[component]
pub(super) fn Row(lock: Lock, page: Page, branches: Memo<bool>) -> impl IntoView {
    let (key, first) = (lock.issue.id, lock);
    // A heartbeat of its holder changes it too.
    let lock = Memo::new(move |_| {
        let found = page.view.with(|view| {
            view.locks
                .locks
                .iter()
                .find(|lock| lock.issue.id == key)
                .cloned()
        });
        found.unwrap_or_else(|| first.clone())
    });
    let stale = Memo::new(move |_| page.is_stale(&lock.read()));
    // Whoever released it by key goes on among the locks.
    #[cfg(feature = "hydrate")]
    on_cleanup(|| crate::shell::focus::first_if_lost("#main tbody a"));
    let (issue, agent) = lock.with_untracked(|lock| (lock.issue.clone(), lock.agent.clone()));
    view! {
        <tr>
            <td class="tick">
                <Tick id=issue.id page />
            </td>
            <td class="wide">
                <a class="flex items-start gap-2 min-w-0" href=format!("/issues/{}", issue.id)>
                    <StatusGlyph status=issue.status named=true />
                    <span class="line-clamp-2 break-words">
                        <span class="faint num">{format!("#{} ", issue.id)}</span>
                        {issue.title}
                    </span>
                </a>
                <div class="only-phone pt-1 text-sm">
                    <Holder agent=agent.clone() />
                    <State lock stale page />
                </div>
            </td>
            <td class="only-desk">
                <Holder agent=agent.clone() />
            </td>
            <Show when=move || branches.get()>
                <td class="only-desk">
                    <span class="block truncate max-w-56 mono muted text-sm">
                        {move || lock.read().branch.clone()}
                    </span>
                </td>
            </Show>
            <td class="only-desk num whitespace-nowrap">
                {move || format!("{} ago", age(lock.read().age(page.now.get())))}
            </td>
            <td class="only-desk whitespace-nowrap">
                <State lock stale page />
            </td>
            <td>
                <div class="row-actions">
                    <Show when=move || stale.get()>
                        <TakeOver id=issue.id holder=agent.clone() read=page.read />
                    </Show>
                    <Release id=issue.id read=page.read />
                </div>
            </td>
        </tr>
    }
}

/// Ticks the lock for the form below the table.
#[component]
fn Tick(id: IssueId, page: Page) -> impl IntoView {
    let selected = page.selected;
    let toggle = move |_| {
        selected.update(|ids| match ids.iter().position(|other| *other == id) {
            Some(at) => drop(ids.swap_remove(at)),
            None => ids.push(id),
        });
    };
    view! {
        <input
            type="checkbox"
            name="ids[]"
            form=SELECTION
            value=id.to_string()
            aria-label=format!("Select the lock on #{id}")
            prop:checked=move || selected.with(|ids| ids.contains(&id))
            on:change=toggle
        />
    }
}

/// The one column that says how the lock is: held or stale, and when its holder was last seen.
#[component]
fn State(lock: Memo<Lock>, stale: Memo<bool>, page: Page) -> impl IntoView {
    view! {
        <span class=move || {
            if stale.get() { "kind hue-1" } else { "kind hue-4" }
        }>{move || if stale.get() { "stale" } else { "held" }}</span>
        " "
        <span class="faint text-sm num">{move || seen(&lock.read(), page)}</span>
    }
}

fn seen(lock: &Lock, page: Page) -> String {
    match lock.heard_at {
        Some(_) => format!("Last seen {}", last_seen(lock.heard_at, page.now.get())),
        None => last_seen(None, page.now.get()),
    }
}

#[component]
fn Holder(agent: String) -> impl IntoView {
    view! {
        <a class="block agent-name" href=format!("/agents/{agent}")>
            {agent.clone()}
        </a>
    }
}

#[component]
fn Release(id: IssueId, read: Callback<()>) -> impl IntoView {
    let submit = sends::<ReleaseLock>(read);
    view! {
        <form action=ReleaseLock::url() method="post" on:submit=submit>
            <input type="hidden" name="id" value=id.to_string() />
            <button class="btn btn-sm" aria-label=format!("Release lock on #{id}")>
                "Release"
            </button>
        </form>
    }
}

/// A button that opens a small form: who takes it over.
#[component]
fn TakeOver(id: IssueId, holder: String, read: Callback<()>) -> impl IntoView {
    let submit = sends::<StealLock>(read);
    let menu = format!("steal-{id}");
    view! {
        <button
            type="button"
            class="btn btn-sm"
            popovertarget=menu.clone()
            aria-label=format!("Take over lock on #{id}")
        >
            "Take over…"
        </button>
        <div id=menu popover class="menu">
            <form class="form p-2" action=StealLock::url() method="post" on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <label class="field">
                    <span>{format!("Assign #{id} (held by {holder}) to")}</span>
                    <input
                        class="input"
                        name="agent"
                        placeholder="worker-2"
                        list="agent-names"
                        required
                        autofocus
                        autocomplete="off"
                        maxlength="64"
                    />
                </label>
                <footer>
                    <button class="btn btn-primary">"Take over"</button>
                </footer>
            </form>
        </div>
    }
}
