//! One issue.

use leptos::prelude::*;

/// The page of one issue.
#[component]
pub fn IssuePage() -> impl IntoView {
    view! { <header class="bar"><h1>"Issue"</h1></header> }
}
