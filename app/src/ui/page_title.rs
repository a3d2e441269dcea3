//! The document's title.

use leptos_meta::Title;

use super::html_escape::escaped;
use crate::prelude::*;

/// The document's title for a page's own. `leptos_meta` writes it into the served HTML as it is, so
/// the server escapes it here, where every title passes; the browser sets it as text.
#[must_use]
pub fn of_document(title: String) -> String {
    let whole = if title.is_empty() {
        "Crosslink".to_owned()
    } else {
        format!("{title} · Crosslink")
    };
    if cfg!(feature = "ssr") {
        escaped(&whole)
    } else {
        whole
    }
}

/// A title that follows what the page shows.
#[component]
pub fn PageTitle(text: Memo<String>) -> impl IntoView {
    // On the server the head is written after the page, on whatever thread is free: there this
    // request's signals are out of reach, or worse, another request's are found in their place. So
    // the server takes the words now.
    #[cfg(feature = "ssr")]
    let text = text.get_untracked();
    // In the browser the head may look once more when the page's signals are gone already.
    #[cfg(not(feature = "ssr"))]
    let text = {
        let last = std::sync::Mutex::new(String::new());
        move || {
            let mut last = last
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(now) = text.try_get() {
                *last = now;
            }
            last.clone()
        }
    };
    view! { <Title text /> }
}
