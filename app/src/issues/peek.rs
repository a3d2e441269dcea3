//! Peeking: an issue beside the list or the board, to be read without leaving them. It follows the
//! focus from issue to issue.
//!
//! The panel's program comes when it is first opened; without the wasm one opens the issue itself.

use leptos::{ev::focusin, wasm_split::SplitLoaderError};
use model::IssueId;

use crate::{
    lazy,
    live::{Frame, live},
    prelude::*,
    ui::shortcuts::{Scope, register_when},
};

mod functions;
mod panel;

use panel::Panel;

/// What a page peeks at.
#[derive(Clone, Copy)]
pub struct Peeking {
    id: RwSignal<Option<IssueId>>,
    /// The issue that has the focus.
    here: Callback<(), Option<IssueId>>,
    focus: Callback<IssueId>,
}

impl Peeking {
    /// Registers `keys`, which open and close it, and Escape. `here`: the issue that has the focus;
    /// `free`: the keys are not something else's at the moment; `focus` goes back to an issue.
    pub fn new(
        scope: Scope,
        keys: &'static str,
        here: impl Fn() -> Option<IssueId> + Send + Sync + 'static,
        free: impl Fn() -> bool + Send + Sync + 'static,
        focus: impl Fn(IssueId) + Send + Sync + 'static,
    ) -> Self {
        let (here, focus) = (Callback::new(move |()| here()), Callback::new(focus));
        let peeking = Peeking {
            id: RwSignal::new(None),
            here,
            focus,
        };
        provide_context(peeking);
        let on_issue = move || free() && peeking.here.run(()).is_some();
        register_when(keys, "Peek", scope, on_issue, move || peeking.toggle());
        register_when("V", "Close peek", scope, inside, move || peeking.close());
        register_when(
            "Escape",
            "Close peek",
            scope,
            move || peeking.is_open(),
            move || peeking.close(),
        );
        live().listen(move |frame| {
            if let Frame::CardRemoved { issue_id, .. } = frame
                && peeking.id.get_untracked() == Some(*issue_id)
            {
                peeking.close();
            }
        });
        peeking
    }

    /// That of this page.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// Shows an issue.
    pub fn show(self, id: IssueId) {
        self.id.set(Some(id));
    }

    fn is_open(self) -> bool {
        self.id.with_untracked(Option::is_some)
    }

    fn close(self) {
        if let Some(id) = self.id.get_untracked() {
            self.id.set(None);
            self.focus.run(id);
        }
    }

    /// Shows the focused issue, or closes the panel if that is shown already.
    fn toggle(self) {
        match self.here.run(()) {
            Some(id) if self.id.get_untracked() == Some(id) => self.close(),
            here => self.id.set(here),
        }
    }

    /// Shows the issue that the focus went to.
    fn follow(self) {
        if let (Some(shown), Some(here)) = (self.id.get_untracked(), self.here.run(()))
            && shown != here
        {
            self.id.set(Some(here));
        }
    }
}

/// Returns true if the panel has the focus.
fn inside() -> bool {
    let active = document().active_element();
    active.is_some_and(|element| element.closest(".peek").ok().flatten().is_some())
}

/// Where the panel opens.
#[component]
pub fn Peek(peeking: Peeking) -> impl IntoView {
    let wanted = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or(false) || peeking.id.get().is_some()
    });
    Effect::new(move |_| {
        let handle = window_event_listener(focusin, move |_| peeking.follow());
        on_cleanup(move || handle.remove());
    });
    view! { {move || wanted.get().then(|| lazy::part(panel_view(), None))} }
}

#[leptos::wasm_split::wasm_split(peek, wasm_split_path = leptos::wasm_split, fallible)]
fn panel_view() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Panel peeking=Peeking::get() /> })
}
