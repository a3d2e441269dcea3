//! Issues, by the verbs.

use model::{IssueFilter, NewIssue, Page, Sort};

on_both! {
    async fn an_issue_is_created_and_read(db: Db) {
        let mut ears = db.listen();
        let issue = db.issue("Fix auth timeout").await;
        assert_eq!((issue.id.0, issue.identifier.as_str()), (1, "MAIN-1"));
        assert_eq!(db.store.issue(&db.me, issue.id).await.unwrap(), issue);
        let new = NewIssue { title: "Child".into(), parent: Some(issue.id), labels: vec!["bug".into(), "api".into()], ..Default::default() };
        let child = db.store.create_issue(&db.me, new).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["created #1", "created #2", "subissues #1"]);
        let detail = db.store.issue_detail(&db.me, child.id).await.unwrap();
        assert_eq!(detail.issue, child);
        assert_eq!(detail.labels.len(), 2);
        assert_eq!(detail.parent.unwrap().id, issue.id);
        let board = db.store.load_board(&db.me, &IssueFilter::default(), 50).await.unwrap();
        assert_eq!(board.lanes[0].cards.len(), 2);
        assert_eq!((board.lanes[0].total, board.seq), (2, 3));
        let list = db.store.list_issues(&db.me, &IssueFilter::default(), Sort::default(), &Page::default()).await.unwrap();
        assert_eq!(list.total, 2);
        assert_eq!(list.items[0].issue, child);
    }
}
