//! The table of contents of a long page.

use serde::{Deserialize, Serialize};

use crate::prelude::*;

/// A heading of a rendered text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Its id in the HTML.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// Fewer headings than this are seen without a table.
const WORTH_A_TABLE: usize = 4;
/// Deeper headings are not shown.
const DEEPEST: u8 = 3;

/// Links to a text's headings, if there are enough of them.
#[component]
pub fn Contents(headings: Vec<Heading>) -> impl IntoView {
    let shown: Vec<_> = headings
        .into_iter()
        .filter(|heading| heading.level <= DEEPEST && !heading.text.is_empty())
        .collect();
    (shown.len() >= WORTH_A_TABLE).then(|| {
        let links = shown.into_iter().map(|heading| {
            let class = if heading.level > 2 {
                "contents-link contents-deep"
            } else {
                "contents-link"
            };
            view! {
                <li>
                    <a class=class href=format!("#{}", heading.id) rel="external">
                        {heading.text}
                    </a>
                </li>
            }
        });
        view! {
            <nav aria-labelledby="contents">
                <h3 id="contents">"On this page"</h3>
                <ul>{links.collect_view()}</ul>
            </nav>
        }
    })
}
