//! Milestones, locks and signs of life on their way between trackers.

use model::{AutoSteal, Heartbeat, LockPolicy, MilestonePatch, NewMilestone};

use super::*;

const POLICY: LockPolicy = LockPolicy {
    stale_minutes: 60,
    auto_steal: AutoSteal::Off,
};

impl Place {
    async fn claim(&self, id: IssueId, agent: &str) {
        let claim = Claim {
            agent: agent.into(),
            branch: Some("feature/x".into()),
            signed_by: None,
        };
        self.store
            .claim_lock(&self.me, id, claim, POLICY)
            .await
            .unwrap();
    }

    async fn beat(&self, agent: &str, id: IssueId) {
        let beat = Heartbeat {
            agent: agent.into(),
            active_issue: Some(id),
            machine: Some("box".into()),
            ..Default::default()
        };
        self.store.record_heartbeat(&self.me, beat).await.unwrap();
    }

    /// Who holds what, and who was heard of when, a line each.
    async fn signs(&self) -> Vec<String> {
        let locks = self.store.list_locks(&self.me).await.unwrap();
        let agents = self.store.list_agents(&self.me).await.unwrap();
        let lock = |lock: &model::Lock| {
            format!(
                "{} {} {:?} {}",
                lock.issue.title, lock.agent, lock.branch, lock.claimed_at
            )
        };
        let agent = |agent: &model::Agent| {
            let issue = agent
                .active_issue
                .as_ref()
                .map(|issue| issue.title.as_str());
            format!(
                "{} {:?} {issue:?} {:?}",
                agent.name, agent.last_heartbeat, agent.machine
            )
        };
        locks
            .iter()
            .map(lock)
            .chain(agents.iter().map(agent))
            .collect()
    }

    async fn milestones(&self) -> Vec<String> {
        let all = self.store.list_milestones(&self.me, None).await.unwrap();
        let line = |one: &model::Milestone| {
            format!(
                "{} {} {:?} {:?} {}/{}",
                one.uuid,
                one.name,
                one.description,
                one.closed_at,
                one.completed_count,
                one.issue_count
            )
        };
        all.iter().map(line).collect()
    }

    async fn milestone(&self, name: &str) -> model::MilestoneId {
        let new = NewMilestone {
            name: name.into(),
            description: Some("Words".into()),
        };
        self.store.create_milestone(&self.me, new).await.unwrap()
    }
}

/// The two layouts in which others write.
fn layouts() -> [Repository; 2] {
    ["{\"layout_version\": 1}", "{\"layout_version\": 2}"].map(|version| {
        let remote = Repository::bare();
        remote.commit(
            HUB,
            &[
                ("meta/version.json", version),
                ("meta/counters.json", "{\"next_display_id\": 40}"),
            ],
        );
        remote
    })
}

#[tokio::test]
async fn locks_and_heartbeats_travel() {
    for (remote, lock) in layouts().into_iter().zip(["locks.json", "locks/40.json"]) {
        let (a, b) = (
            Place::new(&remote, &clock()).await,
            Place::new(&remote, &clock()).await,
        );
        let id = a.create("Held").await;
        a.claim(id, "worker-1").await;
        a.beat("worker-1", id).await;
        assert_eq!(
            a.push().await.sentence(),
            "Pushed 1 issue, 1 lock update, 1 heartbeat."
        );
        let file = remote.file(HUB, lock).unwrap();
        assert!(
            file.contains("\"agent_id\": \"worker-1\"")
                && file.contains("\"branch\": \"feature/x\""),
            "{file}"
        );
        let beat = remote.file(HUB, "heartbeats/worker-1.json").unwrap();
        assert!(
            beat.contains("\"active_issue_id\": 40") && beat.contains("\"machine_id\": \"box\""),
            "{beat}"
        );
        assert_eq!(
            b.fetch().await.sentence(),
            "Fetched 1 new issue, 1 new heartbeat, 1 lock update."
        );
        assert_eq!(a.signs().await, b.signs().await);
        assert_eq!(
            (a.push().await, b.push().await),
            (PushReport::default(), PushReport::default()),
            "nobody says it again"
        );
        // Released by the other server, and claimed anew by a third hand.
        let there = b.find("Held").await.issue.id;
        b.store.release_lock(&b.me, there, None).await.unwrap();
        assert_eq!(b.push().await.sentence(), "Pushed 1 lock update.");
        assert!(
            remote
                .file(HUB, lock)
                .is_none_or(|file| !file.contains("worker-1"))
        );
        assert_eq!(a.fetch().await.sentence(), "Fetched 1 lock update.");
        a.claim(id, "worker-2").await;
        a.beat("worker-1", id).await;
        assert_eq!(
            a.push().await.sentence(),
            "Pushed 1 lock update, 1 heartbeat."
        );
        b.fetch().await;
        assert_eq!(a.signs().await, b.signs().await);
    }
}

