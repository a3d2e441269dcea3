//! What an edit leaves as it was.

use super::*;

/// The lines that an edit takes away and adds.
fn changed(head: &str, edit: impl FnOnce(&mut FrontMatter)) -> Vec<String> {
    let file = format!("---\n{head}---\n\ntext\n");
    let mut page = read(&file);
    edit(&mut page);
    let after = page.write();
    let wanted = FrontMatter {
        other: Vec::new(),
        ..page
    };
    assert_eq!(
        FrontMatter {
            other: Vec::new(),
            ..read(&after)
        },
        wanted,
        "{after}"
    );
    let hunks = crate::knowledge::diff::diff(&file, &after, 0);
    let sign = |side| {
        if side == crate::knowledge::Side::New {
            '+'
        } else {
            '-'
        }
    };
    hunks
        .into_iter()
        .flat_map(|hunk| hunk.lines)
        .map(|line| format!("{}{}", sign(line.side), line.text))
        .collect()
}

const EVERYTHING: &str = "# Written by hand\ntitle: >-   # folded\n  A folded\n  title\ntags: auth, session # two\nstatus: {a: [b]} # odd\nsources:\n  # the first\n  - https://example.com/a\n  \
    - url: b   # plain\n    author: Ana\n    title: 'B'\n  - note: without an address\n\ncontributors: alice\ncreated: 2026-01-01T10:00:00Z\nupdated: \"2026-01-02\"\n# the end\n";

#[test]
fn an_edit_of_the_text() {
    assert_eq!(
        changed(EVERYTHING, |page| page.draft.content = "other\n".into()),
        ["-text", "+other"]
    );
}

#[test]
fn a_day_and_a_contributor() {
    let lines = changed(EVERYTHING, |page| {
        page.contributors.push("bo".into());
        page.updated = "2026-02-03".into();
    });
    let expect = [
        "-contributors: alice",
        "+contributors: [\"alice\", \"bo\"]",
        "-updated: \"2026-01-02\"",
        "+updated: 2026-02-03",
    ];
    assert_eq!(lines, [expect[0], expect[1], expect[2], expect[3]]);
}

#[test]
fn a_title() {
    let title = |page: &mut FrontMatter| page.draft.title = "New: one".into();
    let expect = [
        "-title: >-   # folded",
        "-  A folded",
        "-  title",
        "+title: \"New: one\"",
    ];
    assert_eq!(changed(EVERYTHING, title), expect);
    assert_eq!(
        changed("title: Old # why\n", title),
        ["-title: Old # why", "+title: \"New: one\" # why"]
    );
    assert_eq!(
        changed("title: A: B\nx: y\n", title),
        ["-title: A: B", "+title: \"New: one\""]
    );
    assert_eq!(
        changed("title: Notes on #1\nx: y\n", title),
        ["-title: Notes on #1", "+title: \"New: one\""]
    );
    assert_eq!(changed("x: y\n", title), ["+title: \"New: one\""]);
    assert_eq!(
        changed("title: # none\n", title),
        ["-title: # none", "+title: \"New: one\" # none"]
    );
}

#[test]
fn tags() {
    let add = |page: &mut FrontMatter| page.draft.tags.push("new".into());
    let clear = |page: &mut FrontMatter| page.draft.tags.clear();
    assert_eq!(
        changed("tags: [a, 'b'] # why\n", add),
        ["-tags: [a, 'b'] # why", "+tags: [a, 'b', \"new\"] # why"]
    );
    assert_eq!(
        changed("tags: a, b # why\n", add),
        ["-tags: a, b # why", "+tags: [\"a\", \"b\", \"new\"] # why"]
    );
    assert_eq!(
        changed("tags:\n# first\n- a # one\n- b\nx: y\n", add),
        ["+- \"new\""]
    );
    assert_eq!(
        changed("tags:\n    - a\n    # of b\n    - b\nx: y\n", |page| drop(
            page.draft.tags.remove(1)
        )),
        ["-    # of b", "-    - b"]
    );
    assert_eq!(
        changed("tags:\n  - a\nx: y\n", clear),
        ["-tags:", "-  - a", "+tags: []"]
    );
    assert_eq!(
        changed("tags:\nx: y\n", add),
        ["-tags:", "+tags: [\"new\"]"]
    );
    assert_eq!(
        changed("tags: [a, [b]]\n", add),
        ["-tags: [a, [b]]", "+tags: [a, [b], \"new\"]"]
    );
    assert_eq!(
        changed("tags: &t [a]\nz: *t\n", add),
        ["-tags: &t [a]", "+tags: &t [a, \"new\"]"]
    );
    assert_eq!(
        changed("a: &t [x]\ntags: *t\n", add),
        ["-tags: *t", "+tags: [\"x\", \"new\"]"]
    );
    assert_eq!(changed("title: T\nz: y\n", add), ["+tags: [\"new\"]"]);
    assert_eq!(
        changed("tags: {a: b}\nz: y\n", |page| page.draft.content =
            "text\n".into()),
        [""; 0]
    );
}

