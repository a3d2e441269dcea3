//! Search: every word begins a word of the title, the text, the identifier or a comment.

use model::{IssueFilter, IssueId, IssuePatch, NewComment, NewIssue, Page, Sort, SortBy};

use crate::support::Db;

async fn found(db: &Db, query: &str) -> Vec<i64> {
    let filter = IssueFilter {
        search: Some(query.into()),
        ..Default::default()
    };
    let sort = Sort {
        by: SortBy::Id,
        descending: false,
    };
    let list = db
        .store
        .list_cards(&db.me, &filter, sort, &Page::default())
        .await
        .unwrap();
    list.items.iter().map(|card| card.id.0).collect()
}

async fn write(db: &Db, title: &str, description: &str) -> IssueId {
    let new = NewIssue {
        title: title.into(),
        description: Some(description.into()),
        ..Default::default()
    };
    db.store.create_issue(&db.me, new).await.unwrap().id
}

async fn comment(db: &Db, id: IssueId, content: &str) {
    db.store
        .add_comment(
            &db.me,
            id,
            NewComment {
                content: content.into(),
                ..Default::default()
            },
        )
        .await
        .unwrap();
}

on_both! {
    async fn words_are_found_by_their_beginning(db: Db) {
        let a = write(&db, "Fix the Worktree cleanup", "src/hub_v3.rs loses `git` refs").await;
        let b = write(&db, "Café über alles", "naïve déjà-vu").await;
        comment(&db, a, "Seen on macOS too").await;
        for (query, expected) in [
            ("work", vec![1]),
            ("WORKTREE", vec![1]),
            ("tree", vec![]),
            ("hub", vec![1]),
            ("v3", vec![1]),
            ("hub-v3.rs", vec![1]),
            ("macos", vec![1]),
            ("git macos fix", vec![1]),
            ("git cafe", vec![]),
            ("cafe", vec![2]),
            ("CAFÉ", vec![2]),
            ("uber deja vu", vec![2]),
            ("main-2", vec![2]),
            ("main", vec![1, 2]),
            ("2", vec![2]),
            ("%", vec![]),
            ("\" OR * NOT", vec![]),
            ("'; drop table issues; --", vec![]),
            ("", vec![1, 2]),
        ] {
            assert_eq!(found(&db, query).await, expected, "{query:?}");
        }
        assert_eq!((a, b), (IssueId(1), IssueId(2)));
    }

    async fn the_index_follows_every_change(db: Db) {
        let a = write(&db, "apple", "pear").await;
        let b = write(&db, "other", "").await;
        comment(&db, a, "quince").await;
        let patch = IssuePatch { title: Some("banana".into()), description: Some(None), ..Default::default() };
        db.store.update_issue(&db.me, a, patch).await.unwrap();
        assert_eq!((found(&db, "apple").await, found(&db, "pear").await), (vec![], vec![]));
        assert_eq!((found(&db, "banana").await, found(&db, "quince").await), (vec![1], vec![1]));
        db.store.close_issue(&db.me, a).await.unwrap();
        assert_eq!(found(&db, "banana quince").await, [1]);
        db.store.delete_issue(&db.me, a).await.unwrap();
        assert_eq!((found(&db, "banana").await, found(&db, "quince").await), (vec![], vec![]));
        assert_eq!(found(&db, "oth").await, [b.0]);
    }

    async fn words_may_stand_apart(db: Db) {
        let a = write(&db, "alpha", "beta").await;
        comment(&db, a, "gamma").await;
        comment(&db, a, "delta").await;
        assert_eq!(found(&db, "gamma alpha delta beta").await, [1]);
        assert_eq!(found(&db, "gamma epsilon").await, Vec::<i64>::new());
    }

    /// Texts that the index might choke on are stored all the same.
    async fn long_and_odd_texts_are_taken(db: Db) {
        let korean = "가나다라 마바사아 ".repeat(30_000);
        let words: String = (0..120_000).map(|n| format!("w{n} ")).collect();
        let a = write(&db, "long", &"x".repeat(65_536)).await;
        for content in [korean, words, "y".repeat(1_000_000), "\u{301}\u{301} 𝔘𝔫𝔦 1e5x ½ ②".into()] {
            comment(&db, a, &content).await;
        }
        for word in ["가나다라", "w77", "1e5x", "long"] {
            assert_eq!(found(&db, word).await, [1], "{word}");
        }
    }

    async fn a_picker_finds_by_number_and_word(db: Db) {
        for n in 1..=12 {
            db.wait(1);
            write(&db, &format!("issue {n}"), "").await;
        }
        let picked = |query: &'static str| {
            let db = db.clone();
            async move {
                let links = db.store.suggest_issues(&db.me, query, 4).await.unwrap();
                links.into_iter().map(|link| link.id.0).collect::<Vec<_>>()
            }
        };
        assert_eq!(picked("").await, [12, 11, 10, 9]);
        assert_eq!(picked("#1").await, [1, 12, 11, 10]);
        assert_eq!(picked("main-1").await, [1, 12, 11, 10]);
        assert_eq!(picked("issue 7").await, [7]);
        assert_eq!(picked("??").await, Vec::<i64>::new());
        db.store.close_issue(&db.me, IssueId(7)).await.unwrap();
        assert_eq!(picked("7").await, [7]);
        assert_eq!(db.store.suggest_open_issues(&db.me, "7", 4).await.unwrap(), []);
        assert_eq!(db.store.suggest_open_issues(&db.me, "8", 4).await.unwrap().len(), 1);
        db.store.archive_issue(&db.me, IssueId(7)).await.unwrap();
        assert_eq!(picked("7").await, Vec::<i64>::new());
    }
}
