//! Locks: who holds which issue and since when; claim, release, take over.

use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{IssueId, Lock, lock::BRANCH_MAX};
use wasm_bindgen::JsCast;

use crate::{
    agents::data::{LocksView, concerns_agents},
    live::{live_query, page},
    prelude::*,
    shell::DrawerButton,
    sync::Outcome,
    ui::{
        age::Now,
        empty::Empty,
        form_error::Refused,
        form_submit::{ActionForm, sends},
        icon::{Icon, Shape},
        loading::LoadedTable,
        menu,
    },
};

pub mod functions;
mod row;
mod table;

use functions::{ClaimLock, ReleaseLocks, load_locks};
use table::Table;

const CLAIM: &str = "claim-lock";
const RELEASE_STALE: &str = "release-stale";

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Page {
    view: RwSignal<LocksView>,
    now: Now,
    read: Callback<()>,
    /// Ticked in the table.
    selected: RwSignal<Vec<IssueId>>,
    release: ServerAction<ReleaseLocks>,
}

impl Page {
    fn is_stale(self, lock: &Lock) -> bool {
        self.view
            .with(|view| view.locks.is_stale(lock, self.now.get()))
    }

    fn count_stale(self) -> usize {
        self.view.with(|view| {
            view.locks
                .locks
                .iter()
                .filter(|lock| view.locks.is_stale(lock, self.now.get()))
                .count()
        })
    }
}

/// All locks.
#[component]
pub fn LocksPage() -> impl IntoView {
    let locks = page(|| (), |()| load_locks());
    view! {
        <Title text="Locks" />
        <LoadedTable title="Locks" loaded=locks show=|first| view! { <Locks first /> } />
    }
}

#[component]
fn Locks(first: LocksView) -> impl IntoView {
    let now = Now::new(first.now);
    let (view, read) = live_query(first, load_locks, concerns_agents);
    Effect::new(move |_| now.set(view.with(|view| view.now)));
    let page = Page {
        view,
        now,
        read,
        selected: RwSignal::new(Vec::new()),
        release: ServerAction::new(),
    };
    let query = use_query_map();
    let only_stale =
        Memo::new(move |_| query.with(|query| query.get("show").as_deref() == Some("stale")));
    let shown = Memo::new(move |_| {
        let mut locks = view.with(|view| view.locks.locks.clone());
        locks.retain(|lock| !only_stale.get() || page.is_stale(lock));
        locks
    });
    let released = Callback::new(move |()| {
        page.selected.set(Vec::new());
        read.run(());
    });
    view! {
        <header class="bar flex-wrap md:flex-nowrap py-2 md:py-0">
            <DrawerButton />
            <h1>"Locks"</h1>
            <Which page only_stale />
            <span class="spacer"></span>
            <ReleaseStale page />
            <button type="button" class="btn btn-primary" popovertarget=CLAIM>
                "Claim…"
            </button>
        </header>
        <Refused />
        <Outcome value=Signal::derive(move || page.release.value().get()) again=released />
        <Unsettled view />
        <Names view />
        <ClaimForm read />
        <div class="flex-1 min-h-0 overflow-y-auto flex flex-col">
            <Show
                when=move || shown.with(|shown| !shown.is_empty())
                fallback=move || view! { <NoLocks only_stale /> }
            >
                <Table page shown />
            </Show>
        </div>
    }
}

/// All of them, or those that are stale.
#[component]
fn Which(page: Page, only_stale: Memo<bool>) -> impl IntoView {
    let all = move || page.view.with(|view| view.locks.locks.len());
    view! {
        <nav class="seg" aria-label="Which locks">
            <a href="/locks" aria-current=move || (!only_stale.get()).then_some("page")>
                "All "
                <span class="num">{move || all()}</span>
            </a>
            <a href="/locks?show=stale" aria-current=move || only_stale.get().then_some("page")>
                "Stale "
                <span class="num">{move || page.count_stale()}</span>
            </a>
        </nav>
    }
}

