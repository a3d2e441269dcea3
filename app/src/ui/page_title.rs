//! The document's title.

use leptos::prelude::*;
use leptos_meta::Title;

/// A title that follows what the page shows.
#[component]
pub fn PageTitle(text: Memo<String>) -> impl IntoView {
    // On the server the head is written after the page, on whatever thread is free: there this request's signals are out of
    // reach, or worse, another request's are found in their place. So the server takes the words now.
    #[cfg(feature = "ssr")]
    let text = text.get_untracked();
    #[cfg(not(feature = "ssr"))]
    let text = move || text.get();
    view! { <Title text /> }
}
