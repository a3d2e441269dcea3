use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use model::{
    Claim, HubLock, IssueDetail, IssueFilter, IssueId, IssuePatch, NewComment, NewIssue, Page,
    Priority, Timestamp, sync::PushReport,
};

use super::*;
use crate::hub::fixture::Repository;

mod files;
mod pages;
mod presence;
mod random;
mod real;
mod shared;

const HUB: &str = "refs/heads/crosslink/hub";

/// A tracker with a clone of the hub.
struct Place {
    store: Store,
    me: Actor,
    clone: Repository,
    sync: HubSync,
    clock: Arc<AtomicI64>,
}

impl Place {
    async fn new(remote: &Repository, clock: &Arc<AtomicI64>) -> Self {
        let ticking = Arc::clone(clock);
        let now =
            move || Timestamp::from_micros(ticking.fetch_add(1_000_000, Ordering::SeqCst)).unwrap();
        let store = Store::open_with("sqlite::memory:", Arc::new(now))
            .await
            .unwrap();
        let me = store.local_operator().await.unwrap();
        let clone = Repository::beside(remote);
        let sync = HubSync::new(store.clone(), clone.path().to_owned());
        Place {
            store,
            me,
            clone,
            sync,
            clock: Arc::clone(clock),
        }
    }

    async fn fetch(&self) -> FetchReport {
        self.sync.fetch(&self.me, "origin").await.unwrap()
    }

    async fn push(&self) -> PushReport {
        self.sync.push(&self.me, "origin").await.unwrap()
    }

    async fn create(&self, title: &str) -> IssueId {
        self.store
            .create_issue(
                &self.me,
                NewIssue {
                    title: title.into(),
                    ..Default::default()
                },
            )
            .await
            .unwrap()
            .id
    }

    async fn patch(&self, id: IssueId, patch: IssuePatch) {
        self.store.update_issue(&self.me, id, patch).await.unwrap();
    }

    async fn rename(&self, id: IssueId, title: &str) {
        self.patch(
            id,
            IssuePatch {
                title: Some(title.into()),
                ..Default::default()
            },
        )
        .await;
    }

    async fn comment(&self, id: IssueId, content: &str) {
        self.store
            .add_comment(
                &self.me,
                id,
                NewComment {
                    content: content.into(),
                    ..Default::default()
                },
            )
            .await
            .unwrap();
    }

    /// All issues, by uuid.
    async fn issues(&self) -> Vec<IssueDetail> {
        let filter = IssueFilter::default();
        let all = self
            .store
            .list_issues(&self.me, &filter, Default::default(), &Page::default())
            .await
            .unwrap();
        let mut details = Vec::new();
        for summary in all.items {
            details.push(
                self.store
                    .issue_detail(&self.me, summary.issue.id)
                    .await
                    .unwrap(),
            );
        }
        details.sort_by_key(|detail| detail.issue.uuid);
        details
    }

    async fn find(&self, title: &str) -> IssueDetail {
        self.issues()
            .await
            .into_iter()
            .find(|detail| detail.issue.title == title)
            .unwrap()
    }

    /// What everybody should agree on, a line an issue.
    async fn picture(&self) -> Vec<String> {
        let issues = self.issues().await;
        let title = |id: IssueId| {
            issues
                .iter()
                .find(|other| other.issue.id == id)
                .map(|other| other.issue.uuid)
        };
        issues
            .iter()
            .map(|detail| {
                let issue = &detail.issue;
                let labels: Vec<_> = detail
                    .labels
                    .iter()
                    .map(|label| label.name.as_str())
                    .collect();
                let mut comments: Vec<_> = detail
                    .comments
                    .iter()
                    .map(|comment| (comment.uuid, comment.content.as_str()))
                    .collect();
                comments.sort();
                let mut blockers: Vec<_> =
                    detail.blockers.iter().map(|link| title(link.id)).collect();
                blockers.sort();
                format!(
                    "{} {:?} {:?} {} {} {:?} {} {:?} {labels:?} {blockers:?} {comments:?}",
                    issue.uuid,
                    issue.title,
                    issue.description,
                    issue.status,
                    issue.priority,
                    issue.closed_at,
                    issue.archived_at.is_some(),
                    issue.parent.map(title),
                )
            })
            .collect()
    }
}

fn clock() -> Arc<AtomicI64> {
    Arc::new(AtomicI64::new(1_800_000_000_000_000))
}

/// A remote with a hub that says how it is laid out, and nothing else.
fn empty_hub() -> Repository {
    let remote = Repository::bare();
    remote.commit(
        HUB,
        &[("meta/version.json", "{\n  \"layout_version\": 2\n}")],
    );
    remote
}

