use super::{Style, render as render_with};

/// In issues, where nobody looked which pages exist. Without the direction, which every block has.
fn render(text: &str, prefix: &str) -> String {
    let html = render_with(
        text,
        &Style {
            prefix: prefix.into(),
            breaks: true,
            ..Style::default()
        },
    )
    .html;
    html.replace(" dir=\"auto\"", "")
}

/// On a page, among pages with these slugs and titles.
fn render_among(text: &str, titles: &[(&str, &str)]) -> String {
    let titles = titles
        .iter()
        .map(|(slug, title)| ((*slug).to_owned(), (*title).to_owned()))
        .collect();
    let html = render_with(
        text,
        &Style {
            prefix: "MAIN".into(),
            titles: Some(titles),
            ..Style::default()
        },
    )
    .html;
    html.replace(" dir=\"auto\"", "")
}

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
        for bad in [
            "<script",
            "onerror",
            "onclick=",
            "onload",
            "onfocus",
            "onmouseover",
            "href=\"javascript",
            "href=\"data",
            "<iframe",
        ] {
            assert!(!html.to_lowercase().contains(bad), "{bad} in {html}");
        }
        for bad in [
            "<form",
            "<style",
            "style=",
            "class=\"btn",
            " id=",
            "name=",
            "<img",
            "<svg",
        ] {
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
    assert!(
        table.starts_with("<table>") && table.contains("<td>1</td>") && !table.contains("style"),
        "{table}"
    );
    check("~~no~~", "<p><del>no</del></p>");
    let tasks = render("- [x] done\n- [ ] open", "MAIN");
    assert!(
        tasks.contains("aria-label=\"Done\"")
            && tasks.contains("type=\"checkbox\"")
            && tasks.contains("disabled"),
        "{tasks}"
    );
    check(
        "> [^1]\n\n[^1]: no footnotes",
        "<blockquote>\n<p>[^1]</p>\n</blockquote>\n<p>[^1]: no footnotes</p>",
    );
}

#[test]
fn references_are_links_outside_code() {
    check(
        "See #42.",
        &format!("<p>See {}.</p>", a("/issues/42", "#42")),
    );
    check(
        "(MAIN-7)",
        &format!("<p>({})</p>", a("/issues/MAIN-7", "MAIN-7")),
    );
    check(
        "#1, #2",
        &format!("<p>{}, {}</p>", a("/issues/1", "#1"), a("/issues/2", "#2")),
    );
    check("`#42`", "<p><code>#42</code></p>");
    check("```\n#42\n```", "<pre><code>#42\n</code></pre>");
    check(
        "[#42 there](/issues)",
        &format!("<p>{}</p>", a("/issues", "#42 there")),
    );
    for plain in [
        "UTF-8",
        "a#42",
        "#4a",
        "main-4",
        "REMAIN-4",
        "x/#4",
        "# 4x",
        "#",
        "MAIN-",
        "MAIN-4x",
        "##4",
        "#1234567890123456789",
    ] {
        assert!(!render(plain, "MAIN").contains("<a "), "{plain}");
    }
}

#[test]
fn links_and_pictures() {
    check(
        "[x](https://e.com)",
        &format!("<p>{}</p>", a("https://e.com", "x")),
    );
    let picture = |alt| {
        format!(
            r#"<p><a class="picture" href="https://e.com/x.png" rel="noopener nofollow">{alt}</a></p>"#
        )
    };
    check("![alt](https://e.com/x.png)", &picture("alt"));
    check("![](https://e.com/x.png)", &picture("Picture"));
    check("![a *b*](https://e.com/x.png)", &picture("a <em>b</em>"));
    check("![x](/fn/delete_issue)", "<p>x</p>");
    check(
        "[![](https://e.com/b.svg)](https://e.com)",
        &format!("<p>{}</p>", a("https://e.com", "Picture")),
    );
    check(
        "[![ci](https://e.com/b.svg)](https://e.com)",
        &format!("<p>{}</p>", a("https://e.com", "ci")),
    );
    check(
        "https://e.com/a_b_c.",
        &format!(
            "<p>{}.</p>",
            a("https://e.com/a_b_c", "https://e.com/a_b_c")
        ),
    );
    check(
        "(http://e.com/(x))",
        &format!("<p>({})</p>", a("http://e.com/(x)", "http://e.com/(x)")),
    );
    check(
        "<https://e.com>",
        &format!("<p>{}</p>", a("https://e.com", "https://e.com")),
    );
}

