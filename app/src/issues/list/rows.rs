//! The rows under their headings, and the ways to more.

use std::collections::HashMap;

use model::Lifecycle;

use super::{
    functions::ListPage,
    memory,
    query::ListQuery,
    row::IssueRow,
    shown::{Group, Row, Shown},
};
use crate::{
    issues::{bulk::Selection, filter::lifecycle_name},
    prelude::*,
    ui::{scroll_memory::ScrollMemory, status_icon::StatusGlyph},
};

/// What stands in the list: a heading, with its number among those of the same group, or a row.
#[derive(Clone)]
enum Item {
    Head(Group, usize),
    Row(Row),
}

/// The rows, and below them the way to more.
#[component]
pub(super) fn Rows(shown: Shown) -> impl IntoView {
    let selection = Selection::get();
    let scroll: ScrollMemory = expect_context();
    Effect::new(move |_| memory::come_back(scroll));
    Effect::new(move |_| {
        shown.rows.track();
        let ids = shown.ids();
        selection.retain(&ids);
        scroll.loaded(ids.len());
    });
    let key = |item: &Item| match item {
        Item::Head(group, nth) => Err((*group, *nth)),
        Item::Row(row) => Ok(row.id),
    };
    let item = move |item: Item| match item {
        Item::Head(group, _) => view! { <Head shown group /> },
        Item::Row(row) => view! { <IssueRow row shown selection /> },
    };
    view! {
        <ul class="rows" aria-label="Issues">
            <For each=move || shown.rows.with(|rows| items(rows)) key=key children=item />
        </ul>
        <Elsewhere shown />
        <Paging shown />
    }
}

/// A heading above each run of rows of one group. What changed since may have broken a run in two.
fn items(rows: &[Row]) -> Vec<Item> {
    let mut runs: HashMap<Group, usize> = HashMap::new();
    let mut items = Vec::with_capacity(rows.len() + 8);
    let mut above = None;
    for row in rows {
        if let Some(group) = row.group.filter(|group| above != Some(*group)) {
            let nth = runs.entry(group).or_default();
            items.push(Item::Head(group, *nth));
            *nth += 1;
        }
        above = row.group;
        items.push(Item::Row(row.clone()));
    }
    items
}

#[component]
fn Head(shown: Shown, group: Group) -> impl IntoView {
    let Group::Status(status) = group else {
        return view! {
            <li class="row-group">
                <h2>"Exact match"</h2>
            </li>
        };
    };
    let lifecycle = move || shown.asked.with(|asked| asked.filter.lifecycle);
    let count = move || {
        shown.facts.with(|facts| {
            facts
                .as_ref()
                .map(|facts| ListPage::count_of(&facts.counts, lifecycle(), status))
        })
    };
    view! {
        <li class="row-group">
            <StatusGlyph status />
            <h2>{status.label()}</h2>
            <span class="faint num">{move || count()}</span>
        </li>
    }
}

/// What the same filter finds in the other lifecycles.
#[component]
pub(super) fn Elsewhere(shown: Shown) -> impl IntoView {
    let links = move || {
        let asked = shown.asked.get();
        let here = asked.filter.lifecycle.filter(|_| asked.narrows())?;
        let link = |lifecycle: Lifecycle| {
            let count = shown.facts.with(|facts| {
                facts
                    .as_ref()
                    .map_or(0, |facts| ListPage::count_in(&facts.counts, lifecycle))
            });
            (count > 0 && lifecycle != here).then(|| {
                let text = format!("{count} more in {}", lifecycle_name(Some(lifecycle)));
                view! {
                    <a class="link" href=in_lifecycle(&asked, lifecycle)>
                        {text}
                    </a>
                }
            })
        };
        let links: Vec<_> = [Lifecycle::Open, Lifecycle::Closed, Lifecycle::Archived]
            .into_iter()
            .filter_map(link)
            .collect();
        (!links.is_empty()).then(|| view! { <p class="elsewhere">{links}</p> })
    };
    view! { {move || links()} }
}

fn in_lifecycle(asked: &ListQuery, lifecycle: Lifecycle) -> String {
    asked.in_lifecycle(Some(lifecycle)).href()
}

/// Links that turn pages; with the wasm the next page comes below instead.
#[component]
fn Paging(shown: Shown) -> impl IntoView {
    let Shown {
        asked,
        appends,
        facts,
        ..
    } = shown;
    Effect::new(move |_| appends.set(true));
    let press = move |event: web_sys::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            shown.load_more();
        }
    };
    let first = move || asked.with(|asked| asked.after.is_some().then(|| asked.from(None).href()));
    let next =
        Memo::new(move |_| facts.with(|facts| facts.as_ref().and_then(|facts| facts.next.clone())));
    let href = move || {
        next.get()
            .map(|next| asked.with(|asked| asked.from(Some(next)).href()))
    };
    let total = move || facts.with(|facts| facts.as_ref().map_or(0, |facts| facts.total));
    let count = move || format!("{} of {}", shown.rows.with(Vec::len), total());
    view! {
        <nav class="flex items-center justify-center gap-2 py-4 muted num" aria-label="Pages">
            {move || {
                first()
                    .map(|href| {
                        view! {
                            <a class="btn" href=href>
                                "First"
                            </a>
                        }
                    })
            }}
            {move || {
                (next.get().is_some() || first().is_some())
                    .then(|| view! { <span class="px-2">{move || count()}</span> })
            }}
            {move || {
                href()
                    .map(|href| {
                        view! {
                            <a
                                class="btn"
                                rel="next"
                                href=href
                                aria-busy=move || shown.busy.get().to_string()
                                on:click=press
                            >
                                {move || if appends.get() { "Load more" } else { "Next" }}
                            </a>
                        }
                    })
            }}
        </nav>
    }
}