#[tokio::test]
async fn an_edit_arrives_at_a_second_tracker() {
    let remote = empty_hub();
    let clock = clock();
    let (a, b) = (
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    );
    let first = a.create("First").await;
    let second = a.create("Second").await;
    a.store.add_blocker(&a.me, second, first).await.unwrap();
    a.store.add_label(&a.me, first, "bug").await.unwrap();
    a.comment(first, "Hello").await;
    assert_eq!(a.push().await.sentence(), "Pushed 2 issues, 1 comment.");
    assert_eq!(a.push().await, PushReport::default());
    assert_eq!(
        b.fetch().await.sentence(),
        "Fetched 2 new issues, 1 new comment."
    );
    assert_eq!(b.picture().await, a.picture().await);
    let theirs = b.find("First").await.issue.id;
    b.patch(
        theirs,
        IssuePatch {
            priority: Some(Priority::Urgent),
            ..Default::default()
        },
    )
    .await;
    b.store.close_issue(&b.me, theirs).await.unwrap();
    a.rename(first, "First, renamed").await;
    b.push().await;
    assert_eq!(a.fetch().await.sentence(), "Fetched 1 issue update.");
    a.push().await;
    b.fetch().await;
    let detail = b.find("First, renamed").await;
    assert_eq!(
        (detail.issue.status, detail.issue.priority),
        (model::Status::Done, Priority::Urgent)
    );
    assert_eq!(b.picture().await, a.picture().await);
    let written: Vec<_> = detail
        .activities
        .iter()
        .map(|activity| activity.action.as_str())
        .collect();
    assert_eq!(
        written,
        [
            "imported",
            "priority_changed",
            "status_changed",
            "title_changed"
        ]
    );
}

#[tokio::test]
async fn lanes_and_missing_priorities_travel() {
    let remote = empty_hub();
    let clock = clock();
    let (a, b) = (
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    );
    let id = a.create("Moving").await;
    a.patch(
        id,
        IssuePatch {
            status: Some(model::Status::InProgress),
            ..Default::default()
        },
    )
    .await;
    a.push().await;
    b.fetch().await;
    let there = b.find("Moving").await.issue;
    assert_eq!(
        (there.status, there.priority),
        (model::Status::InProgress, Priority::None)
    );
    // Another program writes the file without what it does not know.
    let path = format!("issues/{}/issue.json", there.uuid);
    let file = remote.file(HUB, &path).unwrap();
    let plain = file
        .replace("  \"lane\": \"in_progress\",\n", "")
        .replace("  \"no_priority\": true,\n", "")
        .replace("Moving", "Moved");
    assert_eq!(file.len() - plain.len(), 25 + 23 + 1, "{file}");
    remote.commit(HUB, &[(&path, &plain)]);
    b.fetch().await;
    let there = b.find("Moved").await.issue;
    assert_eq!(
        (there.status, there.priority),
        (model::Status::InProgress, Priority::None)
    );
}

#[tokio::test]
async fn the_same_title_changed_twice_is_told() {
    let remote = empty_hub();
    let clock = clock();
    let (a, b) = (
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    );
    let id = a.create("Title").await;
    a.push().await;
    b.fetch().await;
    a.rename(id, "Older").await;
    b.rename(b.find("Title").await.issue.id, "Newer").await;
    a.push().await;
    assert_eq!(b.fetch().await.sentence(), "Fetched 1 conflict.");
    b.push().await;
    a.fetch().await;
    let kept = b.find("Newer").await;
    let conflict = model::Action::MergeConflict {
        field: "title".into(),
        kept: "Newer".into(),
        dropped: "Older".into(),
    };
    assert!(
        kept.activities
            .iter()
            .any(|activity| activity.action == conflict),
        "{:?}",
        kept.activities
    );
    assert_eq!(a.picture().await, b.picture().await);
}

#[tokio::test]
async fn deletions_travel_and_lose_against_changes() {
    let remote = empty_hub();
    let clock = clock();
    let (a, b) = (
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    );
    for title in ["Gone", "Renamed", "Talked about"] {
        a.create(title).await;
    }
    a.push().await;
    b.fetch().await;
    for title in ["Gone", "Renamed", "Talked about"] {
        a.store
            .delete_issue(&a.me, a.find(title).await.issue.id)
            .await
            .unwrap();
    }
    b.rename(b.find("Renamed").await.issue.id, "Kept").await;
    b.comment(b.find("Talked about").await.issue.id, "Wait")
        .await;
    assert_eq!(a.push().await.sentence(), "Pushed 3 deleted issues.");
    assert_eq!(a.fetch().await, FetchReport::default());
    assert_eq!(b.fetch().await.issues_deleted, 1);
    b.push().await;
    assert_eq!(a.fetch().await.issues_created, 2);
    assert_eq!(
        (a.issues().await.len(), a.picture().await),
        (2, b.picture().await)
    );
    assert_eq!(a.find("Talked about").await.comments.len(), 1);
    assert_eq!(
        (a.push().await, b.push().await),
        (PushReport::default(), PushReport::default())
    );
}

#[tokio::test]
async fn two_pushes_at_once_both_arrive() {
    let remote = empty_hub();
    let clock = clock();
    let (a, b, c) = (
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    );
    for place in [&a, &b, &c] {
        place.create("One of three").await;
    }
    tokio::join!(a.push(), b.push(), c.push());
    tokio::join!(a.fetch(), b.fetch(), c.fetch());
    assert_eq!(a.issues().await.len(), 3);
    assert!(a.picture().await == b.picture().await && b.picture().await == c.picture().await);
}

