//! The bar: how many are chosen, and what can be done to all of them. A form, so that it works
//! without the wasm; then it is shown as soon as a box is checked.

use std::time::Duration;

use leptos::server_fn::ServerFn;
use model::{Label, Status};
use wasm_bindgen::JsCast;
use web_sys::{HtmlButtonElement, SubmitEvent};

use super::{
    Selection,
    functions::UpdateIssues,
    menus::{LabelsMenu, MilestoneMenu, PriorityMenu, StatusMenu},
    outcome::SkippedDialog,
    send::Sender,
};
use crate::{
    error::AppError,
    issues::filter::Milestones,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        menu,
    },
};

/// The labels, for their menu.
pub type Labels = Resource<Result<Vec<Label>, AppError>>;

/// The form that the boxes belong to.
pub const FORM: &str = "bulk";

#[component]
pub fn BulkBar(selection: Selection, labels: Labels, milestones: Milestones) -> impl IntoView {
    let sender = Sender::new(selection);
    let count = Memo::new(move |_| selection.count());
    Effect::new(move |_| {
        if let Some(button) = selection.pressed.get() {
            selection.pressed.set(None);
            // Once the menus are for what is chosen now.
            set_timeout(move || menu::press(button), Duration::ZERO);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let button = event
            .submitter()
            .and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
        let Some(button) = button else { return };
        menu::close_around(&button);
        if let Ok(change) = button.value().parse() {
            sender.send(change);
        }
    };
    let open = move || {
        selection
            .cards()
            .iter()
            .any(|card| !card.status.is_closed())
    };
    let archivable = move || {
        selection
            .cards()
            .iter()
            .any(|card| card.status.is_closed() && !card.archived)
    };
    // The server does not know what is chosen, and offers everything.
    let refused = move |can: bool| count.get() > 0 && !can;
    view! {
        <form
            id=FORM
            class="bulk"
            class:bulk-on=move || 0 < count.get()
            action=UpdateIssues::url()
            method="post"
            aria-label="Change selected issues"
            aria-busy=move || sender.busy.get().to_string()
            on:submit=submit
        >
            // Enter on a box presses the first button of the form that is not disabled. This one
            // does nothing, for there is no dialog around it; all others change something.
            <button formmethod="dialog" hidden></button>
            <span class="bulk-count num" role="status">
                {move || match count.get() {
                    0 => "Selected".to_owned(),
                    many => format!("{many} selected"),
                }}
            </span>
            <StatusMenu selection />
            <PriorityMenu selection />
            <LabelsMenu selection labels />
            <MilestoneMenu selection milestones />
            <button class="btn btn-sm" name="change" value="close" disabled=move || refused(open())>
                <Icon shape=Shape::Check />
                "Close"
            </button>
            <button
                class="btn btn-sm"
                name="change"
                value="archive"
                disabled=move || refused(archivable())
            >
                <Icon shape=Shape::Archive />
                "Archive"
            </button>
            <button type="button" class="btn btn-sm danger" popovertarget="bulk-delete">
                <Icon shape=Shape::Trash />
                "Delete…"
            </button>
            <DeleteDialog count />
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm only-script"
                aria-label="Clear selection"
                title="Clear selection (Esc)"
                on:click=move |_| selection.clear()
            >
                <Icon shape=Shape::Close />
            </button>
        </form>
        <SkippedDialog sender />
    }
}

/// Asks before they are gone for good. A popover rather than a modal, so that it also asks without
/// the wasm.
#[component]
fn DeleteDialog(count: Memo<usize>) -> impl IntoView {
    let title = move || match count.get() {
        0 => "Delete the selected issues?".to_owned(),
        1 => "Delete 1 issue?".to_owned(),
        many => format!("Delete {many} issues?"),
    };
    view! {
        <div
            id="bulk-delete"
            popover
            class="dialog"
            role="dialog"
            aria-labelledby="bulk-delete-title"
        >
            <header class="dialog-head">
                <h2 id="bulk-delete-title">{move || title()}</h2>
            </header>
            <div class="dialog-body">
                <p class="muted">
                    "This deletes their comments, labels and blockers. Sub-issues are kept. You can't undo this. To hide closed issues instead, archive them."
                </p>
            </div>
            <footer class="dialog-foot">
                <button
                    type="button"
                    class="btn"
                    popovertarget="bulk-delete"
                    popovertargetaction="hide"
                    autofocus
                >
                    "Cancel"
                </button>
                <button class="btn btn-danger" name="change" value="delete">
                    "Delete"
                </button>
            </footer>
        </div>
    }
}

/// Returns true if all of the chosen ones refuse a status; none where nothing is chosen.
pub(super) fn none_can_be(selection: Selection, status: Status) -> bool {
    let cards = selection.cards();
    !cards.is_empty()
        && cards
            .iter()
            .all(|card| card.status == status || !card.status.can_move_to(status))
}
