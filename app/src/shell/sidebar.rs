//! The sidebar: where one can go, how many there are, and whether what one sees is fresh.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use leptos_router::hooks::use_location;
use model::{IssueFilter, Lifecycle};

use super::{
    functions::{Sidebar, load_sidebar},
    theme::ThemeButton,
};
use crate::{
    client,
    error::AppError,
    issues::list::query::ListQuery,
    live::{self, Frame, LiveStatus, coalesced, live},
    moves::moves,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        shortcuts::shortcuts,
    },
};

/// Also read by the script in the document's head, before the first paint.
const STORED: &str = "crosslink.sidebar";
/// On `<html>`, which the script in the head can reach and which no view renders.
const COLLAPSED_CLASS: &str = "side-collapsed";

#[component]
pub(super) fn Side() -> impl IntoView {
    let sidebar = live::page(|| (), |()| load_sidebar());
    refresh_when_counts_change(sidebar);
    // Without a connection the counts stay as they were; the pill says how fresh they are. A mutex,
    // because on the server two threads may ask at once, and a signal that is being written cannot
    // be read.
    let last = Mutex::new(Sidebar::default());
    let shown = Signal::derive(move || {
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Ok(read)) = sidebar.get() {
            *last = read;
        }
        last.clone()
    });
    view! {
        <nav class="side" id="menu" aria-label="Main">
            <a class="brand" href="/" title="Crosslink">
                <span class="brand-mark">
                    <Icon shape=Shape::Brand />
                </span>
                <span>"crosslink"</span>
                <Transition>
                    <small>{move || shown.get().crew}</small>
                </Transition>
            </a>
            <Transition>
                <NavLink place=Place::Search name="Search" shape=Shape::Search />
                <NavLink place=Place::Board name="Board" shape=Shape::Board />
                <NavLink
                    place=Place::Issues
                    name="Issues"
                    shape=Shape::List
                    count=counted(shown, |it| it.open)
                    of="open"
                />
                <NavLink
                    place=Place::Milestones
                    name="Milestones"
                    shape=Shape::Flag
                    count=counted(shown, |it| it.milestones)
                    of="open"
                />
                <NavLink
                    place=Place::Knowledge
                    name="Knowledge"
                    shape=Shape::Book
                    count=counted(shown, |it| it.pages)
                    of="in total"
                />
                <h2 class="side-heading">"Agents"</h2>
                <NavLink
                    place=Place::Agents
                    name="Agents"
                    shape=Shape::Agent
                    count=Signal::derive(move || agents(&shown.get()))
                    of="active"
                />
                <NavLink
                    place=Place::Locks
                    name="Locks"
                    shape=Shape::Lock
                    count=counted(shown, |it| it.locks)
                    of="held"
                />
                <NavLink place=Place::Sessions name="Sessions" shape=Shape::Clock />
                <NavLink place=Place::Usage name="Usage" shape=Shape::Activity />
                <h2 class="side-heading">"Views"</h2>
                <NavLink
                    place=Place::Ready
                    name="Ready to start"
                    shape=Shape::Filter
                    count=counted(shown, |it| it.ready)
                />
                <NavLink
                    place=Place::Blocked
                    name="Blocked"
                    shape=Shape::Blocked
                    count=counted(shown, |it| it.blocked)
                />
                <h2 class="side-heading">"Project"</h2>
                <NavLink place=Place::Sync name="Sync" shape=Shape::Sync />
                <NavLink place=Place::Settings name="Settings" shape=Shape::Settings />
            </Transition>
            <div class="side-foot only-script">
                <LivePill />
                <span class="spacer"></span>
                <FootButtons />
            </div>
        </nav>
    }
}

fn counted(shown: Signal<Sidebar>, count: fn(&Sidebar) -> i64) -> Signal<String> {
    Signal::derive(move || shown.with(count).to_string())
}

/// `2 of 13`: that none is active does not read as if there were none.
fn agents(shown: &Sidebar) -> String {
    match (shown.active_agents, shown.agents) {
        (0, 0) => "0".to_owned(),
        (active, all) => format!("{active} of {}", all.max(active)),
    }
}

/// Where a link in the sidebar leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Board,
    Issues,
    Milestones,
    Sessions,
    Usage,
    Knowledge,
    Agents,
    Locks,
    Settings,
    Ready,
    Blocked,
    Search,
    Sync,
}

