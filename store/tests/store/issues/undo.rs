//! Moves taken back, and moves that are sent twice.

use model::{Action, Actor, Error as DomainError, IssueId, Party, Place, Role, Status};

use crate::support::{Db, refusal};

/// Moves a card under a name.
async fn moved(db: &Db, name: &str, id: IssueId, status: Status, place: Place) {
    db.store
        .move_issue(&db.me.clone().with_mutation(name), id, status, place)
        .await
        .unwrap();
}

/// Takes a move back.
async fn undo(db: &Db, id: IssueId, of: &str) -> store::Result<model::Card> {
    db.store
        .undo_move(
            &db.me.clone().with_mutation(format!("undo {of}")),
            id,
            of.into(),
        )
        .await
}

on_both! {
    async fn a_move_is_taken_back_past_the_table(db: Db) {
        let [a, b, c] = db.letters().await;
        let before = db.store.issue(&db.me, b).await.unwrap();
        moved(&db, "m", b, Status::InProgress, Place::Top).await;
        moved(&db, "other", a, Status::Backlog, Place::Bottom).await;
        assert_eq!(db.lane(Status::Backlog).await, "ca");
        let mut ears = db.listen().await;
        let card = undo(&db, b, "m").await.unwrap();
        assert_eq!((card.status, card.sort_order.to_bits()), (Status::Backlog, before.sort_order.to_bits()));
        assert_eq!(db.lane(Status::Backlog).await, "bca");
        assert_eq!(db.heard(&mut ears).await, ["status #2 backlog"]);
        let last = db.store.issue_detail(&db.me, b).await.unwrap().activities.pop().unwrap();
        assert_eq!(last.action, Action::StatusChanged { from: Status::InProgress, to: Status::Backlog });
        // The answer was lost, and it is sent again.
        assert_eq!(undo(&db, b, "m").await.unwrap().version, card.version);
        assert_eq!(db.heard(&mut ears).await, [""; 0]);
        assert_eq!(c, IssueId(3));
    }

    async fn what_was_closed_is_closed_as_before(db: Db) {
        let a = db.issue("a").await.id;
        db.store.close_issue(&db.me, a).await.unwrap();
        let before = db.store.issue(&db.me, a).await.unwrap();
        db.wait(3_600);
        moved(&db, "reopen", a, Status::Backlog, Place::Top).await;
        undo(&db, a, "reopen").await.unwrap();
        let after = db.store.issue(&db.me, a).await.unwrap();
        assert_eq!((after.status, after.closed_at, after.sort_order.to_bits()), (Status::Done, before.closed_at, before.sort_order.to_bits()));
        moved(&db, "open", a, Status::Backlog, Place::Top).await;
        moved(&db, "cancel", a, Status::Cancelled, Place::Top).await;
        undo(&db, a, "cancel").await.unwrap();
        let after = db.store.issue(&db.me, a).await.unwrap();
        assert_eq!((after.status, after.closed_at), (Status::Backlog, None));
    }

    async fn moves_are_taken_back_one_after_the_other(db: Db) {
        let [a, _] = db.letters().await;
        moved(&db, "1", a, Status::Backlog, Place::Bottom).await;
        moved(&db, "2", a, Status::Todo, Place::Top).await;
        moved(&db, "3", a, Status::InProgress, Place::Top).await;
        assert_eq!(refusal(undo(&db, a, "2").await), DomainError::UndoOvertaken { id: a });
        for (of, lane, shows) in [("3", Status::Todo, "a"), ("2", Status::Backlog, "ba"), ("1", Status::Backlog, "ab")] {
            undo(&db, a, of).await.unwrap();
            assert_eq!(db.lane(lane).await, shows, "after {of}");
        }
        assert_eq!(refusal(db.store.undo_move(&db.me, a, "1".into()).await), DomainError::UndoUnknown { id: a });
    }

    async fn only_ones_own_only_soon_and_only_the_last(db: Db) {
        let [a, b] = db.letters().await;
        moved(&db, "m", a, Status::Todo, Place::Top).await;
        let somebody = Actor::new(Party::System, db.me.workspace, Role::Owner);
        assert_eq!(refusal(db.store.undo_move(&somebody, a, "m".into()).await), DomainError::UndoForeign { id: a });
        assert_eq!(refusal(undo(&db, b, "m").await), DomainError::UndoUnknown { id: b }, "not this issue's");
        let viewer = Actor { role: Role::Viewer, ..db.me.clone() };
        assert!(matches!(refusal(db.store.undo_move(&viewer, a, "m".into()).await), DomainError::Forbidden { .. }));
        db.store.move_issue(&somebody, a, Status::InProgress, Place::Top).await.unwrap();
        assert_eq!(refusal(undo(&db, a, "m").await), DomainError::UndoOvertaken { id: a });
        // There and back is not where it was.
        db.store.move_issue(&somebody, a, Status::Todo, Place::Top).await.unwrap();
        assert_eq!(refusal(undo(&db, a, "m").await), DomainError::UndoOvertaken { id: a });
        moved(&db, "n", b, Status::Todo, Place::Top).await;
        db.wait(601);
        assert_eq!(refusal(undo(&db, b, "n").await), DomainError::UndoTooLate { id: b, minutes: 10 });
        assert_eq!(db.lane(Status::Todo).await, "ba", "a refusal changes nothing");
    }

    async fn a_place_outlives_a_lane_that_is_numbered_anew(db: Db) {
        let [a, b, c, d] = db.letters().await;
        moved(&db, "m", b, Status::Todo, Place::Top).await;
        let mut ears = db.listen().await;
        // Always the same gap, below the place that the card left.
        for step in 0..80 {
            let id = if step % 2 == 0 { d } else { c };
            db.store.move_issue(&db.me, id, Status::Backlog, Place::After(a)).await.unwrap();
        }
        assert!(db.heard(&mut ears).await.iter().any(|event| event == "renumbered backlog"));
        // The others have come closer to the first than it was itself.
        undo(&db, b, "m").await.unwrap();
        let lane = db.lane(Status::Backlog).await;
        assert!(lane.starts_with('a') && lane.len() == 4, "{lane}");
    }

    async fn a_move_that_is_sent_twice_is_made_once(db: Db) {
        let [a, b] = db.letters().await;
        moved(&db, "m", a, Status::Todo, Place::Top).await;
        moved(&db, "stays", b, Status::Backlog, Place::Top).await;
        db.store.move_issue(&db.me, a, Status::InProgress, Place::Top).await.unwrap();
        let mut ears = db.listen().await;
        // Its answer was lost, or another tab sends it too.
        moved(&db, "m", a, Status::Todo, Place::Top).await;
        db.store.move_issue(&db.me, b, Status::Todo, Place::Top).await.unwrap();
        moved(&db, "stays", b, Status::Backlog, Place::Top).await;
        assert_eq!(db.heard(&mut ears).await, ["status #2 todo"]);
        assert_eq!(db.lane(Status::InProgress).await, "a");
        // Somebody else's name for a change is none of ours.
        let somebody = Actor::new(Party::System, db.me.workspace, Role::Owner).with_mutation("m");
        db.store.move_issue(&somebody, a, Status::Todo, Place::Top).await.unwrap();
        assert_eq!(db.lane(Status::Todo).await, "ab");
    }

    async fn old_moves_are_forgotten(db: Db) {
        let [a, b] = db.letters().await;
        moved(&db, "m", a, Status::Backlog, Place::Bottom).await;
        db.wait(8 * 86_400);
        db.store.move_issue(&db.me, b, Status::Backlog, Place::Bottom).await.unwrap();
        assert_eq!(refusal(undo(&db, a, "m").await), DomainError::UndoUnknown { id: a });
    }
}
