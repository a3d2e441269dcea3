//! Pages from and to the hub.

use model::{
    Timestamp,
    knowledge::{FrontMatter, ImportedPage, ImportedRevision, PagesReport},
};

use super::{content, create, draft, history, text};
use crate::support::Db;

fn file(title: &str, content: &str) -> String {
    let page = FrontMatter {
        draft: draft(title, content),
        contributors: vec!["worker-1".into()],
        ..Default::default()
    };
    page.write()
}

fn commit(hash: &str, file: Option<String>) -> ImportedRevision {
    let at: Timestamp = "2025-12-01T12:00:00Z".parse().unwrap();
    ImportedRevision {
        commit: hash.into(),
        author: "Maxine".into(),
        at,
        file,
    }
}

async fn import(db: &Db, slug: &str, revisions: &[ImportedRevision]) -> PagesReport {
    let page = ImportedPage {
        slug: slug.parse().unwrap(),
        revisions: revisions.to_vec(),
    };
    db.store.import_pages(&db.me, vec![page]).await.unwrap()
}

/// What is to be mirrored: `+a` written, `-a` removed.
async fn outgoing(db: &Db) -> Vec<String> {
    let pages = db.store.pages_to_mirror(&db.me).await.unwrap();
    let removed = pages
        .iter()
        .filter_map(|page| page.removed_file())
        .map(|name| format!("-{name}"));
    let written = pages
        .iter()
        .filter_map(|page| page.file())
        .map(|(name, _)| format!("+{name}"));
    removed.chain(written).collect()
}

async fn push(db: &Db, hash: &str) {
    let pages = db.store.pages_to_mirror(&db.me).await.unwrap();
    db.store
        .confirm_mirrored(&db.me, &pages, hash)
        .await
        .unwrap();
    assert_eq!(outgoing(db).await, Vec::<String>::new());
}

