//! A difference, line by line.

use model::knowledge::{Hunk, Side};

use crate::prelude::*;

#[component]
pub(super) fn Diff(hunks: Vec<Hunk>) -> impl IntoView {
    let hunk = |hunk: Hunk| {
        let lines = hunk.lines.into_iter().map(|line| {
            let (class, sign) = match line.side {
                Side::Both => ("diff-line", " "),
                Side::Old => ("diff-line diff-old", "−"),
                Side::New => ("diff-line diff-new", "+"),
            };
            let word = match line.side {
                Side::Both => "",
                Side::Old => "Removed: ",
                Side::New => "Added: ",
            };
            view! {
                <div class=class>
                    <span aria-hidden="true">{sign}</span>
                    <span>
                        <span class="sr-only">{word}</span>
                        {line.text}
                    </span>
                </div>
            }
        });
        view! {
            <div class="diff-head">{format!("Line {}", hunk.new_start.max(1))}</div>
            {lines.collect_view()}
        }
    };
    if hunks.is_empty() {
        return view! { <p class="muted">"The text is the same: something else about the page changed."</p> };
    }
    view! { <div class="diff">{hunks.into_iter().map(hunk).collect_view()}</div> }
}
