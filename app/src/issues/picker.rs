//! Choosing an issue by its number or by words of its title.

use std::time::Duration;

use leptos::task::spawn_local;
use model::{IssueId, IssueLink};

use super::functions::suggest_issues;
use crate::{
    prelude::*,
    ui::picker::{Choice, Picker, PlainForm, Search},
};

/// Longer than between two keys of somebody who types, shorter than one notices.
const PAUSE: Duration = Duration::from_millis(120);

/// A popover that finds issues; a button with `popovertarget=id` opens it. Archived issues are
/// never offered, nor those of `leave_out`, and with `open_only` no closed ones. Before anything is
/// typed it offers what changed last.
///
/// `on_pick` gets the issue, or `None` when `none` was chosen: the name of "no issue", which is
/// offered first while it is there. With `multiple` it stays open; give it what is chosen already
/// as `chosen`, which is checked, and choosing it again is told like any other choice. With `plain`
/// it works as a form before the wasm is there: a number or an identifier is typed and sent.
///
/// ```ignore
/// <button type="button" class="btn" popovertarget="add-issues">"Add issues…"</button>
/// <IssuePicker id="add-issues" label="Add issues" multiple=true chosen on_pick />
/// ```
#[component]
pub fn IssuePicker(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    on_pick: Callback<Option<IssueLink>>,
    #[prop(optional, into)] leave_out: Signal<Vec<IssueId>>,
    #[prop(optional, into)] chosen: Signal<Vec<IssueId>>,
    #[prop(optional, into)] none: Signal<Option<&'static str>>,
    #[prop(optional)] open_only: bool,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] plain: Option<PlainForm>,
) -> impl IntoView {
    let (search, found) = (Search::remote(), RwSignal::new(Vec::<IssueLink>::new()));
    look(search, found, open_only);
    let choices = Signal::derive(move || {
        let (leave_out, typed) = (leave_out.get(), !search.query.with(String::is_empty));
        let none = none.get().filter(|_| !typed).map(Choice::none);
        let found = found.read();
        none.into_iter()
            .chain(
                found
                    .iter()
                    .filter(|issue| !leave_out.contains(&issue.id))
                    .map(Choice::from),
            )
            .collect::<Vec<_>>()
    });
    let chosen = Signal::derive(move || {
        chosen.with(|chosen| chosen.iter().map(ToString::to_string).collect::<Vec<_>>())
    });
    let pick = Callback::new(move |choice: Choice| {
        let issue = found.with_untracked(|found| {
            found
                .iter()
                .find(|issue| issue.id.to_string() == choice.value)
                .cloned()
        });
        if issue.is_some() || choice.value.is_empty() {
            on_pick.run(issue);
        }
    });
    view! {
        <Picker
            id
            label
            hint="Search by title or number"
            search
            choices
            chosen
            on_pick=pick
            multiple
            typed=plain.clone()
            pressed=plain
        />
    }
}

/// Asks once the typing pauses, and drops the answers to what has been typed over since.
fn look(search: Search, found: RwSignal<Vec<IssueLink>>, open_only: bool) {
    Effect::new(move |_| {
        let asked = search.query.get();
        if !search.open.get() {
            return;
        }
        let pause = if asked.is_empty() {
            Duration::ZERO
        } else {
            PAUSE
        };
        let go = move || {
            if search.query.try_get_untracked().as_ref() == Some(&asked) {
                spawn_local(ask(asked, search, found, open_only));
            }
        };
        set_timeout(go, pause);
    });
}

async fn ask(asked: String, search: Search, found: RwSignal<Vec<IssueLink>>, open_only: bool) {
    let answer = suggest_issues(asked.clone(), open_only).await;
    if search.query.try_get_untracked().as_ref() != Some(&asked) {
        return;
    }
    search
        .trouble
        .set(answer.as_ref().err().map(|error| error.detail.clone()));
    found.set(answer.unwrap_or_default());
    search.waiting.set(false);
}
