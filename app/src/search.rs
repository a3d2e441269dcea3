//! Search over everything, issues, comments and pages: a page, which works as a form, and a palette
//! over any other page.

use std::time::Duration;

use leptos::{html::Input, leptos_dom::helpers::debounce};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use wasm_bindgen::JsCast;

use crate::{
    error::AppError,
    prelude::*,
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel,
        icon::{Icon, Shape},
        key::key_of,
        page_title::PageTitle,
        shortcuts::{self, Scope},
    },
};

pub mod functions;
mod hits;
mod palette;

use functions::{Found, search_everything};
pub use palette::{Palette, SearchPalette, provide_palette};

/// How long typing must pause before the server is asked.
const PAUSE: Duration = Duration::from_millis(200);
/// Longest query, in characters, as the fields of a form have it.
const QUERY_MAX: &str = "200";
/// Most results of each kind on the page.
const SHOWN: u32 = 20;

/// The address of the page with its results.
fn href(words: &str) -> String {
    format!("/search?q={}", crate::issues::filter::escape(words.trim()))
}

/// What the address asks for, and what was found.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let words = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let found =
        Resource::new_blocking(move || words.get(), |words| search_everything(words, SHOWN));
    let title = Memo::new(move |_| match words.get().trim() {
        "" => "Search".to_owned(),
        words => format!("{words} · Search"),
    });
    register_walk();
    view! {
        <PageTitle text=title />
        <header class="bar">
            <DrawerButton />
            <h1>"Search"</h1>
            <span class="spacer"></span>
            <Field words />
        </header>
        <Transition>
            {move || {
                let words = words.get_untracked();
                Suspend::new(async move { outcome(found.await, words, found) })
            }}
        </Transition>
    }
}

fn outcome(
    found: Result<Found, AppError>,
    words: String,
    again: Resource<Result<Found, AppError>>,
) -> AnyView {
    match found {
        Err(error) => view! { <ErrorPanel error retry=move |()| again.refetch() /> },
        Ok(found) if found.hits.is_empty() => nothing(&words),
        Ok(found) => view! { <hits::Results found /> },
    }
}

fn nothing(words: &str) -> AnyView {
    let (title, hint) = match words.trim() {
        "" => (
            "Search everything".to_owned(),
            "Issues, comments and knowledge pages. A number finds the issue itself.",
        ),
        words => (
            format!("No results for “{words}”"),
            "Every word must be in the same issue, comment or page. Try fewer words.",
        ),
    };
    view! {
        <div class="empty" role="status">
            <Icon shape=Shape::Search />
            <h2 class="break-words" dir="auto">
                {title}
            </h2>
            <p>{hint}</p>
        </div>
    }
}

/// The search field: a form without the wasm; with it the results follow what is typed.
#[component]
fn Field(words: Memo<String>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let sent = StoredValue::new(words.get_untracked());
    let navigate = use_navigate();
    let search = move |typed: String| {
        // A pause may end after the page is gone.
        if sent.try_get_value().is_some_and(|sent| sent != typed) {
            sent.set_value(typed.clone());
            navigate(
                &href(&typed),
                NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        }
    };
    let mut follow = debounce(PAUSE, search.clone());
    // Going back changes the address; what we sent ourselves is older than what is being typed.
    Effect::new(move |_| {
        let (words, Some(input)) = (words.get(), input.get()) else {
            return;
        };
        if sent
            .try_get_value()
            .is_some_and(|sent| sent.trim() != words.trim())
        {
            input.set_value(&words);
            sent.set_value(words);
        }
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            search(input.value());
        }
    };
    let press = move |event: web_sys::KeyboardEvent| {
        if key_of(&event).as_deref() == Some("ArrowDown") && step(true) {
            event.prevent_default();
        }
    };
    view! {
        <form class="search" role="search" method="get" action="/search" on:submit=submit>
            <Icon shape=Shape::Search />
            <input
                class="input"
                type="search"
                name="q"
                placeholder="Search everything"
                aria-label="Search everything"
                aria-keyshortcuts="/"
                autocomplete="off"
                dir="auto"
                maxlength=QUERY_MAX
                value=words.get_untracked()
                node_ref=input
                on:input=move |event| follow(event_target_value(&event))
                on:keydown=press
            />
            <kbd class="kbd only-desk" aria-hidden="true">
                "/"
            </kbd>
        </form>
    }
}

/// The keys that walk through the results.
fn register_walk() {
    let go = |forward: bool| {
        move || {
            step(forward);
        }
    };
    shortcuts::register("J|ArrowDown", "Next result", Scope::Everywhere, go(true));
    shortcuts::register("K|ArrowUp", "Previous result", Scope::Everywhere, go(false));
}

/// Focuses the result after, or before, the one that has the focus; the first where none has it.
fn step(forward: bool) -> bool {
    let Ok(hits) = document().query_selector_all("main .search-hit") else {
        return false;
    };
    let active = document().active_element();
    let here =
        (0..hits.length()).find(|at| hits.get(*at).as_ref() == active.as_ref().map(AsRef::as_ref));
    let next = match (here, forward) {
        (Some(at), true) => at + 1,
        (Some(at), false) => at.wrapping_sub(1),
        (None, _) => 0,
    };
    let Some(hit) = hits
        .get(next)
        .and_then(|hit| hit.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return false;
    };
    hit.focus().is_ok()
}