#[test]
fn sources() {
    let add = |page: &mut FrontMatter| page.draft.sources.push(source("new", "", None));
    assert_eq!(
        changed(EVERYTHING, add),
        ["+  - url: \"new\"", "+    title: \"\""]
    );
    let rename = |page: &mut FrontMatter| page.draft.sources[1].title = "Bee".into();
    // Its further key stays where it was.
    let expect = [
        "-  - url: b   # plain",
        "+  - url: \"b\"",
        "+    title: \"Bee\"",
        "-    title: 'B'",
    ];
    assert_eq!(changed(EVERYTHING, rename), expect);
    let expect = [
        "-sources: [{url: a, by: {name: \"A, B\"}}]",
        "+sources:",
        "+  - url: \"a\"",
        "+    title: \"\"",
        "+    by: {name: \"A, B\"}",
        "+  - url: \"new\"",
        "+    title: \"\"",
    ];
    assert_eq!(
        changed("sources: [{url: a, by: {name: \"A, B\"}}]\n", add),
        expect
    );
    let clear = |page: &mut FrontMatter| page.draft.sources.clear();
    assert_eq!(
        changed("sources:\n  - a\n  - b\nx: y\n", clear),
        ["-sources:", "-  - a", "-  - b", "+sources: []"]
    );
    assert_eq!(
        changed("sources: []\nx: y\n", add),
        [
            "-sources: []",
            "+sources:",
            "+  - url: \"new\"",
            "+    title: \"\""
        ]
    );
}

#[test]
fn what_cannot_be_read_stays_when_the_program_adds_to_it() {
    let lines = changed("contributors: {a: b}\nupdated: [x]\n", |page| {
        page.draft.content = "other\n".into();
    });
    assert_eq!(lines, ["-text", "+other"]);
    let mut page = read("---\ncontributors: {a: b}\nupdated: [x]\n---\n\ntext");
    (page.contributors, page.updated) = (vec!["me".into()], "2026-01-01".into());
    assert_eq!(
        page.write(),
        "---\ncontributors: {a: b}\nupdated: [x]\n---\n\ntext"
    );
}

#[test]
fn what_surrounds_the_front_matter() {
    for file in [
        "\u{feff}---\r\ntitle: x\r\ntags: [a]\r\n---\r\n\r\ntext\r\n",
        "--- \ntitle: x\n... \ntext\n",
        "---\ntitle: x\n---\n  \ntext\n",
        "---\n\n# remark\ntitle: x\n\n---\ntext",
    ] {
        let mut page = read(file);
        assert_eq!(page.write(), file);
        page.draft.content = "new\ntext".into();
        let end = if file.contains('\r') {
            "new\r\ntext"
        } else {
            "new\ntext"
        };
        assert_eq!(
            page.write(),
            file.replace("text\r\n", "text")
                .replace("text\n", "text")
                .replace("text", end)
        );
        page.draft.content = "\ntext".into();
        assert_eq!(read(&page.write()).draft, page.draft, "{file:?}");
    }
    let mut page = read("---\r\ntags:\r\n  - a\r\n---\r\n");
    page.draft.tags.push("b".into());
    page.draft.title = "T".into();
    assert_eq!(
        page.write(),
        "---\r\ntitle: \"T\"\r\ntags:\r\n  - a\r\n  - \"b\"\r\n---\r\n"
    );
}

#[test]
fn a_head_between_braces() {
    let mut page = read("---\n{title: x, tags: [a], status: done}\n---\n\ntext");
    page.draft.tags.push("b".into());
    assert_eq!(
        page.write(),
        "---\n{title: x, tags: [a, \"b\"], status: done}\n---\n\ntext"
    );
    page.draft.sources.push(source("new", "", None));
    let again = read(&page.write());
    assert_eq!(again.draft, page.draft);
    assert!(
        again.other.contains(&"\"status\": done".to_owned()),
        "{again:?}"
    );
}

#[test]
fn an_anchor_that_is_written_over() {
    let mut page = read("---\nsources: &s\n  - a\nother: *s\nkeep: 1\n---\n\ntext");
    page.draft.sources.clear();
    let again = read(&page.write());
    assert_eq!(again.draft, page.draft);
    for line in ["keep: 1", "\"other\": [a]"] {
        assert!(again.other.iter().any(|other| other == line), "{again:?}");
    }
}
