use proptest::{collection::vec, option, prelude::*};

use super::*;

#[test]
fn a_file_of_the_hub() {
    let file = "---\ntitle: ADR: Full-System Adversarial Review Findings\ntags: [adr, \"a, b\", 'it''s']\nsources:\n  - url: ADR.md\n    title: \n    \
        accessed_at: 2026-03-11\n  - url: \"https://x.y/?a=1\"\n    title: \"X \\\"Y\\\"\"\ncontributors:\n  - maxine--basel\n  - \"b\"\ncreated: 2026-03-11\nupdated: 2026-03-12\n\
        status: accepted\nowners:\n  - a\n# a remark\n---\n\n# ADR\n\n---\n";
    let page = FrontMatter::read(file, "adr");
    assert_eq!(page.draft.title, "ADR: Full-System Adversarial Review Findings");
    assert_eq!(page.draft.tags, ["adr", "a, b", "it's"]);
    let source = |url: &str, title: &str, day: Option<&str>| Source {
        url: url.into(),
        title: title.into(),
        accessed_at: day.map(Into::into),
    };
    assert_eq!(page.draft.sources, [source("ADR.md", "", Some("2026-03-11")), source("https://x.y/?a=1", "X \"Y\"", None)]);
    assert_eq!(page.contributors, ["maxine--basel", "b"]);
    assert_eq!((page.created.as_str(), page.updated.as_str()), ("2026-03-11", "2026-03-12"));
    assert_eq!(page.other, ["status: accepted", "owners:", "  - a", "# a remark"]);
    assert_eq!(page.draft.content, "# ADR\n\n---\n");
    assert_eq!(FrontMatter::read(&page.write(), ""), page);
}

#[test]
fn as_it_is_written() {
    let draft = Draft {
        title: "Say \"hi\" \\ twice\nhere".into(),
        content: "# Hi\n".into(),
        tags: vec!["a".into(), "b".into()],
        sources: vec![Source { url: "u".into(), title: "t".into(), accessed_at: Some("2026-03-01".into()) }],
    };
    let page = FrontMatter {
        draft,
        contributors: vec!["me".into()],
        created: "2026-03-01".into(),
        updated: "2026-03-05".into(),
        other: vec![],
    };
    let file = "---\ntitle: \"Say \\\"hi\\\" \\\\ twice\\nhere\"\ntags: [\"a\", \"b\"]\nsources:\n  - url: \"u\"\n    title: \"t\"\n    accessed_at: 2026-03-01\n\
        contributors: [\"me\"]\ncreated: 2026-03-01\nupdated: 2026-03-05\n---\n\n# Hi\n";
    assert_eq!(page.write(), file);
}

#[test]
fn without_front_matter_or_with_a_broken_one() {
    for file in ["", "# Only text\n", "--- \ntitle: x\n", "---\ntitle: never closed\n\ntext", "----\ntitle: x\n---\n"] {
        let page = FrontMatter::read(file, "the-slug");
        assert_eq!((page.draft.title.as_str(), page.draft.content.as_str(), page.created.as_str()), ("the-slug", file, ""));
    }
    let page = FrontMatter::read("\u{feff}---\r\ntitle: x\r\n---\r\ntext\r\n", "s");
    assert_eq!((page.draft.title.as_str(), page.draft.content.as_str()), ("x", "text\n"));
    assert_eq!(FrontMatter::read("---\ntitle: x\n---", "s").draft.content, "");
    assert_eq!(FrontMatter::read("---\n---\n\ntext", "s").draft.content, "text");
}

fn anything() -> impl Strategy<Value = String> {
    prop_oneof![".{0,20}", "[ -~\\n\\t\\r]{0,20}", "[\"'\\\\,:#\\[\\]{}&*!|>%@` -]{0,12}"]
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        title in anything().prop_filter("a title says something", |title| !title.trim().is_empty()),
        content in "[^\\r\\u{0}]{0,60}",
        tags in vec(anything(), 0..4),
        sources in vec((anything().prop_filter("an address", |url| !url.is_empty()), anything(), option::of("[0-9a-z \"-]{1,9}")), 0..3),
        contributors in vec(anything(), 0..3),
        created in "([0-9]{4}-[0-9]{2}-[0-9]{2})?|[a-z: \"]{1,5}",
        other in vec("x_[a-z]{1,5}: [ -~]{0,12}", 0..3),
    ) {
        let sources = sources.into_iter().map(|(url, title, accessed_at)| Source { url, title, accessed_at }).collect();
        let page = FrontMatter { draft: Draft { title, content, tags, sources }, contributors, created, updated: String::new(), other };
        prop_assert_eq!(FrontMatter::read(&page.write(), ""), page);
    }

    #[test]
    fn reading_never_panics(file in "(---\\n)?[-a-z:\\[\\]\"'\\\\, \\n]{0,80}") {
        let _ = FrontMatter::read(&file, "s");
    }
}
