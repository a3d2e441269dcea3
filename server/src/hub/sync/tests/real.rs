//! The real hub, where it is.

use model::knowledge::Edit;

use super::{pages::KNOWLEDGE, *};

#[tokio::test]
async fn a_clone_of_a_real_hub() {
    let Some(remote) = Repository::real() else {
        return;
    };
    let place = Place::new(&remote, &clock()).await;
    let report = place.fetch().await;
    assert_eq!(
        (report.issues_created, report.comments),
        (784, 1_395),
        "{report:?}"
    );
    assert_eq!((report.heartbeats, report.locks), (14, 35), "{report:?}");
    let (agents, locks) = (
        place.store.list_agents(&place.me).await.unwrap(),
        place.store.list_locks(&place.me).await.unwrap(),
    );
    assert!(
        agents
            .iter()
            .any(|agent| agent.name == "dashboard-bootstrap")
            && locks.len() == 35,
        "{locks:?}"
    );
    assert_eq!((report.pages, report.conflicts), (33, 0), "{report:?}");
    assert_eq!(
        agents
            .iter()
            .filter(|agent| agent.last_heartbeat.is_some())
            .count(),
        13
    );
    // What each signature is worth; the four that are missing beside the files' three came with the
    // later layout.
    let mut marks = std::collections::BTreeMap::new();
    for comment in place
        .issues()
        .await
        .into_iter()
        .flat_map(|issue| issue.comments)
    {
        *marks
            .entry(comment.verdict.map_or("", model::SignatureStatus::as_str))
            .or_insert(0) += 1;
    }
    assert_eq!(
        marks.into_iter().collect::<Vec<_>>(),
        [
            ("", 7),
            ("attested", 630),
            ("unknown_key", 102),
            ("verified", 656)
        ]
    );
    assert_eq!(place.fetch().await, FetchReport::default());
    assert_eq!(
        place.push().await,
        PushReport::default(),
        "nothing was changed here"
    );
    // Each page with all of its commits.
    let history = place.store.page_history(&place.me, "index").await.unwrap();
    let history: Vec<_> = history
        .iter()
        .map(|line| (line.edit, line.author.name.as_str()))
        .collect();
    let (imported, deleted) = (Edit::Imported, Edit::Deleted);
    assert_eq!(
        history.iter().map(|line| line.0).collect::<Vec<_>>(),
        [imported, imported, deleted, imported]
    );
    assert!(
        history.iter().all(|line| line.1 == "Maxine Levesque"),
        "{history:?}"
    );
    assert_eq!(
        place
            .store
            .page(&place.me, "index")
            .await
            .unwrap()
            .contributors,
        ["maxine--basel"]
    );
    let issue = place.find("Publish v0.2.0 release").await.issue;
    place.rename(issue.id, "Published").await;
    assert_eq!(place.push().await.issues, 1);
    assert_eq!(
        remote.changed(HUB),
        [format!("issues/{}/issue.json", issue.uuid)]
    );
    // One page changes, and only its file.
    place
        .edit("kickoff-graph", |content| {
            format!("{content}\nOne line more.\n")
        })
        .await;
    assert_eq!(place.push().await.sentence(), "Pushed 1 knowledge page.");
    assert_eq!(remote.changed(KNOWLEDGE), ["kickoff-graph.md"]);
    let other = Place::new(&remote, &place.clock).await;
    assert_eq!(other.fetch().await.pages, 33);
    assert!(
        other
            .content("kickoff-graph")
            .await
            .ends_with("\nOne line more.\n")
    );
    assert_eq!(other.find("Published").await.issue.uuid, issue.uuid);
}