impl Place {
    const fn href(self) -> &'static str {
        match self {
            Place::Board => "/",
            Place::Issues => "/issues",
            Place::Milestones => "/milestones",
            Place::Sessions => "/sessions",
            Place::Usage => "/usage",
            Place::Knowledge => "/knowledge",
            Place::Agents => "/agents",
            Place::Locks => "/locks",
            Place::Settings => "/settings",
            Place::Ready => "/issues?blocked=no&lifecycle=open",
            Place::Blocked => "/issues?blocked=yes&lifecycle=open",
            Place::Search => "/search",
            Place::Sync => "/sync",
        }
    }

    /// Which one the address belongs to. A view is the list with its filter, however that is
    /// written.
    fn of(path: &str, query: &leptos_router::params::ParamsMap) -> Option<Place> {
        let view = |blocked| IssueFilter {
            lifecycle: Some(Lifecycle::Open),
            blocked: Some(blocked),
            ..IssueFilter::default()
        };
        let filter = ListQuery::read(query).filter;
        match path {
            "/" => Some(Place::Board),
            "/search" => Some(Place::Search),
            "/sync" => Some(Place::Sync),
            "/issues" if filter == view(false) => Some(Place::Ready),
            "/issues" if filter == view(true) => Some(Place::Blocked),
            "/sessions" => Some(Place::Sessions),
            "/usage" => Some(Place::Usage),
            _ if path.starts_with("/milestones") => Some(Place::Milestones),
            _ if path.starts_with("/knowledge") => Some(Place::Knowledge),
            "/locks" => Some(Place::Locks),
            "/settings" => Some(Place::Settings),
            _ if path.starts_with("/agents") => Some(Place::Agents),
            _ => path.starts_with("/issues").then_some(Place::Issues),
        }
    }
}

#[component]
fn NavLink(
    place: Place,
    name: &'static str,
    shape: Shape,
    #[prop(optional)] count: Option<Signal<String>>,
    /// What is counted, where the name does not say it.
    #[prop(optional)]
    of: &'static str,
) -> impl IntoView {
    let location = use_location();
    let current = move || {
        let here = location
            .query
            .with(|query| Place::of(&location.pathname.get(), query));
        (here == Some(place)).then_some("page")
    };
    view! {
        <a class="nav" href=place.href() title=name aria-current=current>
            <Icon shape=shape />
            <span class="truncate">{name}</span>
            {count
                .map(|count| {
                    view! {
                        <span class="nav-count" title=(!of.is_empty()).then_some(of)>
                            {move || count.get()}
                            {(!of.is_empty())
                                .then(|| view! { <span class="sr-only">{format!(" {of}")}</span> })}
                        </span>
                    }
                })}
        </a>
    }
}

#[component]
fn LivePill() -> impl IntoView {
    let (status, moves) = (live().status, moves());
    let waiting = move || {
        if moves.stalled.get() {
            moves.waiting.get()
        } else {
            0
        }
    };
    let class = move || match status.get() {
        _ if waiting() > 0 => "live live-off",
        LiveStatus::Live => "live live-on",
        LiveStatus::Starting | LiveStatus::Delayed => "live live-delayed",
        LiveStatus::Offline => "live live-off",
    };
    let word = move || match waiting() {
        0 => words(status.get()).0.to_owned(),
        1 => "Offline · 1 change waiting".to_owned(),
        many => format!("Offline · {many} changes waiting"),
    };
    let meaning = move || {
        if waiting() > 0 {
            words(LiveStatus::Offline).1
        } else {
            words(status.get()).1
        }
    };
    view! {
        <span class=class role="status" title=meaning>
            {move || word()}
        </span>
    }
}

const fn words(status: LiveStatus) -> (&'static str, &'static str) {
    match status {
        LiveStatus::Starting => ("Connecting", "Connecting to the server"),
        LiveStatus::Live => ("Live", "Changes appear as they happen"),
        LiveStatus::Delayed => (
            "Reconnecting…",
            "The connection was lost. What you see may be out of date",
        ),
        LiveStatus::Offline => ("Offline", "What you see may be out of date"),
    }
}

/// Shortcuts, theme, and on the desk the width. They need the wasm.
#[component]
fn FootButtons() -> impl IntoView {
    let sheet = shortcuts().sheet;
    let collapsed = RwSignal::new(false);
    Effect::new(move |_| collapsed.set(client::stored(STORED).is_some()));
    let press = move |_| {
        let now = !collapsed.get_untracked();
        collapsed.set(now);
        collapse(now);
    };
    let label = move || {
        if collapsed.get() {
            "Expand sidebar"
        } else {
            "Collapse sidebar"
        }
    };
    view! {
        <button
            class="btn btn-ghost btn-icon only-desk"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts"
            on:click=move |_| sheet.set(true)
        >
            <Icon shape=Shape::Keyboard />
        </button>
        <ThemeButton />
        <button
            class="btn btn-ghost btn-icon only-desk"
            aria-label=label
            title=label
            on:click=press
        >
            <Icon shape=Shape::Panel />
        </button>
    }
}

fn collapse(now: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.class_list().toggle_with_force(COLLAPSED_CLASS, now);
    }
    if now {
        client::keep(STORED, "narrow");
    } else {
        client::forget(STORED);
    }
}

/// Counts follow the issues and what agents are: at most one refetch a second, however many frames
/// come.
fn refresh_when_counts_change(sidebar: Resource<Result<Sidebar, AppError>>) {
    let refetch_soon = coalesced(Duration::from_secs(1), move || sidebar.refetch());
    let again = refetch_soon.clone();
    live().listen(move |frame| {
        if !matches!(
            frame,
            Frame::LaneRenumbered { .. } | Frame::Heartbeat { .. }
        ) {
            refetch_soon();
        }
    });
    live().on_resync(again);
}