#[tokio::test]
async fn what_others_wrote_into_the_files_stays() {
    let remote = Repository::bare();
    let uuid = "aaaaaaaa-0000-4000-8000-000000000001";
    let issue = format!(
        "{{\"uuid\":\"{uuid}\",\"display_id\":7,\"title\":\"Held\",\"status\":\"open\",\"created_at\":\"2026-01-01T00:00:00Z\"}}"
    );
    let locks = "{\n  \"version\": 1,\n  \"locks\": {\n    \"99\": {\n      \"agent_id\": \"far-away\"\n    }\n  },\n  \"settings\": {\n    \"x\": 1\n  }\n}\n";
    let beat =
        "{\"agent_id\":\"worker-1\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"status\":\"busy\"}";
    remote.commit(
        HUB,
        &[
            (&format!("issues/{uuid}.json"), &issue),
            ("locks.json", locks),
            ("agents/worker-1/heartbeat.json", beat),
        ],
    );
    let place = Place::new(&remote, &clock()).await;
    place.fetch().await;
    let id = place.find("Held").await.issue.id;
    place.claim(id, "worker-1").await;
    place.beat("worker-1", id).await;
    place.push().await;
    let now = remote.file(HUB, "locks.json").unwrap();
    assert!(
        now.contains("\"99\"")
            && now.contains("\"settings\"")
            && now.contains("\"7\"")
            && now.ends_with("}\n"),
        "{now}"
    );
    let beat = remote.file(HUB, "agents/worker-1/heartbeat.json").unwrap();
    assert!(
        beat.contains("\"status\": \"busy\"")
            && !beat.contains("2026-01-01")
            && !beat.contains("last_heartbeat"),
        "{beat}"
    );
    assert_eq!(remote.file(HUB, "heartbeats/worker-1.json"), None);
    place.store.release_lock(&place.me, id, None).await.unwrap();
    place.push().await;
    assert_eq!(remote.file(HUB, "locks.json").unwrap(), locks);
}

#[tokio::test]
async fn a_claim_beside_a_checkpoint_holds_whatever_agents_do() {
    let remote = empty_hub();
    let (a, b) = (
        Place::new(&remote, &clock()).await,
        Place::new(&remote, &clock()).await,
    );
    let id = a.create("Held").await;
    a.claim(id, "worker-1").await;
    a.push().await;
    // The checkpoint is later than the claim, and knows nothing of it; its numbers are its own.
    let state = "{\"issues\": {}, \"locks\": {}, \"display_id_map\": {\"aaaaaaaa-0000-4000-8000-000000000001\": 1}, \
        \"watermark\": {\"timestamp\": \"2029-01-01T00:00:00Z\", \"agent_id\": \"m1\", \"agent_seq\": 1}}";
    remote.commit("refs/heads/crosslink/checkpoint", &[("state.json", state)]);
    for place in [&a, &b] {
        place.fetch().await;
        assert_eq!(place.store.list_locks(&place.me).await.unwrap().len(), 1);
    }
    assert_eq!(a.signs().await, b.signs().await);
}

/// A tracker whose lock and milestone are on the hub, and what the hub's files then say.
async fn held() -> (Repository, Place, Vec<(String, String)>) {
    let remote = empty_hub();
    let place = Place::new(&remote, &clock()).await;
    let id = place.create("Held").await;
    place.claim(id, "worker-1").await;
    place.milestone("v1").await;
    place.push().await;
    let paths = remote.answer(&["ls-tree", "-r", "--name-only", HUB]);
    let files = paths
        .lines()
        .map(|path| (path.to_owned(), remote.file(HUB, path).unwrap()))
        .collect();
    (remote, place, files)
}

