//! Locks: claim, release, steal.

use model::{
    Action, AutoSteal, Claim, Heartbeat, Holder, HubLock, IssueId, LockPolicy, LockSelection,
};

use crate::support::{Db, refusal};

const NEVER: LockPolicy = LockPolicy {
    stale_minutes: 60,
    auto_steal: AutoSteal::Off,
};
const AUTOMATIC: LockPolicy = LockPolicy {
    stale_minutes: 60,
    auto_steal: AutoSteal::AtTimeout,
};

fn by(agent: &str) -> Claim {
    Claim {
        agent: agent.into(),
        ..Default::default()
    }
}

/// `#1 worker-1` for every lock.
async fn held(db: &Db) -> Vec<String> {
    db.store
        .list_locks(&db.me)
        .await
        .unwrap()
        .iter()
        .map(|lock| format!("#{} {}", lock.issue.id, lock.agent))
        .collect()
}

async fn history(db: &Db, id: IssueId) -> Vec<Action> {
    db.store
        .issue_detail(&db.me, id)
        .await
        .unwrap()
        .activities
        .into_iter()
        .skip(1)
        .map(|activity| activity.action)
        .collect()
}

on_both! {
    async fn the_first_claim_wins(db: Db) {
        let [a, b] = db.letters().await;
        let mut ears = db.listen().await;
        let claim = Claim { branch: Some("feature/x".into()), signed_by: Some("SHA256:abc".into()), ..by("worker-1") };
        db.store.claim_lock(&db.me, a, claim, NEVER).await.unwrap();
        db.store.claim_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        assert_eq!(refusal(db.store.claim_lock(&db.me, a, by("worker-2"), NEVER).await).to_string(), "Issue #1 is locked by worker-1");
        db.store.claim_lock(&db.me, b, by("worker-1"), NEVER).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["claimed #1 worker-1", "claimed #2 worker-1"]);
        assert_eq!(history(&db, a).await, [Action::LockClaimed { agent: "worker-1".into() }]);
        let lock = &db.store.list_locks(&db.me).await.unwrap()[0];
        assert_eq!((lock.issue.title.as_str(), lock.branch.as_deref(), lock.signed_by.as_deref()), ("a", Some("feature/x"), Some("SHA256:abc")));
        assert_eq!((lock.claimed_at, lock.heard_at), (db.store.now(), None));
        let agent = db.store.agent(&db.me, "worker-1").await.unwrap();
        assert_eq!(agent.locks.iter().map(|link| link.id).collect::<Vec<_>>(), [a, b]);
        assert!(db.store.agent(&db.me, "worker-2").await.is_err(), "who was refused is not known for it");
    }

    async fn two_servers_race_and_one_wins(db: Db) {
        let [a] = db.letters().await;
        let second = db.second_store().await;
        let (one, two) = tokio::join!(
            db.store.claim_lock(&db.me, a, by("worker-1"), NEVER),
            second.claim_lock(&db.me, a, by("worker-2"), NEVER),
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
        let winner = if one.is_ok() { "#1 worker-1" } else { "#1 worker-2" };
        assert_eq!(held(&db).await, [winner]);
        second.close().await;
    }

    async fn stale_locks_are_released_together(db: Db) {
        let [a, b, c] = db.letters().await;
        db.store.claim_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        db.store.claim_lock(&db.me, b, by("worker-2"), NEVER).await.unwrap();
        db.wait(61 * 60);
        db.store.record_heartbeat(&db.me, Heartbeat { agent: "worker-2".into(), ..Default::default() }).await.unwrap();
        db.store.claim_lock(&db.me, c, by("worker-3"), NEVER).await.unwrap();
        let mut ears = db.listen().await;
        let outcomes = db.store.release_locks(&db.me, LockSelection::Stale(NEVER)).await.unwrap();
        assert_eq!(outcomes, [(a, Ok(()))]);
        assert_eq!(held(&db).await, ["#2 worker-2", "#3 worker-3"]);
        assert_eq!(db.heard(&mut ears).await, ["released #1 worker-1"]);
        assert_eq!(history(&db, a).await.last(), Some(&Action::LockReleased { agent: "worker-1".into() }));
    }

    async fn several_locks_are_released_and_each_says_how_it_went(db: Db) {
        let [a, b, c] = db.letters().await;
        for id in [a, b] {
            db.store.claim_lock(&db.me, id, by("worker-1"), NEVER).await.unwrap();
        }
        let outcomes = db.store.release_locks(&db.me, LockSelection::Of(vec![c, b, a, b])).await.unwrap();
        let said: Vec<_> = outcomes.into_iter().map(|(id, outcome)| format!("{id} {}", outcome.map_or_else(|e| e.to_string(), |()| "released".into()))).collect();
        assert_eq!(said, ["1 released", "2 released", "3 Issue #3 is not locked"]);
        assert_eq!(held(&db).await, [""; 0]);
        let many = LockSelection::Of((1..=501).map(IssueId).collect());
        assert_eq!(refusal(db.store.release_locks(&db.me, many).await).to_string(), "At most 500 locks at once");
    }

    async fn a_lock_is_released(db: Db) {
        let [a] = db.letters().await;
        db.store.claim_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        let mut ears = db.listen().await;
        let other = db.store.release_lock(&db.me, a, Some("worker-2".into())).await;
        assert_eq!(refusal(other).to_string(), "Issue #1 is locked by worker-1");
        db.store.release_lock(&db.me, a, Some("worker-1".into())).await.unwrap();
        assert_eq!(refusal(db.store.release_lock(&db.me, a, None).await).to_string(), "Issue #1 is not locked");
        db.store.claim_lock(&db.me, a, by("worker-2"), NEVER).await.unwrap();
        db.store.release_lock(&db.me, a, None).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["released #1 worker-1", "claimed #1 worker-2", "released #1 worker-2"]);
        assert!(held(&db).await.is_empty());
        assert_eq!(history(&db, a).await[1], Action::LockReleased { agent: "worker-1".into() });
    }

    async fn a_stale_lock_is_stolen(db: Db) {
        let [a] = db.letters().await;
        db.store.claim_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        db.wait(3600);
        let early = refusal(db.store.steal_lock(&db.me, a, by("worker-2"), NEVER).await).to_string();
        assert_eq!(early, "The lock on issue #1 is not stale: worker-1 was last seen within the last 60 minutes");
        db.wait(1);
        let mut ears = db.listen().await;
        assert!(refusal(db.store.claim_lock(&db.me, a, by("worker-2"), NEVER).await).to_string().contains("can be taken over"));
        db.store.steal_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        db.store.steal_lock(&db.me, a, by("worker-2"), NEVER).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["released #1 worker-1", "claimed #1 worker-2"]);
        assert_eq!(history(&db, a).await[1], Action::LockStolen { from: "worker-1".into(), agent: "worker-2".into() });
        assert_eq!(db.store.list_locks(&db.me).await.unwrap()[0].claimed_at, db.store.now());
        db.store.release_lock(&db.me, a, None).await.unwrap();
        assert_eq!(refusal(db.store.steal_lock(&db.me, a, by("worker-1"), NEVER).await).to_string(), "Issue #1 is not locked");
    }

    async fn a_claim_steals_where_the_policy_says_so(db: Db) {
        let [a, b] = db.letters().await;
        for id in [a, b] {
            db.store.claim_lock(&db.me, id, by("worker-1"), AUTOMATIC).await.unwrap();
        }
        db.wait(3601);
        db.store.claim_lock(&db.me, a, by("worker-2"), AUTOMATIC).await.unwrap();
        assert_eq!(history(&db, a).await[1], Action::LockStolen { from: "worker-1".into(), agent: "worker-2".into() });
        db.store.record_heartbeat(&db.me, Heartbeat { agent: "worker-1".into(), ..Default::default() }).await.unwrap();
        let alive = refusal(db.store.claim_lock(&db.me, b, by("worker-2"), AUTOMATIC).await).to_string();
        assert_eq!(alive, "Issue #2 is locked by worker-1");
    }

    async fn the_hub_says_how_it_is(db: Db) {
        let [a] = db.letters().await;
        let hub = |agent, claimed_at| HubLock { issue: a, claim: by(agent), claimed_at };
        let then = db.store.now();
        db.wait(500);
        let mut ears = db.listen().await;
        let take = async |lock| db.store.take_lock_from_hub(&db.me, lock).await.unwrap();
        assert!(take(hub("worker-1", then)).await);
        assert!(!take(hub("worker-1", then)).await);
        assert!(take(hub("worker-1", db.store.now())).await);
        assert!(take(hub("worker-2", then)).await);
        assert!(!take(hub("worker-2", then)).await);
        assert_eq!(db.heard(&mut ears).await, ["claimed #1 worker-1", "released #1 worker-1", "claimed #1 worker-2"]);
        assert_eq!(db.store.list_locks(&db.me).await.unwrap()[0].claimed_at, then);
    }

    async fn a_lock_goes_with_its_issue(db: Db) {
        let [a] = db.letters().await;
        db.store.claim_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        let heartbeat = Heartbeat { agent: "worker-1".into(), active_issue: Some(a), ..Default::default() };
        db.store.record_heartbeat(&db.me, heartbeat).await.unwrap();
        let mut ears = db.listen().await;
        db.store.delete_issue(&db.me, a).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["released #1 worker-1", "deleted #1"]);
        assert!(held(&db).await.is_empty());
        assert_eq!(db.store.agent(&db.me, "worker-1").await.unwrap().active_issue, None);
    }

    async fn a_card_says_who_holds_its_issue(db: Db) {
        let [a, b] = db.letters().await;
        db.store.claim_lock(&db.me, a, by("worker-1"), NEVER).await.unwrap();
        let claimed_at = db.store.now();
        let held = |heard_at| Some(Holder { agent: "worker-1".into(), claimed_at, heard_at });
        assert_eq!((db.card(a).await.holder, db.card(b).await.holder), (held(None), None));
        db.wait(60);
        db.store.record_heartbeat(&db.me, Heartbeat { agent: "worker-1".into(), ..Default::default() }).await.unwrap();
        let board = db.store.load_board(&db.me, &Default::default(), 10).await.unwrap();
        let holders: Vec<_> = board.lanes.iter().flat_map(|lane| lane.cards.iter().map(|card| card.holder.clone())).collect();
        assert_eq!(holders, [held(Some(db.store.now())), None]);
        assert_eq!(db.store.issue_lock(&db.me, a).await.unwrap().map(|lock| lock.holder()), held(Some(db.store.now())));
        assert_eq!(db.store.issue_lock(&db.me, b).await.unwrap(), None);
        db.store.release_lock(&db.me, a, None).await.unwrap();
        assert_eq!(db.card(a).await.holder, None);
    }

    async fn a_claim_is_refused(db: Db) {
        let [a] = db.letters().await;
        let nine = IssueId(9);
        let none = "Issue #9 does not exist";
        assert_eq!(refusal(db.store.claim_lock(&db.me, nine, by("worker-1"), NEVER).await).to_string(), none);
        assert_eq!(refusal(db.store.steal_lock(&db.me, nine, by("worker-1"), NEVER).await).to_string(), none);
        assert_eq!(refusal(db.store.release_lock(&db.me, nine, None).await).to_string(), none);
        let claim = Claim { branch: Some("x".repeat(256)), ..by("worker-1") };
        assert_eq!(refusal(db.store.claim_lock(&db.me, a, claim, NEVER).await).to_string(), "Branch exceeds maximum length of 255 characters");
        assert!(refusal(db.store.claim_lock(&db.me, a, by(""), NEVER).await).to_string().starts_with("Invalid agent_id ''"));
        assert!(held(&db).await.is_empty());
    }
}
