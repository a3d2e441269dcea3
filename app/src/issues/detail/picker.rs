//! Finds an issue by its number or by words from its title.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local};
use model::{IssueId, IssueLink};

use super::{
    change::Change,
    functions::suggest_issues,
    open::{open, submits},
};
use crate::ui::{glyph::StatusGlyph, menu};

/// Longer than between two keys of somebody who types, shorter than one notices.
const PAUSE: Duration = Duration::from_millis(120);

/// A menu that finds an issue and sends it as the field `name` of a change, beside `hidden` fields. Without the wasm a number or
/// an identifier is typed and sent.
pub fn picker<C: Change>(
    id: &'static str,
    name: &'static str,
    hidden: Option<(&'static str, &'static str)>,
    leave_out: Signal<Vec<IssueId>>,
) -> impl IntoView {
    let open = open();
    let found = RwSignal::new(Vec::<IssueLink>::new());
    let query = RwSignal::new(String::new());
    search(query, found);
    Effect::new(move |_| open.remember(found.get()));
    let fields = move || {
        view! {
            <input type="hidden" name="id" value=open.id.to_string() />
            {hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> })}
        }
    };
    let offers = move || {
        let leave_out = leave_out.get();
        found.get().into_iter().filter(|link| link.id != open.id && !leave_out.contains(&link.id)).collect::<Vec<_>>()
    };
    let list = NodeRef::<html::Div>::new();
    // Words name no issue: Enter takes the first that was found.
    let input = NodeRef::<html::Input>::new();
    let toggled = move |event| {
        if menu::has_closed(&event)
            && let Some(input) = input.get_untracked()
        {
            input.set_value("");
            query.set(String::new());
        }
    };
    let (enter, choose) = (submits::<C>(), submits::<C>());
    let submit = move |event: web_sys::SubmitEvent| {
        let first = list.get_untracked().and_then(|list| list.query_selector(".menu-item").ok().flatten());
        if query.get_untracked().parse::<model::IssueRef>().is_err()
            && let Some(first) = first
        {
            event.prevent_default();
            wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(first).click();
        } else {
            enter(event);
        }
    };
    view! {
        <div id=id popover class="menu w-80" on:keydown=menu::walk on:toggle=toggled>
            <form action=C::url() method="post" on:submit=submit>
                {fields()}
                <input
                    class="input mb-1"
                    name=name
                    node_ref=input
                    aria-label="Find an issue"
                    placeholder="Number or words"
                    autocomplete="off"
                    autofocus
                    required
                    on:input=move |event| query.set(event_target_value(&event))
                />
            </form>
            <form action=C::url() method="post" on:submit=choose>
                {fields()}
                <div node_ref=list>
                    <For each=offers key=|link| link.id let:link>
                        <button class="menu-item" name=name value=link.id.to_string()>
                            <StatusGlyph status=link.status named=true />
                            <span class="row-id">{format!("#{}", link.id)}</span>
                            <span class="truncate">{link.title}</span>
                        </button>
                    </For>
                </div>
            </form>
            <p class="menu-note" role="status">
                {move || (!query.get().trim().is_empty() && offers().is_empty()).then_some("Nothing found")}
            </p>
        </div>
    }
}

/// Asks once the typing pauses, and drops the answers to what has been typed over since.
pub fn search(query: RwSignal<String>, found: RwSignal<Vec<IssueLink>>) {
    Effect::new(move |_| {
        let asked = query.get();
        let go = move || {
            if query.try_get_untracked().as_ref() == Some(&asked) {
                spawn_local(ask(asked, query, found));
            }
        };
        set_timeout(go, PAUSE);
    });
}

async fn ask(asked: String, query: RwSignal<String>, found: RwSignal<Vec<IssueLink>>) {
    let answer = if asked.trim().is_empty() { Ok(Vec::new()) } else { suggest_issues(asked.clone()).await };
    if let Ok(answer) = answer
        && query.try_get_untracked().as_ref() == Some(&asked)
    {
        found.set(answer);
    }
}
