//! Sync with the hub: its state, fetch, push, and their outcome.

use leptos_meta::Title;
use model::Timestamp;

use crate::{
    client::toasts,
    error::AppError,
    live::{self, Frame, live_query},
    prelude::*,
    shell::DrawerButton,
    ui::{
        empty::Empty,
        error_panel::ErrorPanel,
        form_error::Refused,
        form_submit::ActionForm,
        icon::{Icon, Shape},
        time_ago::TimeAgo,
    },
};

pub(crate) mod functions;
pub mod view;

use functions::{FetchHub, PushHub, load_sync};
use view::SyncView;

/// The exchange with the hub.
#[component]
pub fn SyncPage() -> impl IntoView {
    let sync = live::page(|| (), |()| load_sync());
    let (fetch, push) = (
        ServerAction::<FetchHub>::new(),
        ServerAction::<PushHub>::new(),
    );
    let asked = RwSignal::new(0);
    let again = Callback::new(move |()| asked.update(|asked| *asked += 1));
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
        <Transition fallback=|| {
            view! {
                <div class="page page-narrow">
                    <div class="skeleton h-64"></div>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match sync.await {
                    Ok(first) => view! { <Current first asked /> },
                    Err(error) => view! { <ErrorPanel error retry=move |()| sync.refetch() /> },
                }
            })}
        </Transition>
    }
}

/// What is waiting and who holds what changes with almost every event.
#[component]
fn Current(first: SyncView, asked: RwSignal<u32>) -> impl IntoView {
    let about = |frame: &Frame| !matches!(frame, Frame::Usage { .. } | Frame::Sessions { .. });
    let (view, read) = live_query(first, load_sync, about);
    Effect::new(move |before: Option<u32>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) {
            read.run(());
        }
        now
    });
    view! { {move || view! { <Standing view=view.get() /> }} }
}

/// What a fetch or a push did: a word in passing, or the reason why not, which stays.
#[component]
pub(crate) fn Outcome(
    value: Signal<Option<Result<String, AppError>>>,
    again: Callback<()>,
) -> impl IntoView {
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
    view! {
        {move || {
            refusal()
                .map(|reason| {
                    view! {
                        <div class="notice notice-danger break-words" role="alert">
                            {reason}
                        </div>
                    }
                })
        }}
    }
}

#[component]
fn Standing(view: SyncView) -> impl IntoView {
    let SyncView {
        state,
        remote,
        waiting,
        locks,
        stale,
    } = view;
    let known = state.knows_a_hub();
    let warnings = state.warnings.clone();
    let says = format!(
        "Crosslink syncs through the crosslink/hub branch of a git remote. Fetch checks \u{201c}{remote}\u{201d}."
    );
    view! {
        <div class="page page-narrow">
            {(!known).then(|| view! { <Empty shape=Shape::Sync title="No hub yet" says /> })}
            <section class="panel">
                <h2>"Hub"</h2>
                <dl class="facts">
                    <Fact name="Remote">
                        <span class="mono break-words">{remote}</span>
                    </Fact>
                    <Fact name="Branch">
                        <span class="mono">"crosslink/hub"</span>
                    </Fact>
                    <Last name="Fetched" at=state.last_fetch_at said=state.fetched />
                    <Last name="Pushed" at=state.last_push_at said=state.pushed />
                    <Fact name="Unpushed">
                        {waiting
                            .unwrap_or_else(|| {
                                if known { "Up to date" } else { "Nothing" }.to_owned()
                            })}
                    </Fact>
                    <Fact name="Locks">
                        <Locks locks stale />
                    </Fact>
                </dl>
            </section> {(!warnings.is_empty()).then(|| view! { <Warnings warnings /> })}
        </div>
    }
}

#[component]
fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

#[component]
fn Locks(locks: usize, stale: usize) -> impl IntoView {
    view! {
        <a class="link" href="/locks">
            {format!("{locks} held")}
        </a>
        {(stale > 0)
            .then(|| {
                view! {
                    " · "
                    <a class="link warn" href="/locks?show=stale">
                        {format!("{stale} stale")}
                    </a>
                }
            })}
    }
}

#[component]
fn Warnings(warnings: Vec<String>) -> impl IntoView {
    view! {
        <section class="panel">
            <h2>"Import warnings " <span class="num faint">{warnings.len()}</span></h2>
            <ul class="warnings">
                {warnings
                    .into_iter()
                    .map(|warning| view! { <li class="break-words">{warning}</li> })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Last(name: &'static str, at: Option<Timestamp>, said: Option<String>) -> impl IntoView {
    let when = match at {
        Some(at) => view! { <TimeAgo at /> },
        None => "Never".into_any(),
    };
    view! {
        <Fact name>
            {when}
            {said.map(|said| view! { <small class="block faint break-words">{said}</small> })}
        </Fact>
    }
}
