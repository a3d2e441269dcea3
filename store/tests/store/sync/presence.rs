//! Milestones, locks and signs of life between here and the hub.

use model::{
    AutoSteal, Claim, Heartbeat, IssueId, LockPolicy, MilestoneId, NewMilestone,
    sync::{
        FetchReport, HubMilestone, HubSource, Outgoing, PushedState, RemoteChanges, RemoteLock,
        SyncState,
    },
};

use super::{told, uuid};
use crate::{import::at, support::Db};

fn milestone(number: u128, name: &str) -> HubMilestone {
    HubMilestone {
        uuid: uuid(number),
        name: name.into(),
        description: None,
        created_at: at(0),
        closed_at: None,
    }
}

impl Db {
    async fn follow(&self, milestones: &[HubMilestone]) -> FetchReport {
        let told = milestones
            .iter()
            .map(|milestone| (HubSource::Files, milestone.clone()))
            .collect();
        self.store
            .fetch_in(
                &self.me,
                RemoteChanges {
                    milestones: Some(told),
                    ..Default::default()
                },
            )
            .await
            .unwrap()
    }

    async fn to_tell(&self) -> Outgoing {
        self.store.changes_to_push(&self.me).await.unwrap()
    }

    /// What is to be told of milestones, a word each.
    async fn milestones_to_tell(&self) -> Vec<String> {
        let outgoing = self.to_tell().await;
        let gone = outgoing
            .milestones_gone
            .iter()
            .map(|uuid| format!("-{}", uuid.as_u128()));
        outgoing
            .milestones
            .iter()
            .map(|out| out.version.name.clone())
            .chain(gone)
            .collect()
    }

    async fn tell_milestones(&self) {
        let outgoing = self.to_tell().await;
        let milestones = outgoing
            .milestones
            .into_iter()
            .map(|out| out.version)
            .collect();
        let written = PushedState {
            milestones,
            milestones_gone: outgoing.milestones_gone,
            ..Default::default()
        };
        self.store.pushed(&self.me, written).await.unwrap();
    }

    async fn names(&self) -> Vec<String> {
        self.store
            .list_milestones(&self.me, None)
            .await
            .unwrap()
            .into_iter()
            .map(|milestone| milestone.name)
            .collect()
    }
}

