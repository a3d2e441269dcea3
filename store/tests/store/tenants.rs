//! Anything of another workspace does not exist.

use model::{
    Actor, AutoSteal, Claim, Heartbeat, IssueFilter, IssueId, IssuePatch, IssueRef, LockPolicy,
    MilestoneId, NewComment, NewIssue, NewMilestone, NewUsage, Page, Party, Place, Role,
    SessionRef, Sort, Status, UsageFilter, UserId, Uuid, WorkspaceId,
};

use crate::support::{Db, refusal};

/// The owner of a second workspace.
async fn stranger(db: &Db) -> Actor {
    db.run("insert into workspaces (slug, name, created_at) values ('two', 'Two', '2026-01-01T00:00:00.000000Z')").await;
    db.run("insert into crews (workspace_id, slug, name, issue_prefix, created_at) values (2, 'two', 'Two', 'TWO', '2026-01-01T00:00:00.000000Z')").await;
    Actor::new(Party::User(UserId(1)), WorkspaceId(2), Role::Owner)
}

on_both! {
    async fn nothing_of_others_can_be_read(db: Db) {
        let them = stranger(&db).await;
        let [a, b] = db.letters().await;
        db.store.add_label(&db.me, a, "bug").await.unwrap();
        db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), description: None }).await.unwrap();
        let (store, no_issue) = (&db.store, model::Error::no_issue(a));
        assert_eq!(refusal(store.issue(&them, a).await), no_issue);
        assert_eq!(refusal(store.issue_detail(&them, a).await), no_issue);
        assert_eq!(refusal(store.issue_tree(&them, a).await), no_issue);
        assert_eq!(refusal(store.list_comments(&them, a).await), no_issue);
        assert_eq!(refusal(store.issue_labels(&them, a).await), no_issue);
        assert_eq!(refusal(store.find_issue(&them, &IssueRef::Id(a)).await), no_issue);
        assert!(store.find_issue(&them, &"MAIN-1".parse().unwrap()).await.is_err());
        for search in [None, Some("a".into()), Some("1".into())] {
            let filter = IssueFilter { search, ..Default::default() };
            assert_eq!(store.list_issues(&them, &filter, Sort::default(), &Page::default()).await.unwrap().total, 0);
            assert!(store.load_board(&them, &filter, 9).await.unwrap().lanes.iter().all(|lane| lane.total == 0 && lane.cards.is_empty()));
            assert_eq!(store.load_lane(&them, Status::Backlog, &filter, None, 9).await.unwrap().cards, []);
        }
        assert_eq!(store.suggest_issues(&them, "a", 9).await.unwrap(), []);
        assert_eq!(store.suggest_issues(&them, "", 9).await.unwrap(), []);
        assert_eq!(store.home_crew(&them).await.unwrap(), "two");
        assert_eq!(store.list_labels(&them).await.unwrap(), []);
        let claim = Claim { agent: "worker-1".into(), ..Default::default() };
        db.store.claim_lock(&db.me, a, claim, LockPolicy { stale_minutes: 60, auto_steal: AutoSteal::Off }).await.unwrap();
        assert_eq!((store.list_agents(&them).await.unwrap(), store.list_locks(&them).await.unwrap()), (vec![], vec![]));
        assert_eq!(store.issue_lock(&them, a).await.unwrap(), None);
        assert!(store.agent(&them, "worker-1").await.is_err());
        assert_eq!(store.list_milestones(&them, None).await.unwrap(), []);
        assert!(store.milestone(&them, MilestoneId(1)).await.is_err() && store.milestone_burn_up(&them, MilestoneId(1)).await.is_err());
        store.start_session(&db.me, Some("worker".into())).await.unwrap();
        store.record_usage(&db.me, NewUsage { agent: "worker".into(), ..Default::default() }).await.unwrap();
        let all = UsageFilter::default();
        assert_eq!(store.current_session(&them, Some("worker")).await.unwrap(), None);
        assert_eq!(store.list_sessions(&them, true, None, 9).await.unwrap(), []);
        assert_eq!(store.list_usage(&them, &all, None).await.unwrap(), []);
        assert_eq!(store.usage_summary(&them, &all).await.unwrap(), []);
        assert_eq!(store.usage_days(&them, &all).await.unwrap(), []);
        assert_eq!([store.search(&them, "a", 9).await.unwrap(), store.search(&them, "1", 9).await.unwrap()], [[], []]);
        assert_eq!((store.counts(&them).await.unwrap().issues, store.last_seq(&them).await.unwrap()), (0, 0));
        assert_eq!(b, IssueId(2));
    }

    async fn nothing_of_others_can_be_changed(db: Db) {
        let them = stranger(&db).await;
        let [a, b] = db.letters().await;
        let milestone = db.store.create_milestone(&db.me, NewMilestone { name: "v1".into(), description: None }).await.unwrap();
        let session = db.store.start_session(&db.me, Some("worker".into())).await.unwrap().id;
        let seq = db.store.last_seq(&db.me).await.unwrap();
        let (store, no_issue) = (&db.store, model::Error::no_issue(a));
        let theirs = store.create_issue(&them, NewIssue { title: "theirs".into(), ..Default::default() }).await.unwrap();
        assert_eq!((theirs.id.0, theirs.identifier.as_str()), (3, "TWO-1"));
        assert_eq!(refusal(store.update_issue(&them, a, IssuePatch::default()).await), no_issue);
        assert_eq!(refusal(store.move_issue(&them, a, Status::Todo, Place::Top).await), no_issue);
        assert_eq!(refusal(store.close_issue(&them, a).await), no_issue);
        assert_eq!(refusal(store.delete_issue(&them, a).await), no_issue);
        assert_eq!(refusal(store.add_label(&them, a, "x").await), no_issue);
        assert_eq!(refusal(store.remove_label(&them, a, "x").await), no_issue);
        assert_eq!(refusal(store.add_blocker(&them, a, b).await), no_issue);
        assert_eq!(refusal(store.remove_blocker(&them, a, b).await), no_issue);
        let (claim, policy) = (|| Claim { agent: "worker-1".into(), ..Default::default() }, LockPolicy { stale_minutes: 60, auto_steal: AutoSteal::Off });
        assert_eq!(refusal(store.claim_lock(&them, a, claim(), policy).await), no_issue);
        assert_eq!(refusal(store.steal_lock(&them, a, claim(), policy).await), no_issue);
        assert_eq!(refusal(store.release_lock(&them, a, None).await), no_issue);
        let beat = Heartbeat { agent: "worker-1".into(), active_issue: Some(a), ..Default::default() };
        assert_eq!(refusal(store.record_heartbeat(&them, beat).await), no_issue);
        let comment = NewComment { content: "x".into(), ..Default::default() };
        assert_eq!(refusal(store.add_comment(&them, a, comment).await), no_issue);
        assert_eq!(refusal(store.add_blocker(&them, theirs.id, a).await).to_string(), "Blocker issue #1 does not exist");
        let under = IssuePatch { parent: Some(Some(a)), ..Default::default() };
        assert_eq!(refusal(store.update_issue(&them, theirs.id, under).await).to_string(), "Parent issue #1 does not exist");
        let aim = IssuePatch { milestone: Some(Some(milestone)), ..Default::default() };
        assert_eq!(refusal(store.update_issue(&them, theirs.id, aim).await).to_string(), "Milestone #1 does not exist");
        let gone = "Milestone #1 does not exist";
        assert_eq!(refusal(store.close_milestone(&them, milestone).await).to_string(), gone);
        assert_eq!(refusal(store.delete_milestone(&them, milestone).await).to_string(), gone);
        assert_eq!(refusal(store.assign_milestone(&them, milestone, theirs.id).await).to_string(), gone);
        assert_eq!(refusal(store.end_session(&them, SessionRef::Current, None).await), model::Error::NoSessionToEnd);
        assert_eq!(refusal(store.end_session(&them, SessionRef::Id(session), None).await).to_string(), "Session #1 does not exist");
        let usage = NewUsage { agent: "worker".into(), session: Some(session), ..Default::default() };
        assert_eq!(refusal(store.record_usage(&them, usage).await).to_string(), "Session #1 does not exist");
        store.start_session(&them, Some("worker".into())).await.unwrap();
        assert_eq!(refusal(store.set_active_issue(&them, SessionRef::Current, Some(a)).await), no_issue);
        assert_eq!((store.last_seq(&db.me).await.unwrap(), store.last_seq(&them).await.unwrap()), (seq, 2));
        assert_eq!(milestone, MilestoneId(1));
    }

    async fn a_uuid_is_known_within_a_workspace(db: Db) {
        let them = stranger(&db).await;
        let new = NewIssue { title: "x".into(), uuid: Some(Uuid::from_u128(1)), ..Default::default() };
        let ours = db.store.create_issue(&db.me, new.clone()).await.unwrap();
        let theirs = db.store.create_issue(&them, new).await.unwrap();
        assert_ne!(ours.id, theirs.id);
    }
}
