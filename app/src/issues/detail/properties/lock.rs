//! The lock: which agent works on it, claim it for one, or end its lock.

use leptos::server_fn::ServerFn;
use model::{Lock, lock::BRANCH_MAX};

use super::{
    super::open::{open, submits},
    Property, VALUE_CLASS,
};
use crate::{
    agents::status::AgentAvatar,
    locks::functions::{ClaimLock, ReleaseLock},
    prelude::*,
    ui::{
        age::age,
        icon::{Icon, Shape},
        menu,
    },
};

#[component]
pub fn LockProperty() -> impl IntoView {
    let lock = open().part(|detail| detail.lock.clone());
    let held = Memo::new(move |_| lock.with(Option::is_some));
    view! {
        <Property name="Lock">
            <button
                type="button"
                id="lock-button"
                class=VALUE_CLASS
                popovertarget="lock-menu"
                title="Change lock"
            >
                <Show when=move || held.get() fallback=Unlocked>
                    <Held lock />
                </Show>
            </button>
            <div id="lock-menu" popover class="menu" on:keydown=menu::walk>
                <Show when=move || held.get() fallback=ClaimForm>
                    <ReleaseForm lock />
                </Show>
            </div>
        </Property>
    }
}

#[component]
fn Unlocked() -> impl IntoView {
    view! {
        <Icon shape=Shape::Lock />
        "Unlocked"
    }
}

/// Who holds it, how lively they are, and for how long already.
#[component]
fn Held(lock: Memo<Option<Lock>>) -> impl IntoView {
    let clock = open().clock;
    let agent = Memo::new(move |_| {
        lock.with(|lock| {
            lock.as_ref()
                .map(|lock| lock.agent.clone())
                .unwrap_or_default()
        })
    });
    let status = Memo::new(move |_| {
        lock.with(|lock| {
            lock.as_ref()
                .map(|lock| lock.holder_status(clock.get()))
                .unwrap_or_default()
        })
    });
    let held_for = move || lock.with(|lock| lock.as_ref().map(|lock| age(lock.age(clock.get()))));
    view! {
        {move || view! { <AgentAvatar name=agent.get() status /> }}
        <span class="truncate">{move || agent.get()}</span>
        <span class="sr-only">{move || status.get().label().to_lowercase()}</span>
        <span class="faint num">{move || held_for()}</span>
    }
}

#[component]
fn ClaimForm() -> impl IntoView {
    let submit = submits::<ClaimLock>();
    view! {
        <form class="form p-2" action=ClaimLock::url() method="post" on:submit=submit>
            <input type="hidden" name="issue" value=open().id.to_string() />
            <label class="field">
                <span>"Agent"</span>
                <input
                    class="input"
                    name="agent"
                    placeholder="worker-1"
                    required
                    autofocus
                    autocomplete="off"
                    maxlength="64"
                />
            </label>
            <label class="field">
                <span>"Branch"</span>
                <input
                    class="input mono"
                    name="branch"
                    autocomplete="off"
                    maxlength=BRANCH_MAX.to_string()
                />
            </label>
            <footer>
                <button class="btn btn-primary">"Claim"</button>
            </footer>
        </form>
    }
}

#[component]
fn ReleaseForm(lock: Memo<Option<Lock>>) -> impl IntoView {
    let submit = submits::<ReleaseLock>();
    let agent = move || {
        lock.with(|lock| {
            lock.as_ref()
                .map(|lock| lock.agent.clone())
                .unwrap_or_default()
        })
    };
    let branch = move || lock.with(|lock| lock.as_ref().and_then(|lock| lock.branch.clone()));
    view! {
        {move || branch().map(|branch| view! { <p class="menu-note mono break-all">{branch}</p> })}
        <a class="menu-item" href=move || format!("/agents/{}", agent())>
            <Icon shape=Shape::Agent />
            <span class="truncate">{move || agent()}</span>
        </a>
        <form action=ReleaseLock::url() method="post" on:submit=submit>
            <input type="hidden" name="id" value=open().id.to_string() />
            <button class="menu-item">
                <Icon shape=Shape::Close />
                "Release lock"
            </button>
        </form>
    }
}
