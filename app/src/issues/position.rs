//! Where an issue is in the list from which it was opened, and the way to its neighbours there.

use leptos::task::spawn_local;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{Cursor, IssueFilter, IssueId, Page, Sort};
use serde::{Deserialize, Serialize};

use super::list::functions::load_list;
use crate::{
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        shortcuts::{Scope, register_when},
    },
};

/// The key in the tab's storage.
const KEY: &str = "crosslink.walk";

/// The list that the reader walks along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    pub filter: IssueFilter,
    pub sort: Sort,
    /// As far as it is loaded.
    pub ids: Vec<IssueId>,
    pub total: i64,
    /// Where the rest begins.
    pub next: Option<Cursor>,
    /// The issue that the reader saw last.
    pub at: IssueId,
}

/// Remembers the list from which an issue is opened, for as long as the tab lives.
pub fn keep(walk: &Walk) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(walk)) {
        // A full or forbidden storage loses a convenience.
        let _ = storage.set_item(KEY, &text);
    }
}

/// The issue that was seen last on the walk that this one is on.
pub(super) fn last_seen(on: IssueId) -> Option<IssueId> {
    kept()
        .filter(|walk| walk.ids.contains(&on))
        .map(|walk| walk.at)
}

fn kept() -> Option<Walk> {
    serde_json::from_str(&storage()?.get_item(KEY).ok()??).ok()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// `3 of 36`, with the ways to the previous and the next issue; nothing for an issue that was not
/// opened from a list.
#[component]
pub fn ListPosition(id: IssueId) -> impl IntoView {
    let walk = RwSignal::new(None::<Walk>);
    // The server knows of no list.
    Effect::new(move |_| {
        let mut kept = kept().filter(|walk| walk.ids.contains(&id));
        if let Some(walk) = kept.as_mut().filter(|walk| walk.at != id) {
            walk.at = id;
            keep(walk);
        }
        walk.set(kept);
    });
    let place = move || walk.with(|walk| walk.as_ref()?.ids.iter().position(|other| *other == id));
    let beside = move |by: isize| {
        let index = place()?.checked_add_signed(by)?;
        walk.with(|walk| walk.as_ref()?.ids.get(index).copied())
    };
    let more = move || walk.with(|walk| walk.as_ref().is_some_and(|walk| walk.next.is_some()));
    let navigate = use_navigate();
    let go = StoredValue::new(move |to: IssueId| {
        // Going back leads to the list, not through all that was looked at.
        navigate(
            &format!("/issues/{to}"),
            NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            },
        );
    });
    let step = move |by: isize| match untrack(|| beside(by)) {
        Some(to) => go.with_value(|go| go(to)),
        None if by > 0 => spawn_local(async move {
            if let Some(to) = extend(walk, id).await {
                go.try_with_value(|go| go(to));
            }
        }),
        None => {}
    };
    let can = move |by: isize| beside(by).is_some() || (by > 0 && place().is_some() && more());
    register_when(
        "[",
        "Previous in the list",
        Scope::Issue,
        move || untrack(|| can(-1)),
        move || step(-1),
    );
    register_when(
        "]",
        "Next in the list",
        Scope::Issue,
        move || untrack(|| can(1)),
        move || step(1),
    );
    let text = move || {
        Some(format!(
            "{} of {}",
            place()? + 1,
            walk.with(|walk| walk
                .as_ref()
                .map(|walk| walk.total.max(walk.ids.len() as i64)))?
        ))
    };
    let button = move |by: isize, shape, label| {
        view! {
            <button
                type="button"
                class="btn btn-ghost btn-icon"
                aria-label=label
                title=label
                disabled=move || !can(by)
                on:click=move |_| step(by)
            >
                <Icon shape />
            </button>
        }
    };
    view! {
        <Show when=move || place().is_some()>
            <span class="list-position">
                <span class="muted num only-desk">{move || text()}</span>
                {button(-1, Shape::ArrowUp, "Previous in the list ([)")}
                {button(1, Shape::ArrowDown, "Next in the list (])")}
            </span>
        </Show>
    }
}

/// Loads the next page of the list; returns the issue after this one.
async fn extend(walk: RwSignal<Option<Walk>>, id: IssueId) -> Option<IssueId> {
    let mut longer = walk.try_get_untracked()??;
    let page = Page {
        limit: Some(super::list::query::PAGE),
        after: Some(longer.next.take()?),
    };
    let more = load_list(longer.filter.clone(), longer.sort, page)
        .await
        .ok()?;
    longer.ids.extend(
        more.cards
            .items
            .iter()
            .map(|card| card.id)
            .filter(|new| !longer.ids.contains(new))
            .collect::<Vec<_>>(),
    );
    (longer.next, longer.total) = (more.cards.next, more.cards.total);
    let after = longer.ids.iter().position(|other| *other == id)? + 1;
    let to = longer.ids.get(after).copied();
    keep(&longer);
    walk.try_set(Some(longer));
    to
}