on_both! {
    async fn milestones_come_and_go(db: Db) {
        assert_eq!(db.follow(&[milestone(1, "One"), milestone(2, "Two")]).await.milestones, 2);
        assert_eq!(db.follow(&[milestone(1, "One"), milestone(2, "Two")]).await, FetchReport::default());
        assert_eq!((db.names().await, db.milestones_to_tell().await), (vec!["Two".to_owned(), "One".into()], vec![]));
        let mut closed = milestone(1, "Uno");
        closed.closed_at = Some(at(9));
        assert_eq!(db.follow(&[closed]).await.sentence(), "Fetched 2 milestone updates.");
        let left = db.store.list_milestones(&db.me, None).await.unwrap();
        assert_eq!((left[0].name.as_str(), left[0].status.as_str(), left[0].closed_at), ("Uno", "closed", Some(at(9))));
        assert_eq!(db.milestones_to_tell().await, [""; 0]);
    }

    async fn what_changed_here_of_milestones_is_told(db: Db) {
        db.follow(&[milestone(1, "One"), milestone(2, "Two"), milestone(3, "Three")]).await;
        let ids: Vec<MilestoneId> = db.store.list_milestones(&db.me, None).await.unwrap().iter().map(|one| one.id).collect();
        let rename = |name: &str| model::MilestonePatch { name: Some(name.into()), ..Default::default() };
        db.store.update_milestone(&db.me, ids[2], rename("Here")).await.unwrap();
        db.store.delete_milestone(&db.me, ids[1]).await.unwrap();
        db.store.create_milestone(&db.me, NewMilestone { name: "New".into(), ..Default::default() }).await.unwrap();
        assert_eq!(db.milestones_to_tell().await, ["Here", "New", "-2"]);
        // What is gone there goes, unless it says something here that nobody there has seen.
        let mut described = milestone(1, "There");
        described.description = Some("Words".into());
        let report = db.follow(&[described, milestone(2, "Two")]).await;
        assert_eq!((report.milestones, report.conflicts), (2, 1), "{report:?}");
        assert_eq!(report.warnings, ["Milestone 'Here': its name was changed on both sides; the hub said 'There'"]);
        assert_eq!(db.milestones_to_tell().await, ["Here", "New", "-2"]);
        db.tell_milestones().await;
        assert_eq!((db.milestones_to_tell().await, db.names().await), (vec![], vec!["New".to_owned(), "Here".into()]));
        assert_eq!(db.follow(&[milestone(2, "Changed there")]).await.milestones, 3, "gone, gone, and back");
        assert_eq!(db.names().await, ["Changed there"]);
    }

    async fn an_issue_finds_its_milestone_whenever_it_comes(db: Db) {
        let counts_for = |number: u128| {
            let mut issue = told(number, "Issue");
            issue.milestone = Some(uuid(9));
            (HubSource::Files, issue)
        };
        let find = async |issues, milestones| {
            db.store.fetch_in(&db.me, RemoteChanges { issues, milestones, ..Default::default() }).await.unwrap()
        };
        find(vec![counts_for(1)], Some(Vec::new())).await;
        assert_eq!(db.store.issue(&db.me, IssueId(1)).await.unwrap().milestone, None);
        find(vec![counts_for(2)], Some(vec![(HubSource::Files, milestone(9, "Late"))])).await;
        let late = db.store.list_milestones(&db.me, None).await.unwrap().remove(0);
        assert_eq!((late.name.as_str(), late.issue_count), ("Late", 2));
        assert!(db.to_tell().await.issues.is_empty(), "the hub says all of it");
        // It takes nothing along when it goes.
        find(Vec::new(), Some(Vec::new())).await;
        assert_eq!(db.store.issue(&db.me, IssueId(2)).await.unwrap().milestone, None);
    }

    async fn a_hub_that_begins_anew_deletes_nothing(db: Db) {
        let find = async |issues, milestones, anew| {
            db.store.fetch_in(&db.me, RemoteChanges { issues, milestones: Some(milestones), anew, ..Default::default() }).await.unwrap()
        };
        let issue = |number| (HubSource::Files, told(number, "Issue"));
        find(vec![issue(1), issue(2)], vec![(HubSource::Files, milestone(9, "Kept"))], false).await;
        assert_eq!(find(vec![issue(2)], Vec::new(), true).await, FetchReport::default());
        let outgoing = db.to_tell().await;
        let uuids: Vec<_> = outgoing.issues.iter().map(|out| out.version.uuid).collect();
        assert_eq!((uuids, db.milestones_to_tell().await), (vec![uuid(1)], vec!["Kept".to_owned()]));
    }

    async fn locks_and_signs_of_life(db: Db) {
        let id = db.issue("Held").await.id;
        let issue = db.store.issue(&db.me, id).await.unwrap().uuid;
        let claim = Claim { agent: "worker-1".into(), branch: Some("feature/x".into()), signed_by: None };
        db.store.claim_lock(&db.me, id, claim, LockPolicy { stale_minutes: 60, auto_steal: AutoSteal::Off }).await.unwrap();
        let beat = Heartbeat { agent: "worker-1".into(), active_issue: Some(id), machine: Some("box".into()), ..Default::default() };
        db.store.record_heartbeat(&db.me, beat).await.unwrap();
        let outgoing = db.to_tell().await;
        let now = db.store.now();
        let lock = RemoteLock {
            agent: "worker-1".into(), branch: Some("feature/x".into()), claimed_at: now, signed_by: None, telling: HubSource::Files,
        };
        assert_eq!((outgoing.locks[0].issue, outgoing.locks[0].lock.as_ref()), (issue, Some(&lock)));
        let told = &outgoing.heartbeats[0];
        assert_eq!((told.agent.as_str(), told.at, told.issue, told.machine.as_deref()), ("worker-1", now, Some(issue), Some("box")));
        assert_eq!(outgoing.waiting().unwrap(), "To push: 1 issue, 1 lock update, 1 heartbeat.");
        let mut state = SyncState::default();
        state.wrote(&PushedState { locks: outgoing.locks, heartbeats: vec![("worker-1".into(), now)], ..Default::default() });
        db.store.save_sync_state(&db.me, state).await.unwrap();
        let outgoing = db.to_tell().await;
        assert_eq!((outgoing.locks, outgoing.heartbeats), (vec![], vec![]));
        db.store.release_lock(&db.me, id, None).await.unwrap();
        let outgoing = db.to_tell().await;
        assert_eq!((outgoing.locks[0].issue, &outgoing.locks[0].lock), (issue, &None));
    }
}
