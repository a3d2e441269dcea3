//! One lane: its heading and the rendered part of its cards.

use leptos::html::{Li, Ol};
use model::Status;

use super::{
    card::CardItem,
    come_back::ComeBack,
    dom,
    lane_order::LaneOrder,
    state::BoardState,
    virtual_list::{DRAWN, Heights, PADDING, Row},
};
use crate::{
    client::plain_click,
    issues::form::{Draft, creator},
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        status_icon::StatusGlyph,
    },
};

#[component]
pub fn Lane(status: Status) -> impl IntoView {
    let state = BoardState::get();
    let refuses = Memo::new(move |_| {
        state
            .lift
            .with(|lift| lift.is_some_and(|lift| !lift.fits(status)))
    });
    let aimed = Memo::new(move |_| {
        state
            .lift
            .with(|lift| lift.is_some_and(|lift| lift.landing(status).is_some()))
    });
    let folded = Memo::new(move |_| state.is_folded(status));
    let why = move || {
        let from = state.lift.with(|lift| {
            lift.filter(|lift| !lift.fits(status))
                .map(|lift| lift.from.status)
        });
        from.filter(|_| !folded.get())
            .and_then(|from| from.check_move(status).err())
            .map(|why| view! { <p class="lane-why">{why.to_string()}</p> })
    };
    let heading = format!("lane-{status}-name");
    view! {
        <section
            class="lane"
            class:lane-yes=move || aimed.get()
            class:lane-no=move || refuses.get()
            class:lane-collapsed=move || folded.get()
            aria-labelledby=heading
        >
            <LaneHead status folded heading=heading.clone() />
            {move || why()}
            <LaneCards status folded heading=heading.clone() />
        </section>
    }
}

#[component]
fn LaneHead(status: Status, folded: Memo<bool>, heading: String) -> impl IntoView {
    let state = BoardState::get();
    let total = Memo::new(move |_| state.lane(status, LaneOrder::total));
    let add = move |event: web_sys::MouseEvent| {
        if plain_click(&event) {
            event.prevent_default();
            creator().open(Draft {
                status: Some(status),
                ..Draft::default()
            });
        }
    };
    view! {
        <header class="lane-head">
            <StatusGlyph status />
            <h2 id=heading>{status.label()}</h2>
            <span class="lane-count" title="Issues in this column">
                {move || total.get()}
            </span>
            <Show when=move || state.ready.get()>
                <button
                    class="btn btn-ghost btn-icon btn-sm lane-fold"
                    aria-expanded=move || (!folded.get()).to_string()
                    aria-label=move || {
                        format!(
                            "{} {}",
                            if folded.get() { "Expand" } else { "Collapse" },
                            status.label(),
                        )
                    }
                    on:click=move |_| state.toggle_lane(status)
                >
                    <Icon shape=Shape::ChevronDown />
                </button>
            </Show>
            <a
                class="btn btn-ghost btn-icon btn-sm lane-add"
                href=format!("/issues/new?status={status}")
                aria-label=format!("New issue in {}", status.label())
                on:click=add
            >
                <Icon shape=Shape::Plus />
            </a>
        </header>
    }
}

#[component]
fn LaneCards(status: Status, folded: Memo<bool>, heading: String) -> impl IntoView {
    let (state, back) = (BoardState::get(), ComeBack::get());
    let list = NodeRef::<Ol>::new();
    let range = RwSignal::new(0..DRAWN);
    let rows = Memo::new(move |_| state.rows(status, range.get()));
    let look = move || {
        let Some(Some(list)) = list.try_get_untracked() else {
            return;
        };
        state.layout.measure(status, &list);
        let (top, height) = (
            f64::from(list.scroll_top()),
            f64::from(list.client_height()),
        );
        let seen = state.peek_heights(status, |heights| heights.in_sight(top, height));
        if !Heights::suffices(&range.read_untracked(), &seen) {
            range.set(seen);
        }
    };
    look_again(state, status, folded, list, look);
    scroll_back(state, status, list, look);
    Effect::new(move |_| {
        let wanted = range.get().end;
        if state.ready.get()
            && state.lane(status, |list| list.missing() > 0 && wanted > list.reach())
        {
            state.load_more(status);
        }
    });
    let scrolled = move |_| {
        look();
        if let Some(list) = list.get_untracked() {
            back.scrolled(&list);
        }
    };
    let landing = Memo::new(move |_| {
        state
            .lift
            .with(|lift| lift.and_then(|lift| lift.landing(status)))
    });
    view! {
        <ol
            class="cards"
            id=dom::list_id(status)
            node_ref=list
            role="list"
            aria-labelledby=heading
            on:scroll=scrolled
        >
            <For each=move || rows.get() key=|row| *row let:row>
                <RowView row status />
            </For>
            <Show when=move || landing.get().is_some()>
                <Landing status landing />
            </Show>
        </ol>
    }
}

