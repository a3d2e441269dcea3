//! One card of the board.

use model::{AgentStatus, Card, Holder, IssueId, Status};

use super::{
    aria_live, come_back::ComeBack, dom, drag::state::shift, state::BoardState, text_width::em,
};
use crate::{
    agents::status::AgentAvatar,
    issues::bulk::Selection,
    prelude::*,
    ui::{
        age::age,
        icon::{Icon, Shape},
        label::LabelPill,
        status_icon::PriorityGlyph,
    },
};

/// Labels that are shown at most; the rest is counted.
const LABELS: usize = 2;
/// The width of a card's last line in the narrowest lane, in pixels.
const LINE: f64 = 202.0;

/// A card in its lane, making room for one in the air.
#[component]
pub fn CardItem(id: IssueId, status: Status) -> impl IntoView {
    let (state, back, selection) = (BoardState::get(), ComeBack::get(), Selection::get());
    let index = Memo::new(move |_| state.index(id, status).unwrap_or_default());
    let size = Memo::new(move |_| state.lane(status, |list| list.total()));
    let chosen = Memo::new(move |_| selection.contains(id));
    let lifted = Memo::new(move |_| {
        state
            .lift
            .with(|lift| lift.is_some_and(|lift| lift.id == id))
    });
    let shift = Memo::new(move |_| {
        let Some(lift) = state.lift.get().filter(|lift| lift.id != id) else {
            return 0;
        };
        shift(index.get(), lift.own(status), lift.landing(status))
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
                class:card-selected=move || chosen.get()
                class:card-lifted=move || lifted.get()
                class:card-pending=move || state.moves.stalled.get() && state.is_pending(id)
                on:focusin=move |_| {
                    if state.current.get_untracked() != Some(id) {
                        state.current.set(Some(id));
                    }
                    back.note(id);
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
    let card = Memo::new(move |before: Option<&Option<Card>>| {
        state.card(id).or_else(|| before.cloned().flatten())
    });
    let title = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.title.clone())));
    let holder =
        Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.holder.clone())));
    // A heartbeat is no reason to draw the rest anew.
    let rest = Memo::new(move |_| {
        card.get().map(|card| Card {
            holder: None,
            ..card
        })
    });
    // Only a card that is held grows older with the clock.
    let at_work = Memo::new(move |_| {
        holder.with(|holder| holder.as_ref().map(|holder| holder.status(state.now.get())))
    });
    let name = Memo::new(move |_| {
        card.with(|card| {
            card.as_ref()
                .map(|card| aria_live::name(card, at_work.get()))
        })
    });
    // Before the wasm every link is in the order of Tab; with it, arrows go from card to card.
    let tabindex = Memo::new(move |_| {
        state.ready.get().then(|| {
            if state.tab_stop() == Some(id) {
                "0"
            } else {
                "-1"
            }
        })
    });
    view! {
        <CardTop id card holder at_work />
        <a
            class="card-title"
            dir="auto"
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
    let milestone = Memo::new(move |_| {
        card.with(|card| card.as_ref().and_then(|card| card.milestone_name.clone()))
    });
    view! {
        <div class="card-top">
            <span class="card-grip" aria-hidden="true">
                <Icon shape=Shape::Grip />
            </span>
            {move || priority.get().map(|priority| view! { <PriorityGlyph priority /> })}
            <span>{format!("#{id}")}</span>
            {move || milestone.get().map(|name| view! { <MilestoneFlag name /> })}
            <button
                type="button"
                class="card-menu only-script"
                tabindex="-1"
                aria-haspopup="menu"
                aria-label=format!("Move #{id} to…")
                aria-expanded=move || (state.menu.get() == Some(id)).to_string()
                on:click=move |_| state.menu.set(Some(id))
            >
                <Icon shape=Shape::Dots />
            </button>
            <AtWork holder at_work />
        </div>
    }
}

/// Which milestone it counts for.
#[component]
fn MilestoneFlag(name: String) -> impl IntoView {
    let text = format!("Milestone: {name}");
    let title = text.clone();
    view! {
        <span class="card-tip" title=title>
            <Icon shape=Shape::Flag class="icon-sm" />
            <span class="sr-only">{text}</span>
        </span>
    }
}

/// The agent that has it locked, with the dot of its heartbeat. Another status is no other element.
#[component]
fn AtWork(holder: Memo<Option<Holder>>, at_work: Memo<Option<AgentStatus>>) -> impl IntoView {
    let agent = Memo::new(move |_| {
        holder.with(|holder| holder.as_ref().map(|holder| holder.agent.clone()))
    });
    let status = Signal::derive(move || at_work.get().unwrap_or_default());
    view! { {move || agent.get().map(|name| view! { <AgentAvatar name status /> })} }
}

/// How long it is locked.
#[component]
fn LockedFor(holder: Memo<Option<Holder>>) -> impl IntoView {
    let now = BoardState::get().now;
    let text = Memo::new(move |_| {
        holder.with(|holder| holder.as_ref().map(|holder| age(holder.age(now.get()))))
    });
    let who = move || {
        holder.with(|holder| {
            holder
                .as_ref()
                .map(|holder| format!("Locked by {}", holder.agent))
        })
    };
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
    let children = format!("{}/{}", card.subissues_done, card.subissues);
    let shown = labels_shown(&card);
    let more = card.labels.len() - shown;
    let rest = card
        .labels
        .iter()
        .skip(shown)
        .map(|label| label.name.clone())
        .collect::<Vec<_>>()
        .join(", ");
    view! {
        <div class="card-meta">
            {card
                .labels
                .into_iter()
                .take(shown)
                .map(|label| view! { <LabelPill label /> })
                .collect_view()}
            {(more > 0)
                .then(|| {
                    view! {
                        <span class="card-tip faint" title=rest>
                            {format!("+{more}")}
                        </span>
                    }
                })}
            <Count shape=Shape::Blocked count=card.blocked_by class="danger" before="blocked by" />
            <Count shape=Shape::ArrowRight count=card.unblocks class="accent" before="unblocks" />
            <Count shape=Shape::Subissues count=card.subissues text=children before="sub-issues" />
            <Count shape=Shape::Comment count=card.comments before="comments" />
            <LockedFor holder />
        </div>
    }
}

/// How many of its labels a card shows: as many as stand in full beside its icons, but one in any
/// case.
fn labels_shown(card: &Card) -> usize {
    const EM: f64 = 12.0;
    let counts = [
        card.blocked_by,
        card.unblocks,
        card.subissues,
        card.comments,
    ];
    let mut icons: f64 = counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| 25.0 + 7.0 * count.to_string().len() as f64)
        .sum();
    icons += if card.subissues > 0 { 14.0 } else { 0.0 };
    let more = if card.labels.len() > LABELS {
        24.0
    } else {
        0.0
    };
    let labels = card
        .labels
        .iter()
        .take(LABELS)
        .scan(icons + more, |used, label| {
            *used += 36.0 + em(&label.name) * EM;
            Some(*used)
        });
    labels
        .take_while(|used| *used <= LINE)
        .count()
        .max(card.labels.len().min(1))
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
