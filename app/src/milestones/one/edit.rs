//! Changing what a milestone says of itself, and deleting it. Popovers, so that they open without the wasm too.

use leptos::{html, prelude::*, server_fn::ServerFn};

use super::super::{
    form::Fields,
    functions::{DeleteMilestone, Opened, UpdateMilestone},
};
use crate::{
    live::Ahead,
    ui::{
        icon::{Icon, Shape},
        menu,
        send::sends,
    },
};

const EDIT: &str = "edit-milestone";
const MORE: &str = "milestone-more";
const DELETE: &str = "milestone-delete";

/// The buttons that open the forms.
#[component]
pub fn EditButtons() -> impl IntoView {
    view! {
        <button type="button" class="btn" popovertarget=EDIT>
            <Icon shape=Shape::Edit />
            "Edit"
        </button>
        <button type="button" class="btn btn-ghost btn-icon" popovertarget=MORE aria-label="More">
            <Icon shape=Shape::Dots />
        </button>
        <div id=MORE popover class="menu" on:keydown=menu::walk>
            <button type="button" class="menu-item danger" popovertarget=DELETE>
                <Icon shape=Shape::Trash />
                "Delete…"
            </button>
        </div>
    }
}

/// The form of its name and description. While it is closed it follows what they are; somebody who types is left alone, and told.
#[component]
pub fn EditMilestone(page: Ahead<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    let texts = page.part(|opened| (opened.milestone.name.clone(), opened.milestone.description.clone().unwrap_or_default()));
    let (open, begun) = (RwSignal::new(false), RwSignal::new(texts.get_untracked()));
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if !open.get() && begun.with_untracked(|begun| *begun != *texts.read()) {
            // What was typed and given up stands in the fields no longer.
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
            begun.set(texts.get());
        }
    });
    let meanwhile = move || {
        let changed = begun.with(|begun| *begun != *texts.read());
        changed.then(|| view! { <p class="muted" role="status">{format!("Somebody changed it meanwhile: it is “{}” now. Saving replaces that.", texts.read().0)}</p> })
    };
    let submit = sends::<UpdateMilestone>(page.read);
    let fields = move || {
        let (name, description) = begun.get();
        view! { <Fields name description /> }
    };
    view! {
        <div
            id=EDIT
            popover
            class="dialog"
            role="dialog"
            aria-labelledby="edit-milestone-title"
            on:toggle=move |event| open.set(!menu::has_closed(&event))
        >
            <form action=UpdateMilestone::url() method="post" node_ref=form on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <header class="dialog-head">
                    <h2 id="edit-milestone-title">"Edit the milestone"</h2>
                </header>
                <div class="dialog-body form">{fields} {meanwhile}</div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" popovertarget=EDIT popovertargetaction="hide">
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"Save"</button>
                </footer>
            </form>
        </div>
    }
}

/// Asks before it is gone for good.
#[component]
pub fn DeleteDialog(page: Ahead<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    let name = page.part(|opened| opened.milestone.name.clone());
    let count = page.part(|opened| opened.milestone.issue_count);
    let says = move || match count.get() {
        0 => "No issue is in it. This cannot be undone. To keep its history, close it.".to_owned(),
        1 => "Its issue stays, without a milestone. This cannot be undone. To keep its history, close it.".to_owned(),
        many => format!("Its {many} issues stay, without a milestone. This cannot be undone. To keep its history, close it."),
    };
    let delete = sends::<DeleteMilestone>(Callback::new(|()| ()));
    view! {
        <div id=DELETE popover class="dialog" role="dialog" aria-labelledby="milestone-delete-title">
            <header class="dialog-head">
                <h2 id="milestone-delete-title">{format!("Delete milestone #{id}?")}</h2>
            </header>
            <div class="dialog-body">
                <p class="break-words">{move || name.get()}</p>
                <p class="muted">{says}</p>
            </div>
            <form class="dialog-foot" action=DeleteMilestone::url() method="post" on:submit=delete>
                <input type="hidden" name="id" value=id.to_string() />
                // The menu that asked for it closes too, and the focus is back where it began.
                <button type="button" class="btn" popovertarget=MORE popovertargetaction="hide" autofocus>
                    "Keep it"
                </button>
                <button class="btn btn-danger">"Delete"</button>
            </form>
        </div>
    }
}
