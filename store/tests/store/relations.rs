//! Blockers.

use model::{Action, Error as DomainError, IssueId};

use crate::support::refusal;

on_both! {
    async fn both_ends_of_an_edge_hear_of_it(db: Db) {
        let [a, b] = db.letters().await;
        let mut ears = db.listen().await;
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["blockers #2", "blockers #1"]);
        let (blocked, blocker) = (db.store.issue_detail(&db.me, b).await.unwrap(), db.store.issue_detail(&db.me, a).await.unwrap());
        assert_eq!((blocked.blockers[0].id, blocker.blocking[0].id), (a, b));
        assert_eq!(blocked.activities.last().unwrap().action, Action::BlockerAdded { blocker: a });
        assert_eq!((blocked.issue.version, blocker.issue.version), (2, 1));
        assert_eq!((db.card(a).await.unblocks, db.card(b).await.blocked_by), (1, 1));
        db.store.remove_blocker(&db.me, b, a).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["blockers #2", "blockers #1"]);
        assert_eq!(refusal(db.store.remove_blocker(&db.me, b, a).await), DomainError::NotABlocker { id: b, blocker: a });
        assert_eq!(db.card(b).await.blocked_by, 0);
    }

    async fn blockers_make_no_circle(db: Db) {
        let [a, b, c] = db.letters().await;
        db.store.add_blocker(&db.me, b, a).await.unwrap();
        db.store.add_blocker(&db.me, c, b).await.unwrap();
        db.store.close_issue(&db.me, b).await.unwrap();
        assert_eq!(refusal(db.store.add_blocker(&db.me, a, c).await), DomainError::BlockerCycle, "a closed issue still counts");
        assert_eq!(refusal(db.store.add_blocker(&db.me, a, a).await), DomainError::SelfBlock);
        assert_eq!(refusal(db.store.add_blocker(&db.me, a, IssueId(9)).await).to_string(), "Blocker issue #9 does not exist");
        assert_eq!(refusal(db.store.add_blocker(&db.me, IssueId(9), a).await), DomainError::no_issue(IssueId(9)));
        assert_eq!(refusal(db.store.remove_blocker(&db.me, IssueId(9), a).await), DomainError::no_issue(IssueId(9)));
    }

    /// Two people close a circle from both sides at once: one of them is refused.
    async fn a_race_makes_no_circle(db: Db) {
        let [a, b] = db.letters().await;
        let (one, two) = tokio::join!(db.store.add_blocker(&db.me, a, b), db.store.add_blocker(&db.me, b, a));
        assert_eq!([one.is_ok(), two.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
    }
}
