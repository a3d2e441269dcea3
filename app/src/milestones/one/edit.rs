//! Editing a milestone's name and description, and deleting it. Popovers, so that they open without
//! the wasm too.

use leptos::{html, server_fn::ServerFn};
use wasm_bindgen::JsCast;

use super::super::{
    form::Fields,
    functions::{DeleteMilestone, Opened, UpdateMilestone},
};
use crate::{
    live::Optimistic,
    prelude::*,
    ui::{
        form_submit::sends,
        html_escape::area_html,
        icon::{Icon, Shape},
        menu,
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
                "Delete milestone…"
            </button>
        </div>
    }
}

/// The form of its name and description. Fields that nobody has typed into follow what is saved, by
/// their attributes; only fields that differ from that are sent. A field that is being typed into
/// is left alone, and the form says what Save would overwrite.
#[component]
pub fn EditMilestone(page: Optimistic<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    let name = page.part(|opened| opened.milestone.name.clone());
    let description = page.part(|opened| opened.milestone.description.clone().unwrap_or_default());
    let begun = RwSignal::new(name.get_untracked());
    let form = NodeRef::<html::Form>::new();
    let toggled = move |event: web_sys::Event| {
        if menu::has_closed(&event) {
            // What was typed and given up stands in the fields no longer.
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
        } else {
            begun.set(name.get_untracked());
        }
    };
    let renamed = move || {
        let (now, begun) = (name.get(), begun.get());
        let typed = typed_name(form.get()?);
        let overwrites = now != begun && typed != now && typed != begun;
        overwrites.then(|| {
            view! {
                <p class="muted" role="status">
                    {format!("Someone renamed this to “{now}”. Saving will overwrite it.")}
                </p>
            }
        })
    };
    let submit = sends::<UpdateMilestone>(page.read);
    view! {
        <div
            id=EDIT
            popover
            class="dialog"
            role="dialog"
            aria-labelledby="edit-milestone-title"
            on:toggle=toggled
        >
            <form action=UpdateMilestone::url() method="post" node_ref=form on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="was_name" value=move || name.get() />
                <textarea
                    name="was_description"
                    hidden
                    inner_html=move || area_html(&description.read())
                ></textarea>
                <header class="dialog-head">
                    <h2 id="edit-milestone-title">"Edit milestone"</h2>
                </header>
                <div class="dialog-body form">
                    <Fields name description />
                    {move || renamed()}
                </div>
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

fn typed_name(form: web_sys::HtmlFormElement) -> String {
    let field = form.query_selector("input[name='name']").ok().flatten();
    field
        .and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
        .map(|field| field.value())
        .unwrap_or_default()
}

/// Asks before it is gone for good.
#[component]
pub fn DeleteDialog(page: Optimistic<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    let name = page.part(|opened| opened.milestone.name.clone());
    let count = page.part(|opened| opened.milestone.issue_count);
    let says = move || {
        match count.get() {
        0 => "It has no issues. You can't undo this. To keep its history, close it instead.".to_owned(),
        1 => "Its issue is kept, without a milestone. You can't undo this. To keep its history, close it instead.".to_owned(),
        many => format!(
            "Its {many} issues are kept, without a milestone. You can't undo this. To keep its history, close it instead."
        ),
    }
    };
    let delete = sends::<DeleteMilestone>(Callback::new(|()| ()));
    view! {
        <div
            id=DELETE
            popover
            class="dialog"
            role="dialog"
            aria-labelledby="milestone-delete-title"
        >
            <form action=DeleteMilestone::url() method="post" on:submit=delete>
                <input type="hidden" name="id" value=id.to_string() />
                <header class="dialog-head">
                    <h2 id="milestone-delete-title">"Delete milestone?"</h2>
                </header>
                <div class="dialog-body">
                    <p class="break-words">{move || name.get()}</p>
                    <p class="muted">{move || says()}</p>
                </div>
                <footer class="dialog-foot">
                    // The menu that asked for it closes too, and the focus is back where it began.
                    <button
                        type="button"
                        class="btn"
                        popovertarget=MORE
                        popovertargetaction="hide"
                        autofocus
                    >
                        "Cancel"
                    </button>
                    <button class="btn btn-danger">"Delete"</button>
                </footer>
            </form>
        </div>
    }
}
