//! Closing, reopening, archiving.

use model::{Error as DomainError, IssueFilter, Lifecycle, Place, Status};

use crate::support::refusal;

on_both! {
    async fn closing_again_changes_nothing(db: Db) {
        let [a] = db.letters().await;
        db.wait(1);
        let closed = db.store.close_issue(&db.me, a).await.unwrap();
        assert_eq!((closed.status, closed.closed_at), (Status::Done, Some(db.store.now())));
        db.wait(1);
        assert_eq!(db.store.close_issue(&db.me, a).await.unwrap(), closed);
        assert_eq!(db.store.issue(&db.me, a).await.unwrap(), closed);
        assert_eq!(db.store.last_seq(&db.me).await.unwrap(), 2);
    }

    async fn reopening_takes_it_out_of_the_archive(db: Db) {
        let [a] = db.letters().await;
        let mut ears = db.listen().await;
        assert_eq!(refusal(db.store.archive_issue(&db.me, a).await), DomainError::ArchiveOpen { id: a });
        db.store.close_issue(&db.me, a).await.unwrap();
        let archived = db.store.archive_issue(&db.me, a).await.unwrap();
        assert_eq!(archived.lifecycle(), Lifecycle::Archived);
        assert_eq!(db.store.archive_issue(&db.me, a).await.unwrap(), archived);
        assert!(db.card(a).await.archived);
        let reopened = db.store.reopen_issue(&db.me, a).await.unwrap();
        assert_eq!((reopened.status, reopened.closed_at, reopened.archived_at), (Status::Backlog, None, None));
        assert_eq!(db.store.reopen_issue(&db.me, a).await.unwrap(), reopened);
        assert_eq!(db.store.issue(&db.me, a).await.unwrap(), reopened);
        assert_eq!(db.heard(&mut ears).await, ["status #1 done", "status #1 done", "status #1 backlog"]);
        let actions: Vec<_> = db.store.issue_detail(&db.me, a).await.unwrap().activities.into_iter().map(|a| a.action.as_str()).collect();
        assert_eq!(actions, ["created", "status_changed", "archived", "status_changed"]);
    }

    async fn an_archived_issue_is_not_on_the_board(db: Db) {
        let [a, _b] = db.letters().await;
        db.store.close_issue(&db.me, a).await.unwrap();
        assert_eq!(db.lane(Status::Done).await, "a");
        db.store.archive_issue(&db.me, a).await.unwrap();
        assert_eq!((db.lane(Status::Done).await, db.lane(Status::Backlog).await), (String::new(), "b".into()));
        let unarchived = db.store.unarchive_issue(&db.me, a).await.unwrap();
        assert_eq!(unarchived.lifecycle(), Lifecycle::Closed);
        assert_eq!(db.store.unarchive_issue(&db.me, a).await.unwrap(), unarchived);
        assert_eq!(db.lane(Status::Done).await, "a");
    }

    async fn closing_frees_what_it_blocked(db: Db) {
        let [a, b, c] = db.letters().await;
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        db.store.add_blocker(&db.me, c, b).await.unwrap();
        assert_eq!(db.store.counts(&db.me).await.unwrap(), store::Counts { issues: 3, open: 3, ready: 1, blocked: 2, ..Default::default() });
        let mut ears = db.listen().await;
        db.store.close_issue(&db.me, b).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["status #2 done", "blockers #1", "blockers #3"]);
        let (a, b, c) = (db.card(a).await, db.card(b).await, db.card(c).await);
        assert_eq!((a.unblocks, a.blocked_by), (0, 0));
        assert_eq!((b.unblocks, b.blocked_by), (0, 1));
        assert_eq!((c.unblocks, c.blocked_by), (0, 0));
        assert_eq!(db.store.counts(&db.me).await.unwrap(), store::Counts { issues: 3, open: 2, ready: 2, ..Default::default() });
        let ready = IssueFilter { lifecycle: Some(Lifecycle::Open), blocked: Some(false), ..Default::default() };
        assert_eq!(db.store.list_cards(&db.me, &ready, Default::default(), &Default::default()).await.unwrap().total, 2);
    }

    async fn moving_between_open_lanes_tells_no_neighbour(db: Db) {
        let [a, b] = db.letters().await;
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        let mut ears = db.listen().await;
        db.store.move_issue(&db.me, a, Status::Todo, Place::Top).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["status #1 todo"]);
    }

    async fn what_is_closed_lies_on_top_and_what_is_reopened_queues(db: Db) {
        let [a, b, c] = db.letters().await;
        for id in [a, b, c] {
            db.store.close_issue(&db.me, id).await.unwrap();
        }
        assert_eq!(db.lane(Status::Done).await, "cba");
        for id in [b, a] {
            db.store.reopen_issue(&db.me, id).await.unwrap();
        }
        assert_eq!((db.lane(Status::Done).await, db.lane(Status::Backlog).await), ("c".into(), "ba".into()));
    }
}
