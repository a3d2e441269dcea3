//! Starting a session, saying what it works on, ending it.

use leptos::{prelude::*, server_fn::ServerFn};
use model::{SessionId, text::HANDOFF_MAX};

use super::functions::{EndSession, Sessions, SetActiveIssue, StartSession};
use crate::{
    live::Ahead,
    ui::{menu, send::sends},
};

#[component]
pub(super) fn StartForm(read: Callback<()>) -> impl IntoView {
    let start = sends::<StartSession>(read);
    view! {
        <form class="flex gap-2 items-end" action=StartSession::url() method="post" on:submit=start>
            <label class="field flex-1">
                <span>"Agent"</span>
                <input
                    class="input"
                    name="agent"
                    placeholder="worker-1, or nobody in particular"
                    autocomplete="off"
                    maxlength="64"
                    pattern="[A-Za-z0-9_\\-]{3,64}"
                    title="3 to 64 letters, digits, dashes and underscores"
                />
            </label>
            <button class="btn btn-primary h-10 md:h-8">"Start a session"</button>
        </form>
    }
}

/// What can be done with an open session; `works`: on an issue.
#[component]
pub(super) fn OpenForms(id: SessionId, works: Signal<bool>, page: Ahead<Sessions>) -> impl IntoView {
    // What a number stands for only the server knows, and notes must not be lost when it refuses them.
    let (work, end) = (sends::<SetActiveIssue>(page.read), sends::<EndSession>(page.read));
    let rest = page.submits::<SetActiveIssue>(|change, shown| {
        shown.open.iter_mut().filter(|session| session.id == change.id).for_each(|session| session.active_issue = None);
    });
    let hidden = move || view! { <input type="hidden" name="id" value=id.to_string() /> };
    view! {
        <div class="session-forms">
            <form action=SetActiveIssue::url() method="post" on:submit=work>
                {hidden()}
                <input
                    class="input"
                    name="issue"
                    aria-label=format!("Issue that session {id} works on")
                    placeholder="Issue number"
                    autocomplete="off"
                    required
                    maxlength="32"
                />
                <button class="btn h-10 md:h-8">"Work on it"</button>
            </form>
            <Show when=move || works.get()>
                <form action=SetActiveIssue::url() method="post" on:submit=rest.clone()>
                    {hidden()}
                    <button class="btn h-10 md:h-8">"Work on nothing"</button>
                </form>
            </Show>
            <details>
                <summary class="btn h-10 md:h-8">"End…"</summary>
                <form class="form mt-2" action=EndSession::url() method="post" on:submit=end>
                    {hidden()}
                    <label class="field">
                        <span>"Handoff notes"</span>
                        <textarea
                            class="textarea"
                            name="notes"
                            rows="4"
                            placeholder="What is done, what is left, where to go on. Markdown works here."
                            maxlength=HANDOFF_MAX.to_string()
                            on:keydown=|event| menu::submit_on_enter(&event)
                        ></textarea>
                    </label>
                    <footer>
                        <button class="btn btn-primary">"End the session"</button>
                    </footer>
                </form>
            </details>
        </div>
    }
}
