//! Taking one change of many issues back.

use model::{
    BulkOutcome, Error as DomainError, IssueId, IssuePatch, NewMilestone, Party, Place, Priority,
    Status, UserId,
};

use crate::support::{Db, refusal};

async fn change(db: &Db, ids: &[IssueId], change: &str) -> BulkOutcome {
    let me = db.me.clone().with_mutation(change);
    db.store
        .update_issues(&me, ids.to_vec(), change.parse().unwrap())
        .await
        .unwrap()
}

/// Undoes the change that [`change`] made.
async fn undo(db: &Db, change: &str) -> BulkOutcome {
    db.store
        .undo_update_issues(
            &db.me.clone().with_mutation(format!("undo {change}")),
            change.into(),
        )
        .await
        .unwrap()
}

fn reasons(outcome: &BulkOutcome) -> Vec<(IssueId, String)> {
    outcome
        .skipped
        .iter()
        .map(|skipped| (skipped.id, skipped.reason.clone()))
        .collect()
}

on_both! {
    async fn lanes_are_again_what_they_were(db: Db) {
        let [a, b, c, d, e] = db.letters().await;
        for id in [c, d, e] {
            db.put(id, Status::Review).await;
        }
        let lanes = db.lanes().await;
        let before = db.store.issue(&db.me, d).await.unwrap();
        for text in ["status:done", "close"] {
            let changed = change(&db, &[d, e, c, a], text).await.changed;
            assert_ne!(db.lanes().await, lanes);
            let mut ears = db.listen().await;
            assert_eq!(undo(&db, text).await.changed, changed, "{text}");
            assert_eq!(db.lanes().await, lanes, "{text}");
            assert_eq!(db.heard(&mut ears).await.len(), changed.len(), "each is announced");
        }
        let after = db.store.issue(&db.me, d).await.unwrap();
        assert_eq!((after.status, after.closed_at, after.sort_order), (before.status, before.closed_at, before.sort_order));
        assert!(after.version > before.version);
        assert_eq!(db.lane(Status::Backlog).await.len(), 2, "{a} and {b} stayed");
    }

    async fn a_renumbered_lane_keeps_the_places(db: Db) {
        let [a, b, c, d] = db.letters().await;
        let lanes = db.lanes().await;
        change(&db, &[b, c], "status:todo").await;
        for turn in 0..80 {
            let (id, other) = if turn % 2 == 0 { (a, d) } else { (d, a) };
            db.store.move_issue(&db.me, id, Status::Backlog, Place::Before(other)).await.unwrap();
        }
        assert_eq!(undo(&db, "status:todo").await.changed, [b, c]);
        let lane = db.lane(Status::Backlog).await;
        assert_eq!((lane.len(), lane.find('b') < lane.find('c')), (4, true), "{lane} from {lanes:?}");
    }

    async fn fields_come_back_and_what_changed_again_stays(db: Db) {
        let [a, b, c] = db.letters().await;
        let milestone = |name: &str| NewMilestone { name: name.into(), description: None };
        let v1 = db.store.create_milestone(&db.me, milestone("v1")).await.unwrap();
        let v2 = db.store.create_milestone(&db.me, milestone("v2")).await.unwrap();
        let patch = IssuePatch { priority: Some(Priority::Urgent), milestone: Some(Some(v1)), ..Default::default() };
        db.store.update_issue(&db.me, a, patch).await.unwrap();
        db.store.add_label(&db.me, b, "bug").await.unwrap();
        let mut before = Vec::new();
        for id in [a, b, c] {
            before.push(db.card(id).await);
        }
        let to_v2 = format!("milestone:{v2}");
        for text in ["priority:low", &to_v2, "add_label:bug", "remove_label:bug"] {
            let changed = change(&db, &[a, b, c], text).await.changed;
            assert_eq!(undo(&db, text).await.changed, changed, "{text}");
            for before in &before {
                let after = db.card(before.id).await;
                assert_eq!((after.priority, &after.labels), (before.priority, &before.labels), "{text}");
            }
        }
        assert_eq!(db.store.issue(&db.me, a).await.unwrap().milestone, Some(v1));
        assert_eq!(db.store.issue(&db.me, b).await.unwrap().milestone, None);

        change(&db, &[a, b], "priority:high").await;
        let patch = IssuePatch { priority: Some(Priority::Medium), ..Default::default() };
        db.store.update_issue(&db.me, b, patch).await.unwrap();
        let outcome = undo(&db, "priority:high").await;
        assert_eq!((outcome.changed.as_slice(), reasons(&outcome)), (&[a][..], vec![(b, DomainError::UndoChanged { id: b }.to_string())]));
        assert_eq!(db.card(b).await.priority, Priority::Medium);
    }

    async fn an_archive_is_left_and_a_deleted_milestone_is_not_entered(db: Db) {
        let [a, b] = db.letters().await;
        change(&db, &[a, b], "close").await;
        change(&db, &[a, b], "archive").await;
        assert_eq!(undo(&db, "archive").await.changed, [a, b]);
        assert_eq!(db.lane(Status::Done).await.len(), 2);
        assert_eq!(undo(&db, "close").await.changed, [a, b]);
        let v1 = db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), description: None }).await.unwrap();
        db.store.update_issue(&db.me, a, IssuePatch { milestone: Some(Some(v1)), ..Default::default() }).await.unwrap();
        change(&db, &[a], "milestone:").await;
        db.store.delete_milestone(&db.me, v1).await.unwrap();
        assert_eq!(reasons(&undo(&db, "milestone:").await), [(a, DomainError::UndoChanged { id: a }.to_string())]);
    }

    async fn one_that_is_sent_again_is_made_once_and_one_that_undid_nothing_can_come_later(db: Db) {
        let [a, b] = db.letters().await;
        let first = change(&db, &[a, b], "status:todo").await;
        let seq = db.store.last_seq(&db.me).await.unwrap();
        assert_eq!(change(&db, &[a, b], "status:todo").await, first, "the answer was lost");
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), seq);
        change(&db, &[a, b], "status:in_progress").await;
        assert_eq!(undo(&db, "status:todo").await.changed, []);
        assert_eq!(undo(&db, "status:in_progress").await.changed, [a, b]);
        assert_eq!(undo(&db, "status:todo").await.changed, [a, b]);
        assert_eq!(db.lane(Status::Backlog).await.len(), 2);
    }

    async fn only_ones_own_only_once_and_not_for_long(db: Db) {
        let [a, b, c] = db.letters().await;
        change(&db, &[a, b, c], "status:todo").await;
        db.put(b, Status::InProgress).await;
        db.store.delete_issue(&db.me, c).await.unwrap();
        let mut somebody = db.me.clone();
        somebody.party = Party::User(UserId(77));
        assert_eq!(refusal(db.store.undo_update_issues(&somebody, "status:todo".into()).await), DomainError::UndoBulkUnknown);
        let outcome = undo(&db, "status:todo").await;
        let why = [(c, DomainError::no_issue(c).to_string()), (b, DomainError::UndoOvertaken { id: b }.to_string())];
        assert_eq!((outcome.changed.as_slice(), reasons(&outcome)), (&[a][..], why.to_vec()));
        assert_eq!(undo(&db, "status:todo").await, BulkOutcome::default(), "sent again, it does nothing again");
        let again = db.store.undo_update_issues(&db.me.clone().with_mutation("another"), "status:todo".into()).await;
        assert_eq!(refusal(again), DomainError::UndoBulkUnknown);
        change(&db, &[a], "priority:low").await;
        db.wait(601);
        for of in ["priority:low", "never made"] {
            assert_eq!(refusal(db.store.undo_update_issues(&db.me, of.into()).await), DomainError::UndoBulkUnknown, "{of}");
        }
    }
}