/// Releases all stale locks after a question. Which those are the server decides when it releases
/// them.
#[component]
fn ReleaseStale(page: Page) -> impl IntoView {
    let stale = Memo::new(move |_| page.count_stale());
    let words = move || match stale.get() {
        1 => "Release 1 stale lock".to_owned(),
        many => format!("Release {many} stale locks"),
    };
    let close = |event: web_sys::SubmitEvent| {
        if let Some(form) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        {
            menu::close_around(&form);
        }
    };
    view! {
        <Show when=move || { stale.get() > 0 }>
            <button type="button" class="btn only-desk" popovertarget=RELEASE_STALE>
                {move || words()}
            </button>
            <button
                type="button"
                class="btn only-phone"
                popovertarget=RELEASE_STALE
                aria-label=words
            >
                "Release stale"
            </button>
            <div
                id=RELEASE_STALE
                popover
                class="dialog"
                role="dialog"
                aria-labelledby="release-stale-title"
                on:submit=close
            >
                <ActionForm action=page.release>
                    <input type="hidden" name="stale" value="true" />
                    <header class="dialog-head">
                        <h2 id="release-stale-title">{move || format!("{}?", words())}</h2>
                    </header>
                    <div class="dialog-body">
                        <p class="muted">
                            "Other agents can claim these issues afterwards. Locks whose holder checks in before you confirm are kept."
                        </p>
                    </div>
                    <footer class="dialog-foot">
                        <button
                            type="button"
                            class="btn"
                            popovertarget=RELEASE_STALE
                            popovertargetaction="hide"
                            autofocus
                        >
                            "Cancel"
                        </button>
                        <button class="btn btn-danger">"Release"</button>
                    </footer>
                </ActionForm>
            </div>
        </Show>
    }
}

/// While the settings cannot be read, stale locks cannot be told from others.
#[component]
fn Unsettled(view: RwSignal<LocksView>) -> impl IntoView {
    view! {
        <Show when=move || view.with(|view| view.locks.config.is_none())>
            <div class="notice notice-warn" role="status">
                <Icon shape=Shape::Warning />
                "Couldn't read the settings file, so locks can't be checked, claimed or taken over."
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
        <datalist id="agent-names">
            {move || {
                names()
                    .into_iter()
                    .map(|name| view! { <option value=name></option> })
                    .collect_view()
            }}
        </datalist>
    }
}

#[component]
fn ClaimForm(read: Callback<()>) -> impl IntoView {
    let submit = sends::<ClaimLock>(read);
    view! {
        <div id=CLAIM popover class="dialog" role="dialog" aria-labelledby="claim-lock-title">
            <form action=ClaimLock::url() method="post" on:submit=submit>
                <header class="dialog-head">
                    <h2 id="claim-lock-title">"Claim lock"</h2>
                </header>
                <div class="dialog-body form">
                    <label class="field">
                        <span>"Issue"</span>
                        <input
                            class="input"
                            name="issue"
                            placeholder="42"
                            required
                            autofocus
                            autocomplete="off"
                            maxlength="32"
                        />
                    </label>
                    <label class="field">
                        <span>"Agent"</span>
                        <input
                            class="input"
                            name="agent"
                            placeholder="worker-1"
                            list="agent-names"
                            required
                            autocomplete="off"
                            maxlength="64"
                        />
                    </label>
                    <label class="field">
                        <span>"Branch (optional)"</span>
                        <input
                            class="input mono"
                            name="branch"
                            autocomplete="off"
                            maxlength=BRANCH_MAX.to_string()
                        />
                    </label>
                </div>
                <footer class="dialog-foot">
                    <button
                        type="button"
                        class="btn"
                        popovertarget=CLAIM
                        popovertargetaction="hide"
                    >
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"Claim"</button>
                </footer>
            </form>
        </div>
    }
}

#[component]
fn NoLocks(only_stale: Memo<bool>) -> impl IntoView {
    view! {
        {move || {
            if only_stale.get() {
                view! {
                    <Empty
                        shape=Shape::Lock
                        title="No stale locks"
                        says="Every holder checked in recently."
                    >
                        <a class="btn" href="/locks">
                            "Show all"
                        </a>
                    </Empty>
                }
            } else {
                view! {
                    <Empty
                        shape=Shape::Lock
                        title="No locks"
                        says="Agents lock an issue while they work on it so no one else starts it. Claim one above, or run:"
                        command="curl {host}/api/v1/locks/42/claim --json '{\"agent_id\":\"worker-1\"}'"
                    />
                }
            }
        }}
    }
}