#[tokio::test]
async fn a_circle_made_on_two_sides_is_not_closed() {
    let remote = empty_hub();
    let clock = clock();
    let (a, b) = (
        Place::new(&remote, &clock).await,
        Place::new(&remote, &clock).await,
    );
    let (one, two) = (a.create("One").await, a.create("Two").await);
    a.push().await;
    b.fetch().await;
    a.store.add_blocker(&a.me, one, two).await.unwrap();
    b.store
        .add_blocker(
            &b.me,
            b.find("Two").await.issue.id,
            b.find("One").await.issue.id,
        )
        .await
        .unwrap();
    a.push().await;
    let report = b.fetch().await;
    assert_eq!(report.warnings.len(), 1, "{report:?}");
    for place in [&b, &a, &b, &a] {
        place.push().await;
    }
    assert_eq!(a.picture().await, b.picture().await);
    assert_eq!(
        a.find("One").await.blockers.len() + a.find("Two").await.blockers.len(),
        1
    );
}

#[tokio::test]
async fn heartbeats_and_locks_are_heard_of() {
    let remote = Repository::bare();
    const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
    let issue =
        format!("{{\"uuid\":\"{A}\",\"display_id\":42,\"title\":\"Locked\",\"status\":\"open\"}}");
    let beat = |agent: &str, minute| {
        let at = format!("2026-03-01T12:{minute:02}:00Z");
        format!(
            "{{\"agent_id\":\"{agent}\",\"last_heartbeat\":\"{at}\",\"active_issue_id\":42,\"machine_id\":\"box\"}}"
        )
    };
    let lock =
        "{\"issue_id\":42,\"agent_id\":\"worker-1\",\"claimed_at\":\"2026-03-01T11:00:00Z\"}";
    let path = format!("issues/{A}/issue.json");
    let (first, second) = (
        beat("worker-1", 1),
        beat("worker-2", 2).replace("last_heartbeat", "timestamp"),
    );
    let begin = [
        (path.as_str(), issue.as_str()),
        ("heartbeats/worker-1.json", &first),
        ("agents/worker-2/heartbeat.json", &second),
        ("locks/42.json", lock),
    ];
    remote.commit(HUB, &begin);
    remote.commit(
        "refs/heads/crosslink/agents/worker-3",
        &[("heartbeat.json", &beat("worker-3", 3))],
    );
    remote.commit("refs/heads/crosslink/agents/silent", &[("events.log", "")]);
    let place = Place::new(&remote, &clock()).await;
    assert_eq!(
        place.fetch().await.sentence(),
        "Fetched 1 new issue, 3 new heartbeats, 1 lock update."
    );
    let lock = place.store.list_locks(&place.me).await.unwrap().remove(0);
    assert_eq!(
        (lock.agent.as_str(), lock.issue.title.as_str()),
        ("worker-1", "Locked")
    );
    assert_eq!(place.fetch().await, FetchReport::default());
    // Released here: the hub says nothing new, so it stays released.
    place
        .store
        .release_lock(&place.me, lock.issue.id, None)
        .await
        .unwrap();
    assert_eq!(place.fetch().await, FetchReport::default());
    place
        .store
        .take_lock_from_hub(
            &place.me,
            HubLock {
                issue: lock.issue.id,
                claim: Claim {
                    agent: "worker-1".into(),
                    ..Default::default()
                },
                claimed_at: lock.claimed_at,
            },
        )
        .await
        .unwrap();
    remote.commit(
        HUB,
        &[
            (path.as_str(), issue.as_str()),
            ("heartbeats/worker-1.json", &beat("worker-1", 9)),
        ],
    );
    assert_eq!(
        place.fetch().await.sentence(),
        "Fetched 1 new heartbeat, 1 lock update."
    );
    assert_eq!(place.store.list_locks(&place.me).await.unwrap(), []);
}

#[tokio::test]
async fn why_nothing_was_exchanged() {
    let clock = clock();
    let remote = Repository::bare();
    let place = Place::new(&remote, &clock).await;
    let why = async |remote: &str| place.sync.fetch(&place.me, remote).await.unwrap_err();
    assert!(matches!(why("origin").await.cause(), SyncError::NoHub(remote) if remote == "origin"));
    assert!(matches!(
        why("--upload-pack=touch pwned").await.cause(),
        SyncError::NoRemote(_)
    ));
    place
        .clone
        .git(&["remote", "set-url", "origin", "/nowhere/at/all"], None);
    assert!(matches!(
        why("origin").await.cause(),
        SyncError::Unreachable { .. }
    ));
    let outside = tempfile::tempdir().unwrap();
    let sync = HubSync::new(place.store.clone(), outside.path().to_owned());
    assert!(matches!(
        sync.push(&place.me, "origin").await.unwrap_err().cause(),
        SyncError::NoRepository(_)
    ));
}
