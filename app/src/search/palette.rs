//! The palette: search over the page that one is on. Its program is fetched when it is first
//! opened.

use std::time::Duration;

use leptos::{html, task::spawn_local, wasm_split::SplitLoaderError};
use leptos_router::hooks::use_navigate;

use super::{
    QUERY_MAX,
    functions::{Found, Hit, search_everything},
    hits,
};
use crate::{
    lazy,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        key::key_of,
    },
};

/// Most results of each kind.
const SHOWN: u32 = 6;
/// Longer than between two keys of someone who types, shorter than one notices.
const PAUSE: Duration = Duration::from_millis(120);

/// Whether the palette is open.
#[derive(Clone, Copy)]
pub struct Palette(RwSignal<bool>);

impl Palette {
    pub fn open(self) {
        self.0.set(true);
    }
}

/// Called once, by the shell.
pub fn provide_palette() -> Palette {
    let palette = Palette(RwSignal::new(false));
    provide_context(palette);
    palette
}

#[leptos::wasm_split::wasm_split(search, wasm_split_path = leptos::wasm_split, fallible)]
fn palette_view() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Dialog /> })
}

/// Where the palette is once it was opened. Is once in the page, in the shell.
#[component]
pub fn SearchPalette() -> impl IntoView {
    let Palette(open) = expect_context();
    view! { {move || open.get().then(|| lazy::part(palette_view(), "/search"))} }
}

#[component]
fn Dialog() -> impl IntoView {
    let Palette(open) = expect_context();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // Refused only when it is open already.
            let _ = dialog.show_modal();
        }
    });
    // The dialog is closed before it goes, so that the focus returns to where it was.
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let beside = move |event: web_sys::MouseEvent| {
        if event.target().as_ref() == dialog.get_untracked().as_deref().map(AsRef::as_ref) {
            close();
        }
    };
    view! {
        <dialog
            class="dialog dialog-palette"
            node_ref=dialog
            aria-label="Search"
            on:close=move |_| open.set(false)
            on:click=beside
        >
            <Finder close=Callback::new(move |()| close()) />
        </dialog>
    }
}

/// What is typed, what was found for it, and which of that Enter opens.
#[derive(Clone, Copy)]
struct Finding {
    typed: RwSignal<String>,
    found: RwSignal<Found>,
    /// The words that `found` is for.
    answered: RwSignal<String>,
    at: RwSignal<usize>,
}

impl Finding {
    /// Asks once the typing pauses, and drops the answers to what has been typed over since.
    fn follow(self) {
        Effect::new(move |_| {
            let asked = self.typed.get();
            let go = move || {
                if self.typed.try_get_untracked().as_ref() == Some(&asked) {
                    spawn_local(self.ask(asked));
                }
            };
            set_timeout(go, PAUSE);
        });
    }

    async fn ask(self, asked: String) {
        let answer = search_everything(asked.clone(), SHOWN).await;
        if let Ok(answer) = answer
            && self.typed.try_get_untracked().as_ref() == Some(&asked)
        {
            self.found.set(answer);
            self.at.set(0);
            self.answered.set(asked.trim().to_owned());
        }
    }

    fn step(self, forward: bool) {
        let count = self.found.with_untracked(|found| found.hits.len());
        if count > 0 {
            self.at.update(|at| {
                *at = if forward {
                    (*at + 1) % count
                } else {
                    (*at + count - 1) % count
                }
            });
            if let Some(hit) = document().get_element_by_id(&option_id(self.at.get_untracked())) {
                hit.scroll_into_view_with_bool(false);
            }
        }
    }

    /// Where Enter leads: to the result that is chosen, or to the page with all results.
    fn href(self) -> String {
        let typed = self.typed.get_untracked();
        let current = self
            .answered
            .with_untracked(|answered| answered == typed.trim());
        let hit = self.found.with_untracked(|found| {
            found
                .hits
                .get(self.at.get_untracked())
                .map(|hit| hit.href.clone())
        });
        hit.filter(|_| current)
            .unwrap_or_else(|| super::href(&typed))
    }
}

fn option_id(at: usize) -> String {
    format!("palette-{at}")
}

#[component]
fn Finder(close: Callback<()>) -> impl IntoView {
    let finding = Finding {
        typed: RwSignal::new(String::new()),
        found: RwSignal::new(Found::default()),
        answered: RwSignal::new(String::new()),
        at: RwSignal::new(0),
    };
    finding.follow();
    let Finding {
        typed,
        found,
        answered,
        at,
    } = finding;
    let navigate = use_navigate();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let href = finding.href();
        close.run(());
        navigate(&href, Default::default());
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let key = key_of(&event);
        if let Some(key @ ("ArrowDown" | "ArrowUp")) = key.as_deref() {
            event.prevent_default();
            finding.step(key == "ArrowDown");
        }
    };
    let active = move || {
        found
            .with(|found| !found.hits.is_empty())
            .then(|| option_id(at.get()))
    };
    let none = move || {
        let answered = answered.get();
        (!answered.is_empty() && found.with(|found| found.hits.is_empty()))
            .then(|| format!("No results for “{answered}”"))
    };
    let options = move || {
        found
            .with(|found| found.hits.clone())
            .into_iter()
            .enumerate()
            .map(|(n, hit)| option(n, hit, at, close))
            .collect_view()
    };
    view! {
        <form role="search" action="/search" on:submit=submit>
            <input
                class="input"
                name="q"
                type="text"
                role="combobox"
                aria-label="Search everything"
                aria-expanded="true"
                aria-controls="palette-results"
                aria-activedescendant=active
                placeholder="Search issues, comments and pages"
                autocomplete="off"
                autofocus
                dir="auto"
                maxlength=QUERY_MAX
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=press
            />
            <div class="dialog-body">
                <div id="palette-results" role="listbox" aria-label="Results">
                    {move || options()}
                </div>
                <p class="menu-note" role="status" dir="auto">
                    {move || none()}
                </p>
                <button class=move || {
                    if typed.with(|typed| typed.trim().is_empty()) { "hidden" } else { "menu-item" }
                }>
                    <Icon shape=Shape::Search />
                    "Show all results"
                </button>
            </div>
        </form>
    }
}

fn option(n: usize, hit: Hit, at: RwSignal<usize>, close: Callback<()>) -> AnyView {
    let href = hit.href.clone();
    view! {
        <a
            class="search-hit"
            id=option_id(n)
            role="option"
            tabindex="-1"
            aria-selected=move || (at.get() == n).to_string()
            href=href
            on:click=move |_| close.run(())
        >
            {hits::inside(hit)}
        </a>
    }
}
