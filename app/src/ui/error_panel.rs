//! The panel in place of content that could not be loaded.

use crate::{
    error::AppError,
    prelude::*,
    ui::{empty::Empty, icon::Shape},
};

/// The error and a way to retry; what does not exist has none. Sets the page's HTTP status.
#[component]
pub fn ErrorPanel(error: AppError, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(error.status());
    }
    let missing = error.is_not_found();
    let (shape, title) = match (missing, error.offline) {
        (true, _) => (Shape::Search, "Page not found"),
        (false, true) => (Shape::Offline, "Can't reach the server"),
        (false, false) => (Shape::Warning, "Couldn't load this page"),
    };
    // The title says it already.
    let says = if error.offline {
        "Check that crosslink is running.".to_owned()
    } else {
        error.detail
    };
    // Without the wasm the link loads the page again, which is the same.
    let press = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        retry.run(());
    };
    view! {
        <Empty shape title says alert=true>
            {if missing {
                view! {
                    <a class="btn" href="/">
                        "Go to Board"
                    </a>
                }
            } else {
                view! {
                    <a class="btn" href="" on:click=press>
                        "Retry"
                    </a>
                }
            }}
        </Empty>
    }
}