/// Looks which cards are in sight: when the page is there, when its size changes, when the lane
/// grows, shrinks or opens.
fn look_again(
    state: BoardState,
    status: Status,
    folded: Memo<bool>,
    list: NodeRef<Ol>,
    look: impl Fn() + Copy + Send + Sync + 'static,
) {
    Effect::new(move |_| {
        if state.ready.get() {
            state.lane(status, |_| ());
            folded.track();
            request_animation_frame(look);
        }
    });
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            dom::on_resize(&list, move || request_animation_frame(look));
        }
    });
}

/// Scrolls to where the reader was before, again with every page of cards until those are loaded
/// that were in sight.
fn scroll_back(
    state: BoardState,
    status: Status,
    list: NodeRef<Ol>,
    look: impl Fn() + Copy + Send + Sync + 'static,
) {
    let back = ComeBack::get();
    Effect::new(move |_| {
        let Some(top) = back.top(status) else { return };
        state.lane(status, |_| ());
        request_animation_frame(move || {
            let Some(Some(list)) = list.try_get_untracked() else {
                return;
            };
            look();
            list.set_scroll_top(top);
            look();
            let end = state.peek_heights(status, |heights| {
                heights.at(f64::from(top + list.client_height()))
            }) + 1;
            if state
                .peek(|deck| deck.lane(status).missing() == 0 || end <= deck.lane(status).reach())
            {
                back.arrived(status);
            }
        });
    });
}

#[component]
fn RowView(row: Row, status: Status) -> impl IntoView {
    match row {
        Row::Card(id) => view! { <CardItem id status /> },
        Row::Coming(_) => view! { <li class="card skeleton" aria-hidden="true"></li> },
        Row::Space(first, cards) => view! { <Space status first cards /> },
    }
}

/// Where the card in the air would land: one element that goes along with it.
#[component]
fn Landing(status: Status, landing: Memo<Option<usize>>) -> impl IntoView {
    let state = BoardState::get();
    let item = NodeRef::<Li>::new();
    Effect::new(move |_| {
        let (Some(item), Some(index), Some(lift)) = (item.get(), landing.get(), state.lift.get())
        else {
            return;
        };
        dom::set_style(
            &item,
            "top",
            &format!("{}px", PADDING + state.slot(&lift, status, index)),
        );
        dom::set_style(
            &item,
            "height",
            &format!("{}px", state.lifted_height(&lift)),
        );
    });
    view! {
        <li
            class="card card-gap card-slot"
            role="presentation"
            aria-hidden="true"
            node_ref=item
        ></li>
    }
}

/// The room of cards that are not drawn, made by CSSOM: the content security policy allows no
/// inline style.
#[component]
fn Space(status: Status, first: usize, cards: usize) -> impl IntoView {
    let state = BoardState::get();
    let item = NodeRef::<Li>::new();
    let pixels = Memo::new(move |_| state.heights(status, |heights| heights.space(first, cards)));
    Effect::new(move |_| {
        if let Some(item) = item.get() {
            dom::set_style(&item, "height", &format!("{}px", pixels.get()));
        }
    });
    view! { <li class="cards-space" role="presentation" aria-hidden="true" node_ref=item></li> }
}
