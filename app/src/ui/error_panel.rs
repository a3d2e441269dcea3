//! What stands where something could not be loaded.

use leptos::prelude::*;

use crate::{
    error::AppError,
    ui::icon::{Icon, Shape},
};

/// Says what went wrong and offers to try again; what does not exist cannot be tried again. Sets the page's HTTP status.
#[component]
pub fn ErrorPanel(error: AppError, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(error.status());
    }
    let missing = error.is_not_found();
    let (shape, title) = match (missing, error.offline) {
        (true, _) => (Shape::Search, "There is nothing here"),
        (false, true) => (Shape::Blocked, "No connection"),
        (false, false) => (Shape::Blocked, "This could not be loaded"),
    };
    // Without the wasm the link loads the page again, which is the same.
    let press = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        retry.run(());
    };
    view! {
        <div class="empty" role="alert">
            <Icon shape=shape />
            <h2>{title}</h2>
            <p class="break-words">{error.detail}</p>
            {if missing {
                view! {
                    <a class="btn" href="/">
                        "Go to the board"
                    </a>
                }
                    .into_any()
            } else {
                view! {
                    <a class="btn" href="" on:click=press>
                        "Try again"
                    </a>
                }
                    .into_any()
            }}
        </div>
    }
}