#[test]
fn pictures_are_loaded_where_that_is_allowed() {
    let html = |text: &str| {
        render_with(
            text,
            &Style {
                images: true,
                ..Style::default()
            },
        )
        .html
    };
    let shown = html("![a *b*](https://e.com/x.png \"t\")");
    assert!(
        shown.contains(r#"src="https://e.com/x.png""#) && shown.contains(r#"alt="a b""#),
        "{shown}"
    );
    assert!(
        shown.contains(r#"referrerpolicy="no-referrer""#) && shown.contains(r#"loading="lazy""#),
        "{shown}"
    );
    for text in [
        "![x](/fn/delete_issue)",
        "![x](//e.com/x.png)",
        "![x](data:image/svg+xml,x)",
        "<img src=/fn/x>",
    ] {
        assert!(!html(text).contains("<img"), "{text}");
    }
}

#[test]
fn bare_addresses_are_found_before_emphasis() {
    let link = |url: &str| a(url, url);
    for url in [
        "https://e.com/_next_/static/a.js",
        "https://e.com/a*b*c",
        "https://e.com/~~x~~/y",
        "https://e.com/__init__.py",
    ] {
        check(url, &format!("<p>{}</p>", link(url)));
        check(
            &format!("_see_ {url} **now**"),
            &format!("<p><em>see</em> {} <strong>now</strong></p>", link(url)),
        );
    }
    check(
        "*https://e.com/a*",
        &format!("<p><em>{}</em></p>", link("https://e.com/a")),
    );
    check(
        "**https://e.com/a_b**",
        &format!("<p><strong>{}</strong></p>", link("https://e.com/a_b")),
    );
    check(
        "https://e.com/*a b*",
        &format!("<p>{} b*</p>", link("https://e.com/*a")),
    );
    check(
        "`https://e.com/_a_`",
        "<p><code>https://e.com/_a_</code></p>",
    );
    check(
        "www.e.com/a_b_.",
        &format!("<p>{}_.</p>", a("http://www.e.com/a_b", "www.e.com/a_b")),
    );
    check(
        "<me@e.com>",
        &format!("<p>{}</p>", a("mailto:me@e.com", "me@e.com")),
    );
    check(
        "me@e.com",
        &format!("<p>{}</p>", a("mailto:me@e.com", "me@e.com")),
    );
    check(
        "https://e.com/?a=1&amp;b=2",
        &format!(
            "<p>{}</p>",
            a("https://e.com/?a=1&amp;b=2", "https://e.com/?a=1&amp;b=2")
        ),
    );
    let table = render("| a |\n|---|\n| https://e.com/_a_|", "MAIN");
    assert!(
        table.contains(&a("https://e.com/_a", "https://e.com/_a")),
        "{table}"
    );
}

#[test]
fn links_inside_a_text_lead_to_its_headings() {
    let html = render(
        "[Install](#install) [new](#What's-new?) [b](#install-1)\n\n## Install\n\n## What's new?\n\n## Install",
        "MAIN",
    );
    for part in [
        "#text-install\"",
        "#text-whats-new\"",
        "#text-install-1\"",
        " id=\"text-install\"",
        " id=\"text-whats-new\"",
        " id=\"text-install-1\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    let copied = render("[a](#text-install)\n\n# Install", "MAIN");
    assert!(copied.contains("href=\"#text-install\""), "{copied}");
    let own = render_with(
        "[a](#install)\n\n# Install",
        &Style {
            anchor: "comment-7-".into(),
            ..Style::default()
        },
    )
    .html;
    assert!(
        own.contains("href=\"#text-comment-7-install\"")
            && own.contains("id=\"text-comment-7-install\""),
        "{own}"
    );
}

#[test]
fn links_to_pages() {
    let pages = [
        ("Guide", "The guide"),
        ("a#b", "A sharp"),
        ("main.rs", "Main"),
    ];
    let check = |text: &str, href: &str, shown: &str| {
        assert_eq!(
            render_among(text, &pages).trim_end(),
            format!("<p>{}</p>", a(href, shown))
        );
    };
    check("[[Guide]]", "/knowledge/Guide", "The guide");
    check("[[Guide|here]]", "/knowledge/Guide", "here");
    check(
        "[[Guide#Install it]]",
        "/knowledge/Guide#text-install-it",
        "The guide › Install it",
    );
    check("[[a#b]]", "/knowledge/a%23b", "A sharp");
    check("[x](Guide.md)", "/knowledge/Guide", "x");
    check("[x](./Guide.md#part)", "/knowledge/Guide#text-part", "x");
    check("[x](../knowledge/Guide.md)", "/knowledge/Guide", "x");
    check("[x](Guide)", "/knowledge/Guide", "x");
    check("[x](main.rs)", "/knowledge/main.rs", "x");
    assert_eq!(
        render_among("[x](lib.rs) [y](docs/guide.md)", &pages),
        "<p>x y</p>\n"
    );
    for text in [
        "[[gone]]",
        "[[gone#x]]",
        "[gone](gone.md)",
        "[gone](/knowledge/gone)",
    ] {
        let html = render_among(text, &pages);
        assert!(
            html.contains("class=\"missing\"") && html.contains("href=\"/knowledge/gone"),
            "{html}"
        );
    }
}

#[test]
fn links_that_look_like_ours_and_are_not() {
    for text in [
        "[a](//evil.example/x)",
        "[a](/\\evil.example)",
        "[a](/fn/delete_issue)",
        "[a](</\tx>)",
        "<a href=\"/\n/evil.example\">a</a>",
        "<a href='//e.com'>a</a>",
    ] {
        let html = render(text, "MAIN");
        assert!(!html.contains("href="), "{text:?}: {html}");
        assert!(html.contains('a'), "the text stays");
    }
}

#[test]
fn references_of_other_trackers_are_no_links() {
    for text in [
        "PR #150",
        "**PR** #150",
        "GitHub issue #240",
        "`GH` issue #4",
        "owner/repo#3",
        "pull\nrequest #4",
        "MR !3",
    ] {
        assert!(!render(text, "MAIN").contains("<a "), "{text}");
    }
    check(
        "PR\n\n#5",
        &format!("<p>PR</p>\n<p>{}</p>", a("/issues/5", "#5")),
    );
}

#[test]
fn html_is_closed_where_it_was_opened() {
    check("<b>x\n\ny", "<p><b>x</b></p>\n<p>y</p>");
    check("*<b>x* y", "<p><em><b>x</b></em> y</p>");
    let details = render(
        "<details>\n<summary>More</summary>\n\n**x**\n\n</details>\n\ny",
        "MAIN",
    );
    assert!(
        details.contains("<strong>x</strong></p>\n</details>"),
        "{details}"
    );
}

#[test]
fn every_block_has_its_own_direction() {
    let html = render_with(
        "# שלום\n\nabc\n\n- a\n\n1. b\n\n> c\n\n| a |\n|---|\n| b |",
        &Style::default(),
    )
    .html;
    for block in ["<h1 ", "<p ", "<ul ", "<ol ", "<blockquote ", "<table "] {
        let tag = html
            .split(block)
            .nth(1)
            .and_then(|rest| rest.split('>').next())
            .unwrap_or_default();
        assert!(tag.contains("dir=\"auto\""), "{block} in {html}");
    }
}
