use proptest::{collection::vec, option, prelude::*};

use super::*;

mod hostile;
mod kept;
mod ordinary;

fn read(file: &str) -> FrontMatter {
    FrontMatter::read(file, "name")
}

fn source(url: &str, title: &str, day: Option<&str>) -> Source {
    Source {
        url: url.into(),
        title: title.into(),
        accessed_at: day.map(Into::into),
    }
}

#[test]
fn a_file_of_the_hub() {
    let file = "---\ntitle: ADR: Full-System Adversarial Review RemoteChanges\ntags: [adr, \"a, b\", 'it''s']\nsources:\n  - url: ADR.md\n    title: \n    \
        accessed_at: 2026-03-11\n  - url: \"https://x.y/?a=1\"\n    title: \"X \\\"Y\\\"\"\ncontributors:\n  - maxine--basel\n  - \"b\"\ncreated: 2026-03-11\nupdated: 2026-03-12\n\
        status: accepted\nowners:\n  - a\n# a remark\n---\n\n# ADR\n\n---\n";
    let page = FrontMatter::read(file, "adr");
    assert_eq!(
        page.draft.title,
        "ADR: Full-System Adversarial Review RemoteChanges"
    );
    assert_eq!(page.draft.tags, ["adr", "a, b", "it's"]);
    assert_eq!(
        page.draft.sources,
        [
            source("ADR.md", "", Some("2026-03-11")),
            source("https://x.y/?a=1", "X \"Y\"", None)
        ]
    );
    assert_eq!(page.contributors, ["maxine--basel", "b"]);
    assert_eq!(
        (page.created.as_str(), page.updated.as_str()),
        ("2026-03-11", "2026-03-12")
    );
    assert_eq!(page.draft.content, "# ADR\n\n---\n");
    assert_eq!(page.write(), file);
}

#[test]
fn a_new_file() {
    let draft = Draft {
        title: "Say \"hi\" \\ twice".into(),
        content: "# Hi\n".into(),
        tags: vec!["a".into(), "b".into()],
        sources: vec![
            source("u", "t", Some("2026-03-01")),
            source("v", "", Some("in May")),
        ],
    };
    let (contributors, created, updated) =
        (vec!["me".into()], "2026-03-01".into(), "2026-03-05".into());
    let page = FrontMatter {
        draft,
        contributors,
        created,
        updated,
        ..FrontMatter::default()
    };
    let file = "---\ntitle: \"Say \\\"hi\\\" \\\\ twice\"\ntags: [\"a\", \"b\"]\nsources:\n  - url: \"u\"\n    title: \"t\"\n    accessed_at: 2026-03-01\n  \
        - url: \"v\"\n    title: \"\"\n    accessed_at: \"in May\"\ncontributors: [\"me\"]\ncreated: 2026-03-01\nupdated: 2026-03-05\n---\n\n# Hi\n";
    assert_eq!(page.write(), file);
    // What a database of an earlier version has of a file: lines without a meaning, and no fences.
    let older = FrontMatter {
        other: vec!["status: accepted".into(), "owners:".into(), "  - a".into()],
        ..FrontMatter::default()
    };
    let file = "---\ntitle: \"\"\ntags: []\nsources: []\ncontributors: []\nstatus: accepted\nowners:\n  - a\n---\n\n";
    assert_eq!(older.write(), file);
}

#[test]
fn without_front_matter_or_with_a_broken_one() {
    for file in [
        "",
        "# Only text\n",
        "--- \ntitle: x\n",
        "---\ntitle: never closed\n\ntext",
        "----\ntitle: x\n---\n",
        "---\n\nA page may begin with a rule.\n\n---\n\nAnd have another.\n",
        "---\n# A heading\n\nText: with a colon: twice\n\n---\n",
        "---\n- a\n- list\n---\ntext\n",
        "---\n# Heading\n---\n",
        "text\n---\ntitle: x\n---\n",
    ] {
        let page = FrontMatter::read(file, "the-slug");
        assert_eq!(
            (
                page.draft.title.as_str(),
                page.draft.content.as_str(),
                page.created.as_str()
            ),
            ("the-slug", file, "")
        );
        assert_eq!(
            FrontMatter::read(&page.write(), "the-slug").draft,
            page.draft,
            "{file:?}"
        );
    }
}

#[test]
fn fences() {
    let check = |file: &str, title: &str, content: &str| {
        let page = read(file);
        assert_eq!(
            (page.draft.title.as_str(), page.draft.content.as_str()),
            (title, content),
            "{file:?}"
        );
    };
    check("\u{feff}---\r\ntitle: x\r\n---\r\ntext\r\n", "x", "text\n");
    check("\u{feff}# Text\n", "name", "# Text\n");
    check("---\ntitle: x\n---", "x", "");
    check("---\n---\n\ntext", "name", "text");
    check("--- \t\ntitle: x\n---  \ntext", "x", "text");
    check("---\ntitle: x\n...\ntext\n---\n", "x", "text\n---\n");
    check("---\ntitle: x\n---\n\n\ntext", "x", "\ntext");
    check("---\rtitle: x\r---\rtext\r", "x", "text\n");
}

fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,20}",
        "[ -~\\n\\t\\r]{0,20}",
        "[\"'\\\\,:#\\[\\]{}&*!|>%@` -]{0,12}"
    ]
}

/// A text as a draft may hold it.
fn word() -> impl Strategy<Value = String> {
    anything()
        .prop_map(|text| crate::text::line(&text.replace('\0', "")))
        .prop_filter("says something", |text| !text.is_empty())
}

fn sources() -> impl Strategy<Value = Vec<Source>> {
    let source = (word(), option::of(word()), option::of("[0-9a-z \"-]{1,9}"));
    vec(source, 0..4).prop_map(|all| {
        let day = |day: String| Some(crate::text::line(&day)).filter(|day| !day.is_empty());
        all.into_iter()
            .map(|(url, title, at)| Source {
                url,
                title: title.unwrap_or_default(),
                accessed_at: at.and_then(day),
            })
            .collect()
    })
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 0..4).prop_map(|words| {
        let mut once: Vec<String> = Vec::new();
        words.into_iter().for_each(|word| {
            if !once.contains(&word) {
                once.push(word);
            }
        });
        once
    })
}

prop_compose! {
    fn page()(
        title in word(),
        content in "[^\\r\\u{0}]{0,60}",
        tags in words(),
        sources in sources(),
        contributors in words(),
        created in "([0-9]{4}-[0-9]{2}-[0-9]{2})?|[a-z:\"]{1,5}",
    ) -> FrontMatter {
        let draft = Draft { title, content, tags, sources };
        FrontMatter { draft, contributors, created, name: "name".into(), ..FrontMatter::default() }
    }
}

/// Front matter as people write it.
fn ordinary_head() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        Just("title: ADR: Review\n"),
        Just("title: 'It''s' # why\n"),
        Just("title: >-\n  A folded\n  title\n"),
        Just("tags: auth, session\n"),
        Just("tags: &t [a, \"b c\"] # why\n"),
        Just("tags:\n- a # first\n# between\n- b\n"),
        Just("sources:\n  - https://example.com/a\n  - url: b\n    author: Ana\n"),
        Just("sources: [{url: a, author: {name: Ana}}, b]\n"),
        Just("sources:\n    - url: a\n      title: A: B\n"),
        Just("contributors: alice\n"),
        Just("contributors: {odd: yes}\n"),
        Just("updated: 2026-01-01\n"),
        Just("status: accepted\n"),
        Just("refs: *t\n"),
        Just("aliases:\n  - x\n\n"),
        Just("# a remark\n"),
        Just("garbage\n"),
    ];
    (vec(block, 1..7), any::<bool>()).prop_map(|(blocks, carriage)| {
        let head = blocks.concat();
        if carriage {
            head.replace('\n', "\r\n")
        } else {
            head
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(page in page()) {
        let again = read(&page.write());
        prop_assert_eq!(FrontMatter { other: Vec::new(), ..again }, page);
    }

    #[test]
    fn an_edit_of_the_text_leaves_the_front_matter(head in ordinary_head(), text in "[a-z\\n]{0,20}") {
        let end = if head.contains('\r') { "\r\n" } else { "\n" };
        let file = format!("---{end}{head}---{end}{end}old");
        let mut page = read(&file);
        prop_assume!(!page.other.is_empty());
        page.draft.content.clone_from(&text);
        prop_assert_eq!(page.write(), format!("---{end}{head}---{end}{end}{}", text.replace('\n', end)));
    }

    #[test]
    fn any_edit_of_any_front_matter_is_read_again(head in ordinary_head(), page in page()) {
        let before = read(&format!("---\n{head}---\n\nold"));
        let other = before.other.clone();
        let after = read(&FrontMatter { other, ..page.clone() }.write());
        prop_assert_eq!(&after.draft, &page.draft, "{:?}", head);
        let lost = |line: &&str| ["status: accepted", "aliases:"].contains(line);
        let kept = after.other.join("\n");
        prop_assert!(before.other.iter().map(|line| line.trim_end()).filter(lost).all(|line| kept.contains(line)), "{:?}", head);
    }

    #[test]
    fn reading_never_panics(file in "(---\\n)?[-a-z:\\[\\]\"'\\\\,&*|>{}#?! \\t\\n]{0,80}(---\\n)?") {
        let page = read(&file);
        let _ = page.write();
        let _ = FrontMatter { draft: Draft { tags: vec!["x".into()], ..page.draft }, ..page }.write();
    }
}
