//! Syntax colours of Markdown, drawn behind a text field with transparent letters.

use model::knowledge::disputed::Mark;

use crate::prelude::*;

/// Longer texts are shown without colours: every keystroke would colour all of it again.
const INKED_MAX: usize = 60_000;

/// The text as it stands in the field above it, line by line, with the places of a conflict.
#[component]
pub(super) fn Ink(text: Signal<String>, marks: Signal<Vec<Mark>>) -> impl IntoView {
    let lines = move || {
        let (text, marks) = (text.get(), marks.get());
        let mut lines = Lines {
            inked: text.len() <= INKED_MAX,
            fenced: false,
            plain: String::new(),
            parts: Vec::new(),
        };
        let mut left = marks.as_slice();
        for (n, line) in text.split('\n').enumerate() {
            lines.push(line, mark_at(&mut left, n));
        }
        lines.end()
    };
    view! {
        <pre class="ink" aria-hidden="true">
            {move || lines()}
        </pre>
    }
}

/// The lines as they are shown.
struct Lines {
    inked: bool,
    fenced: bool,
    /// What has no colour, since the last part that has one.
    plain: String,
    parts: Vec<AnyView>,
}

impl Lines {
    fn push(&mut self, line: &str, mark: Option<&Mark>) {
        let class = if self.inked {
            class(line, &mut self.fenced)
        } else {
            ""
        };
        if mark.is_none() && !self.inked {
            self.plain.push_str(line);
            self.plain.push('\n');
            return;
        }
        self.cut();
        let spans = if self.inked {
            spans(line, class.is_empty())
        } else {
            line.to_owned().into_any()
        };
        let shown = view! { <span class=class>{spans}"\n"</span> };
        self.parts.push(match mark {
            Some(mark) => {
                view! {
                    <span class=mark_class(mark) data-place=mark.at.to_string()>
                        {shown}
                    </span>
                }
            }
            None => shown,
        });
    }

    fn cut(&mut self) {
        if !self.plain.is_empty() {
            self.parts.push(std::mem::take(&mut self.plain).into_any());
        }
    }

    fn end(mut self) -> AnyView {
        self.cut();
        self.parts.collect_view().into_any()
    }
}

/// The place that a line is in, or that says nothing and is before it. `left` begins with the first
/// that does not end before.
fn mark_at<'m>(left: &mut &'m [Mark], line: usize) -> Option<&'m Mark> {
    while let [first, rest @ ..] = *left
        && first.lines.end <= line
        && first.lines.start < line
    {
        *left = rest;
    }
    left.first().filter(|mark| mark.lines.start <= line)
}

fn mark_class(mark: &Mark) -> &'static str {
    match mark {
        Mark { lines, .. } if lines.is_empty() => "ink-gone",
        Mark { open: true, .. } => "ink-open",
        Mark { .. } => "ink-settled",
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
        parts.push(view! { <span class=class>{inside.to_owned()}</span> });
        rest = after;
    }
    parts.push(rest.to_owned().into_any());
    parts.collect_view().into_any()
}

fn next(text: &str) -> Option<(&str, &str, &'static str, &str)> {
    let marks = [
        ("`", "`", CODE_CLASS),
        ("[[", "]]", LINK_CLASS),
        ("](", ")", LINK_CLASS),
    ];
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
    fn lines_of_places() {
        let mark = |at, lines| Mark {
            at,
            lines,
            open: true,
        };
        let marks = [mark(2, 1..3), mark(4, 3..4), mark(6, 5..5), mark(8, 6..7)];
        let mut left = marks.as_slice();
        let found: Vec<_> = (0..8)
            .map(|line| mark_at(&mut left, line).map(|mark| mark.at))
            .collect();
        assert_eq!(
            found,
            [
                None,
                Some(2),
                Some(2),
                Some(4),
                None,
                Some(6),
                Some(8),
                None
            ]
        );
    }

    #[test]
    fn lines_and_what_is_in_them() {
        let mut fenced = false;
        let classes: Vec<_> = [
            "# a",
            "####### b",
            "> c",
            "```rust",
            "# d",
            "```",
            "e",
            "#f",
        ]
        .iter()
        .map(|line| class(line, &mut fenced))
        .collect();
        assert_eq!(
            classes,
            [
                HEADING_CLASS,
                "",
                QUOTE_CLASS,
                CODE_CLASS,
                CODE_CLASS,
                CODE_CLASS,
                "",
                ""
            ]
        );
        assert_eq!(
            next("see `x` and [[y]]"),
            Some(("see ", "`x`", CODE_CLASS, " and [[y]]"))
        );
        assert_eq!(next("[ä](b) c"), Some(("[ä", "](b)", LINK_CLASS, " c")));
        assert_eq!(next("`open [[too"), None);
    }
}
