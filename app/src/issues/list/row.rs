//! A row: columns in one line on the desk, two lines on the phone, and a box to choose it.

use leptos::html::Input;
use model::{Card, Holder, IssueId, Label, search};
use wasm_bindgen::JsCast;

use super::{
    memory,
    shown::{Row, Shown},
    walk::row_id,
};
use crate::{
    agents::status::AgentAvatar,
    issues::{
        bulk::{FORM, Selection},
        peek::Peeking,
    },
    prelude::*,
    ui::{
        age::{Now, age},
        icon::{Icon, Shape},
        label::LabelPill,
        marked::marked,
        scroll_memory::ScrollMemory,
        status_icon::{PriorityGlyph, StatusGlyph},
        time_ago::TimeAgo,
    },
};

/// Labels that a row has room for.
const LABELS: usize = 3;

#[component]
pub(super) fn IssueRow(row: Row, shown: Shown, selection: Selection) -> impl IntoView {
    let Row {
        id, card, excerpt, ..
    } = row;
    let chosen = Memo::new(move |_| selection.contains(id));
    let (scroll, peek): (ScrollMemory, _) = (expect_context(), Peeking::get());
    let press = move |event: web_sys::MouseEvent| {
        let chooses = selection.selecting.get_untracked();
        if event.shift_key() || chooses {
            event.prevent_default();
            // The row is a link, which the router would follow.
            event.stop_propagation();
            if event.shift_key() {
                selection.through(id);
            } else {
                selection.toggle(id);
            }
        } else {
            memory::opened(scroll, shown, id);
        }
    };
    // The link stays and what is in it changes, so that an update takes no focus away.
    view! {
        <li class="row-line" class:row-chosen=move || chosen.get()>
            <RowBox id selection chosen />
            <a class="row issue-row" id=row_id(id) href=format!("/issues/{id}") on:click=press>
                {move || view! { <Line card=card.get() now=shown.now /> }}
                {move || excerpt.get().map(|line| view! { <Excerpt shown line /> })}
            </a>
            <button
                type="button"
                class="row-peek only-script"
                aria-label=format!("Peek at #{id}")
                title="Peek (Space)"
                on:click=move |_| peek.show(id)
            >
                <Icon shape=Shape::Panel />
            </button>
        </li>
    }
}

/// A box that is checked before the wasm is there stays checked.
#[component]
fn RowBox(id: IssueId, selection: Selection, chosen: Memo<bool>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    Effect::new(move |seen: Option<bool>| {
        let chosen = chosen.get();
        let Some(input) = input.get() else {
            return false;
        };
        if seen != Some(true) && input.checked() {
            selection.set(id, true);
        } else {
            input.set_checked(chosen);
        }
        true
    });
    let press = move |event: web_sys::MouseEvent| {
        let checked = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        match checked {
            Some(input) if event.shift_key() && input.checked() => selection.through(id),
            Some(input) => selection.set(id, input.checked()),
            None => {}
        }
    };
    view! {
        <label class="row-check">
            <input
                class="row-box"
                type="checkbox"
                form=FORM
                name="ids[]"
                value=id.to_string()
                autocomplete="off"
                aria-label=format!("Select #{id}")
                node_ref=input
                on:click=press
            />
        </label>
    }
}

#[component]
fn Line(card: Card, now: Now) -> impl IntoView {
    let title = card.title.clone();
    let comments = (card.comments > 0).then(
        || view! { <Count shape=Shape::Comment text=card.comments.to_string() what="comments" /> },
    );
    view! {
        <PriorityGlyph priority=card.priority named=true />
        <span class="row-id">"#" {card.id.to_string()}</span>
        <StatusGlyph status=card.status named=true />
        <span class="row-title" title=card.title dir="auto">
            {title}
        </span>
        <span class="row-cells">
            <span class="row-labels">
                {(card.subissues > 0)
                    .then(|| {
                        view! {
                            <Count
                                shape=Shape::Subissues
                                text=format!("{}/{}", card.subissues_done, card.subissues)
                                what="sub-issues done"
                            />
                        }
                    })}
                {(card.blocked_by > 0)
                    .then(|| {
                        view! {
                            <Count
                                shape=Shape::Blocked
                                text=card.blocked_by.to_string()
                                what="open blockers"
                                danger=true
                            />
                        }
                    })} <Labels labels=card.labels />
            </span>
            <span class="row-count">{comments}</span>
            <span class="row-agent">{card.holder.map(|holder| view! { <Held holder now /> })}</span>
            <span class="row-time" title="Last updated">
                <TimeAgo at=card.updated_at />
            </span>
        </span>
    }
}

/// The agent that has it locked.
#[component]
fn Held(holder: Holder, now: Now) -> impl IntoView {
    let (name, agent) = (holder.agent.clone(), holder.agent.clone());
    let at_work = holder.clone();
    let status = Signal::derive(move || at_work.status(now.get()));
    let text = move || format!("locked by {agent} for {}", age(holder.age(now.get())));
    view! {
        <AgentAvatar name status />
        <span class="sr-only">{move || text()}</span>
    }
}

#[component]
fn Labels(labels: Vec<Label>) -> impl IntoView {
    let more = labels.len().saturating_sub(LABELS);
    let rest: Vec<String> = labels
        .iter()
        .skip(LABELS)
        .map(|label| label.name.clone())
        .collect();
    view! {
        {labels.into_iter().take(LABELS).map(|label| view! { <LabelPill label /> }).collect_view()}
        {(more > 0)
            .then(|| {
                view! {
                    <span class="num" title=rest.join(", ")>
                        {format!("+{more}")}
                    </span>
                }
            })}
    }
}

/// An icon with a number, and in words for those who do not see the icon.
#[component]
fn Count(
    shape: Shape,
    text: String,
    what: &'static str,
    #[prop(optional)] danger: bool,
) -> impl IntoView {
    view! {
        <span
            class="inline-flex items-center gap-1 num"
            class:danger=danger
            title=format!("{text} {what}")
        >
            <Icon shape class="icon-sm" />
            {text.clone()}
            <span class="sr-only">{what}</span>
        </span>
    }
}

/// Where the issue mentions what was searched for.
#[component]
fn Excerpt(shown: Shown, line: String) -> impl IntoView {
    let words = shown
        .asked
        .with_untracked(|asked| asked.filter.search.clone().unwrap_or_default());
    let line = marked(search::marked(&line, &search::terms(&words)));
    view! {
        <span class="row-excerpt" dir="auto">
            {line}
        </span>
    }
}
