//! Fetching from a hub and pushing to it.
//!
//! One at a time: whoever comes meanwhile waits. git runs outside of the store's writer, so nobody's change waits for a network.

use std::{path::PathBuf, sync::Arc};

use model::{
    Actor,
    hub::{FetchReport, PushReport},
};
use store::Store;
use tokio::sync::Mutex;

use super::git::{Git, GitError, Remote};

mod fetch;
mod push;
mod verify;

use push::TRIES;

/// Why nothing was exchanged.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The program was not started in a repository.
    #[error("Hub not initialized: {0} is in no git repository. Start crosslink in one to share issues")]
    NoRepository(PathBuf),
    /// The settings name a remote that is not there.
    #[error(
        "Hub not initialized: this repository has no remote '{0}'. Add it with git remote add, or choose another in the settings"
    )]
    NoRemote(String),
    /// The remote has no hub.
    #[error("Hub not initialized: the remote '{0}' has no branch crosslink/hub")]
    NoHub(String),
    /// The remote does not answer, or does not let us in.
    #[error("The remote '{remote}' cannot be reached: {reason}")]
    Unreachable {
        /// Its name.
        remote: String,
        /// What git says.
        reason: GitError,
    },
    /// The remote does not take what is pushed.
    #[error("The remote '{remote}' did not take the push: {reason}")]
    Refused {
        /// Its name.
        remote: String,
        /// What git says.
        reason: GitError,
    },
    /// Others were faster, again and again.
    #[error("Others pushed to '{0}' faster, {TRIES} times in a row; try again")]
    Outpaced(String),
    /// git failed here.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The program is ending.
    #[error("The exchange was broken off")]
    BrokenOff,
}

type Result<T> = std::result::Result<T, SyncError>;

/// The way between a store and the hub of the repository that it serves; cheap to clone.
#[derive(Clone, Debug)]
pub struct HubSync {
    store: StoreHandle,
    folder: Arc<PathBuf>,
    turn: Arc<Mutex<()>>,
}

/// A store, which has nothing to show.
#[derive(Clone)]
struct StoreHandle(Store);

impl std::fmt::Debug for StoreHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl HubSync {
    /// For the repository that `folder` is in, if it is in one.
    #[must_use]
    pub fn new(store: Store, folder: PathBuf) -> Self {
        HubSync { store: StoreHandle(store), folder: Arc::new(folder), turn: Arc::default() }
    }

    /// Fetches what others changed and takes it in.
    pub async fn fetch(&self, actor: &Actor, remote: &str) -> Result<FetchReport> {
        let (exchange, remote) = (self.exchange(actor), remote.to_owned());
        self.finish(async move {
            let side = exchange.open(&remote).await?;
            exchange.fetch(&side).await
        })
        .await
    }

    /// Takes in what was fetched before by whatever means, such as `git clone`: nobody is asked.
    pub async fn catch_up(&self, actor: &Actor, remote: &str) -> Result<FetchReport> {
        let (exchange, remote) = (self.exchange(actor), remote.to_owned());
        self.finish(async move {
            let side = exchange.open(&remote).await?;
            exchange.take_in(&side).await
        })
        .await
    }

    /// Pushes what was changed here, after taking in what others changed.
    pub async fn push(&self, actor: &Actor, remote: &str) -> Result<PushReport> {
        let (exchange, remote) = (self.exchange(actor), remote.to_owned());
        self.finish(async move {
            let side = exchange.open(&remote).await?;
            exchange.push(&side).await
        })
        .await
    }

    /// The program itself takes things in: who asked for it did not write them.
    fn exchange(&self, actor: &Actor) -> Exchange {
        Exchange { store: self.store.0.clone(), actor: Actor::system(actor.workspace), folder: Arc::clone(&self.folder) }
    }

    /// Runs to its end in its turn, even if who asked goes away meanwhile.
    async fn finish<T: Send + 'static>(&self, work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.turn);
        let task = tokio::spawn(async move {
            let _turn = turn.lock().await;
            work.await
        });
        task.await.map_err(|_| SyncError::BrokenOff)?
    }
}

/// One fetch or push.
struct Exchange {
    store: Store,
    actor: Actor,
    folder: Arc<PathBuf>,
}

/// The two ends.
struct Side {
    git: Git,
    remote: Remote,
}

impl Exchange {
    async fn open(&self, remote: &str) -> Result<Side> {
        let git = Git::discover(&self.folder).await?;
        let git = git.ok_or_else(|| SyncError::NoRepository(self.folder.to_path_buf()))?;
        let found = git.remotes().await?.into_iter().find(|found| found.name() == remote);
        let remote = found.ok_or_else(|| SyncError::NoRemote(remote.to_owned()))?;
        Ok(Side { git, remote })
    }
}

#[cfg(test)]
mod tests;
