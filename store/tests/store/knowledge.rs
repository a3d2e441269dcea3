//! Knowledge: pages, revisions, merges, links, search, and the way to and from the hub.

use model::{
    Draft, Error as DomainError, IssuePatch, NewComment, NewPage, PagePatch,
    knowledge::{Disputed, PageConflict, Part, Source},
};

use crate::support::{Db, refusal};

mod sync;

fn draft(title: &str, content: &str) -> Draft {
    Draft {
        title: title.into(),
        content: content.into(),
        ..Default::default()
    }
}

async fn create(db: &Db, slug: &str, content: &str) {
    let new = NewPage {
        slug: slug.into(),
        draft: draft(&slug.to_uppercase(), content),
    };
    db.store.create_page(&db.me, new).await.unwrap();
}

async fn content(db: &Db, slug: &str) -> String {
    db.store.page(&db.me, slug).await.unwrap().draft.content
}

fn text(content: &str, base: i64) -> PagePatch {
    PagePatch {
        content: Some(content.into()),
        base: Some(base),
        ..Default::default()
    }
}

/// `3 edited, 2 …`
async fn history(db: &Db, slug: &str) -> String {
    let history = db.store.page_history(&db.me, slug).await.unwrap();
    let lines: Vec<_> = history
        .iter()
        .map(|revision| {
            format!(
                "{} {} {}",
                revision.number,
                revision.edit.as_str(),
                revision.slug
            )
        })
        .collect();
    lines.join(", ")
}

/// The pages that name an issue.
async fn pages_of(db: &Db, id: model::IssueId) -> Vec<String> {
    db.store
        .issue_pages(&db.me, id)
        .await
        .unwrap()
        .into_iter()
        .map(|page| page.slug.to_string())
        .collect()
}

