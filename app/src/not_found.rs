//! The page for what is not there.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    shell::DrawerButton,
    ui::icon::{Icon, Shape},
};

/// Status 404, and ways on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found" />
        <header class="bar">
            <DrawerButton />
            <h1>"Not found"</h1>
        </header>
        <div class="empty">
            <Icon shape=Shape::Search />
            <h2>"There is nothing here"</h2>
            <p>"The page may have been moved or deleted, or the address has a typo."</p>
            <a class="btn" href="/">
                "Go to the board"
            </a>
        </div>
    }
}
