//! A card.

use leptos::prelude::*;
use model::{AgentStatus, Card, Holder, IssueId, Status};

use super::{announce, dom, lift::shift, state::BoardState};
use crate::{
    agents::status::AgentAvatar,
    ui::{
        age::age,
        glyph::PriorityGlyph,
        icon::{Icon, Shape},
        label::LabelPill,
    },
};

/// Labels that are shown; the rest is counted.
const LABELS: usize = 3;

/// A card in its lane, making room for one in the air.
#[component]
pub fn CardItem(id: IssueId, status: Status) -> impl IntoView {
    let state = BoardState::get();
    let index = Memo::new(move |_| state.index(id, status).unwrap_or_default());
    let size = Memo::new(move |_| state.lane(status, |list| list.total()));
    let lifted = Memo::new(move |_| state.lift.with(|lift| lift.is_some_and(|lift| lift.id == id)));
    let shift = Memo::new(move |_| {
        let Some(lift) = state.lift.get().filter(|lift| lift.id != id) else { return 0 };
        shift(index.get(), (lift.from.status == status).then_some(lift.from.index), lift.landing(status))
    });
    view! {
        <li
            class:card-up=move || shift.get() < 0
            class:card-down=move || 0 < shift.get()
            aria-setsize=move || size.get().to_string()
            aria-posinset=move || (index.get() + 1).to_string()
        >
            <article
                id=dom::card_id(id)
                class="card"
                class:card-lifted=move || lifted.get()
                class:card-pending=move || state.moves.stalled.get() && state.is_pending(id)
                on:focusin=move |_| {
                    if state.current.get_untracked() != Some(id) {
                        state.current.set(Some(id));
                    }
                }
            >
                <CardFace id />
            </article>
        </li>
    }
}

/// What changes, changes in place: an element that is made anew loses the focus.
#[component]
fn CardFace(id: IssueId) -> impl IntoView {
    let state = BoardState::get();
    let card = Memo::new(move |before: Option<&Option<Card>>| state.card(id).or_else(|| before.cloned().flatten()));
    let title = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.title.clone())));
    let holder = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.holder.clone())));
    // A heartbeat is no reason to draw the rest anew.
    let rest = Memo::new(move |_| card.get().map(|card| Card { holder: None, ..card }));
    // Only a card that is held grows older with the clock.
    let at_work = Memo::new(move |_| holder.with(|holder| holder.as_ref().map(|holder| holder.status(state.now.get()))));
    let name = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| announce::name(card, at_work.get()))));
    // Before the wasm every link is in the order of Tab; with it, arrows go from card to card.
    let tabindex = Memo::new(move |_| state.ready.get().then(|| if state.tab_stop() == Some(id) { "0" } else { "-1" }));
    view! {
        <CardTop id card holder at_work />
        <a
            class="card-title"
            href=format!("/issues/{id}")
            draggable="false"
            tabindex=move || tabindex.get()
            aria-label=move || name.get()
        >
            {move || title.get()}
        </a>
        {move || rest.get().map(|card| view! { <CardMeta card holder /> })}
    }
}

#[component]
fn CardTop(
    id: IssueId,
    card: Memo<Option<Card>>,
    holder: Memo<Option<Holder>>,
    at_work: Memo<Option<AgentStatus>>,
) -> impl IntoView {
    let state = BoardState::get();
    let priority = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.priority)));
    view! {
        <div class="card-top">
            <span class="card-grip" aria-hidden="true">
                <Icon shape=Shape::Grip />
            </span>
            {move || priority.get().map(|priority| view! { <PriorityGlyph priority /> })}
            <span>{format!("#{id}")}</span>
            <Show when=move || state.ready.get()>
                <button
                    class="card-menu"
                    tabindex="-1"
                    aria-haspopup="menu"
                    aria-label=format!("Move #{id} to…")
                    aria-expanded=move || (state.menu.get() == Some(id)).to_string()
                    on:click=move |_| state.menu.set(Some(id))
                >
                    <Icon shape=Shape::Dots />
                </button>
            </Show>
            <AtWork holder at_work />
        </div>
    }
}

/// The agent that has it locked, with the dot of its heartbeat. Another status is no other element.
#[component]
fn AtWork(holder: Memo<Option<Holder>>, at_work: Memo<Option<AgentStatus>>) -> impl IntoView {
    let agent = Memo::new(move |_| holder.with(|holder| holder.as_ref().map(|holder| holder.agent.clone())));
    let status = Signal::derive(move || at_work.get().unwrap_or_default());
    view! { {move || agent.get().map(|name| view! { <AgentAvatar name status /> })} }
}

/// How long it is locked.
#[component]
fn LockedFor(holder: Memo<Option<Holder>>) -> impl IntoView {
    let now = BoardState::get().now;
    let text = Memo::new(move |_| holder.with(|holder| holder.as_ref().map(|holder| age(holder.age(now.get())))));
    let who = move || holder.with(|holder| holder.as_ref().map(|holder| format!("Locked by {}", holder.agent)));
    view! {
        <Show when=move || text.with(Option::is_some)>
            <span title=who>
                <Icon shape=Shape::Lock />
                <span class="sr-only">"locked for"</span>
                {move || text.get()}
            </span>
        </Show>
    }
}

#[component]
fn CardMeta(card: Card, holder: Memo<Option<Holder>>) -> impl IntoView {
    let more = card.labels.len().saturating_sub(LABELS);
    let rest = card.labels.iter().skip(LABELS).map(|label| label.name.clone()).collect::<Vec<_>>().join(", ");
    let children = format!("{}/{}", card.subissues_done, card.subissues);
    view! {
        <div class="card-meta">
            {card.labels.iter().take(LABELS).map(|label| view! { <LabelPill label=label.clone() /> }).collect_view()}
            {(more > 0).then(|| view! { <span class="faint" title=rest>{format!("+{more}")}</span> })}
            <Count shape=Shape::Blocked count=card.blocked_by class="danger" before="blocked by" />
            <Count shape=Shape::ArrowRight count=card.unblocks class="accent" before="unblocks" />
            <Count shape=Shape::Subissues count=card.subissues text=children before="sub-issues" />
            <Count shape=Shape::Comment count=card.comments before="comments" />
            <LockedFor holder />
            {card
                .milestone_name
                .map(|name| {
                    view! {
                        <span class="card-milestone" title=format!("Milestone {name}")>
                            <Icon shape=Shape::Flag />
                            <span class="truncate">{name.clone()}</span>
                        </span>
                    }
                })}
        </div>
    }
}

/// An icon with a number, when there is anything to count.
#[component]
fn Count(
    shape: Shape,
    count: i64,
    before: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] text: Option<String>,
) -> impl IntoView {
    (count > 0).then(|| {
        let text = text.unwrap_or_else(|| count.to_string());
        view! {
            <span class=class title=format!("{before} {text}")>
                <Icon shape=shape />
                <span class="sr-only">{before}</span>
                {text.clone()}
            </span>
        }
    })
}
