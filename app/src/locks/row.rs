//! One lock, and what one can do about it.

use leptos::{prelude::*, server_fn::ServerFn};
use model::{IssueId, Lock};

use super::functions::{ReleaseLock, StealLock};
use crate::{
    agents::{data::LocksView, heard, status::StatusWord},
    ui::{
        age::{Now, age},
        glyph::StatusGlyph,
        send::sends,
    },
};

#[component]
pub(super) fn Row(lock: Lock, view: RwSignal<LocksView>, now: Now, read: Callback<()>) -> impl IntoView {
    let (key, first) = (lock.issue.id, lock);
    // As it is now: a heartbeat of its holder is news about it too.
    let lock = Memo::new(move |_| {
        view.with(|view| view.locks.locks.iter().find(|lock| lock.issue.id == key).cloned()).unwrap_or_else(|| first.clone())
    });
    let stale = Memo::new(move |_| view.with(|view| view.locks.is_stale(&lock.read(), now.get())));
    let holder = Memo::new(move |_| lock.read().holder_status(now.get()));
    // Whoever released it by key goes on among the locks.
    #[cfg(feature = "hydrate")]
    on_cleanup(|| crate::shell::focus::first_if_lost("#main tbody a, #main .btn-primary"));
    let (issue, agent) = lock.with_untracked(|lock| (lock.issue.clone(), lock.agent.clone()));
    view! {
        <tr>
            <td>
                <a class="flex items-start gap-2 min-w-0" href=format!("/issues/{}", issue.id)>
                    <StatusGlyph status=issue.status named=true />
                    <span class="line-clamp-2 break-words">
                        <span class="faint num">{format!("#{} ", issue.id)}</span>
                        {issue.title}
                    </span>
                </a>
                <div class="only-phone pt-1 text-sm">
                    <Holder agent=agent.clone() stale />
                </div>
            </td>
            <td class="only-desk">
                <Holder agent=agent.clone() stale />
            </td>
            <td class="only-desk">
                <span class="block truncate max-w-56 mono muted text-sm">{move || lock.read().branch.clone()}</span>
            </td>
            <td class="only-desk num whitespace-nowrap">{move || age(lock.read().age(now.get()))}</td>
            <td class="only-desk whitespace-nowrap">
                <StatusWord status=holder />
                <span class="block faint text-sm num">{move || heard(lock.read().heard_at, now.get())}</span>
            </td>
            <td>
                <div class="flex flex-col md:flex-row justify-end gap-1">
                    <Show when=move || stale.get()>
                        <Steal id=issue.id holder=agent.clone() read />
                    </Show>
                    <Release id=issue.id read />
                </div>
            </td>
        </tr>
    }
}

#[component]
fn Holder(agent: String, stale: Memo<bool>) -> impl IntoView {
    view! {
        <a class="block truncate max-w-44" href=format!("/agents/{agent}")>
            {agent.clone()}
        </a>
        <Show when=move || stale.get()>
            <span class="kind hue-1">"stale"</span>
        </Show>
    }
}

#[component]
fn Release(id: IssueId, read: Callback<()>) -> impl IntoView {
    let submit = sends::<ReleaseLock>(read);
    view! {
        <form action=ReleaseLock::url() method="post" on:submit=submit>
            <input type="hidden" name="id" value=id.to_string() />
            <button class="btn btn-sm" aria-label=format!("Release the lock on #{id}")>
                "Release"
            </button>
        </form>
    }
}

/// A button that opens a small form: who takes it over.
#[component]
fn Steal(id: IssueId, holder: String, read: Callback<()>) -> impl IntoView {
    let submit = sends::<StealLock>(read);
    let menu = format!("steal-{id}");
    view! {
        <button type="button" class="btn btn-sm" popovertarget=menu.clone() aria-label=format!("Steal the lock on #{id}")>
            "Steal"
        </button>
        <div id=menu popover class="menu">
            <form class="form p-2" action=StealLock::url() method="post" on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <label class="field">
                    <span>{format!("Who takes #{id} over from {holder}?")}</span>
                    <input class="input" name="agent" placeholder="worker-2" list="agent-names" required autofocus autocomplete="off" maxlength="64" />
                </label>
                <footer>
                    <button class="btn btn-primary">"Steal"</button>
                </footer>
            </form>
        </div>
    }
}
