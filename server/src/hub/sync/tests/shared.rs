//! Several who want the same at once.

use futures::FutureExt;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_meanwhile_shares_the_fetch() {
    let remote = empty_hub();
    let place = Place::new(&remote, &clock()).await;
    // The remote counts who asks, and answers when it is told to.
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let (asked, go, script) = (at("asked"), at("go"), at("upload-pack"));
    assert!(
        std::process::Command::new("mkfifo")
            .args([&asked, &go])
            .status()
            .unwrap()
            .success()
    );
    let text = format!(
        "#!/bin/sh\necho asked >> '{}'\necho > '{asked}'\nread x < '{go}'\nexec git-upload-pack \"$@\"\n",
        at("count")
    );
    std::fs::write(
        &script,
        text.replace("exec git-upload-pack", "exec git upload-pack"),
    )
    .unwrap();
    place.clone.git(
        &[
            "config",
            "remote.origin.uploadpack",
            &format!("sh '{script}'"),
        ],
        None,
    );

    let fetch = |sync: HubSync, me: Actor| async move { sync.fetch(&me, "origin").await };
    let first = tokio::spawn(fetch(place.sync.clone(), place.me.clone()));
    tokio::task::spawn_blocking(move || std::fs::read_to_string(asked).unwrap())
        .await
        .unwrap();
    let mut second = Box::pin(fetch(place.sync.clone(), place.me.clone()));
    assert!((&mut second).now_or_never().is_none(), "it waits");
    tokio::task::spawn_blocking(move || std::fs::write(go, "go\n").unwrap())
        .await
        .unwrap();
    let (first, second) = (first.await.unwrap().unwrap(), second.await.unwrap());
    assert_eq!(first, second);
    assert_eq!(std::fs::read_to_string(at("count")).unwrap(), "asked\n");
}

#[tokio::test]
async fn a_failure_is_shared_too() {
    let remote = Repository::bare();
    let place = Place::new(&remote, &clock()).await;
    let (one, other) = futures::join!(
        place.sync.fetch(&place.me, "origin"),
        place.sync.fetch(&place.me, "origin")
    );
    let told = "Hub not initialized: the remote 'origin' has no branch crosslink/hub";
    for error in [one.unwrap_err(), other.unwrap_err()] {
        assert_eq!(
            (error.to_string().as_str(), error.is_conflict()),
            (told, true)
        );
    }
}
