//! A lane: its heading, and the cards in sight.

use leptos::{
    ev,
    html::{Li, Ol},
    prelude::*,
};
use model::Status;

use super::{
    card::CardItem,
    dom,
    state::BoardState,
    window::{FIRST, PADDING, Row, STEP, height, in_sight},
};
use crate::{
    client,
    issues::form::{Draft, creator},
    ui::{
        glyph::StatusGlyph,
        icon::{Icon, Shape},
    },
};

const COLLAPSED: &str = "crosslink.board.collapsed";

/// One lane.
#[component]
pub fn Lane(status: Status) -> impl IntoView {
    let state = BoardState::get();
    let refuses = Memo::new(move |_| state.lift.with(|lift| lift.is_some_and(|lift| !lift.fits(status))));
    let aimed = Memo::new(move |_| state.lift.with(|lift| lift.is_some_and(|lift| lift.landing(status).is_some())));
    let why = move || {
        let from = state.lift.with(|lift| lift.filter(|lift| !lift.fits(status)).map(|lift| lift.from.status));
        from.filter(|_| !state.is_collapsed(status))
            .and_then(|from| from.check_move(status).err())
            .map(|why| view! { <p class="lane-why">{why.to_string()}</p> })
    };
    let heading = format!("lane-{status}-name");
    view! {
        <section
            class="lane"
            class:lane-yes=move || aimed.get()
            class:lane-no=move || refuses.get()
            class:lane-collapsed=move || state.is_collapsed(status)
            aria-labelledby=heading
        >
            <LaneHead status heading=heading.clone() />
            {why}
            <LaneCards status heading=heading.clone() />
        </section>
    }
}

#[component]
fn LaneHead(status: Status, heading: String) -> impl IntoView {
    let state = BoardState::get();
    let total = Memo::new(move |_| state.lane(status, |list| list.total()));
    let add = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        creator().open(Draft { status: Some(status), ..Draft::default() });
    };
    let folded = move || state.is_collapsed(status);
    view! {
        <header class="lane-head">
            <StatusGlyph status />
            <h2 id=heading>{status.label()}</h2>
            <span class="lane-count" title="Cards in this lane">
                {move || total.get()}
            </span>
            <Show when=move || state.ready.get()>
                <button
                    class="btn btn-ghost btn-icon btn-sm lane-fold"
                    aria-expanded=move || (!folded()).to_string()
                    aria-label=move || format!("{} {}", if folded() { "Unfold" } else { "Fold" }, status.label())
                    on:click=move |_| state.toggle_lane(status)
                >
                    <Icon shape=Shape::ChevronDown />
                </button>
            </Show>
            <Show when=move || !folded()>
                <a
                    class="btn btn-ghost btn-icon btn-sm"
                    href=format!("/issues/new?status={status}")
                    aria-label=format!("New issue in {}", status.label())
                    on:click=add
                >
                    <Icon shape=Shape::Plus />
                </a>
            </Show>
        </header>
    }
}

#[component]
fn LaneCards(status: Status, heading: String) -> impl IntoView {
    let state = BoardState::get();
    let list = NodeRef::<Ol>::new();
    let range = RwSignal::new(0..FIRST);
    let rows = Memo::new(move |_| state.rows(status, range.get()));
    let look = move || {
        let Some(list) = list.get_untracked() else { return };
        let total = state.peek(|deck| deck.lane(status).total());
        let seen = in_sight(f64::from(list.scroll_top()), f64::from(list.client_height()), total);
        if range.get_untracked() != seen {
            range.set(seen);
        }
    };
    look_again(state, status, look);
    Effect::new(move |_| {
        let wanted = range.get().end;
        if state.ready.get() && state.lane(status, |list| list.missing() > 0 && wanted > list.reach()) {
            state.load_more(status);
        }
    });
    let landing = Memo::new(move |_| state.lift.with(|lift| lift.and_then(|lift| lift.landing(status))));
    view! {
        <ol class="cards" id=dom::list_id(status) node_ref=list role="list" aria-labelledby=heading on:scroll=move |_| look()>
            <For each=move || rows.get() key=|row| *row let:row>
                <RowView row status />
            </For>
            <Show when=move || landing.get().is_some()>
                <Landing landing />
            </Show>
        </ol>
    }
}

/// Looks which cards are in sight: when the page is there, when its size changes, when the lane grows, shrinks or unfolds.
fn look_again(state: BoardState, status: Status, look: impl Fn() + Copy + Send + Sync + 'static) {
    Effect::new(move |_| {
        if state.ready.get() {
            state.lane(status, |_| ());
            state.collapsed.track();
            request_animation_frame(look);
        }
    });
    Effect::new(move |_| {
        let resized = window_event_listener(ev::resize, move |_| look());
        on_cleanup(move || resized.remove());
    });
}

#[component]
fn RowView(row: Row, status: Status) -> impl IntoView {
    match row {
        Row::Card(id) => view! { <CardItem id status /> }.into_any(),
        Row::Coming(_) => view! { <li class="card skeleton" aria-hidden="true"></li> }.into_any(),
        Row::Space(_, cards) => view! { <Space pixels=height(cards) /> }.into_any(),
    }
}

/// Where the card in the air would land: one element that goes along with it.
#[component]
fn Landing(landing: Memo<Option<usize>>) -> impl IntoView {
    let item = NodeRef::<Li>::new();
    Effect::new(move |_| {
        if let (Some(item), Some(index)) = (item.get(), landing.get()) {
            dom::set_style(&item, "top", &format!("{}px", PADDING + index as f64 * STEP));
        }
    });
    view! { <li class="card card-gap card-slot" role="presentation" aria-hidden="true" node_ref=item></li> }
}

/// The room of cards that are not drawn, made by CSSOM: the content security policy allows no inline style.
#[component]
fn Space(pixels: f64) -> impl IntoView {
    let item = NodeRef::<Li>::new();
    Effect::new(move |_| {
        if let Some(item) = item.get() {
            dom::set_style(&item, "height", &format!("{pixels}px"));
        }
    });
    view! { <li class="cards-space" role="presentation" aria-hidden="true" node_ref=item></li> }
}

impl BoardState {
    /// Whether a lane is folded.
    #[must_use]
    pub fn is_collapsed(self, status: Status) -> bool {
        self.collapsed.with(|lanes| lanes.contains(&status))
    }

    /// Folds a lane, or unfolds it, and remembers.
    pub fn toggle_lane(self, status: Status) {
        self.collapsed.update(|lanes| {
            let before = lanes.len();
            lanes.retain(|lane| *lane != status);
            if lanes.len() == before {
                lanes.push(status);
            }
        });
        let words: Vec<_> = self.collapsed.with_untracked(|lanes| lanes.iter().map(|lane| lane.as_str()).collect());
        client::keep(COLLAPSED, &words.join(","));
    }

    /// Folds the lanes that were folded before.
    pub fn fold_as_before(self) {
        let lanes: Vec<Status> =
            client::stored(COLLAPSED).unwrap_or_default().split(',').filter_map(|word| word.parse().ok()).collect();
        if !lanes.is_empty() {
            self.collapsed.set(lanes);
        }
    }
}
