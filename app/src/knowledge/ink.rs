//! The colours of Markdown, behind a text field whose own letters are clear.

use leptos::prelude::*;

/// Longer texts are shown without colours: every keystroke would colour all of it again.
const INKED_MAX: usize = 60_000;

/// The text as it stands in the field above it, line by line.
#[component]
pub(super) fn Ink(text: Signal<String>) -> impl IntoView {
    let lines = move || {
        let text = text.get();
        if text.len() > INKED_MAX {
            return format!("{text}\n").into_any();
        }
        let mut fenced = false;
        let lines = text.split('\n').map(|line| {
            let class = class(line, &mut fenced);
            view! { <span class=class>{spans(line, class.is_empty())}"\n"</span> }
        });
        lines.collect_view().into_any()
    };
    view! {
        <pre class="ink" aria-hidden="true">
            {lines}
        </pre>
    }
}

const HEADING_CLASS: &str = "ink-heading";
const CODE_CLASS: &str = "ink-code";
const QUOTE_CLASS: &str = "ink-quote";
const LINK_CLASS: &str = "ink-link";

/// What a whole line is.
fn class(line: &str, fenced: &mut bool) -> &'static str {
    let start = line.trim_start();
    if start.starts_with("```") || start.starts_with("~~~") {
        *fenced = !*fenced;
        return CODE_CLASS;
    }
    let hashes = start.bytes().take_while(|byte| *byte == b'#').count();
    match start {
        _ if *fenced => CODE_CLASS,
        _ if (1..=6).contains(&hashes) && start[hashes..].starts_with(' ') => HEADING_CLASS,
        _ if start.starts_with('>') => QUOTE_CLASS,
        _ => "",
    }
}

/// Code and links within a line.
fn spans(line: &str, plain: bool) -> AnyView {
    if !plain {
        return line.to_owned().into_any();
    }
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some((before, inside, class, after)) = next(rest) {
        parts.push(before.to_owned().into_any());
        parts.push(view! { <span class=class>{inside.to_owned()}</span> }.into_any());
        rest = after;
    }
    parts.push(rest.to_owned().into_any());
    parts.collect_view().into_any()
}

fn next(text: &str) -> Option<(&str, &str, &'static str, &str)> {
    let marks = [("`", "`", CODE_CLASS), ("[[", "]]", LINK_CLASS), ("](", ")", LINK_CLASS)];
    let found = marks.iter().filter_map(|(open, close, class)| {
        let start = text.find(open)?;
        let inner = start + open.len();
        let end = inner + text[inner..].find(close)? + close.len();
        Some((start, end, *class))
    });
    let (start, end, class) = found.min_by_key(|(start, ..)| *start)?;
    Some((&text[..start], &text[start..end], class, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_what_is_in_them() {
        let mut fenced = false;
        let classes: Vec<_> =
            ["# a", "####### b", "> c", "```rust", "# d", "```", "e", "#f"].iter().map(|line| class(line, &mut fenced)).collect();
        assert_eq!(classes, [HEADING_CLASS, "", QUOTE_CLASS, CODE_CLASS, CODE_CLASS, CODE_CLASS, "", ""]);
        assert_eq!(next("see `x` and [[y]]"), Some(("see ", "`x`", CODE_CLASS, " and [[y]]")));
        assert_eq!(next("[ä](b) c"), Some(("[ä", "](b)", LINK_CLASS, " c")));
        assert_eq!(next("`open [[too"), None);
    }
}