async fn after(
    remote: &Repository,
    place: &Place,
    files: &[(String, String)],
    path: &str,
    content: &str,
) -> Vec<String> {
    let mut now: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, file)| (path.as_str(), file.as_str()))
        .collect();
    now.retain(|(other, _)| *other != path);
    now.push((path, content));
    remote.commit_on(HUB, &now);
    let warnings = place.fetch().await.warnings;
    assert_eq!(
        (
            place.store.list_locks(&place.me).await.unwrap().len(),
            place.milestones().await.len()
        ),
        (1, 1),
        "{path}"
    );
    place.milestone("v2").await;
    place.push().await;
    assert_eq!(
        remote.file(HUB, path).as_deref(),
        Some(content),
        "{path} is left to those who can read it"
    );
    warnings
}

#[tokio::test]
async fn locks_that_cannot_be_read_were_not_released() {
    let (remote, place, files) = held().await;
    let warnings = after(&remote, &place, &files, "locks.json", "<<<<<<<").await;
    let expect = [
        "locks.json was left out: expected value at line 1 column 1",
        "Not all locks could be read; those that were known stay as they were",
    ];
    assert_eq!(warnings, expect);
}

#[tokio::test]
async fn a_lock_that_is_refused_was_not_released() {
    let (remote, place, files) = held().await;
    let issue = place.find("Held").await.issue.uuid;
    let odd = format!(
        "{{\"issue_uuid\": \"{issue}\", \"agent_id\": \"a b\", \"claimed_at\": \"2030-01-01T00:00:00Z\"}}"
    );
    let warnings = after(&remote, &place, &files, "locks/1.json", &odd).await;
    assert!(
        warnings.len() == 1 && warnings[0].contains("agent_id"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn milestones_that_cannot_be_read_were_not_deleted() {
    let (remote, place, files) = held().await;
    let (own, _) = files
        .iter()
        .find(|(path, _)| path.starts_with("meta/milestones/"))
        .unwrap();
    for path in ["meta/milestones.json", own.as_str()] {
        let mut now: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, file)| (path.as_str(), file.as_str()))
            .collect();
        now.retain(|(other, _)| *other != path);
        now.push((path, "<<<<<<<"));
        remote.commit_on(HUB, &now);
        assert_eq!(
            place.fetch().await.warnings,
            ["A file of milestones could not be read; all milestones stay as they were"]
        );
        assert_eq!(place.milestones().await.len(), 1, "{path}");
    }
    // With the shared file unreadable nothing is written over it.
    assert!(
        !after(&remote, &place, &files, "meta/milestones.json", "<<<<<<<")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn milestones_travel_with_their_issues() {
    for (remote, shared) in layouts().into_iter().zip([true, false]) {
        let (a, b) = (
            Place::new(&remote, &clock()).await,
            Place::new(&remote, &clock()).await,
        );
        let (first, second) = (a.milestone("v1").await, a.milestone("v2").await);
        let id = a.create("Counted").await;
        a.store.assign_milestone(&a.me, first, id).await.unwrap();
        assert_eq!(a.push().await.sentence(), "Pushed 1 issue, 2 milestones.");
        assert_eq!(remote.file(HUB, "meta/milestones.json").is_some(), shared);
        assert_eq!(
            b.fetch().await.sentence(),
            "Fetched 1 new issue, 2 milestone updates."
        );
        assert_eq!(a.milestones().await, b.milestones().await);
        assert_eq!(b.push().await, PushReport::default());
        let there = b.find("Counted").await.issue.milestone.unwrap();
        b.store.close_milestone(&b.me, there).await.unwrap();
        let patch = MilestonePatch {
            name: Some("1.0".into()),
            ..Default::default()
        };
        a.store.update_milestone(&a.me, first, patch).await.unwrap();
        a.store.delete_milestone(&a.me, second).await.unwrap();
        assert_eq!(a.push().await.sentence(), "Pushed 2 milestones.");
        b.push().await;
        a.fetch().await;
        assert_eq!(
            (a.milestones().await.len(), a.milestones().await),
            (1, b.milestones().await)
        );
        assert!(
            a.milestones().await[0].contains("1.0") && !a.milestones().await[0].contains("None")
        );
    }
}
