//! Comments.

use model::{CommentKind, Error as DomainError, IssueId, NewComment};

use crate::support::refusal;

fn note(content: &str) -> NewComment {
    NewComment {
        content: content.into(),
        ..Default::default()
    }
}

on_both! {
    async fn comments_are_listed_as_they_were_written(db: Db) {
        let [a] = db.letters().await;
        let mut ears = db.listen().await;
        db.wait(1);
        let first = db.store.add_comment(&db.me, a, note("one")).await.unwrap();
        let intervention = NewComment {
            content: "two".into(),
            kind: CommentKind::Intervention,
            trigger_type: Some("redirect".into()),
            intervention_context: Some("…".into()),
        };
        let second = db.store.add_comment(&db.me, a, intervention).await.unwrap();
        let comments = db.store.list_comments(&db.me, a).await.unwrap();
        assert_eq!(comments.iter().map(|comment| comment.id).collect::<Vec<_>>(), [first, second]);
        assert_eq!((comments[1].kind, comments[1].trigger_type.as_deref()), (CommentKind::Intervention, Some("redirect")));
        assert_eq!((comments[0].created_at, comments[0].author.clone()), (db.store.now(), db.store.issue(&db.me, a).await.unwrap().author));
        assert_eq!(comments, db.store.issue_detail(&db.me, a).await.unwrap().comments);
        assert_eq!(db.heard(&mut ears).await, ["comments #1", "comments #1"]);
        let issue = db.store.issue(&db.me, a).await.unwrap();
        assert_eq!((issue.version, issue.updated_at, db.card(a).await.comments), (3, db.store.now(), 2));
    }

    async fn a_comment_is_refused(db: Db) {
        let [a] = db.letters().await;
        assert_eq!(refusal(db.store.add_comment(&db.me, IssueId(9), note("x")).await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.list_comments(&db.me, IssueId(9)).await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.add_comment(&db.me, a, note(" ")).await).to_string(), "Comment must not be blank");
        let bare = NewComment { content: "x".into(), kind: CommentKind::Intervention, ..Default::default() };
        assert_eq!(refusal(db.store.add_comment(&db.me, a, bare).await), DomainError::TriggerMissing);
        assert_eq!(db.store.list_comments(&db.me, a).await.unwrap(), []);
        assert_eq!(db.store.issue(&db.me, a).await.unwrap().version, 1);
    }
}
