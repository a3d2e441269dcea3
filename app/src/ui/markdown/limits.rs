//! The work grows as the text does. It is counted in what is made of it, not timed.

use super::{CUT, Document, ELEMENTS_MAX, NESTING_MAX, Style, render};

/// Texts that are, or were, quadratic to render: what is repeated, and what comes before and after.
const TEXTS: &[(&str, &str, &str)] = &[
    ("", "# a\n", ""),
    ("", "# a\n# a-1\n", ""),
    ("", ">", "a"),
    ("", "- ", "a"),
    ("", "1. ", "a"),
    ("", "*a **b ", ""),
    ("", "*a_ ", ""),
    ("", "~~a ", ""),
    ("", "[", "](x)"),
    ("", "[[", ""),
    ("", "![", ""),
    ("", "[a](", ""),
    ("", "<b title=x>a\n\n", ""),
    ("", "<div>", ""),
    ("<table>", "<tr><td>", ""),
    ("<p>", "<font color=red><nobr>", ""),
    ("", "<a href=x>", ""),
    ("", "<!--", ""),
    ("", "<?", ""),
    ("", "`a``b```", ""),
    ("", "&amp;", ""),
    ("", "\\*", ""),
    ("", "#1 ", ""),
    ("", "PR #1, ", ""),
    ("", "https://e.com/_a_ ", ""),
    ("", "https://", ""),
    ("", "www._", ""),
    ("", "a@", ""),
    ("", "a.b@", "c.d"),
    ("https://e.com/", ")", ""),
    ("https://e.com/", "&a;", ""),
    ("```matlab\n", "a", "\n```\n"),
    ("```rust\n", "(", "\n```\n"),
    ("```c\n", "{\n", "```\n"),
    ("```js\n", "`${\n", "```\n"),
    ("", "```rust\nfn a() {}\n```\n", ""),
    ("|", "a|", "\n"),
    ("| a |\n|---|\n", "| a |\n", ""),
    ("[a]: /issues\n\n", "[a] ", ""),
    ("", "[a]: /issues\n", ""),
    ("", "a\n===\n", ""),
];

fn rendered(text: &(&str, &str, &str), length: usize) -> Document {
    let (before, repeated, after) = text;
    render(
        &format!(
            "{before}{}{after}",
            repeated.repeat(length / repeated.len())
        ),
        &Style::default(),
    )
}

/// How deep the elements are nested.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !["br", "hr", "input", "wbr", "col"].contains(&name) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

#[test]
fn twice_the_text_is_twice_the_work() {
    for text in TEXTS {
        let [one, two] = [8_000, 16_000].map(|length| rendered(text, length));
        let grows = two.html.len() as f64 / one.html.len().max(400) as f64;
        assert!(
            grows <= 2.2 || two.html.ends_with(CUT),
            "{text:?}: {} to {}",
            one.html.len(),
            two.html.len()
        );
        // Cells, rows and what closes them come on top of what is counted.
        assert!(
            depth(&two.html) <= NESTING_MAX + 8,
            "{text:?}: {} deep",
            depth(&two.html)
        );
    }
}

#[test]
fn what_is_over_the_limit_is_cut_with_a_sentence() {
    let html = rendered(&("", "- a\n", ""), 4 * ELEMENTS_MAX).html;
    assert!(html.ends_with(CUT));
    assert!(html.contains("</ul>"), "what is open is closed");
    assert!(
        rendered(&("", "a line of words\n", ""), 500_000).html.len() > 500_000,
        "long is not too much"
    );
}

#[test]
fn many_headings_of_the_same_words_have_numbers() {
    let document = rendered(&("", "# a\n", ""), 40_000);
    assert!(document.html.contains("id=\"text-a-9999\""));
    assert_eq!(document.headings.len(), 1_000);
}
