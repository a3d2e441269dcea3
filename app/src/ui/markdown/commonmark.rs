//! The 652 examples of CommonMark, as the npm package `commonmark-spec` (end2end/package.json)
//! brings them.

use std::path::Path;

use super::{Style, events, to_html, walk::Walk};
use pulldown_cmark::Options;

/// The examples: Markdown, HTML. A tab stands as `→` there.
fn examples(spec: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut rest = spec;
    while let Some((_, after)) = rest.split_once(&format!("\n{fence} example\n")) {
        let Some((example, after)) = after.split_once(&format!("{fence}\n")) else {
            break;
        };
        let (markdown, html) = if let Some(html) = example.strip_prefix(".\n") {
            ("", html)
        } else {
            let Some((markdown, html)) = example.split_once("\n.\n") else {
                break;
            };
            (&example[..=markdown.len()], html)
        };
        examples.push((markdown.replace('→', "\t"), html.replace('→', "\t")));
        rest = after;
    }
    examples
}

/// What says the same: quotes as themselves, no line breaks between blocks, and code without its
/// highlighting.
fn normal(html: &str) -> String {
    let mut html = html.replace("&quot;", "\"");
    while let Some(at) = html.find("<span class=\"hl-") {
        let Some(end) = html[at..].find('>') else {
            break;
        };
        html.replace_range(at..=at + end, "");
        // Spans nest properly: the first that closes after the innermost opens is its own.
        if let Some(close) = html[at..].find("</span>") {
            html.replace_range(at + close..at + close + "</span>".len(), "");
        }
    }
    let blocks = [
        "<p>",
        "<li>",
        "<ul>",
        "<ol",
        "<blockquote>",
        "<pre>",
        "<hr />",
        "<h1>",
        "<h2>",
        "<h3>",
        "</li>",
        "</ul>",
        "</ol>",
        "</blockquote>",
    ];
    for block in blocks {
        html = html.replace(&format!("\n{block}"), block);
    }
    for block in [
        "<li>",
        "<ul>",
        "<blockquote>",
        "</p>",
        "</li>",
        "</ul>",
        "</ol>",
        "</blockquote>",
        "</pre>",
        "<hr />",
    ] {
        html = html.replace(&format!("{block}\n"), block);
    }
    html.trim_end().to_owned()
}

#[test]
#[expect(clippy::print_stdout, reason = "a test says what it skips")]
fn every_example_renders_as_the_spec_says() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../end2end/node_modules/commonmark-spec/spec.txt");
    let Ok(spec) = std::fs::read_to_string(spec) else {
        println!("CommonMark: skipped, run 'npm ci' in end2end first");
        return;
    };
    let examples = examples(&spec);
    assert_eq!(examples.len(), 652);
    let mut wrong = Vec::new();
    for (number, (markdown, expect)) in (1..).zip(&examples) {
        // CommonMark alone: what our dialect adds to it are links where it has none, and tables.
        let style = Style::default();
        let (events, _) = Walk::plain(&style).all(events(markdown, Options::empty()));
        let html = to_html(events.into_iter(), markdown.len());
        if normal(&html) != normal(expect) {
            wrong.push(format!(
                "example {number}: {markdown:?}\n  is   {html:?}\n  must {expect:?}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of 652:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
