//! The frame around every page: sidebar, live pill, theme, and on a phone the drawer.

use leptos_router::hooks::{use_location, use_navigate};

use crate::{
    issues::{self, form::Draft},
    prelude::*,
    search,
    ui::{
        icon::{Icon, Shape},
        shortcuts::{self, PendingKeys, Scope, ShortcutSheet},
        toasts::ToastStack,
    },
};

pub mod focus;
mod functions;
mod sidebar;
mod theme;

use sidebar::Side;

/// Sidebar on the left, the page on the right.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let location = use_location();
    let open = RwSignal::new(false);
    provide_context(Drawer(open));
    shortcuts::provide_shortcuts();
    register_shortcuts(open);
    // Going somewhere closes the drawer, and a reader's place is then on the new page.
    Effect::new(move |before: Option<String>| {
        let path = location.pathname.get();
        if before.is_some_and(|before| before != path) {
            open.set(false);
            focus::page_if_lost();
        }
        location.search.track();
        open.set(false);
        location.pathname.get_untracked()
    });
    view! {
        <a class="skip" href="#main">
            "Skip to content"
        </a>
        <div class="shell" class:drawer-open=move || open.get()>
            <Side />
            <a
                class="scrim"
                href="#"
                aria-hidden="true"
                tabindex="-1"
                on:click=move |_| close_drawer(open)
            ></a>
            <main class="main" id="main" tabindex="-1" inert=move || open.get()>
                {children()}
            </main>
        </div>
        <issues::form::NewIssueDialog />
        <search::SearchPalette />
        <ShortcutSheet />
        <PendingKeys />
        <ToastStack />
    }
}

/// Whether the phone's drawer is open.
#[derive(Clone, Copy)]
struct Drawer(RwSignal<bool>);

/// The button in a page's top bar that opens the sidebar on a phone. Without the wasm the link's
/// target does.
#[component]
pub fn DrawerButton() -> impl IntoView {
    let drawer = use_context::<Drawer>();
    let press = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(Drawer(open)) = drawer {
            open.set(true);
            focus::soon("#menu a");
        }
    };
    view! {
        <a class="btn btn-ghost btn-icon only-phone" href="#menu" aria-label="Menu" on:click=press>
            <Icon shape=Shape::Menu />
        </a>
    }
}

fn close_drawer(open: RwSignal<bool>) {
    open.set(false);
    focus::soon(".bar a[href='#menu']");
}

/// The keys that hold on every page.
fn register_shortcuts(drawer: RwSignal<bool>) {
    let go = |path: &'static str| {
        let navigate = use_navigate();
        move || navigate(path, Default::default())
    };
    let creator = issues::form::creator();
    shortcuts::register("C", "New issue", Scope::Everywhere, move || {
        creator.open(Draft::default());
    });
    let palette = search::provide_palette();
    let search = move || {
        if !focus::now("main input[type='search']") {
            palette.open();
        }
    };
    shortcuts::register("/", "Search", Scope::Everywhere, search);
    shortcuts::register("G B", "Go to Board", Scope::Everywhere, go("/"));
    shortcuts::register("G I", "Go to Issues", Scope::Everywhere, go("/issues"));
    shortcuts::register(
        "G M",
        "Go to Milestones",
        Scope::Everywhere,
        go("/milestones"),
    );
    shortcuts::register(
        "G W",
        "Go to Knowledge",
        Scope::Everywhere,
        go("/knowledge"),
    );
    shortcuts::register("G A", "Go to Agents", Scope::Everywhere, go("/agents"));
    let sheet = shortcuts::shortcuts().sheet;
    shortcuts::register("?", "Keyboard shortcuts", Scope::Everywhere, move || {
        sheet.set(true);
    });
    shortcuts::register_when(
        "Escape",
        "",
        Scope::Everywhere,
        move || drawer.get_untracked(),
        move || close_drawer(drawer),
    );
}
