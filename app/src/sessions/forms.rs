//! Starting a session, setting its issue, ending it. Popovers, so that they open without the wasm
//! too.

use leptos::server_fn::ServerFn;
use model::{IssueLink, SessionId, text::HANDOFF_MAX};

use super::functions::{EndSession, Sessions, SetActiveIssue, StartSession};
use crate::{
    issues::picker::IssuePicker,
    live::Optimistic,
    prelude::*,
    ui::{form_submit::sends, menu, picker::PlainForm},
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
                    <button
                        type="button"
                        class="btn"
                        popovertarget=START
                        popovertargetaction="hide"
                    >
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
pub(super) fn OpenForms(
    id: SessionId,
    works: Signal<bool>,
    page: Optimistic<Sessions>,
) -> impl IntoView {
    let clear = page.submits::<SetActiveIssue>(|change, shown| shown.set_issue(change.id, None));
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
            <IssueMenu id menu=issue page />
            <EndForm id dialog=end page />
        </div>
    }
}

/// Shown at once; before the wasm arrives a number or an identifier is typed and sent.
#[component]
fn IssueMenu(id: SessionId, menu: String, page: Optimistic<Sessions>) -> impl IntoView {
    let here = page.part(move |all| {
        let mine = all
            .open
            .iter()
            .find(|session| session.id == id)
            .and_then(|session| session.active_issue.as_ref());
        mine.map(|issue| issue.id).into_iter().collect::<Vec<_>>()
    });
    let pick = Callback::new(move |found: Option<IssueLink>| {
        let Some(found) = found else { return };
        let change = SetActiveIssue {
            id,
            issue: found.id.to_string(),
        };
        page.send(change, move |shown: &mut Sessions| {
            shown.set_issue(id, Some(&found));
        });
    });
    let plain = PlainForm {
        action: SetActiveIssue::url(),
        name: "issue",
        hidden: vec![("id", id.to_string())],
    };
    view! {
        <IssuePicker
            id=menu
            label=format!("Issue of session {id}")
            on_pick=pick
            leave_out=here
            open_only=true
            plain
        />
    }
}

#[component]
fn EndForm(id: SessionId, dialog: String, page: Optimistic<Sessions>) -> impl IntoView {
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
                    <button
                        type="button"
                        class="btn"
                        popovertarget=dialog.clone()
                        popovertargetaction="hide"
                    >
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"End session"</button>
                </footer>
            </form>
        </div>
    }
}
