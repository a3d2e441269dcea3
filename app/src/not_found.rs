//! The 404 page.

use leptos_meta::Title;

use crate::{
    prelude::*,
    shell::DrawerButton,
    ui::{empty::Empty, icon::Shape},
};

/// Status 404, and ways on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Page not found" />
        <header class="bar">
            <DrawerButton />
            <h1>"Not found"</h1>
        </header>
        <Empty
            shape=Shape::Search
            title="Page not found"
            says="It may have been moved or deleted, or the address has a typo."
        >
            <a class="btn" href="/">
                "Go to Board"
            </a>
        </Empty>
    }
}
