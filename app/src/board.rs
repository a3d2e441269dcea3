//! The board.

use leptos::prelude::*;

/// The live kanban.
#[component]
pub fn BoardPage() -> impl IntoView {
    view! { <header class="bar"><h1>"Board"</h1></header> }
}
