//! One change of many issues.

use model::{
    BULK_MAX, BulkChange, BulkOutcome, Claim, Error as DomainError, IssueId, IssuePatch,
    LockPolicy, NewMilestone, Skipped, Status,
};

use crate::support::{Db, refusal};

async fn change(db: &Db, ids: &[IssueId], change: &str) -> BulkOutcome {
    db.store
        .update_issues(&db.me, ids.to_vec(), change.parse().unwrap())
        .await
        .unwrap()
}

fn skipped(outcome: &BulkOutcome) -> Vec<IssueId> {
    outcome.skipped.iter().map(|skipped| skipped.id).collect()
}

on_both! {
    async fn those_that_may_move_do_and_the_others_say_why(db: Db) {
        let [a, b, c, d, e] = db.letters().await;
        db.put(b, Status::InProgress).await;
        db.put(c, Status::Review).await;
        db.put(d, Status::Done).await;
        let mut ears = db.listen().await;
        db.wait(1);
        let outcome = change(&db, &[a, c, b, d, IssueId(99), c], "status:done").await;
        assert_eq!((outcome.changed.as_slice(), outcome.unchanged.as_slice()), (&[c, b][..], &[d][..]));
        let refused = DomainError::IllegalMove { from: Status::Backlog, to: Status::Done }.to_string();
        let missing = DomainError::no_issue(IssueId(99)).to_string();
        assert_eq!(outcome.skipped, [Skipped { id: IssueId(99), reason: missing }, Skipped { id: a, reason: refused }]);
        assert_eq!(db.heard(&mut ears).await, [format!("status #{c} done"), format!("status #{b} done")]);
        assert_eq!((db.lane(Status::Done).await, db.lane(Status::Backlog).await), ("cbd".into(), "ae".into()), "in the order given, on top");
        let done = db.store.issue(&db.me, c).await.unwrap();
        assert_eq!((done.closed_at, done.updated_at, done.version), (Some(db.store.now()), db.store.now(), 4));
        let actions: Vec<_> = db.store.issue_detail(&db.me, c).await.unwrap().activities.into_iter().map(|a| a.action.as_str()).collect();
        assert_eq!(actions, ["created", "status_changed", "status_changed", "status_changed"]);
        change(&db, &[e, a], "status:todo").await;
        assert_eq!(db.lane(Status::Todo).await, "ea", "in the order given, below");
    }

    async fn one_by_one_comes_to_the_same(db: Db) {
        let ids: [IssueId; 6] = db.letters().await;
        let milestone = db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), description: None }).await.unwrap();
        let (alone, together) = ids.split_at(3);
        let text = IssuePatch { description: Some(Some("kept".into())), ..Default::default() };
        for id in ids {
            db.store.update_issue(&db.me, id, text.clone()).await.unwrap();
        }
        for id in alone {
            let patch = IssuePatch { status: Some(Status::InProgress), priority: Some(model::Priority::High), milestone: Some(Some(milestone)), ..Default::default() };
            db.store.update_issue(&db.me, *id, patch).await.unwrap();
            db.store.add_label(&db.me, *id, "bug").await.unwrap();
            db.store.close_issue(&db.me, *id).await.unwrap();
            db.store.archive_issue(&db.me, *id).await.unwrap();
        }
        for text in ["status:in_progress", "priority:high", &format!("milestone:{milestone}"), "add_label:bug", "close", "archive"] {
            assert_eq!(change(&db, together, text).await.changed, together, "{text}");
        }
        for (one, other) in alone.iter().zip(together) {
            let (one, other) = (db.store.issue_detail(&db.me, *one).await.unwrap(), db.store.issue_detail(&db.me, *other).await.unwrap());
            let facts = |detail: &model::IssueDetail| {
                let issue = &detail.issue;
                (issue.status, issue.priority, issue.milestone, issue.closed_at, issue.archived_at, issue.description.clone(), detail.labels.clone())
            };
            assert_eq!(facts(&one), facts(&other));
        }
    }

    async fn labels_are_put_on_and_taken_off(db: Db) {
        let [a, b, c] = db.letters().await;
        db.store.add_label(&db.me, b, "bug").await.unwrap();
        let mut ears = db.listen().await;
        let outcome = change(&db, &[c, b, a], "add_label:bug").await;
        assert_eq!((outcome.changed.as_slice(), outcome.unchanged.as_slice()), (&[c, a][..], &[b][..]));
        assert_eq!(db.heard(&mut ears).await, [format!("labels #{c}"), format!("labels #{a}")]);
        assert_eq!(change(&db, &[a], "remove_label:nobody").await.unchanged, [a]);
        let outcome = change(&db, &[a, b], "remove_label:bug").await;
        assert_eq!(outcome.changed, [a, b]);
        assert_eq!(db.card(c).await.labels.len(), 1);
        assert!(db.card(a).await.labels.is_empty());
        let actions: Vec<_> = db.store.issue_detail(&db.me, a).await.unwrap().activities.into_iter().map(|a| a.action.as_str()).collect();
        assert_eq!(actions, ["created", "label_added", "label_removed"]);
        change(&db, &[IssueId(99)], "add_label:never").await;
        assert!(db.store.list_labels(&db.me).await.unwrap().iter().all(|label| label.name != "never"), "no label without an issue");
    }

    async fn closing_tells_what_waits_and_what_is_above(db: Db) {
        let [a, b, c, d] = db.letters().await;
        db.store.add_blocker(&db.me, d, a).await.unwrap();
        db.store.add_blocker(&db.me, d, b).await.unwrap();
        db.store.update_issue(&db.me, a, IssuePatch { parent: Some(Some(c)), ..Default::default() }).await.unwrap();
        let mut ears = db.listen().await;
        assert_eq!(change(&db, &[a, b], "close").await.changed, [a, b]);
        assert_eq!(db.heard(&mut ears).await, ["status #1 done", "status #2 done", "blockers #4", "subissues #3"]);
        assert_eq!(db.card(d).await.blocked_by, 0);
        assert_eq!(skipped(&change(&db, &[c, a], "archive").await), [c]);
    }

    async fn deleting_frees_children_and_locks(db: Db) {
        let [a, b, c, d] = db.letters().await;
        for (child, parent) in [(b, a), (c, b), (d, b)] {
            db.store.update_issue(&db.me, child, IssuePatch { parent: Some(Some(parent)), ..Default::default() }).await.unwrap();
        }
        let policy = LockPolicy { stale_minutes: 60, auto_steal: model::AutoSteal::Off };
        db.store.claim_lock(&db.me, b, Claim { agent: "worker-1".into(), ..Default::default() }, policy).await.unwrap();
        db.store.add_blocker(&db.me, d, c).await.unwrap();
        let mut ears = db.listen().await;
        assert_eq!(change(&db, &[a, b, c], "delete").await.changed, [a, b, c]);
        assert_eq!(
            db.heard(&mut ears).await,
            ["released #2 worker-1", "deleted #1", "deleted #2", "deleted #3", "updated #4", "blockers #4"]
        );
        let left = db.store.issue_detail(&db.me, d).await.unwrap();
        assert_eq!((left.issue.parent, left.blockers.len()), (None, 0));
        assert_eq!(left.activities.last().unwrap().action.as_str(), "parent_changed");
        assert_eq!(skipped(&change(&db, &[a], "close").await), [a]);
    }

    async fn a_refusal_changes_nothing(db: Db) {
        let [a] = db.letters().await;
        let seq = db.store.last_seq(&db.me).await.unwrap();
        let missing = db.store.update_issues(&db.me, vec![a], "milestone:9".parse().unwrap()).await;
        assert!(matches!(refusal(missing), DomainError::NotFound { .. }));
        let many = db.store.update_issues(&db.me, (0..=BULK_MAX as i64).map(IssueId).collect(), BulkChange::Close).await;
        assert!(matches!(refusal(many), DomainError::OutOfRange { .. }));
        assert_eq!(change(&db, &[], "close").await, BulkOutcome::default());
        assert_eq!(change(&db, &[a], "status:backlog").await.unchanged, [a]);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), seq);
    }
}