on_both! {
    async fn a_page_is_created_and_read(db: Db) {
        let mut ears = db.listen().await;
        let source = Source { url: "https://docs.rs".into(), title: "Docs".into(), accessed_at: Some("2026-03-01".into()) };
        let draft = Draft { tags: vec!["rust".into()], sources: vec![source], ..draft(" Serde tips ", "# Tips\r\n") };
        let new = NewPage { slug: "serde-tips".into(), draft };
        let created = db.store.create_page(&db.me, new.clone()).await.unwrap();
        assert_eq!(created, db.store.page(&db.me, "serde-tips").await.unwrap());
        assert_eq!((created.draft.title.as_str(), created.draft.content.as_str()), ("Serde tips", "# Tips\n"));
        assert_eq!((created.created.as_str(), created.updated.as_str(), created.revision), ("2026-01-01", "2026-01-01", 1));
        assert_eq!(created.contributors.len(), 1);
        assert_eq!(refusal(db.store.create_page(&db.me, new).await), DomainError::PageExists { slug: "serde-tips".parse().unwrap() });
        assert_eq!(refusal(db.store.page(&db.me, "none").await).to_string(), "Page 'none' does not exist");
        create(&db, "b", "").await;
        create(&db, "Ä", "").await;
        let list = db.store.list_pages(&db.me).await.unwrap();
        assert_eq!(list.iter().map(|page| page.slug.as_str()).collect::<Vec<_>>(), ["b", "serde-tips", "Ä"]);
        assert_eq!(db.heard(&mut ears).await, ["page serde-tips 1", "page b 1", "page Ä 1"]);
    }

    async fn an_edit_is_a_revision_and_nothing_is_none(db: Db) {
        create(&db, "a", "one\n").await;
        db.wait(86_400);
        let mut ears = db.listen().await;
        let saved = db.store.update_page(&db.me, "a", text("two\n", 1)).await.unwrap();
        assert_eq!((saved.merged, saved.page.revision, saved.page.updated.as_str()), (false, 2, "2026-01-02"));
        let same = db.store.update_page(&db.me, "a", PagePatch::default()).await.unwrap();
        assert_eq!((same.page.revision, same.page), (2, saved.page));
        assert_eq!(history(&db, "a").await, "2 edited a, 1 created a");
        assert_eq!(db.store.page_revision(&db.me, "a", 1).await.unwrap().draft.content, "one\n");
        assert_eq!(refusal(db.store.page_revision(&db.me, "a", 3).await).to_string(), "Revision 3 does not exist");
        assert_eq!(refusal(db.store.page_history(&db.me, "x").await).to_string(), "Page 'x' does not exist");
        assert_eq!(refusal(db.store.update_page(&db.me, "a", text("x", 7)).await).to_string(), "Revision 7 does not exist");
        let blank = PagePatch { title: Some(" ".into()), ..Default::default() };
        assert_eq!(refusal(db.store.update_page(&db.me, "a", blank).await).to_string(), "Title must not be blank");
        assert_eq!(db.heard(&mut ears).await, ["page a 2"]);
    }

    async fn nobody_is_overwritten(db: Db) {
        create(&db, "a", "one\ntwo\nthree\nfour\n").await;
        db.store.update_page(&db.me, "a", text("ONE\ntwo\nthree\nfour\n", 1)).await.unwrap();
        let saved = db.store.update_page(&db.me, "a", text("one\ntwo\nthree\nFOUR\n", 1)).await.unwrap();
        assert!(saved.merged);
        assert_eq!(content(&db, "a").await, "ONE\ntwo\nthree\nFOUR\n");
        let mut ears = db.listen().await;
        let refused = refusal(db.store.update_page(&db.me, "a", text("mine\ntwo\nthree\nfour\n", 1)).await);
        let expect = PageConflict {
            slug: "a".parse().unwrap(),
            revision: 3,
            theirs: draft("A", "ONE\ntwo\nthree\nFOUR\n"),
            yours: draft("A", "mine\ntwo\nthree\nfour\n"),
            marked: draft("A", "<<<<<<< theirs\nONE\n=======\nmine\n>>>>>>> yours\ntwo\nthree\nFOUR\n"),
            disputed: Disputed {
                parts: vec![
                    Part::Joined("A".into()),
                    Part::disputed("ONE\n", "mine\n"),
                    Part::Joined("two\nthree\nFOUR\n".into()),
                ],
                ..Disputed::default()
            },
        };
        assert_eq!(refused, DomainError::PageConflict(Box::new(expect)));
        assert_eq!(history(&db, "a").await, "3 merged a, 2 edited a, 1 created a");
        assert_eq!(db.heard(&mut ears).await, Vec::<String>::new());
        // What both sides wrote alike is no conflict, and no merge either.
        let saved = db.store.update_page(&db.me, "a", text("ONE\ntwo\nthree\nFOUR\n", 1)).await.unwrap();
        assert_eq!(saved.page.revision, 3);
    }

    async fn many_who_save_at_once_all_get_in(db: Db) {
        let lines = |mark: &str| (0..16).map(|n| format!("{mark}{n}\n\n\n")).collect::<String>();
        create(&db, "a", &lines("line ")).await;
        let save = |n: usize| {
            let with = lines("line ").replacen(&format!("line {n}\n"), &format!("edit {n}\n"), 1);
            let (store, me) = (db.store.clone(), db.me.clone());
            async move { store.update_page(&me, "a", text(&with, 1)).await.unwrap() }
        };
        futures::future::join_all((0..16).map(save)).await;
        assert_eq!(content(&db, "a").await, lines("edit "));
    }

    async fn a_renamed_page_is_found_by_its_old_slug(db: Db) {
        create(&db, "old", "text").await;
        create(&db, "other", "see [[old]]").await;
        let mut ears = db.listen().await;
        let page = db.store.rename_page(&db.me, "old", "new").await.unwrap();
        assert_eq!((page.slug.as_str(), page.revision), ("new", 2));
        assert_eq!(db.store.page(&db.me, "old").await.unwrap(), page);
        assert_eq!(db.heard(&mut ears).await, ["page new was old 2"]);
        assert_eq!(refusal(db.store.rename_page(&db.me, "new", "other").await), DomainError::PageExists { slug: "other".parse().unwrap() });
        assert_eq!(refusal(db.store.rename_page(&db.me, "new", "search").await).kind(), model::ErrorKind::Invalid);
        let backlinks = db.store.page_backlinks(&db.me, "new").await.unwrap();
        assert_eq!(backlinks.pages.iter().map(|page| page.slug.as_str()).collect::<Vec<_>>(), ["other"]);
        let titles = db.store.page_titles(&db.me, &["old".into(), "new".into(), "none".into()]).await.unwrap();
        let mut named: Vec<_> = titles.iter().map(|page| (page.slug.as_str(), page.title.as_str())).collect();
        named.sort_unstable();
        assert_eq!(named, [("new", "OLD"), ("old", "OLD")]);
        // Its files would be one file on some systems; the page's own name may be written in
        // another way.
        assert_eq!(refusal(db.store.rename_page(&db.me, "new", "OTHER").await), DomainError::PageExists { slug: "other".parse().unwrap() });
        assert_eq!(db.store.rename_page(&db.me, "new", "NEW").await.unwrap().slug.as_str(), "NEW");
        db.store.rename_page(&db.me, "NEW", "new").await.unwrap();
        // The old slug is free for a page of its own.
        create(&db, "old", "another").await;
        assert_eq!((content(&db, "old").await, content(&db, "new").await), ("another".into(), "text".into()));
        // And back again.
        db.store.delete_page(&db.me, "old").await.unwrap();
        db.store.rename_page(&db.me, "new", "old").await.unwrap();
        assert_eq!((content(&db, "old").await, content(&db, "new").await), ("text".into(), "text".into()));
        assert_eq!(history(&db, "old").await, "5 renamed old, 4 renamed new, 3 renamed NEW, 2 renamed new, 1 created old");
    }

    async fn a_deleted_page_is_restored(db: Db) {
        create(&db, "a", "one").await;
        db.store.update_page(&db.me, "a", text("two", 1)).await.unwrap();
        let mut ears = db.listen().await;
        db.store.delete_page(&db.me, "a").await.unwrap();
        assert_eq!(refusal(db.store.page(&db.me, "a").await).kind(), model::ErrorKind::NotFound);
        assert_eq!(refusal(db.store.delete_page(&db.me, "a").await).kind(), model::ErrorKind::NotFound);
        assert!(db.store.list_pages(&db.me).await.unwrap().is_empty());
        assert!(db.store.search_pages(&db.me, "two").await.unwrap().is_empty());
        db.store.restore_page(&db.me, "a", 1).await.unwrap();
        assert_eq!(content(&db, "a").await, "one");
        assert_eq!(db.store.restore_page(&db.me, "a", 1).await.unwrap().revision, 4);
        assert_eq!(refusal(db.store.restore_page(&db.me, "a", 9).await).to_string(), "Revision 9 does not exist");
        assert_eq!(db.heard(&mut ears).await, ["page a gone", "page a 4"]);
        db.store.delete_page(&db.me, "a").await.unwrap();
        create(&db, "a", "anew").await;
        assert_eq!(history(&db, "a").await, "6 created a, 5 deleted a, 4 restored a, 3 deleted a, 2 edited a, 1 created a");
    }

    async fn links_lead_back(db: Db) {
        let [one, two, three] = db.letters().await;
        create(&db, "target-page", "about #2 and `#3`").await;
        create(&db, "from", "see [[target-page]] and MAIN-1, UTF-8").await;
        create(&db, "code", "`[[target-page]]`").await;
        let describe = |text: &str| IssuePatch { description: Some(Some(text.into())), ..Default::default() };
        db.store.update_issue(&db.me, one, describe("as in [[target-page]]")).await.unwrap();
        db.store.update_issue(&db.me, two, describe("target page, but not linked")).await.unwrap();
        let comment = NewComment { content: "[[target-page|shown]]".into(), ..Default::default() };
        db.store.add_comment(&db.me, three, comment).await.unwrap();
        let backlinks = db.store.page_backlinks(&db.me, "target-page").await.unwrap();
        assert_eq!(backlinks.pages.iter().map(|page| page.slug.as_str()).collect::<Vec<_>>(), ["from"]);
        assert_eq!(backlinks.issues.iter().map(|issue| issue.id).collect::<Vec<_>>(), [three, one]);
        db.store.update_issue(&db.me, one, describe("as in [[target-page-2]] and [x](target-pages.md)")).await.unwrap();
        db.store.update_issue(&db.me, two, describe("as in [x](./target-page.md#part)")).await.unwrap();
        let linked = db.store.page_backlinks(&db.me, "target-page").await.unwrap().issues;
        assert_eq!(linked.iter().map(|issue| issue.id).collect::<Vec<_>>(), [three, two]);
        create(&db, "files", "[a](target-page.md) and [[target-page#Part]], PR #1, GitHub issue #3").await;
        let linking = db.store.page_backlinks(&db.me, "target-page").await.unwrap().pages;
        assert_eq!(linking.iter().map(|page| page.slug.as_str()).collect::<Vec<_>>(), ["files", "from"]);
        assert_eq!(pages_of(&db, one).await, ["from"]);
        db.store.delete_page(&db.me, "files").await.unwrap();
        let pages = |id| pages_of(&db, id);
        assert_eq!((pages(one).await, pages(two).await, pages(three).await), (vec!["from".into()], vec!["target-page".into()], vec![]));
        db.store.update_page(&db.me, "from", text("nothing", 1)).await.unwrap();
        assert!(db.store.page_backlinks(&db.me, "target-page").await.unwrap().pages.is_empty());
        db.store.delete_page(&db.me, "target-page").await.unwrap();
        assert!(pages(two).await.is_empty());
        assert_eq!(db.store.page_backlinks(&db.me, "target-page").await.unwrap(), Default::default());
    }

    async fn search_finds_parts_of_words_and_the_most_words_first(db: Db) {
        create(&db, "b-both", "intro\nAxum Router\nand Serde").await;
        create(&db, "a-one", "axum only").await;
        create(&db, "c-none", "nothing").await;
        create(&db, "umlaut", "ÜBER 100% \\ 'quoted'").await;
        let found = |query: &'static str| {
            let db = db.clone();
            async move {
                let hits = db.store.search_pages(&db.me, query).await.unwrap();
                hits.into_iter().map(|hit| format!("{}:{}", hit.slug, hit.line_number)).collect::<Vec<_>>()
            }
        };
        assert_eq!(found("xum serde").await, ["b-both:2", "a-one:1"]);
        assert_eq!(found("AXUM").await, ["a-one:1", "b-both:2"]);
        assert_eq!(found("über").await, ["umlaut:1"]);
        assert_eq!(found("0%").await, ["umlaut:1"]);
        assert_eq!(found("\\ '").await, ["umlaut:1"]);
        assert_eq!(found("_").await, Vec::<String>::new());
        assert_eq!(found("c-none").await, ["c-none:1"]);
        assert_eq!(refusal(db.store.search_pages(&db.me, " \n").await).to_string(), "The search must not be blank");
    }

    async fn long_pages_and_odd_slugs_are_taken(db: Db) {
        create(&db, "a'b c [x] %_ 🦀", &"🦀".repeat(1_048_576)).await;
        assert_eq!(content(&db, "a'b c [x] %_ 🦀").await.chars().count(), 1_048_576);
        assert_eq!(db.store.page_backlinks(&db.me, "a'b c [x] %_ 🦀").await.unwrap(), Default::default());
        create(&db, "!!!", "").await;
        assert_eq!(db.store.page_backlinks(&db.me, "!!!").await.unwrap(), Default::default());
    }
}
