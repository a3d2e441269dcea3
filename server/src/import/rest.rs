//! What a hub has beside issues: milestones, knowledge pages, agents and locks. They come by the
//! same way as with a fetch.

use std::{io::Write, path::Path};

use store::Store;

use super::{Content, read_file};
use crate::hub::{
    BRANCH, CHECKPOINT,
    git::{Git, GitError},
    sync::{HubSync, SyncError},
};

/// What the copy of a hub calls where it came from.
const REMOTE: &str = "origin";

/// Takes it in, if `source` is a hub, and says what came of it. The issues are there already, so a
/// failure here is only told.
pub(super) async fn take_in(
    store: &Store,
    source: &Path,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let Ok(actor) = store.local_operator().await else {
        return Ok(());
    };
    let told = async {
        match tracking(source).await? {
            Some(remote) => {
                HubSync::new(store.clone(), source.to_owned())
                    .catch_up(&actor, &remote)
                    .await
            }
            None => match copy(source).await? {
                Some(copy) => {
                    HubSync::new(store.clone(), copy.path().to_owned())
                        .catch_up(&actor, REMOTE)
                        .await
                }
                None => Err(SyncError::NoHub(REMOTE.to_owned())),
            },
        }
    };
    match told.await {
        Ok(report) => writeln!(out, "{}", report.sentence()),
        // A file, or a hub of issues alone.
        Err(error) if error.is_no_hub() => Ok(()),
        Err(error) => writeln!(out, "Couldn't import the rest of the hub: {error}"),
    }
}

/// The remote whose hub a clone tracks: `origin`, or the only other one there is.
async fn tracking(source: &Path) -> Result<Option<String>, GitError> {
    if !source.is_dir() {
        return Ok(None);
    }
    let Some(git) = Git::discover(source).await? else {
        return Ok(None);
    };
    let refs = git
        .refs(&[
            &format!("refs/remotes/*/{BRANCH}"),
            &format!("refs/remotes/*/{CHECKPOINT}"),
        ])
        .await?;
    let mut remotes: Vec<&str> = refs
        .iter()
        .filter_map(|found| found.name.split('/').nth(2))
        .collect();
    remotes.sort_by_key(|name| *name != REMOTE);
    Ok(remotes.first().map(|name| (*name).to_owned()))
}

/// A repository that tracks what the bundle, or the hub's own repository, has in branches of its
/// own. It goes with its folder.
async fn copy(source: &Path) -> Result<Option<tempfile::TempDir>, GitError> {
    // A pipe has been read already.
    if source.is_file() && !matches!(read_file(source).await, Ok(Content::Bundle)) {
        return Ok(None);
    }
    let place = if source.is_dir() {
        let Some(git) = Git::discover(source).await? else {
            return Ok(None);
        };
        git.folder().to_owned()
    } else if source.is_file() {
        source.to_owned()
    } else {
        return Ok(None);
    };
    let dir = tempfile::tempdir()?;
    let git = Git::init_bare(dir.path()).await?;
    git.add_remote(REMOTE, &place).await?;
    let refspecs = [
        "+refs/heads/crosslink/*:refs/remotes/origin/crosslink/*",
        "+refs/crosslink/*:refs/crosslink-remote/origin/*",
    ];
    git.fetch_from(&place, &refspecs).await?;
    Ok(Some(dir))
}
