//! The form for a new issue, as a page and as a dialog.

use leptos::prelude::*;

/// The form as a page, for those without the wasm.
#[component]
pub fn NewIssuePage() -> impl IntoView {
    view! { <header class="bar"><h1>"New issue"</h1></header> }
}
