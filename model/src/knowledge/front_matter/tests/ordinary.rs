//! YAML as people and their tools write it.

use super::*;

fn titled(line: &str, expect: &str) {
    assert_eq!(
        read(&format!("---\n{line}\nstatus: x\n---\n\ntext"))
            .draft
            .title,
        expect,
        "{line}"
    );
}

#[test]
fn titles() {
    titled("title: Plain", "Plain");
    titled(
        "title: \"Quo\\\"ted \\u00e9\\x21 \\\\ \\t.\"",
        "Quo\"ted é! \\ .",
    );
    titled("title: 'It''s'", "It's");
    titled("title: >-\n  A folded\n  title", "A folded title");
    titled("title: >\n  A folded\n  title\n", "A folded title");
    titled("title: |\n  One\n  Two", "One Two");
    titled("title: Over\n  two lines", "Over two lines");
    titled("title: \"Over\n  two lines\"", "Over two lines");
    titled("title: Plain # a remark", "Plain");
    titled("title: Notes on #12 and #13", "Notes on #12 and #13");
    titled("title: C# and F#", "C# and F#");
    titled(
        "title: ADR: Full-System: Review",
        "ADR: Full-System: Review",
    );
    titled("title: Ends with a colon:", "Ends with a colon:");
    titled("title: [Draft] Plan", "[Draft] Plan");
    titled("title: [Draft]", "[Draft]");
    titled("title: *bold* words", "*bold* words");
    titled("title: @mention", "@mention");
    titled("title: \"Quoted\" and more", "\"Quoted\" and more");
    titled("title: 2026", "2026");
    titled("title: yes", "yes");
    titled("title: !!str 12", "12");
    titled("title: &anchor Anchored", "Anchored");
    titled("name: &n Other\ntitle: *n", "Other");
    titled("\"title\": x", "x");
    titled("title : x", "x");
    titled("? title\n: x", "x");
    titled("title: first\ntitle: second", "second");
    titled("title:", "name");
    titled("title: ~", "name");
    titled("title: \"\"", "name");
    titled("title: {a: b}\nx:\n  - {", "{a: b}");
    titled("title:\n  - a", "name");
}

#[test]
fn tags_and_contributors() {
    let tags = |lines: &str, expect: &[&str]| {
        let page = |key: &str| read(&format!("---\n{key}:{lines}\nx: y\n---\n"));
        assert_eq!(page("tags").draft.tags, expect, "{lines}");
        assert_eq!(page("contributors").contributors, expect, "{lines}");
    };
    tags(" auth", &["auth"]);
    tags(" auth, session", &["auth", "session"]);
    tags(" \"auth, session\"", &["auth", "session"]);
    tags(" [a, b] # why", &["a", "b"]);
    tags(
        " [a, 'b c', \"d, e\", 1, true]",
        &["a", "b c", "d, e", "1", "true"],
    );
    tags(" [a,\n  b,\n]", &["a", "b"]);
    tags(
        "\n  - a\n  - b # why\n  # between\n  - \"c: d\"",
        &["a", "b", "c: d"],
    );
    tags("\n- a\n- b", &["a", "b"]);
    tags("\n  - a: b: c\n  - d", &["d"]);
    tags(" &t [a]\nz: *t", &["a"]);
    tags(" >-\n  a,\n  b", &["a", "b"]);
    tags(" [a, [b], {c: d}, a]", &["a"]);
    tags(" [a, b", &["a", "b"]);
    tags(" []", &[]);
    tags("", &[]);
    tags(" {a: b}", &[]);
}

#[test]
fn sources() {
    let check = |lines: &str, expect: &[Source]| {
        assert_eq!(
            read(&format!("---\nsources:{lines}\nx: y\n---\n"))
                .draft
                .sources,
            expect,
            "{lines}"
        );
    };
    let a = || source("https://example.com/a", "", None);
    check(" https://example.com/a", &[a()]);
    check(
        " https://example.com/a, b.md",
        &[a(), source("b.md", "", None)],
    );
    check("\n  - https://example.com/a", &[a()]);
    check(
        " [https://example.com/a, {url: b, title: B}]",
        &[a(), source("b", "B", None)],
    );
    check(
        "\n- url: https://example.com/a # why\n  author: Ana\n  title: A\n  accessed_at: 2026-03-01",
        &[source("https://example.com/a", "A", Some("2026-03-01"))],
    );
    check(
        "\n  - url: a\n    title: ADR: x\n  - {url: b}",
        &[source("a", "ADR: x", None), source("b", "", None)],
    );
    check("\n\t- url: a\n\t  title: T", &[source("a", "T", None)]);
    check(
        "\n  - url: &u a\n  - *u",
        &[source("a", "", None), source("a", "", None)],
    );
    check("\n  url: a\n  title: T", &[source("a", "T", None)]);
    check("\n  - title: a book without an address", &[]);
    check(" []", &[]);
}
