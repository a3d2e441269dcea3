//! The form of a new milestone, and the fields that it shares with the form of one that is there.

use leptos::server_fn::ServerFn;
use model::text::{DESCRIPTION_MAX, NAME_MAX};

use super::functions::CreateMilestone;
use crate::{
    prelude::*,
    ui::{form_submit::sends, html_escape::area_html, menu},
};

/// The form of a new milestone: a popover, so that it opens without the wasm too.
#[component]
pub fn NewMilestone() -> impl IntoView {
    let submit = sends::<CreateMilestone>(Callback::new(|()| ()));
    view! {
        <div
            id="new-milestone"
            popover
            class="dialog"
            role="dialog"
            aria-labelledby="new-milestone-title"
        >
            <form action=CreateMilestone::url() method="post" on:submit=submit>
                <header class="dialog-head">
                    <h2 id="new-milestone-title">"New milestone"</h2>
                </header>
                <div class="dialog-body form">
                    <Fields name="" description="" />
                </div>
                <footer class="dialog-foot">
                    <button
                        type="button"
                        class="btn"
                        popovertarget="new-milestone"
                        popovertargetaction="hide"
                    >
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"Create"</button>
                </footer>
            </form>
        </div>
    }
}

/// Name and description.
#[component]
pub fn Fields(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] description: Signal<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>"Name"</span>
            <input
                class="input"
                name="name"
                value=move || name.get()
                autocomplete="off"
                autofocus
                required
                maxlength=NAME_MAX.to_string()
            />
        </label>
        <label class="field">
            <span>"Description"</span>
            <textarea
                class="textarea"
                name="description"
                rows="5"
                maxlength=DESCRIPTION_MAX.to_string()
                inner_html=move || area_html(&description.read())
                on:keydown=|event| menu::submit_on_enter(&event)
            ></textarea>
        </label>
    }
}
