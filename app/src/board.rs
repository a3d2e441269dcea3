//! The board: one lane a status, live, moved by pointer, keys or menu.

use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{IssueFilter, Status};

use crate::{
    error::AppError,
    issues::{
        bulk::Selection,
        filter::{Search, from_query, href, to_query},
        form::NewIssueButton,
        nothing_yet::NothingYet,
        peek::{Peek, Peeking},
    },
    live,
    prelude::*,
    shell::DrawerButton,
    ui::error_panel::ErrorPanel,
};

mod aria_live;
mod cache;
mod card;
mod choose;
mod come_back;
mod created;
mod dom;
mod drag;
mod fetch;
mod filter;
mod flip;
mod focus;
mod fold;
mod functions;
mod hint;
mod keyboard;
mod lane;
mod lane_order;
mod layout;
mod live_updates;
mod move_menu;
mod move_queue;
mod state;
mod text_width;
mod virtual_list;

use aria_live::LiveRegion;
use come_back::ComeBack;
use drag::Drag;
use filter::{Filters, NoCards, board_href};
use functions::{FilteredBoard, load_board};
use hint::{Hint, Waiting};
use lane::Lane;
use move_menu::MoveMenu;
use state::BoardState;

/// The board as the server sent it, and the filter that it was asked for through.
type LoadedBoard = Resource<Result<(FilteredBoard, IssueFilter), AppError>>;

/// The live kanban.
#[component]
pub fn BoardPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(from_query));
    let page = filter::filtered(filter);
    let board = live::page(
        move || filter.get(),
        async |filter| {
            load_board(filter.clone())
                .await
                .map(|shown| (shown, filter))
        },
    );
    let state = BoardState::new();
    provide_context(state);
    provide_context(ComeBack::new(state));
    state.listen();
    state.watch_moves();
    state.show_created();
    keyboard::register_keys(state);
    let selection = choose::provide_selection(state);
    Effect::new(move |_| {
        state.fold_as_before();
        state.ready.set(true);
        state.show_pending();
    });
    view! {
        <Title text="Board" />
        <header class="bar flex-wrap md:flex-nowrap py-2 md:py-0">
            <DrawerButton />
            <h1>"Board"</h1>
            <ViewSwitch filter />
            <span class="spacer"></span>
            <Search page label="Search the board" />
            <NewIssueButton />
        </header>
        <Filters page board />
        <Waiting />
        <Transition fallback=|| {
            view! { <Skeleton /> }
        }>
            {move || Suspend::new(async move {
                outcome(state, filter, board.await, Callback::new(move |()| board.refetch()))
            })}
        </Transition>
        <choose::Bar selection />
        <Peek peeking=Peeking::get() />
        <MoveMenu />
        <Hint />
        <LiveRegion />
    }
}

fn outcome(
    state: BoardState,
    filter: Memo<IssueFilter>,
    loaded: Result<(FilteredBoard, IssueFilter), AppError>,
    retry: Callback<()>,
) -> AnyView {
    match loaded {
        Ok((shown, through)) => {
            state.all.set(shown.all);
            state.now.begin(shown.now);
            state.reset(shown.board, &through);
            view! { <Lanes filter /> }
        }
        Err(error) => view! { <ErrorPanel error retry /> },
    }
}

/// The same issues as a board or as a list.
#[component]
fn ViewSwitch(filter: Memo<IssueFilter>) -> impl IntoView {
    view! {
        <nav class="seg" aria-label="View">
            <a href=move || filter.with(board_href) aria-current="page">
                "Board"
            </a>
            <a href=move || filter.with(|filter| href("/issues", &to_query(filter)))>"List"</a>
        </nav>
    }
}

/// What stands in place of lanes without a card.
fn instead(state: BoardState, filter: Memo<IssueFilter>) -> AnyView {
    if state.is_filtered() {
        view! { <NoCards filter /> }
    } else {
        view! { <NothingYet /> }
    }
}

#[component]
fn Lanes(filter: Memo<IssueFilter>) -> impl IntoView {
    let (state, back) = (BoardState::get(), ComeBack::get());
    let (drag, selection) = (Drag::new(state), Selection::get());
    Effect::new(move |_| {
        if state.ready.get() {
            untrack(|| back.begin());
        }
    });
    let none = Memo::new(move |_| state.shown() == 0);
    let swallow = move |event: web_sys::MouseEvent| {
        if drag.swallows_click() || choose::clicked(selection, &event) {
            event.prevent_default();
            event.stop_propagation();
        } else if let Some(id) = dom::card_at(&event) {
            back.note(id);
        }
    };
    let scrolled = move |event: web_sys::Event| {
        if let Some(board) =
            dom::find(dom::BOARD).filter(|board| event.target().as_ref() == Some(board.as_ref()))
        {
            back.scrolled(&board);
        }
    };
    // A finger that holds a card neither scrolls the board nor opens the link's menu.
    let hold = move |event: &web_sys::Event, held: bool| {
        if held {
            event.prevent_default();
        }
    };
    view! {
        <Show when=move || !none.get() fallback=move || instead(state, filter)>
            <div
                class="board"
                id=dom::BOARD
                on:pointerdown=move |event| {
                    back.give_up();
                    drag.down(&event);
                }
                on:wheel=move |_| back.give_up()
                on:scroll=scrolled
                on:keydown=move |event| keyboard::pressed(state, &event)
                on:touchmove=move |event| hold(&event, drag.is_lifted())
                on:contextmenu=move |event| hold(&event, drag.is_lifted() || drag.is_resting())
                on:dragstart=move |event| hold(&event, true)
                on:click:capture=swallow
            >
                {Status::ALL.map(|status| view! { <Lane status /> }).collect_view()}
            </div>
        </Show>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    let lane = |status: Status| {
        let cards = [4, 3, 2, 1, 3, 1, 1][status as usize];
        view! {
            <section class="lane">
                <header class="lane-head">
                    <h2>{status.label()}</h2>
                </header>
                <ol class="cards">
                    {(0..cards).map(|_| view! { <li class="card skeleton"></li> }).collect_view()}
                </ol>
            </section>
        }
    };
    view! {
        <p class="sr-only" role="status">
            "Loading"
        </p>
        <div class="board" aria-hidden="true">
            {Status::ALL.map(lane).collect_view()}
        </div>
    }
}
