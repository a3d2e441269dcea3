//! The frame around every page: sidebar, live pill, theme, and on a phone the drawer.

use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use crate::{
    issues,
    live::{LiveStatus, live},
    ui::{
        icon::{Icon, Shape},
        toasts::ToastStack,
    },
};

mod functions;

use functions::{Sidebar, load_sidebar};

/// Sidebar on the left, the page on the right.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let location = use_location();
    let open = RwSignal::new(false);
    provide_context(Drawer(open));
    // Going somewhere closes the drawer.
    Effect::new(move |_| {
        location.pathname.track();
        open.set(false);
    });
    view! {
        <a class="skip" href="#main">
            "Skip to the page"
        </a>
        <div class="shell" class:drawer-open=move || open.get()>
            <Side />
            <a class="scrim" href="#" aria-hidden="true" tabindex="-1" on:click=move |_| open.set(false)></a>
            <main class="main" id="main" tabindex="-1">
                {children()}
            </main>
        </div>
        <issues::form::NewIssueDialog />
        <ToastStack />
    }
}

/// Whether the phone's drawer is open.
#[derive(Clone, Copy)]
struct Drawer(RwSignal<bool>);

/// The button in a page's top bar that opens the sidebar on a phone. Without the wasm the link's target does.
#[component]
pub fn DrawerButton() -> impl IntoView {
    let drawer = use_context::<Drawer>();
    let press = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(Drawer(open)) = drawer {
            open.set(true);
        }
    };
    view! {
        <a class="btn btn-ghost btn-icon only-phone" href="#menu" aria-label="Menu" on:click=press>
            <Icon shape=Shape::Menu />
        </a>
    }
}

#[component]
fn Side() -> impl IntoView {
    let sidebar = Resource::new_blocking(|| (), |()| load_sidebar());
    refresh_when_issues_change(sidebar);
    let shown = move || sidebar.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <nav class="side" id="menu" aria-label="Main">
            <a class="brand" href="/">
                <span class="brand-mark">
                    <Icon shape=Shape::Brand />
                </span>
                <span>"crosslink"</span>
                <Transition>
                    <small>{move || shown().crew}</small>
                </Transition>
            </a>
            <NavLink href="/" name="Board" shape=Shape::Board />
            <Transition>
                <NavLink href="/issues" name="Issues" shape=Shape::List count=Signal::derive(move || shown().issues) />
                <h2 class="side-heading">"Views"</h2>
                <NavLink href="/issues?blocked=no&lifecycle=open" name="Ready to start" shape=Shape::Filter count=Signal::derive(move || shown().ready) />
                <NavLink href="/issues?blocked=yes&lifecycle=open" name="Blocked" shape=Shape::Blocked count=Signal::derive(move || shown().blocked) />
            </Transition>
            <div class="side-foot">
                <LivePill />
                <span class="spacer"></span>
                <ThemeButton />
            </div>
        </nav>
    }
}

#[component]
fn NavLink(
    href: &'static str,
    name: &'static str,
    shape: Shape,
    #[prop(optional, into)] count: Option<Signal<i64>>,
) -> impl IntoView {
    let location = use_location();
    // A view is the page it filters, so the query counts too.
    let current = move || {
        let search = location.search.get();
        let here = if search.is_empty() { location.pathname.get() } else { format!("{}?{search}", location.pathname.get()) };
        (here == href).then_some("page")
    };
    view! {
        <A href=href attr:class="nav" attr:aria-current=current>
            <Icon shape=shape />
            <span>{name}</span>
            {count.map(|count| view! { <span class="nav-count">{move || count.get()}</span> })}
        </A>
    }
}

#[component]
fn LivePill() -> impl IntoView {
    let status = live().status;
    let class = move || match status.get() {
        LiveStatus::Live => "live live-on",
        LiveStatus::Starting | LiveStatus::Delayed => "live live-delayed",
        LiveStatus::Offline => "live live-off",
    };
    let word = move || match status.get() {
        LiveStatus::Starting => "Connecting",
        LiveStatus::Live => "Live",
        LiveStatus::Delayed => "Delayed",
        LiveStatus::Offline => "Offline",
    };
    view! {
        <span class=class role="status">
            {word}
        </span>
    }
}

/// Light or dark; the choice is kept in this browser. Needs the wasm; without it the system's choice holds.
#[component]
fn ThemeButton() -> impl IntoView {
    let press = move |_| {
        let Some(root) = document().document_element() else { return };
        let dark = match root.get_attribute("data-theme") {
            Some(theme) => theme == "dark",
            None => window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches()),
        };
        let next = if dark { "light" } else { "dark" };
        crate::client::keep("crosslink.theme", next);
        let _ = root.set_attribute("data-theme", next);
    };
    view! {
        <button class="btn btn-ghost btn-icon" aria-label="Switch between light and dark" on:click=press>
            <Icon shape=Shape::Moon />
        </button>
    }
}

/// Counts follow the issues: at most one refetch a second, however many frames come.
fn refresh_when_issues_change(sidebar: Resource<Result<Sidebar, crate::error::AppError>>) {
    let waiting = StoredValue::new(false);
    live().listen(move |_| {
        if waiting.try_get_value() == Some(false) {
            waiting.set_value(true);
            let refetch = move || {
                if waiting.try_set_value(false).is_none() {
                    sidebar.refetch();
                }
            };
            set_timeout(refetch, std::time::Duration::from_secs(1));
        }
    });
}
