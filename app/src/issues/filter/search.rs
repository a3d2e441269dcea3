//! The search field: a form without the wasm; with it the page follows what is typed.

use std::time::Duration;

use leptos::{html::Input, leptos_dom::helpers::debounce};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::address::Filtered;
use crate::{
    prelude::*,
    ui::icon::{Icon, Shape},
};

/// How long typing must pause before the server is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// Searches within the filters in force. `/` focuses it.
#[component]
pub fn Search(page: Filtered, label: &'static str) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let words = move || {
        page.filter
            .with(|filter| filter.search.clone().unwrap_or_default())
    };
    let sent = StoredValue::new(untrack(words));
    let search = search_for(page, sent);
    let mut typed = debounce(PAUSE, search.clone());
    // The address may also change by "Clear all" or by going back. What we sent ourselves is older
    // than what is being typed, and so is the address when the wasm comes: what was typed before
    // that is searched for now.
    let early = search.clone();
    Effect::new(move |before: Option<bool>| {
        let awake = before == Some(true);
        let (words, Some(input)) = (words(), input.get()) else {
            return awake;
        };
        if !awake && input.value() != words {
            early(input.value());
        } else if words != sent.get_value() {
            input.set_value(&words);
            sent.set_value(words);
        }
        true
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            search(input.value());
        }
    };
    let others = move || {
        let others = page.pairs_with(|filter| filter.search = None).into_iter();
        others
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect_view()
    };
    view! {
        <form class="search" role="search" method="get" action=page.path on:submit=submit>
            <Icon shape=Shape::Search />
            <input
                class="input"
                type="search"
                name="q"
                placeholder=label
                aria-label=label
                aria-keyshortcuts="/"
                autocomplete="off"
                maxlength="200"
                value=words
                node_ref=input
                on:input=move |event| typed(event_target_value(&event))
            />
            <kbd class="kbd only-desk" aria-hidden="true">
                "/"
            </kbd>
            {move || others()}
        </form>
    }
}

/// Puts the words into the address in place of those that were there: going back leaves the page,
/// not the last letter.
fn search_for(page: Filtered, sent: StoredValue<String>) -> impl Fn(String) + Clone + 'static {
    let navigate = use_navigate();
    move |words: String| {
        let words = if words.trim().is_empty() {
            String::new()
        } else {
            words
        };
        // A pause may end after the page is gone.
        if sent.try_get_value().is_some_and(|sent| sent != words) {
            sent.set_value(words.clone());
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            let next = untrack(|| {
                page.href_with(|filter| {
                    filter.search = Some(words).filter(|words| !words.is_empty());
                })
            });
            navigate(&next, options);
        }
    }
}
