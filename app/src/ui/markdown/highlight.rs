//! Code with its words in classes; `style/prose.css` gives them their colours, light and dark.
//!
//! `syntect` with the syntaxes that it brings along: the one library that knows enough languages,
//! runs without C (`fancy-regex`) and writes classes, for a style attribute would not pass our
//! Content-Security-Policy.

use std::sync::LazyLock;

use pulldown_cmark_escape::escape_html;
use syntect::{
    html::{ClassStyle, ClassedHTMLGenerator},
    parsing::{SyntaxReference, SyntaxSet},
    util::LinesWithEndings,
};

use super::NESTING_MAX;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);
/// Before each class.
const PREFIX: &str = "hl-";
/// Longest name of a language, in bytes.
const LANGUAGE_MAX: usize = 64;

/// What may still be highlighted in a document. A syntax may look at a line once for each of its
/// characters, so that a line costs the square of its length.
pub(super) struct Budget {
    bytes: usize,
    work: usize,
    /// Longest line, in bytes.
    line: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            bytes: 65_536,
            work: 16_777_216,
            line: 1_000,
        }
    }
}

impl Budget {
    /// Takes the code's share. A block that is too large as a whole is not highlighted; those after
    /// it may be.
    fn take(&mut self, code: &str) -> bool {
        let work: usize = LinesWithEndings::from(code)
            .map(|line| line.len() * line.len().max(64))
            .sum();
        let short = LinesWithEndings::from(code).all(|line| line.len() <= self.line);
        if code.len() > self.bytes || work > self.work || !short {
            return false;
        }
        self.bytes -= code.len();
        self.work -= work;
        true
    }
}

/// The block's HTML.
pub(super) fn block(language: &str, code: &str, budget: &mut Budget) -> String {
    let mut class = String::new();
    if !language.is_empty() && language.len() <= LANGUAGE_MAX {
        class.push_str(" class=\"language-");
        // Writing to a string cannot fail.
        let _ = escape_html(&mut class, language);
        class.push('"');
    }
    let inner = syntax(language)
        .filter(|_| budget.take(code))
        .and_then(|syntax| spans(syntax, code));
    let inner = inner.unwrap_or_else(|| {
        let mut plain = String::with_capacity(code.len());
        let _ = escape_html(&mut plain, code);
        plain
    });
    format!("<pre><code{class}>{inner}</code></pre>\n")
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let plain = language.is_empty()
        || language.len() > LANGUAGE_MAX
        || matches!(language, "text" | "txt" | "plain");
    (!plain)
        .then(|| SYNTAXES.find_syntax_by_token(language))
        .flatten()
}

fn spans(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut generator = ClassedHTMLGenerator::new_with_class_style(
        syntax,
        &SYNTAXES,
        ClassStyle::SpacedPrefixed { prefix: PREFIX },
    );
    for line in LinesWithEndings::from(code) {
        generator
            .parse_html_for_line_which_includes_newline(line)
            .ok()?;
    }
    Some(generator.finalize()).filter(|html| depth(html) <= NESTING_MAX)
}

/// How deep the spans are nested.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split("<").skip(1) {
        depth = if tag.starts_with('/') {
            depth.saturating_sub(1)
        } else {
            depth + 1
        };
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_budget() {
        let code = "let a = 1;\n".repeat(4_000);
        let mut budget = Budget::default();
        let highlighted: Vec<_> = (0..3)
            .map(|_| block("rust", &code, &mut budget).contains("hl-"))
            .collect();
        assert_eq!(highlighted, [true, false, false]);
        assert!(block("rust", "let a = 1;", &mut budget).contains("hl-"));
        assert!(
            !block(
                "rust",
                &format!("let a = {};", "1".repeat(1_000)),
                &mut Budget::default()
            )
            .contains("hl-")
        );
        for (language, open) in [("json", "[\n"), ("rust", "(\n"), ("js", "{")] {
            let html = block(language, &open.repeat(400), &mut Budget::default());
            assert!(
                depth(&html) <= NESTING_MAX + 2,
                "{language}: {}",
                depth(&html)
            );
        }
    }
}
