//! Locks: who holds what and since when; claim, release, steal.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{Lock, lock::BRANCH_MAX};

use crate::{
    agents::data::{LocksView, concerns_agents},
    live::{fresh, page},
    shell::DrawerButton,
    ui::{
        age::Now,
        icon::{Icon, Shape},
        loading::LoadedTable,
        refused::Refused,
        send::sends,
    },
};

pub mod functions;
mod row;

use functions::{ClaimLock, load_locks};
use row::Row;

/// All locks.
#[component]
pub fn LocksPage() -> impl IntoView {
    let locks = page(|| (), |()| load_locks());
    view! {
        <Title text="Locks" />
        <LoadedTable title="Locks" loaded=locks show=|first| view! { <Locks first /> }.into_any() />
    }
}

#[component]
fn Locks(first: LocksView) -> impl IntoView {
    let now = Now::new(first.now);
    let (view, read) = fresh(first, load_locks, concerns_agents);
    Effect::new(move |_| now.set(view.with(|view| view.now)));
    let query = use_query_map();
    let only_stale = Memo::new(move |_| query.with(|query| query.get("show").as_deref() == Some("stale")));
    let shown = Memo::new(move |_| {
        let fits = |view: &LocksView, lock: &Lock| !only_stale.get() || view.locks.is_stale(lock, now.get());
        view.with(|view| view.locks.locks.iter().filter(|lock| fits(view, lock)).cloned().collect::<Vec<_>>())
    });
    view! {
        <header class="bar">
            <DrawerButton />
            <h1>"Locks"</h1>
            <Which view now only_stale />
        </header>
        <Refused />
        <Unsettled view />
        <Names view />
        <div class="flex-1 min-h-0 overflow-y-auto flex flex-col">
            <ClaimForm read />
            <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=move || view! { <NoLocks only_stale /> }>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th>"Issue"</th>
                                <th class="only-desk">"Held by"</th>
                                <th class="only-desk">"Branch"</th>
                                <th class="only-desk">"Claimed"</th>
                                <th class="only-desk">"Heard"</th>
                                <th>
                                    <span class="sr-only">"Actions"</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || shown.get()
                                key=|lock| (lock.issue.id, lock.agent.clone(), lock.claimed_at)
                                children=move |lock| view! { <Row lock view now read /> }
                            />
                        </tbody>
                    </table>
                </div>
            </Show>
        </div>
    }
}

/// All of them, or those that are stale.
#[component]
fn Which(view: RwSignal<LocksView>, now: Now, only_stale: Memo<bool>) -> impl IntoView {
    let all = move || view.with(|view| view.locks.locks.len());
    let stale = move || view.with(|view| view.locks.locks.iter().filter(|lock| view.locks.is_stale(lock, now.get())).count());
    view! {
        <nav class="seg" aria-label="Which locks">
            <a href="/locks" aria-current=move || (!only_stale.get()).then_some("page")>
                "All "
                <span class="num">{all}</span>
            </a>
            <a href="/locks?show=stale" aria-current=move || only_stale.get().then_some("page")>
                "Stale "
                <span class="num">{stale}</span>
            </a>
        </nav>
    }
}

/// Says that nobody knows what is stale while the settings cannot be read.
#[component]
fn Unsettled(view: RwSignal<LocksView>) -> impl IntoView {
    view! {
        <Show when=move || view.with(|view| view.locks.config.is_none())>
            <div class="notice notice-warn" role="status">
                <Icon shape=Shape::Blocked />
                "The settings file cannot be read, so nobody can say which locks are stale, claim one or steal one."
                <a class="btn btn-sm" href="/settings">
                    "Settings"
                </a>
            </div>
        </Show>
    }
}

/// The agents that are known, to choose from where a name is typed.
#[component]
fn Names(view: RwSignal<LocksView>) -> impl IntoView {
    let names = move || view.with(|view| view.agents.clone());
    view! {
        <datalist id="agent-names">{move || names().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}</datalist>
    }
}

#[component]
fn ClaimForm(read: Callback<()>) -> impl IntoView {
    let submit = sends::<ClaimLock>(read);
    view! {
        <form action=ClaimLock::url() method="post" on:submit=submit class="flex flex-wrap items-end gap-2 p-3 border-b border-line">
            <label class="field w-28">
                <span>"Issue"</span>
                <input class="input" name="issue" placeholder="42" required autocomplete="off" maxlength="32" />
            </label>
            <label class="field w-44">
                <span>"Agent"</span>
                <input class="input" name="agent" placeholder="worker-1" list="agent-names" required autocomplete="off" maxlength="64" />
            </label>
            <label class="field w-44">
                <span>"Branch"</span>
                <input class="input mono" name="branch" autocomplete="off" maxlength=BRANCH_MAX.to_string() />
            </label>
            <button class="btn btn-primary h-10 md:h-8">"Claim"</button>
        </form>
    }
}

#[component]
fn NoLocks(only_stale: Memo<bool>) -> impl IntoView {
    let words = move || {
        if only_stale.get() {
            ("No lock is stale", "Whoever holds an issue has been heard of in time.")
        } else {
            (
                "Nothing is locked",
                "An agent that works on an issue claims it, so that no other begins the same. Claim one above, or with",
            )
        }
    };
    view! {
        <div class="empty">
            <Icon shape=Shape::Lock />
            <h2>{move || words().0}</h2>
            <p>{move || words().1}</p>
            <Show
                when=move || only_stale.get()
                fallback=|| {
                    view! { <code class="break-words">"curl localhost:3100/api/v1/locks/42/claim --json '{\"agent_id\":\"worker-1\"}'"</code> }
                }
            >
                <a class="btn" href="/locks">
                    "Show all"
                </a>
            </Show>
        </div>
    }
}
