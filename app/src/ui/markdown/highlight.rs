//! Code with its words in classes; `style/prose.css` gives them their colours, light and dark.
//!
//! `syntect` with the syntaxes that it brings along: the one library that knows enough languages, runs without C (`fancy-regex`)
//! and writes classes, for a style attribute would not pass our Content-Security-Policy.

use std::sync::LazyLock;

use pulldown_cmark_escape::escape_html;
use syntect::{
    html::{ClassStyle, ClassedHTMLGenerator},
    parsing::{SyntaxReference, SyntaxSet},
    util::LinesWithEndings,
};

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);
/// Before each class.
const PREFIX: &str = "hl-";
/// Longest block that is highlighted, in bytes: a log of a megabyte is not read for its colours.
const HIGHLIGHTED_MAX: usize = 65_536;

/// The block's HTML.
pub(super) fn block(language: &str, code: &str) -> String {
    let mut class = String::new();
    if !language.is_empty() {
        class.push_str(" class=\"language-");
        // Writing to a string cannot fail.
        let _ = escape_html(&mut class, language);
        class.push('"');
    }
    let inner = syntax(language).filter(|_| code.len() <= HIGHLIGHTED_MAX).and_then(|syntax| spans(syntax, code));
    let inner = inner.unwrap_or_else(|| {
        let mut plain = String::with_capacity(code.len());
        let _ = escape_html(&mut plain, code);
        plain
    });
    format!("<pre><code{class}>{inner}</code></pre>\n")
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let plain = language.is_empty() || matches!(language, "text" | "txt" | "plain");
    (!plain).then(|| SYNTAXES.find_syntax_by_token(language)).flatten()
}

fn spans(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut generator =
        ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, ClassStyle::SpacedPrefixed { prefix: PREFIX });
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