on_both! {
    async fn a_page_comes_with_its_history_once(db: Db) {
        let mut ears = db.listen().await;
        let revisions = [commit("c1", Some(file("T", "one\n"))), commit("c2", None), commit("c3", Some(file("T", "two\n")))];
        assert_eq!(import(&db, "a", &revisions).await, PagesReport { created: 1, ..Default::default() });
        assert_eq!(import(&db, "a", &revisions).await, PagesReport::default());
        assert_eq!(history(&db, "a").await, "3 imported a, 2 deleted a, 1 imported a");
        let page = db.store.page(&db.me, "a").await.unwrap();
        assert_eq!((page.draft.content.as_str(), page.contributors), ("two\n", vec!["worker-1".into()]));
        let line = db.store.page_history(&db.me, "a").await.unwrap().remove(0);
        assert_eq!((line.author.name.as_str(), line.at.to_seconds().as_str()), ("Maxine", "2025-12-01T12:00:00Z"));
        assert_eq!(db.heard(&mut ears).await, ["page a 3"]);
        assert_eq!(outgoing(&db).await, Vec::<String>::new());
        import(&db, "gone", &[commit("g1", Some(file("G", "x"))), commit("g2", None)]).await;
        assert!(db.store.page(&db.me, "gone").await.is_err());
        db.store.restore_page(&db.me, "gone", 1).await.unwrap();
        assert_eq!(content(&db, "gone").await, "x");
    }

    async fn odd_names_of_the_hub_stay(db: Db) {
        for slug in ["a:b*c?", "Guide", "guide", "end."] {
            assert_eq!(import(&db, slug, &[commit("c1", Some(file("T", "one\n")))]).await.created, 1, "{slug}");
            db.store.update_page(&db.me, slug, text("two\n", 1)).await.unwrap();
            assert_eq!(content(&db, slug).await, "two\n");
        }
        assert_eq!(outgoing(&db).await, ["+Guide.md", "+a:b*c?.md", "+end..md", "+guide.md"]);
    }

    async fn lines_that_nobody_sees_are_taken_from_the_hub(db: Db) {
        let with = |line: &str, content: &str| format!("---\ntitle: T\ntags: a, b # two\n{line}\n---\n\n{content}");
        import(&db, "a", &[commit("c1", Some(with("status: draft", "one\n")))]).await;
        // Only a key without a meaning here is another: nothing to see, and the next push does not
        // undo it.
        let second = [commit("c1", None), commit("c2", Some(with("status: accepted", "one\n")))];
        assert_eq!(import(&db, "a", &second).await, PagesReport::default());
        db.wait(86_400);
        db.store.update_page(&db.me, "a", text("two\n", 1)).await.unwrap();
        let page = db.store.pages_to_mirror(&db.me).await.unwrap().remove(0);
        let (me, day) = (&page.page.contributors[0], &page.page.updated);
        let expect = format!("---\ntitle: T\ntags: a, b # two\ncontributors: [\"{me}\"]\nupdated: {day}\nstatus: accepted\n---\n\ntwo\n");
        assert_eq!(page.file().unwrap().1, expect);
    }

    async fn what_changed_here_goes_out(db: Db) {
        import(&db, "a", &[commit("a1", Some(file("A", "one\n")))]).await;
        import(&db, "b", &[commit("b1", Some(file("B", "one\n")))]).await;
        create(&db, "new", "x").await;
        db.store.rename_page(&db.me, "a", "c").await.unwrap();
        db.store.delete_page(&db.me, "b").await.unwrap();
        create(&db, "short-lived", "x").await;
        db.store.delete_page(&db.me, "short-lived").await.unwrap();
        assert_eq!(outgoing(&db).await, ["-b.md", "-a.md", "+c.md", "+new.md"]);
        push(&db, "p1").await;
        // Our own commit comes back: nothing happens.
        assert_eq!(import(&db, "new", &[commit("p1", Some(file("NEW", "x")))]).await, PagesReport::default());
        assert_eq!(history(&db, "new").await, "1 created new");
        // So does one that was never confirmed, and says the same.
        db.store.update_page(&db.me, "new", text("y", 1)).await.unwrap();
        assert_eq!(import(&db, "new", &[commit("p2", Some(file("NEW", "y")))]).await, PagesReport::default());
        assert_eq!((history(&db, "new").await.as_str(), outgoing(&db).await), ("2 edited new, 1 created new", vec![]));
    }

    async fn both_sides_are_joined(db: Db) {
        let first = commit("c1", Some(file("T", "one\ntwo\nthree\nfour\n")));
        import(&db, "a", std::slice::from_ref(&first)).await;
        db.store.update_page(&db.me, "a", text("ONE\ntwo\nthree\nfour\n", 1)).await.unwrap();
        let second = commit("c2", Some(file("T", "one\ntwo\nthree\nFOUR\n")));
        let report = import(&db, "a", &[first.clone(), second.clone()]).await;
        assert_eq!(report, PagesReport { updated: 1, ..Default::default() });
        assert_eq!(content(&db, "a").await, "ONE\ntwo\nthree\nFOUR\n");
        assert_eq!(history(&db, "a").await, "4 merged a, 3 imported a, 2 edited a, 1 imported a");
        assert_eq!(outgoing(&db).await, ["+a.md"]);
        let third = commit("c3", Some(file("T", "theirs\ntwo\nthree\nFOUR\n")));
        let report = import(&db, "a", &[first, second, third]).await;
        assert_eq!(report, PagesReport { conflicts: 1, ..Default::default() });
        let both = content(&db, "a").await;
        assert!(both.contains("ONE\ntwo") && both.contains("theirs\ntwo"), "{both}");
    }

    async fn an_edit_wins_against_a_removal(db: Db) {
        for slug in ["edited", "left", "removed"] {
            import(&db, slug, &[commit("c1", Some(file("T", "one\n")))]).await;
        }
        db.store.update_page(&db.me, "edited", text("two\n", 1)).await.unwrap();
        db.store.delete_page(&db.me, "removed").await.unwrap();
        assert_eq!(import(&db, "edited", &[commit("c2", None)]).await.updated, 1);
        assert_eq!(import(&db, "left", &[commit("c2", None)]).await.deleted, 1);
        assert_eq!(import(&db, "removed", &[commit("c2", Some(file("T", "three\n")))]).await.updated, 1);
        assert_eq!((content(&db, "edited").await, content(&db, "removed").await), ("two\n".into(), "three\n".into()));
        assert!(db.store.page(&db.me, "left").await.is_err());
        assert_eq!(outgoing(&db).await, ["+edited.md"]);
    }

    async fn a_page_renamed_here_takes_what_comes_under_its_old_name(db: Db) {
        import(&db, "a", &[commit("c1", Some(file("T", "one\ntwo\nthree\n")))]).await;
        db.store.rename_page(&db.me, "a", "b").await.unwrap();
        assert_eq!(import(&db, "a", &[commit("c2", Some(file("T", "one\ntwo\nTHREE\n")))]).await.updated, 1);
        assert_eq!(content(&db, "b").await, "one\ntwo\nTHREE\n");
        assert_eq!(outgoing(&db).await, ["-a.md", "+b.md"]);
        push(&db, "c3").await;
        assert_eq!(import(&db, "a", &[commit("c1", None), commit("c3", None)]).await, PagesReport::default());
        assert_eq!(content(&db, "b").await, "one\ntwo\nTHREE\n");
    }
}
