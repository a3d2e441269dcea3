//! Starting a session, setting its issue, ending it. Popovers, so that they open without the wasm too.

use leptos::server_fn::ServerFn;
use model::{SessionId, text::HANDOFF_MAX};

use super::functions::{EndSession, Sessions, SetActiveIssue, StartSession};
use crate::{
    live::Ahead,
    prelude::*,
    ui::{menu, send::sends},
};

/// The dialog that starts a session.
pub(super) const START: &str = "start-session";

#[component]
pub(super) fn StartForm(read: Callback<()>) -> impl IntoView {
    let start = sends::<StartSession>(read);
    view! {
        <div id=START popover class="dialog" role="dialog" aria-labelledby="start-session-title">
            <form action=StartSession::url() method="post" on:submit=start>
                <header class="dialog-head">
                    <h2 id="start-session-title">"Start session"</h2>
                </header>
                <div class="dialog-body form">
                    <label class="field">
                        <span>"Agent"</span>
                        <input
                            class="input"
                            name="agent"
                            placeholder="worker-1 (optional)"
                            autofocus
                            autocomplete="off"
                            maxlength="64"
                            pattern="[A-Za-z0-9_\\-]{3,64}"
                            title="3 to 64 letters, digits, dashes and underscores"
                        />
                    </label>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" popovertarget=START popovertargetaction="hide">
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"Start"</button>
                </footer>
            </form>
        </div>
    }
}

/// What can be done with an active session; `works`: on an issue.
#[component]
pub(super) fn OpenForms(id: SessionId, works: Signal<bool>, page: Ahead<Sessions>) -> impl IntoView {
    let clear = page.submits::<SetActiveIssue>(|change, shown| {
        shown.open.iter_mut().filter(|session| session.id == change.id).for_each(|session| session.active_issue = None);
    });
    let (issue, end) = (format!("session-issue-{id}"), format!("session-end-{id}"));
    view! {
        <div class="session-forms">
            <button type="button" class="btn btn-sm" popovertarget=issue.clone()>
                "Set issue…"
            </button>
            <Show when=move || works.get()>
                <form action=SetActiveIssue::url() method="post" on:submit=clear.clone()>
                    <input type="hidden" name="id" value=id.to_string() />
                    <button class="btn btn-sm">"Clear issue"</button>
                </form>
            </Show>
            <button type="button" class="btn btn-sm" popovertarget=end.clone()>
                "End session…"
            </button>
            <IssueForm id menu=issue page />
            <EndForm id dialog=end page />
        </div>
    }
}

#[component]
fn IssueForm(id: SessionId, menu: String, page: Ahead<Sessions>) -> impl IntoView {
    // What a number stands for only the server knows.
    let submit = sends::<SetActiveIssue>(page.read);
    view! {
        <div id=menu popover class="menu">
            <form class="form p-2" action=SetActiveIssue::url() method="post" on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <label class="field">
                    <span>{format!("Issue of session {id}")}</span>
                    <input class="input" name="issue" placeholder="42" autofocus autocomplete="off" required maxlength="32" />
                </label>
                <footer>
                    <button class="btn btn-primary">"Set issue"</button>
                </footer>
            </form>
        </div>
    }
}

#[component]
fn EndForm(id: SessionId, dialog: String, page: Ahead<Sessions>) -> impl IntoView {
    // Notes must not be lost when the server refuses them.
    let submit = sends::<EndSession>(page.read);
    let title = format!("{dialog}-title");
    view! {
        <div id=dialog popover class="dialog" role="dialog" aria-labelledby=title>
            <form action=EndSession::url() method="post" on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <header class="dialog-head">
                    <h2 id=title.clone()>{format!("End session {id}")}</h2>
                </header>
                <div class="dialog-body form">
                    <label class="field">
                        <span>"Handoff notes"</span>
                        <textarea
                            class="textarea"
                            name="notes"
                            rows="6"
                            autofocus
                            placeholder="What's done, what's left, and where to pick up. (Markdown)"
                            maxlength=HANDOFF_MAX.to_string()
                            on:keydown=|event| menu::submit_on_enter(&event)
                        ></textarea>
                    </label>
                </div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" popovertarget=dialog.clone() popovertargetaction="hide">
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"End session"</button>
                </footer>
            </form>
        </div>
    }
}
