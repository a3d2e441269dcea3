//! What the board shows: a search field, chips for the filters in force, menus for more. All of it is links and one form, so that it
//! works without the wasm.

use std::time::Duration;

use leptos::{html::Input, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{IssueFilter, Milestone};

use super::state::BoardState;
use crate::{
    error::AppError,
    issues::{
        filter::{chips, href, pairs, to_query},
        functions::list_milestones,
    },
    ui::icon::{Icon, Shape},
};

mod menus;

use menus::{LabelMenu, MilestoneMenu, PriorityMenu};

/// The board's path.
pub const PATH: &str = "/";
/// How long typing must pause before the board is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// The milestones, for their names and for their menu.
type Milestones = Resource<Result<Vec<Milestone>, AppError>>;

/// The address of the board through a filter.
#[must_use]
pub fn board_href(filter: &IssueFilter) -> String {
    href(PATH, &to_query(filter))
}

/// The address with something about the filter changed.
fn changed(filter: Memo<IssueFilter>, change: impl FnOnce(&mut IssueFilter)) -> String {
    let mut next = filter.get();
    change(&mut next);
    board_href(&next)
}

/// The line under the top bar.
#[component]
pub fn Filters(filter: Memo<IssueFilter>) -> impl IntoView {
    let milestones: Milestones = Resource::new_blocking(|| (), |()| list_milestones());
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <Transition>
                <Chips filter milestones />
            </Transition>
            <PriorityMenu filter />
            <LabelMenu filter />
            <MilestoneMenu filter milestones />
            <span class="spacer"></span>
            <Shown />
        </div>
    }
}

#[component]
fn Chips(filter: Memo<IssueFilter>, milestones: Milestones) -> impl IntoView {
    let shown = move || {
        let filter = filter.get();
        let known = milestones.get().and_then(Result::ok).unwrap_or_default();
        let milestone = known.iter().find(|milestone| Some(milestone.id) == filter.milestone);
        let chips = chips(&filter, milestone.map(|milestone| milestone.name.as_str()));
        let clear = (!chips.is_empty()).then(|| view! { <a class="btn btn-ghost btn-sm" href=PATH>"Clear all"</a> });
        view! {
            {chips
                .into_iter()
                .map(|chip| {
                    view! {
                        <a class="chip chip-on" href=board_href(&chip.without) aria-label=format!("Remove the filter: {}", chip.text)>
                            <span class="truncate max-w-64">{chip.text.clone()}</span>
                            <Icon shape=Shape::Close />
                        </a>
                    }
                })
                .collect_view()}
            {clear}
        }
    };
    view! { {shown} }
}

/// `61 of 784`
#[component]
fn Shown() -> impl IntoView {
    let state = BoardState::get();
    let text = move || {
        let (shown, all) = (state.shown(), state.all.get());
        match (state.is_filtered(), shown) {
            (true, shown) => format!("{shown} of {all}"),
            (false, 1) => "1 issue".to_owned(),
            (false, many) => format!("{many} issues"),
        }
    };
    view! {
        <span class="muted num" role="status">
            {text}
        </span>
    }
}

/// Searches within the filters in force. `/` focuses it.
#[component]
pub fn Search(filter: Memo<IssueFilter>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let words = move || filter.with(|filter| filter.search.clone().unwrap_or_default());
    let navigate = use_navigate();
    let search = move |words: String| {
        let Some(now) = filter.try_get_untracked() else { return };
        let next = IssueFilter { search: Some(words).filter(|words| !words.trim().is_empty()), ..now.clone() };
        if next != now {
            // Going back leaves the board, not the last letter.
            navigate(&board_href(&next), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    };
    // The address may also change by "Clear all" or by going back; while somebody types, the field knows better.
    Effect::new(move |_| {
        let (words, Some(input)) = (words(), input.get()) else { return };
        if document().active_element().as_ref() != Some(input.as_ref()) {
            input.set_value(&words);
        }
    });
    let mut typed = debounce(PAUSE, search.clone());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            search(input.value());
        }
    };
    let others = move || {
        let filter = IssueFilter { search: None, ..filter.get() };
        pairs(&filter).into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()
    };
    view! {
        <form class="search" role="search" method="get" action=PATH on:submit=submit>
            <Icon shape=Shape::Search />
            <input
                class="input"
                type="search"
                name="q"
                placeholder="Search the board"
                aria-label="Search the board"
                aria-keyshortcuts="/"
                autocomplete="off"
                maxlength="200"
                value=words
                node_ref=input
                on:input=move |event| typed(event_target_value(&event))
            />
            <kbd class="kbd only-desk" aria-hidden="true">
                "/"
            </kbd>
            {others}
        </form>
    }
}

/// Instead of lanes: nothing passes the filter, or there is nothing yet.
#[component]
pub fn NoCards(filter: Memo<IssueFilter>) -> impl IntoView {
    let state = BoardState::get();
    let hidden = move || {
        let filters: Vec<_> = chips(&filter.get(), None).into_iter().map(|chip| chip.text).collect();
        let all = state.all.get();
        format!("{all} {} hidden by: {}.", if all == 1 { "card is" } else { "cards are" }, filters.join(", "))
    };
    view! {
        <div class="empty">
            <Icon shape=Shape::Filter />
            <h2>"No card passes the filters"</h2>
            <p class="break-words">{hidden}</p>
            <a class="btn" href=PATH>
                "Clear all"
            </a>
        </div>
    }
}
