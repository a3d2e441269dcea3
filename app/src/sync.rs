//! The exchange with the hub: where it stands, fetch, push, and what they did.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use model::Timestamp;

use crate::{
    client::toasts,
    error::AppError,
    live::{self, Frame, coalesced, live},
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel,
        icon::{Icon, Shape},
        refused::Refused,
        time_ago::TimeAgo,
    },
};

mod functions;
pub mod view;

use functions::{FetchHub, PushHub, load_sync};
use view::SyncView;

/// How long changes are gathered before the page asks what they come to.
const PAUSE: Duration = Duration::from_millis(500);

/// The exchange with the hub.
#[component]
pub fn SyncPage() -> impl IntoView {
    let sync = live::page(|| (), |()| load_sync());
    let (fetch, push) = (ServerAction::<FetchHub>::new(), ServerAction::<PushHub>::new());
    let again = Callback::new(move |()| sync.refetch());
    follow(again);
    view! {
        <Title text="Sync" />
        <header class="bar">
            <DrawerButton />
            <h1>"Sync"</h1>
            <span class="spacer"></span>
            <ActionForm action=fetch>
                <button class="btn" aria-busy=move || fetch.pending().get().to_string()>
                    <Icon shape=Shape::ArrowDown />
                    "Fetch"
                </button>
            </ActionForm>
            <ActionForm action=push>
                <button class="btn btn-primary" aria-busy=move || push.pending().get().to_string()>
                    <Icon shape=Shape::ArrowUp />
                    "Push"
                </button>
            </ActionForm>
        </header>
        <Refused />
        <Outcome value=Signal::derive(move || fetch.value().get()) again />
        <Outcome value=Signal::derive(move || push.value().get()) again />
        <Transition fallback=|| view! { <div class="page page-narrow"><div class="skeleton h-64"></div></div> }>
            {move || Suspend::new(async move {
                match sync.await {
                    Ok(view) => view! { <Standing view /> }.into_any(),
                    Err(error) => view! { <ErrorPanel error retry=move |()| sync.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// What waits and who holds what changes with almost everything; it is asked for once a burst.
fn follow(again: Callback<()>) {
    let soon = coalesced(PAUSE, move || again.run(()));
    let missed = soon.clone();
    live().listen(move |frame| {
        if !matches!(frame, Frame::Usage { .. } | Frame::Sessions { .. }) {
            soon();
        }
    });
    live().on_resync(missed);
}

/// What a fetch or a push did: a word in passing, or the reason why not, which stays.
#[component]
fn Outcome(value: Signal<Option<Result<String, AppError>>>, again: Callback<()>) -> impl IntoView {
    let toasts = toasts();
    Effect::new(move |_| match value.get() {
        Some(Ok(sentence)) => {
            toasts.say(sentence);
            again.run(());
        }
        Some(Err(_)) => again.run(()),
        None => {}
    });
    let refusal = move || value.get().and_then(Result::err).map(|error| error.detail);
    move || {
        refusal().map(|reason| {
            view! {
                <div class="notice notice-danger break-words" role="alert">
                    {reason}
                </div>
            }
        })
    }
}

#[component]
fn Standing(view: SyncView) -> impl IntoView {
    let SyncView { state, remote, waiting, locks, stale } = view;
    let unknown = (!state.knows_a_hub()).then(|| view! { <NoHubYet remote=remote.clone() /> });
    let nothing = if state.knows_a_hub() { "Everything here is on the hub." } else { "Nothing." };
    let warnings = state.warnings.clone();
    view! {
        <div class="page page-narrow">
            {unknown}
            <section class="panel">
                <h2>"Hub"</h2>
                <dl class="grid gap-1">
                    <div class="prop">
                        <dt>"Remote"</dt>
                        <dd class="mono break-words">{remote}</dd>
                    </div>
                    <div class="prop">
                        <dt>"Branch"</dt>
                        <dd class="mono">"crosslink/hub"</dd>
                    </div>
                    <Last name="Fetched" at=state.last_fetch_at said=state.fetched />
                    <Last name="Pushed" at=state.last_push_at said=state.pushed />
                    <div class="prop">
                        <dt>"Waiting"</dt>
                        <dd>{waiting.unwrap_or_else(|| nothing.to_owned())}</dd>
                    </div>
                    <div class="prop">
                        <dt>"Locks"</dt>
                        <dd>
                            <a class="link" href="/locks">
                                {format!("{locks} held")}
                            </a>
                            {(stale > 0)
                                .then(|| {
                                    view! {
                                        <a class="link warn" href="/locks?show=stale">
                                            {format!("{stale} stale")}
                                        </a>
                                    }
                                })}
                        </dd>
                    </div>
                </dl>
            </section>
            {(!warnings.is_empty())
                .then(|| {
                    view! {
                        <section class="panel">
                            <h2>"Not taken as it was"</h2>
                            <ul>
                                {warnings.into_iter().map(|warning| view! { <li class="break-words muted text-sm py-1">{warning}</li> }).collect_view()}
                            </ul>
                        </section>
                    }
                })}
        </div>
    }
}

#[component]
fn Last(name: &'static str, at: Option<Timestamp>, said: Option<String>) -> impl IntoView {
    let when = match at {
        Some(at) => view! { <TimeAgo at /> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <div class="prop">
            <dt>{name}</dt>
            <dd>
                <span class="block">{when}</span>
                {said.map(|said| view! { <span class="block faint text-sm break-words">{said}</span> })}
            </dd>
        </div>
    }
}

/// How there will be a hub.
#[component]
fn NoHubYet(remote: String) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape=Shape::Subissues />
            <h2>"No hub was seen yet"</h2>
            <p>
                "Trackers on other machines meet on the branch crosslink/hub of a git remote. Fetch looks for it on the remote "
                <b class="mono">{remote}</b> "."
            </p>
        </div>
    }
}
