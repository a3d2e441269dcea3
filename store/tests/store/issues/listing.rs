//! Lists: filters, orders, pages.

use model::{
    Cursor, Error as DomainError, IssueFilter, IssueId, IssuePatch, Lifecycle, NewIssue,
    NewMilestone, Page, Priority, Sort, SortBy, Status,
};

use crate::support::{Db, refusal};

async fn titles(db: &Db, filter: IssueFilter) -> String {
    let sort = Sort {
        by: SortBy::Id,
        descending: false,
    };
    let list = db
        .store
        .list_issues(&db.me, &filter, sort, &Page::default())
        .await
        .unwrap();
    assert_eq!(list.total, list.items.len() as i64);
    assert_eq!(list.next, None);
    list.items
        .into_iter()
        .map(|item| item.issue.title)
        .collect()
}

on_both! {
    async fn every_filter_narrows(db: Db) {
        let [a, b, c, d] = db.letters().await;
        let milestone = db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), description: None }).await.unwrap();
        let patch = IssuePatch { parent: Some(Some(a)), milestone: Some(Some(milestone)), priority: Some(Priority::Urgent), ..Default::default() };
        db.store.update_issue(&db.me, b, patch).await.unwrap();
        db.store.close_issue(&db.me, c).await.unwrap();
        db.store.close_issue(&db.me, d).await.unwrap();
        db.store.archive_issue(&db.me, d).await.unwrap();
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        db.store.add_label(&db.me, a, "x").await.unwrap();
        let all = IssueFilter::default;
        assert_eq!(titles(&db, all()).await, "abcd");
        assert_eq!(titles(&db, IssueFilter { lifecycle: Some(Lifecycle::Open), ..all() }).await, "ab");
        assert_eq!(titles(&db, IssueFilter { lifecycle: Some(Lifecycle::Closed), ..all() }).await, "c");
        assert_eq!(titles(&db, IssueFilter { lifecycle: Some(Lifecycle::Archived), ..all() }).await, "d");
        assert_eq!(titles(&db, IssueFilter { statuses: vec![Status::Done, Status::Review], ..all() }).await, "cd");
        assert_eq!(titles(&db, IssueFilter { priorities: vec![Priority::Urgent, Priority::Low], ..all() }).await, "b");
        assert_eq!(titles(&db, IssueFilter { labels: vec!["x".into()], ..all() }).await, "a");
        assert_eq!(titles(&db, IssueFilter { labels: vec!["x' or '1'='1".into()], ..all() }).await, "");
        assert_eq!(titles(&db, IssueFilter { parent: Some(a), ..all() }).await, "b");
        assert_eq!(titles(&db, IssueFilter { milestone: Some(milestone), ..all() }).await, "b");
        assert_eq!(titles(&db, IssueFilter { blocked: Some(true), ..all() }).await, "b");
        assert_eq!(titles(&db, IssueFilter { blocked: Some(false), lifecycle: Some(Lifecycle::Open), ..all() }).await, "a");
        assert_eq!(titles(&db, IssueFilter { search: Some("  ".into()), ..all() }).await, "abcd");
        let both = IssueFilter { search: Some("c".into()), lifecycle: Some(Lifecycle::Open), ..all() };
        assert_eq!(titles(&db, both).await, "");
    }

    async fn a_summary_has_labels_and_blockers(db: Db) {
        let [a, b] = db.letters().await;
        for label in ["z", "b", "Ä"] {
            db.store.add_label(&db.me, a, label).await.unwrap();
        }
        db.store.add_blocker(&db.me, a, b).await.unwrap();
        let list = db.store.list_issues(&db.me, &IssueFilter::default(), Sort::default(), &Page::default()).await.unwrap();
        assert_eq!(list.items.iter().map(|item| item.issue.id).collect::<Vec<_>>(), [b, a]);
        assert_eq!(list.items[1].labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>(), ["b", "z", "Ä"]);
        assert_eq!((list.items[0].blocker_count, list.items[1].blocker_count), (0, 1));
        assert_eq!(list.items[1].issue, db.store.issue(&db.me, a).await.unwrap());
    }

    async fn many_labels_are_one_condition(db: Db) {
        let [a, b] = db.letters().await;
        let names: Vec<String> = (0..IssueFilter::LABELS_MAX).map(|n| format!("label '{n}'")).collect();
        for name in &names {
            db.store.add_label(&db.me, a, name).await.unwrap();
        }
        db.store.add_label(&db.me, b, &names[0]).await.unwrap();
        let having = |labels: Vec<String>| titles(&db, IssueFilter { labels, ..IssueFilter::default() });
        assert_eq!(having(names.clone()).await, "a");
        assert_eq!(having(vec![names[0].clone(), names[0].clone()]).await, "ab", "twice is once");
        assert_eq!(having(vec![names[0].clone(), "other".into()]).await, "");
        let many = IssueFilter { labels: vec!["x".into(); IssueFilter::LABELS_MAX + 1], ..IssueFilter::default() };
        let refused = DomainError::TooManyLabels { max: IssueFilter::LABELS_MAX };
        let list = db.store.list_cards(&db.me, &many, Sort::default(), &Page::default()).await;
        assert_eq!(refusal(list), refused);
        assert_eq!(refusal(db.store.load_board(&db.me, &many, 9).await), refused);
        assert_eq!(refusal(db.store.load_lane(&db.me, Status::Todo, &many, None, 9).await), refused);
    }

    /// Pages of three, in every order: each issue once, in the order of the whole list.
    async fn pages_have_every_issue_once(db: Db) {
        for (index, title) in ["b", "B", "a", "É", "é", "b", "", "c", "ab", "A"].into_iter().enumerate() {
            if index % 3 == 0 {
                db.wait(1);
            }
            let title = if title.is_empty() { "_" } else { title };
            let new = NewIssue { title: title.into(), priority: Priority::ALL[index % 5], ..Default::default() };
            db.store.create_issue(&db.me, new).await.unwrap();
        }
        db.wait(1);
        db.store.add_label(&db.me, IssueId(4), "x").await.unwrap();
        for (by, descending) in SortBy::ALL.into_iter().flat_map(|by| [(by, false), (by, true)]) {
            let sort = Sort { by, descending };
            let all = db.store.list_cards(&db.me, &IssueFilter::default(), sort, &Page::default()).await.unwrap();
            let mut page = Page { limit: Some(3), after: None };
            let mut paged = Vec::new();
            loop {
                let cards = db.store.list_cards(&db.me, &IssueFilter::default(), sort, &page).await.unwrap();
                let issues = db.store.list_issues(&db.me, &IssueFilter::default(), sort, &page).await.unwrap();
                assert_eq!((cards.total, &cards.next), (10, &issues.next));
                paged.extend(cards.items);
                match cards.next {
                    Some(next) => page.after = Some(Cursor::from_text(&next.to_text()).unwrap()),
                    None => break,
                }
            }
            assert_eq!(paged, all.items, "{sort:?}");
            assert_eq!(paged.len(), 10);
        }
    }

    async fn orders_are_what_they_say(db: Db) {
        for title in ["beta", "Alpha", "gamma"] {
            db.wait(1);
            db.issue(title).await;
        }
        let patch = IssuePatch { priority: Some(Priority::Urgent), ..Default::default() };
        db.store.update_issue(&db.me, IssueId(1), patch).await.unwrap();
        let order = |by, descending| {
            let db = db.clone();
            async move {
                let sort = Sort { by, descending };
                let list = db.store.list_cards(&db.me, &IssueFilter::default(), sort, &Page::default()).await.unwrap();
                list.items.iter().map(|card| card.id.to_string()).collect::<String>()
            }
        };
        assert_eq!(order(SortBy::Title, false).await, "213");
        assert_eq!(order(SortBy::Created, true).await, "321");
        assert_eq!(order(SortBy::Updated, true).await, "312");
        assert_eq!(order(SortBy::Priority, true).await, "132");
        assert_eq!(order(SortBy::Status, false).await, "321");
        db.put(IssueId(1), Status::Done).await;
        db.put(IssueId(2), Status::InProgress).await;
        db.issue("delta").await;
        assert_eq!(order(SortBy::Status, false).await, "2431", "what is being worked on, what is to come, what is over");
        assert_eq!(order(SortBy::Status, true).await, "1342");
    }

    async fn issues_are_counted_by_status(db: Db) {
        let [a, b, c, _d] = db.letters().await;
        db.put(a, Status::InProgress).await;
        for closed in [b, c] {
            db.store.close_issue(&db.me, closed).await.unwrap();
        }
        db.store.archive_issue(&db.me, c).await.unwrap();
        let counts = |filter: IssueFilter| {
            let db = db.clone();
            async move {
                let counts = db.store.count_issues(&db.me, &filter).await.unwrap();
                counts.iter().map(|count| format!("{} {} {}", count.status, count.lifecycle().as_str(), count.count)).collect::<Vec<_>>()
            }
        };
        assert_eq!(counts(IssueFilter::default()).await, ["backlog open 1", "done closed 1", "done archived 1", "in_progress open 1"]);
        assert_eq!(counts(IssueFilter { search: Some("b".into()), ..Default::default() }).await, ["done closed 1"]);
        assert_eq!(counts(IssueFilter { labels: vec!["x".into()], ..Default::default() }).await, [""; 0]);
    }

    async fn an_excerpt_shows_where_the_word_is(db: Db) {
        let new = |title: &str, text: &str| NewIssue { title: title.into(), description: Some(text.into()), ..Default::default() };
        let long = format!("{} It breaks\nthe Worktree {}", "word ".repeat(200), "word ".repeat(200));
        let in_text = db.store.create_issue(&db.me, new("Text", &long)).await.unwrap().id;
        let in_title = db.store.create_issue(&db.me, new("The worktree", "worktree")).await.unwrap().id;
        let in_comment = db.store.create_issue(&db.me, new("Comment", "nothing")).await.unwrap().id;
        for content in ["no", "see the worktrees", "worktree"] {
            db.store.add_comment(&db.me, in_comment, model::NewComment { content: content.into(), ..Default::default() }).await.unwrap();
        }
        let ids = [in_text, in_title, in_comment];
        let excerpts = db.store.issue_excerpts(&db.me, &ids, "worktree").await.unwrap();
        assert_eq!(excerpts.len(), 2);
        assert!(excerpts[0].0 == in_text && excerpts[0].1.contains("It breaks the Worktree word"), "{excerpts:?}");
        assert_eq!(excerpts[1], (in_comment, "see the worktrees".into()));
        assert_eq!(db.store.issue_excerpts(&db.me, &ids, "--").await.unwrap(), []);
    }

    async fn a_cursor_of_another_order_is_refused(db: Db) {
        let page = Page { limit: Some(1), after: Some(Cursor { value: "high".into(), id: IssueId(1) }) };
        let sort = Sort { by: SortBy::Priority, descending: true };
        assert_eq!(refusal(db.store.list_cards(&db.me, &IssueFilter::default(), sort, &page).await), DomainError::MalformedCursor);
    }
}
