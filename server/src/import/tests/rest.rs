//! What comes with a hub beside issues.

use store::Store;

use crate::{hub::fixture::Repository, import::run};

const HUB: &str = "crosslink/hub";
const KNOWLEDGE: &str = "crosslink/knowledge";

/// A hub with one of everything below `refs`.
fn hub(repository: &Repository, refs: &str) {
    let uuid = "22609972-a1f7-4b46-8140-04ae255b43eb";
    let issue = format!(
        r#"{{"uuid":"{uuid}","display_id":7,"title":"Held","status":"open","priority":"high","created_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z"}}"#
    );
    let files = [
        (format!("issues/{uuid}/issue.json"), issue.as_str()),
        ("meta/version.json".to_owned(), r#"{"layout_version": 2}"#),
        (
            "meta/milestones/00000000-0000-4000-8000-000000000001.json".to_owned(),
            r#"{"name":"v1","status":"open","created_at":"2026-03-01T12:00:00Z"}"#,
        ),
        (
            "locks/7.json".to_owned(),
            r#"{"issue_id":7,"agent_id":"worker-1","claimed_at":"2026-03-01T12:00:00Z"}"#,
        ),
        (
            "heartbeats/worker-1.json".to_owned(),
            r#"{"agent_id":"worker-1","last_heartbeat":"2026-03-01T12:00:00Z","active_issue_id":7,"machine_id":"m"}"#,
        ),
    ];
    repository.commit(
        &format!("{refs}/{HUB}"),
        &files.each_ref().map(|(path, text)| (path.as_str(), *text)),
    );
    repository.commit(
        &format!("{refs}/{KNOWLEDGE}"),
        &[("guide.md", "---\ntitle: Guide\n---\n\nText\n")],
    );
}

async fn arrived(source: &std::path::Path) -> (usize, usize, usize, usize, usize, String) {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let me = store.local_operator().await.unwrap();
    let mut out = Vec::new();
    run(&store, source, &mut out).await.unwrap();
    let again = run(&store, source, &mut Vec::new()).await.unwrap();
    assert_eq!((again.issues_created, again.issues_unchanged), (0, 1));
    let issues = store
        .list_issues(
            &me,
            &Default::default(),
            Default::default(),
            &Default::default(),
        )
        .await
        .unwrap();
    let milestones = store
        .list_milestones(&me, Default::default())
        .await
        .unwrap()
        .len();
    let (pages, locks) = (
        store.list_pages(&me).await.unwrap().len(),
        store.list_locks(&me).await.unwrap().len(),
    );
    let agents = store.list_agents(&me).await.unwrap().len();
    (
        issues.items.len(),
        milestones,
        pages,
        locks,
        agents,
        String::from_utf8(out).unwrap(),
    )
}

#[tokio::test]
async fn everything_comes_from_a_bundle_a_bare_hub_and_a_clone() {
    let bare = Repository::bare();
    hub(&bare, "refs/heads");
    bare.git(
        &["bundle", "create", "--quiet", "hub.bundle", "--all"],
        None,
    );
    let clone = Repository::new();
    clone.git(
        &[
            "fetch",
            "--quiet",
            &bare.path().to_string_lossy(),
            "+refs/heads/*:refs/remotes/origin/*",
        ],
        None,
    );
    clone.git(&["remote", "add", "origin", "/nowhere"], None);
    let work = Repository::new();
    hub(&work, "refs/heads");
    let inside = work.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    for source in [
        &bare.path().join("hub.bundle"),
        bare.path(),
        clone.path(),
        inside.as_path(),
    ] {
        let (issues, milestones, pages, locks, agents, said) = arrived(source).await;
        assert_eq!(
            (issues, milestones, pages, locks, agents),
            (1, 1, 1, 1, 1),
            "{}: {said}",
            source.display()
        );
        assert!(said.contains("1 knowledge page"), "{said}");
    }
}
