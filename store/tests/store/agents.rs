//! Agents: signs of life, and what time makes of them.

use model::{AgentStatus, Heartbeat, IssueId, Timestamp, import::Batch};

use crate::{
    import::issue,
    support::{Db, refusal},
};

fn beat(agent: &str) -> Heartbeat {
    Heartbeat {
        agent: agent.into(),
        ..Default::default()
    }
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_micros(now.micros() + seconds * 1_000_000).unwrap()
}

async fn names(db: &Db) -> Vec<String> {
    db.store
        .list_agents(&db.me)
        .await
        .unwrap()
        .into_iter()
        .map(|agent| agent.name)
        .collect()
}

on_both! {
    async fn the_sidebar_counts_those_that_are_active(db: Db) {
        let active = async || db.store.counts(&db.me).await.unwrap().active_agents;
        assert_eq!(active().await, 0);
        db.store.record_heartbeat(&db.me, beat("worker-1")).await.unwrap();
        db.wait(60);
        db.store.record_heartbeat(&db.me, beat("worker-2")).await.unwrap();
        assert_eq!(active().await, 2);
        db.wait(239);
        assert_eq!(active().await, 2);
        db.wait(1);
        assert_eq!(active().await, 1);
        db.wait(60);
        assert_eq!(active().await, 0);
    }

    async fn a_heartbeat_makes_an_agent_known(db: Db) {
        let [a] = db.letters().await;
        assert!(names(&db).await.is_empty(), "the founding lead has never been heard of");
        let mut ears = db.listen().await;
        let full = Heartbeat {
            active_issue: Some(a),
            machine: Some("my-host".into()),
            description: Some("Feature agent".into()),
            ..beat("worker-1")
        };
        assert!(db.store.record_heartbeat(&db.me, full).await.unwrap());
        assert_eq!(db.heard(&mut ears).await, ["heartbeat worker-1 #1", "worker-1 is active"]);
        db.wait(60);
        db.store.record_heartbeat(&db.me, beat("worker-1")).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["heartbeat worker-1"]);
        let agent = db.store.agent(&db.me, "worker-1").await.unwrap();
        assert_eq!((agent.machine.as_deref(), agent.description.as_deref()), (Some("my-host"), Some("Feature agent")));
        assert_eq!((agent.active_issue.is_none(), agent.locks.len()), (true, 0));
        assert_eq!(agent.last_heartbeat, Some(db.store.now()));
        assert_eq!(agent.heartbeats, [db.store.now(), later(db.store.now(), -60)]);
        assert_eq!(db.store.list_agents(&db.me).await.unwrap(), [agent]);
    }

    async fn a_name_under_a_text_is_no_agent_at_work(db: Db) {
        let mut written = issue(1, "x");
        written.author = Some("scribe-1".into());
        let batch = Batch { source: "test".into(), issues: vec![written], ..Default::default() };
        db.store.import(&db.me, batch, |_, _| {}).await.unwrap();
        assert_eq!(db.store.list_agents(&db.me).await.unwrap(), []);
        let scribe = db.store.agent(&db.me, "scribe-1").await.unwrap();
        assert_eq!(scribe.status(db.store.now()), AgentStatus::Unknown, "it is known by its name");
        // Whoever begins a session is at work, heard of or not.
        db.store.start_session(&db.me, Some("scribe-1".into())).await.unwrap();
        let agents = db.store.list_agents(&db.me).await.unwrap();
        assert_eq!(agents.iter().map(|a| (a.id, a.status(db.store.now()))).collect::<Vec<_>>(), [(scribe.id, AgentStatus::Unknown)]);
        db.store.record_heartbeat(&db.me, beat("scribe-1")).await.unwrap();
        assert_eq!(db.store.agent(&db.me, "scribe-1").await.unwrap().id, scribe.id);
        assert_eq!(refusal(db.store.agent(&db.me, "nobody").await).to_string(), "Agent 'nobody' does not exist");
        assert_eq!(refusal(db.store.agent(&db.me, "no\0body").await).to_string(), "Agent 'no\0body' does not exist");
    }

    async fn what_the_hub_brings_again_or_late_is_history(db: Db) {
        let now = db.store.now();
        let at = |seconds| Heartbeat { at: Some(later(now, seconds)), ..beat("worker-1") };
        let mut ears = db.listen().await;
        assert!(db.store.record_heartbeat(&db.me, at(-100)).await.unwrap());
        assert!(!db.store.record_heartbeat(&db.me, at(-100)).await.unwrap());
        assert!(db.store.record_heartbeat(&db.me, at(-200)).await.unwrap());
        assert!(!db.store.record_heartbeat(&db.me, at(301)).await.unwrap(), "a clock that goes wrong is not believed");
        assert_eq!(db.heard(&mut ears).await, ["heartbeat worker-1", "worker-1 is active"]);
        let agent = db.store.agent(&db.me, "worker-1").await.unwrap();
        assert_eq!((agent.last_heartbeat, agent.heartbeats.len()), (Some(later(now, -100)), 2));
        db.store.record_heartbeat(&db.me, Heartbeat { agent: "worker-2".into(), ..at(-7200) }).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["heartbeat worker-2", "worker-2 is stale"]);
    }

    async fn the_last_288_are_kept(db: Db) {
        let begin = db.store.now();
        for _ in 0..290 {
            db.wait(100);
            db.store.record_heartbeat(&db.me, beat("worker-1")).await.unwrap();
        }
        let agent = db.store.agent(&db.me, "worker-1").await.unwrap();
        assert_eq!(agent.heartbeats.len(), 288);
        assert_eq!((agent.heartbeats[0], agent.heartbeats[287]), (later(begin, 29_000), later(begin, 300)));
        let listed = &db.store.list_agents(&db.me).await.unwrap()[0];
        assert_eq!(listed.heartbeats.len(), 109, "three hours, both ends included");
        assert!(db.store.record_heartbeat(&db.me, Heartbeat { at: Some(begin), ..beat("worker-1") }).await.unwrap());
        assert_eq!(db.store.agent(&db.me, "worker-1").await.unwrap().heartbeats.len(), 288);
    }

    async fn time_alone_changes_a_status_and_is_told_once(db: Db) {
        let begin = db.store.now();
        db.store.record_heartbeat(&db.me, beat("worker-1")).await.unwrap();
        db.wait(10);
        db.store.record_heartbeat(&db.me, beat("worker-2")).await.unwrap();
        let mut ears = db.listen().await;
        assert_eq!(db.store.refresh_agent_status(&db.me).await.unwrap(), Some(later(begin, 300)));
        db.wait(290);
        assert_eq!(db.store.refresh_agent_status(&db.me).await.unwrap(), Some(later(begin, 310)));
        let second = db.second_store().await;
        assert_eq!(second.refresh_agent_status(&db.me).await.unwrap(), Some(later(begin, 310)));
        second.close().await;
        assert_eq!(db.heard(&mut ears).await, ["worker-1 is idle"]);
        db.wait(1600);
        assert_eq!(db.store.refresh_agent_status(&db.me).await.unwrap(), None);
        assert_eq!(db.heard(&mut ears).await, ["worker-1 is stale", "worker-2 is stale"]);
        db.store.record_heartbeat(&db.me, beat("worker-2")).await.unwrap();
        assert_eq!(db.heard(&mut ears).await, ["heartbeat worker-2", "worker-2 is active"]);
    }

    async fn a_heartbeat_is_refused(db: Db) {
        let say = async |heartbeat| refusal(db.store.record_heartbeat(&db.me, heartbeat).await).to_string();
        assert_eq!(say(beat("../x")).await, "Invalid agent_id '../x'. Must be 3 to 64 letters, digits, '-' or '_'");
        assert_eq!(say(Heartbeat { active_issue: Some(IssueId(9)), ..beat("worker-1") }).await, "Issue #9 does not exist");
        assert_eq!(say(Heartbeat { machine: Some("x".repeat(129)), ..beat("worker-1") }).await, "Machine exceeds maximum length of 128 characters");
        assert!(names(&db).await.is_empty());
    }
}
