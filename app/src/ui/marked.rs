//! Text with search matches marked.

use crate::prelude::*;

/// The parts of a text, each with whether it is a match.
#[must_use]
pub fn marked(parts: Vec<(String, bool)>) -> AnyView {
    let part = |(text, matched): (String, bool)| {
        if matched {
            view! { <mark>{text}</mark> }
        } else {
            text.into_any()
        }
    };
    parts.into_iter().map(part).collect_view().into_any()
}
