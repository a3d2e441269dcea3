//! One search over issues, comments and knowledge.

use model::{Draft, IssueId, IssuePatch, NewComment, NewPage, SearchKind};

use crate::support::{Db, refusal};

async fn describe(db: &Db, id: IssueId, description: &str) {
    let patch = IssuePatch {
        description: Some(Some(description.into())),
        ..Default::default()
    };
    db.store.update_issue(&db.me, id, patch).await.unwrap();
}

async fn comment(db: &Db, id: IssueId, content: &str) {
    let comment = NewComment {
        content: content.into(),
        ..Default::default()
    };
    db.store.add_comment(&db.me, id, comment).await.unwrap();
}

/// `i1 c2`: what was found, in order.
async fn find(db: &Db, query: &str) -> String {
    let hits = db.store.search(&db.me, query, 50).await.unwrap();
    let short = |kind| match kind {
        SearchKind::Issue => 'i',
        SearchKind::Comment => 'c',
        SearchKind::Knowledge => 'k',
    };
    hits.iter()
        .map(|hit| format!("{}{}", short(hit.kind), hit.id))
        .collect::<Vec<_>>()
        .join(" ")
}

on_both! {
    async fn issues_then_comments_newest_first(db: Db) {
        let [a, b] = [db.issue("Fix the frobulator").await.id, db.issue("Something else").await.id];
        db.wait(1);
        describe(&db, b, "A frobulator, too").await;
        comment(&db, a, "The Frobulator is broken").await;
        db.wait(1);
        comment(&db, b, "100% frob").await;
        assert_eq!(find(&db, "frob").await, "i2 i1 c2 c1");
        assert_eq!(find(&db, "frobulator TOO").await, "i2");
        assert_eq!(find(&db, "frobulator nothing").await, "");
        assert_eq!(find(&db, "%").await, "c2");
        assert_eq!(find(&db, "' or \"x\" * --").await, "");
        assert_eq!(find(&db, "#2").await, "i2");
        assert_eq!(find(&db, "100").await, "c2");
        assert_eq!(db.store.search(&db.me, "frob", 1).await.unwrap().len(), 2);
        let refused = refusal(db.store.search(&db.me, " ", 50).await);
        assert_eq!(refused.to_string(), "Query must not be blank");
    }

    async fn scripts_without_spaces_are_found_by_parts(db: Db) {
        for (title, parts) in [
            ("修复登录超时问题", ["登录", "超时问题", "题", "修复 问题"]),
            ("API登录とログイン画面の修正", ["ログイン", "画面", "api", "API登录"]),
            ("แก้ไขการเข้าสู่ระบบ", ["เข้าสู่", "ระบบ", "การ", "แก้ไข"]),
            ("ជួសជុលការចូលប្រព័ន្ធ", ["ចូល", "ប្រព័ន្ធ", "ការ", "ជួស"]),
            ("ແກ້ໄຂການເຂົ້າລະບົບ", ["ເຂົ້າ", "ລະບົບ", "ການ", "ແກ້"]),
            ("မြန်မာစာကိုပြင်ပါ", ["စာ", "ပြင်", "မြန်မာ", "ကို"]),
        ] {
            let id = db.issue(title).await.id;
            let other = db.issue("Something else").await.id;
            comment(&db, other, title).await;
            for part in parts {
                let found = find(&db, part).await;
                assert!(found.split(' ').any(|hit| hit == format!("i{id}")) && found.contains('c'), "{part}: {found}");
                let filter = model::IssueFilter { search: Some(part.to_owned()), ..Default::default() };
                let page = model::Page::default();
                let listed = db.store.list_issues(&db.me, &filter, model::Sort::default(), &page).await.unwrap().total;
                assert!(listed >= 2, "{part}: the list has {listed}");
            }
        }
        assert_eq!(find(&db, "没有").await, "");
    }

    async fn signs_are_found_as_they_are(db: Db) {
        let [a, b] = [db.issue("Port to C++ 🚀").await.id, db.issue("Port to C").await.id];
        comment(&db, b, "a ++ b, → Foo_Bar").await;
        assert_eq!(find(&db, "c++").await, format!("i{a}"));
        assert_eq!(find(&db, "🚀").await, format!("i{a}"));
        assert_eq!(find(&db, "port 🚀").await, format!("i{a}"));
        assert_eq!(find(&db, "++").await, format!("i{a} c1"));
        assert_eq!(find(&db, "→").await, "c1");
        assert_eq!(find(&db, "foo_bar").await, "c1");
        assert_eq!(find(&db, "C").await, format!("i{b} i{a}"));
    }

    async fn the_issue_that_is_named_comes_first(db: Db) {
        let [a, b] = [db.issue("First").await, db.issue("Second").await];
        db.wait(1);
        let mentions = format!("Follows #{} and {}", a.id, a.identifier);
        describe(&db, b.id, &mentions).await;
        let expect = format!("i{} i{}", a.id, b.id);
        for query in [format!("#{}", a.id), a.id.to_string(), a.identifier.clone(), a.identifier.to_lowercase()] {
            assert_eq!(find(&db, &query).await, expect, "{query}");
        }
    }

    async fn accents_do_not_hide_words(db: Db) {
        db.issue("Über Crème brûlée").await;
        let draft = Draft { title: "Über".into(), content: "Cre\u{300}me brûlée".into(), ..Default::default() };
        db.store.create_page(&db.me, NewPage { slug: "p".into(), draft }).await.unwrap();
        for query in ["uber", "ÜBER", "creme", "crème", "brulee"] {
            assert_eq!(find(&db, query).await, "i1 kp", "{query}");
        }
        let patch = model::PagePatch { content: Some("changed".into()), ..Default::default() };
        db.store.update_page(&db.me, "p", patch).await.unwrap();
        assert_eq!(find(&db, "creme").await, "i1");
        assert_eq!(find(&db, "chänged").await, "kp");
    }

    async fn pages_of_knowledge_come_last(db: Db) {
        db.issue("Fix the frobulator").await;
        for slug in ["frob", "gone"] {
            let draft = Draft { title: "Frobulators".into(), content: "How a\nfrobulator hums".into(), ..Default::default() };
            db.store.create_page(&db.me, NewPage { slug: slug.into(), draft }).await.unwrap();
        }
        db.store.delete_page(&db.me, "gone").await.unwrap();
        assert_eq!(find(&db, "frobulator").await, "i1 kfrob");
        assert_eq!(find(&db, "HUMS frob").await, "kfrob");
        let page = db.store.search(&db.me, "hums", 50).await.unwrap().remove(0);
        assert_eq!((page.title.as_str(), page.snippet.as_str(), page.issue), ("Frobulators", "How a frobulator hums", None));
    }

    async fn a_hit_shows_what_is_around_the_word(db: Db) {
        let [a] = db.letters().await;
        comment(&db, a, &format!("{}needle {}", "straw ".repeat(2_000), "hay ".repeat(2_000))).await;
        let hit = db.store.search(&db.me, "needle", 50).await.unwrap().remove(0);
        assert_eq!((hit.kind, hit.title.as_str(), hit.issue), (SearchKind::Comment, "a", Some(a)));
        assert!(hit.snippet.contains("straw needle hay"), "{}", hit.snippet);
        assert_eq!(hit.snippet.chars().count(), 200);
        let issue = db.store.search(&db.me, "a", 50).await.unwrap().remove(0);
        assert_eq!((issue.snippet.as_str(), issue.issue), ("", Some(a)));
    }
}
