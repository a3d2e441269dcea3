//! Knowledge base: wiki pages written by people and agents.

mod conflict;
mod data;
mod diff;
mod edit;
mod editor_highlight;
mod functions;
mod history;
mod list;
mod page;
mod paste;
mod search_results;

pub use edit::{EditPage, NewKnowledgePage};
pub use history::HistoryPage;
pub use list::KnowledgePage;
pub use page::ReadPage;

use leptos_router::hooks::use_params_map;

use crate::{
    issues::filter::escape,
    live::{Frame, live},
    prelude::*,
};

/// Where a page is read.
pub(crate) fn href(slug: &str) -> String {
    format!("/knowledge/{}", escape(slug))
}

/// The slug in the address.
fn slug_param() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("slug").unwrap_or_default())
}

/// Calls `changed` when one of the pages that `concerns` says yes to changes, and when what was
/// missed cannot be replayed.
fn follow(
    concerns: impl Fn(&str) -> bool + Send + Sync + 'static,
    changed: impl Fn() + Clone + Send + Sync + 'static,
) {
    let again = changed.clone();
    live().listen(move |frame| {
        if let Frame::Knowledge { slug, was, .. } = frame
            && (concerns(slug.as_str()) || was.as_ref().is_some_and(|was| concerns(was.as_str())))
        {
            changed();
        }
    });
    live().on_resync(again);
}

/// Read, edit, history: where one is with a page.
#[component]
fn Views(slug: String, current: View, revision: i64) -> impl IntoView {
    let at = move |view: View| (view == current).then_some("page");
    // On a phone the editor's bar has no room for it; "Cancel" leads back.
    let class = if current == View::Edit {
        "seg only-desk"
    } else {
        "seg"
    };
    let key = (current == View::Read).then_some("E");
    view! {
        <nav class=class aria-label="View">
            <a href=href(&slug) aria-current=at(View::Read)>
                "Read"
            </a>
            <a
                href=format!("{}/edit", href(&slug))
                aria-current=at(View::Edit)
                aria-keyshortcuts=key
            >
                "Edit"
            </a>
            <a href=format!("{}/history", href(&slug)) aria-current=at(View::History)>
                "History"
                {(revision > 0).then(|| format!(" {revision}"))}
            </a>
        </nav>
    }
}

/// One of a page's views.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Read,
    Edit,
    History,
}
