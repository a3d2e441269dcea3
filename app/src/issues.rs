//! The list of issues, and what is in its folder: one issue, and the form for a new one.

use leptos::prelude::*;

pub mod detail;
pub mod filter;
pub mod form;

/// The list.
#[component]
pub fn IssuesPage() -> impl IntoView {
    view! { <header class="bar"><h1>"Issues"</h1></header> }
}
