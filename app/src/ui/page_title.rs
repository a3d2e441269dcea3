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
    // In the browser the head may look once more when the page's signals are gone already.
    #[cfg(not(feature = "ssr"))]
    let text = {
        let last = std::sync::Mutex::new(String::new());
        move || {
            let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(now) = text.try_get() {
                *last = now;
            }
            last.clone()
        }
    };
    view! { <Title text /> }
}
