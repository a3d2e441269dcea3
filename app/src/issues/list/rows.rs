//! The rows: one line an issue on the desk, two on the phone.

use leptos::prelude::*;
use model::{Card, Label};

use super::{
    shown::{Row, Shown},
    walk::{self, row_id},
};
use crate::ui::{
    glyph::{PriorityGlyph, StatusGlyph},
    icon::{Icon, Shape},
    label::LabelPill,
    time_ago::TimeAgo,
};

/// Labels that a row has room for.
const LABELS: usize = 3;

/// The rows, and below them the way to more.
#[component]
pub(super) fn Rows(shown: Shown) -> impl IntoView {
    Effect::new(|_| walk::come_back());
    view! {
        <ul class="rows" aria-label="Issues">
            <For each=move || shown.rows.get() key=|row| row.id let:row>
                <IssueRow row />
            </For>
        </ul>
        <Paging shown />
    }
}

#[component]
fn IssueRow(row: Row) -> impl IntoView {
    let Row { id, card } = row;
    // The link stays and what is in it changes, so that an update takes no focus away.
    view! {
        <li>
            <a class="row issue-row" id=row_id(id) href=format!("/issues/{id}") on:click=move |_| walk::opened(id)>
                {move || view! { <Line card=card.get() /> }.into_any()}
            </a>
        </li>
    }
}

#[component]
fn Line(card: Card) -> impl IntoView {
    let title = card.title.clone();
    view! {
        <PriorityGlyph priority=card.priority named=true />
        <span class="row-id">"#" {card.id.to_string()}</span>
        <StatusGlyph status=card.status named=true />
        <span class="row-title" title=card.title>
            {title}
        </span>
        <span class="row-end">
            {(!card.labels.is_empty()).then(|| view! { <Labels labels=card.labels /> })}
            {(card.subissues > 0)
                .then(|| {
                    view! { <Count shape=Shape::Subissues text=format!("{}/{}", card.subissues_done, card.subissues) what="sub-issues done" /> }
                })}
            {(card.blocked_by > 0)
                .then(|| view! { <Count shape=Shape::Blocked text=card.blocked_by.to_string() what="open blockers" danger=true /> })}
            {(card.comments > 0)
                .then(|| view! { <Count shape=Shape::Comment text=card.comments.to_string() what="comments" /> })}
            <span class="row-time">
                <TimeAgo at=card.updated_at />
            </span>
        </span>
    }
}

#[component]
fn Labels(labels: Vec<Label>) -> impl IntoView {
    let more = labels.len().saturating_sub(LABELS);
    let rest: Vec<String> = labels.iter().skip(LABELS).map(|label| label.name.clone()).collect();
    view! {
        <span class="row-labels">
            {labels.into_iter().take(LABELS).map(|label| view! { <LabelPill label /> }).collect_view()}
            {(more > 0).then(|| view! { <span title=rest.join(", ")>"+" {more}</span> })}
        </span>
    }
}

/// An icon with a number, and in words for those who do not see the icon.
#[component]
fn Count(shape: Shape, text: String, what: &'static str, #[prop(optional)] danger: bool) -> impl IntoView {
    view! {
        <span class="inline-flex items-center gap-1" class:danger=danger title=format!("{text} {what}")>
            <Icon shape class="icon-sm" />
            {text.clone()}
            <span class="sr-only">{what}</span>
        </span>
    }
}

/// Links that turn pages; with the wasm the next page comes below instead.
#[component]
fn Paging(shown: Shown) -> impl IntoView {
    let Shown { asked, appends, .. } = shown;
    Effect::new(move |_| appends.set(true));
    let press = move |event: web_sys::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            shown.load_more();
        }
    };
    let first = move || asked.with(|asked| asked.after.is_some().then(|| asked.from(None).href()));
    let next = move || shown.next.get().map(|next| asked.with(|asked| asked.from(Some(next)).href()));
    let count = move || format!("{} of {}", shown.rows.with(Vec::len), shown.total.get().unwrap_or_default());
    view! {
        <nav class="flex items-center justify-center gap-2 py-4 muted num" aria-label="Pages">
            {move || first().map(|href| view! { <a class="btn" href=href>"First"</a> })}
            {move || (next().is_some() || first().is_some()).then(|| view! { <span class="px-2">{count}</span> })}
            {move || {
                next()
                    .map(|href| {
                        view! {
                            <a class="btn" rel="next" href=href aria-busy=move || shown.busy.get().to_string() on:click=press>
                                {move || if appends.get() { "Load more" } else { "Next" }}
                            </a>
                        }
                    })
            }}
        </nav>
    }
}
