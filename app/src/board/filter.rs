//! The board's filters: a chip for each one in force, menus to add more. All are links, so they
//! work without the wasm.

use model::IssueFilter;

use super::{LoadedBoard, functions::FilteredBoard, state::BoardState};
use crate::{
    issues::{
        filter::{
            FilterChip, Filtered, LabelMenu, MilestoneMenu, Milestones, PriorityMenu, chips, href,
            pairs, to_query,
        },
        functions::list_milestones,
    },
    prelude::*,
    ui::icon::{Icon, Shape},
};

/// The board's path.
pub const PATH: &str = "/";

/// The address of the board through a filter.
#[must_use]
pub fn board_href(filter: &IssueFilter) -> String {
    href(PATH, &to_query(filter))
}

/// The board as a page with a filter.
pub fn filtered(filter: Memo<IssueFilter>) -> Filtered {
    Filtered::new(PATH, filter, pairs)
}

/// The line under the top bar.
#[component]
pub fn Filters(page: Filtered, board: LoadedBoard) -> impl IntoView {
    let milestones: Milestones = Resource::new_blocking(|| (), |()| list_milestones());
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <Transition>
                <Chips filter=page.filter milestones />
            </Transition>
            <PriorityMenu page />
            <LabelMenu page />
            <MilestoneMenu page milestones />
            <span class="spacer"></span>
            <Transition>
                {move || Suspend::new(async move {
                    board
                        .await
                        .ok()
                        .map(|(read, filter)| view! { <Shown read filtered=!filter.is_empty() /> })
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Chips(filter: Memo<IssueFilter>, milestones: Milestones) -> impl IntoView {
    let shown = move || {
        let filter = filter.get();
        let known = milestones.get().and_then(Result::ok).unwrap_or_default();
        let milestone = known
            .iter()
            .find(|milestone| Some(milestone.id) == filter.milestone);
        let chips = chips(&filter, milestone.map(|milestone| milestone.name.as_str()));
        let clear = (!chips.is_empty()).then(|| {
            view! {
                <a class="btn btn-ghost btn-sm" href=PATH>
                    "Clear filters"
                </a>
            }
        });
        view! {
            {chips
                .into_iter()
                .map(|chip| view! { <FilterChip href=board_href(&chip.without) text=chip.text /> })
                .collect_view()}
            {clear}
        }
    };
    view! { {move || shown()} }
}

/// `61 of 784`: as it was read at first, on both sides, and as it is then.
#[component]
fn Shown(read: FilteredBoard, filtered: bool) -> impl IntoView {
    let state = BoardState::get();
    let read_first = (
        filtered,
        read.board
            .lanes
            .iter()
            .map(|lane| lane.total as usize)
            .sum::<usize>(),
        read.all,
    );
    let text = move || {
        let (filtered, shown, all) = if state.ready.get() {
            (state.is_filtered(), state.shown(), state.all.get())
        } else {
            read_first
        };
        match (filtered, shown) {
            (true, shown) => format!("{shown} of {all}"),
            (false, 1) => "1 issue".to_owned(),
            (false, many) => format!("{many} issues"),
        }
    };
    view! {
        <span class="muted num" role="status">
            {move || text()}
        </span>
    }
}

/// Instead of lanes: nothing passes the filter.
#[component]
pub fn NoCards(filter: Memo<IssueFilter>) -> impl IntoView {
    let state = BoardState::get();
    let hidden = move || {
        let filters: Vec<_> = chips(&filter.get(), None)
            .into_iter()
            .map(|chip| chip.text)
            .collect();
        let all = state.all.get();
        format!(
            "{} hidden by: {}",
            if all == 1 {
                "1 issue is".to_owned()
            } else {
                format!("All {all} issues are")
            },
            filters.join(", ")
        )
    };
    view! {
        <div class="empty">
            <Icon shape=Shape::Filter />
            <h2>"No issues match these filters"</h2>
            <p class="break-words">{move || hidden()}</p>
            <a class="btn" href=PATH>
                "Clear filters"
            </a>
        </div>
    }
}
