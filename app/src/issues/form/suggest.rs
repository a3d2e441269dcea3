//! What may stand in a field, offered below it while one types. Needs the wasm; without it one types.

use leptos::{ev, html, prelude::*, task::spawn_local};
use model::{IssueLink, IssueRef, Label};

use crate::{
    issues::{detail::search, functions::list_labels},
    ui::{glyph::StatusGlyph, label::LabelPill},
};

/// More would be a list to read.
const OFFERED: usize = 8;

/// Labels that begin like the word one is at.
#[component]
pub(super) fn LabelOffers(input: NodeRef<html::Input>) -> impl IntoView {
    let all = RwSignal::new(Vec::<Label>::new());
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| {
        spawn_local(async move {
            if let Ok(labels) = list_labels().await {
                all.try_set(labels);
            }
        });
    });
    follow(input, typed);
    let offers = move || {
        let typed = typed.get().to_lowercase();
        let mut words: Vec<&str> = typed.split(',').map(str::trim).collect();
        let last = words.pop().unwrap_or_default();
        let fits =
            |label: &Label| label.name.to_lowercase().contains(last) && !words.contains(&label.name.to_lowercase().as_str());
        all.get().into_iter().filter(fits).take(OFFERED).collect::<Vec<_>>()
    };
    let take = move |name: &str| {
        let Some(input) = input.get_untracked() else { return };
        let value = input.value();
        let before = value.rsplit_once(',').map(|(before, _)| format!("{}, ", before.trim())).unwrap_or_default();
        write(&input, &format!("{before}{name}, "));
    };
    let offer = move |label: Label| {
        let name = label.name.clone();
        view! {
            <button type="button" on:click=move |_| take(&name)>
                <LabelPill label />
            </button>
        }
    };
    view! {
        <div class="flex flex-wrap gap-1">
            <For each=offers key=|label| label.name.clone() children=offer />
        </div>
    }
}

/// Issues whose title has the words one types instead of a number.
#[component]
pub(super) fn ParentOffers(input: NodeRef<html::Input>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<IssueLink>::new());
    follow(input, typed);
    search(typed, found);
    // A number that one has taken or typed in full needs no more help.
    let offers = move || if typed.get().parse::<IssueRef>().is_ok() { Vec::new() } else { found.get() };
    let offer = move |issue: IssueLink| {
        let id = issue.id;
        let take = move |_| {
            if let Some(input) = input.get_untracked() {
                write(&input, &format!("#{id}"));
            }
        };
        view! {
            <button type="button" class="menu-item" on:click=take>
                <StatusGlyph status=issue.status named=true />
                <span class="row-id">{format!("#{id}")}</span>
                <span class="truncate">{issue.title}</span>
            </button>
        }
    };
    view! { <For each=offers key=|issue| issue.id children=offer /> }
}

/// What stands in a field, as a signal.
fn follow(input: NodeRef<html::Input>, typed: RwSignal<String>) {
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            typed.set(input.value());
            let field = input;
            let listener = window_event_listener(ev::input, move |_| {
                if typed.get_untracked() != field.value() {
                    typed.set(field.value());
                }
            });
            on_cleanup(move || listener.remove());
        }
    });
}

/// Writes as if it had been typed, so that everyone who listens knows.
fn write(input: &web_sys::HtmlInputElement, value: &str) {
    input.set_value(value);
    let _ = input.focus();
    if let Ok(event) = document().create_event("Event") {
        event.init_event_with_bubbles("input", true);
        let _ = input.dispatch_event(&event);
    }
}
