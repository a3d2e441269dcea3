//! The real hub, where it is.

use super::*;
use crate::import::tests::shared;

#[tokio::test]
async fn a_clone_of_a_real_hub() {
    let Some(bundle) = shared("hub.bundle") else { return };
    let remote = Repository::bare();
    remote.git(&["fetch", "--quiet", &bundle.to_string_lossy(), "+refs/heads/*:refs/heads/*"], None);
    let place = Place::new(&remote, &clock()).await;
    let report = place.fetch().await;
    assert_eq!((report.issues_created, report.comments), (784, 1_395), "{report:?}");
    assert_eq!((report.heartbeats, report.locks), (14, 35), "{report:?}");
    let (agents, locks) = (place.store.list_agents(&place.me).await.unwrap(), place.store.list_locks(&place.me).await.unwrap());
    assert!(agents.iter().any(|agent| agent.name == "dashboard-bootstrap") && locks.len() == 35, "{locks:?}");
    assert_eq!(place.fetch().await, FetchReport::default());
    assert_eq!(place.push().await, PushReport::default(), "nothing was changed here");
    let issue = place.find("Publish v0.2.0 release").await.issue;
    place.rename(issue.id, "Published").await;
    assert_eq!(place.push().await.issues, 1);
    assert_eq!(remote.changed(HUB), [format!("issues/{}/issue.json", issue.uuid)]);
    let other = Place::new(&remote, &place.clock).await;
    other.fetch().await;
    assert_eq!(other.find("Published").await.issue.uuid, issue.uuid);
}
