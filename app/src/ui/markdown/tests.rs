use super::render;

fn check(text: &str, expect: &str) {
    assert_eq!(render(text, "MAIN").trim_end(), expect, "{text}");
}

/// The HTML of a link as the sanitiser writes it.
fn a(href: &str, text: &str) -> String {
    format!(r#"<a href="{href}" rel="noopener nofollow">{text}</a>"#)
}

#[test]
fn nothing_runs() {
    for text in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=\"alert(1)\">x</p>",
        "<svg onload=alert(1)><style>*{display:none}</style>",
        "[x](javascript:alert(1))",
        "[x](  JaVaScRiPt:alert(1) )",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<iframe src=https://example.com></iframe>",
        "<form action=/fn/delete_issue><button>x</button></form>",
        "<input name=id value=1 autofocus onfocus=alert(1)>",
        "<div style=\"position:fixed\" class=\"btn\" id=\"main\">x</div>",
        "![x](https://example.com/pixel.png)",
        "`<script>alert(1)</script>`",
        "<!-- --><script src=//x></script>",
        "| a |\n|---|\n| <b onmouseover=alert(1)>x</b> |",
    ] {
        let html = render(text, "MAIN");
        for bad in
            ["<script", "onerror", "onclick=", "onload", "onfocus", "onmouseover", "href=\"javascript", "href=\"data", "<iframe"]
        {
            assert!(!html.to_lowercase().contains(bad), "{bad} in {html}");
        }
        for bad in ["<form", "<style", "style=", "class=", " id=", "name=", "<img", "<svg"] {
            assert!(!html.to_lowercase().contains(bad), "{bad} in {html}");
        }
    }
}

#[test]
fn text_is_escaped() {
    check("a < b & c", "<p>a &lt; b &amp; c</p>");
    check("`<b>`", "<p><code>&lt;b&gt;</code></p>");
}

#[test]
fn lines_break_where_they_were_typed() {
    check("a\nb", "<p>a<br>\nb</p>");
}

#[test]
fn tables_strikes_and_tasks() {
    let table = render("| a | b |\n|---|--:|\n| 1 | 2 |", "MAIN");
    assert!(table.starts_with("<table>") && table.contains("<td>1</td>") && !table.contains("style"), "{table}");
    check("~~no~~", "<p><del>no</del></p>");
    let tasks = render("- [x] done\n- [ ] open", "MAIN");
    assert!(
        tasks.contains("aria-label=\"Done\"") && tasks.contains("type=\"checkbox\"") && tasks.contains("disabled"),
        "{tasks}"
    );
    check("> [^1]\n\n[^1]: no footnotes", "<blockquote>\n<p>[^1]</p>\n</blockquote>\n<p>[^1]: no footnotes</p>");
}

#[test]
fn references_are_links_outside_code() {
    check("See #42.", &format!("<p>See {}.</p>", a("/issues/42", "#42")));
    check("(MAIN-7)", &format!("<p>({})</p>", a("/issues/MAIN-7", "MAIN-7")));
    check("#1, #2", &format!("<p>{}, {}</p>", a("/issues/1", "#1"), a("/issues/2", "#2")));
    check("`#42`", "<p><code>#42</code></p>");
    check("```\n#42\n```", "<pre><code>#42\n</code></pre>");
    check("[#42 there](/x)", &format!("<p>{}</p>", a("/x", "#42 there")));
    for plain in
        ["UTF-8", "a#42", "#4a", "main-4", "REMAIN-4", "x/#4", "# 4x", "#", "MAIN-", "MAIN-4x", "##4", "#1234567890123456789"]
    {
        assert!(!render(plain, "MAIN").contains("<a "), "{plain}");
    }
}

#[test]
fn links_and_pictures() {
    check("[x](https://e.com)", &format!("<p>{}</p>", a("https://e.com", "x")));
    check("![alt](https://e.com/x.png)", &format!("<p>{}</p>", a("https://e.com/x.png", "alt")));
    check("[![ci](https://e.com/b.svg)](https://e.com)", &format!("<p>{}</p>", a("https://e.com", "ci")));
    check("https://e.com/a_b_c.", &format!("<p>{}.</p>", a("https://e.com/a_b_c", "https://e.com/a_b_c")));
    check("(http://e.com/(x))", &format!("<p>({})</p>", a("http://e.com/(x)", "http://e.com/(x)")));
    check("<https://e.com>", &format!("<p>{}</p>", a("https://e.com", "https://e.com")));
}
