//! The locks in a table, and what is done with those that are ticked.

use model::Lock;

use super::{Page, row::Row};
use crate::{prelude::*, ui::form_submit::ActionForm};

/// The form of the ticked locks; their checkboxes stand in the table.
pub(super) const SELECTION: &str = "release-locks";

#[component]
pub(super) fn Table(page: Page, shown: Memo<Vec<Lock>>) -> impl IntoView {
    let branches =
        Memo::new(move |_| shown.with(|locks| locks.iter().any(|lock| lock.branch.is_some())));
    let all = move || {
        page.selected.with(|selected| {
            shown.with(|locks| locks.iter().all(|lock| selected.contains(&lock.issue.id)))
        })
    };
    let toggle_all = move |_| {
        let ids: Vec<_> =
            shown.with_untracked(|locks| locks.iter().map(|lock| lock.issue.id).collect());
        page.selected
            .set(if page.selected.with_untracked(Vec::len) < ids.len() {
                ids
            } else {
                Vec::new()
            });
    };
    view! {
        <div class="table-wrap locks">
            <table class="table">
                <thead>
                    <tr>
                        <th class="tick">
                            <input
                                type="checkbox"
                                class="only-script"
                                aria-label="Select all locks"
                                prop:checked=all
                                on:change=toggle_all
                            />
                        </th>
                        <th class="wide">"Issue"</th>
                        <th class="only-desk">"Held by"</th>
                        <Show when=move || branches.get()>
                            <th class="only-desk">"Branch"</th>
                        </Show>
                        <th class="only-desk">"Claimed"</th>
                        <th class="only-desk">"Status"</th>
                        <th>
                            <span class="sr-only">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || shown.get()
                        key=|lock| (lock.issue.id, lock.agent.clone(), lock.claimed_at)
                        children=move |lock| view! { <Row lock page branches /> }
                    />
                </tbody>
            </table>
            <Selection page />
        </div>
    }
}

/// What is done with the ticked locks. It shows as soon as one is ticked, by the sheet, so without
/// the wasm too.
#[component]
fn Selection(page: Page) -> impl IntoView {
    let count = move || match page.selected.with(Vec::len) {
        0 => "Selected locks".to_owned(),
        1 => "1 lock selected".to_owned(),
        many => format!("{many} locks selected"),
    };
    // An action that is on its way is not sent twice.
    let busy = move || page.release.pending().get().to_string();
    let clear = move |_| page.selected.set(Vec::new());
    view! {
        <ActionForm action=page.release attr:id=SELECTION attr:class="bulk">
            <span role="status">{move || count()}</span>
            <button class="btn btn-sm btn-primary" aria-busy=busy>
                "Release"
            </button>
            <button type="button" class="btn btn-sm btn-ghost only-script" on:click=clear>
                "Clear"
            </button>
        </ActionForm>
    }
}
