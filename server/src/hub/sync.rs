//! Fetching from a hub and pushing to it.
//!
//! One at a time: whoever wants the same meanwhile shares what comes of it. git runs outside of the
//! store's writer, so nobody's change waits for a network.

use std::{path::PathBuf, sync::Arc};

use model::{
    Actor,
    sync::{FetchReport, PushReport},
};
use store::Store;
use tokio::sync::Mutex;

use super::git::{Git, GitError, Remote};

mod fetch;
mod push;
mod shared;
mod verify;

use push::TRIES;
use shared::{Joinable, Shared};

/// Why nothing was exchanged.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The program was not started in a repository.
    #[error("Hub not initialized: {0} isn't a git repository. Run crosslink inside one to sync.")]
    NoRepository(PathBuf),
    /// The settings name a remote that is not there.
    #[error(
        "Hub not initialized: this repository has no remote '{0}'. Add it with git remote add, or choose another in the settings."
    )]
    NoRemote(String),
    /// The remote has no hub.
    #[error("Hub not initialized: the remote '{0}' has no branch crosslink/hub")]
    NoHub(String),
    /// The remote does not answer, or does not let us in.
    #[error("Can't reach the remote '{remote}': {reason}")]
    Unreachable {
        /// Its name.
        remote: String,
        /// What git says.
        reason: GitError,
    },
    /// The remote does not take what is pushed.
    #[error("The remote '{remote}' rejected the push: {reason}")]
    Refused {
        /// Its name.
        remote: String,
        /// What git says.
        reason: GitError,
    },
    /// Others were faster, again and again.
    #[error("Someone else kept pushing to '{0}', {TRIES} times in a row. Try again.")]
    Outpaced(String),
    /// git failed here.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The program is ending.
    #[error("Sync was interrupted")]
    BrokenOff,
    /// The failure of an exchange that several callers share.
    #[error("{0}")]
    Shared(Arc<SyncError>),
}

impl SyncError {
    /// The failure itself, whoever began the exchange.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            SyncError::Shared(error) => error.cause(),
            error => error,
        }
    }

    /// Returns true if there is no hub to exchange anything with.
    #[must_use]
    pub fn is_no_hub(&self) -> bool {
        matches!(
            self.cause(),
            SyncError::NoRepository(_) | SyncError::NoRemote(_) | SyncError::NoHub(_)
        )
    }

    /// Returns true if nothing went wrong: it is the state of things that is in the way.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is_no_hub() || matches!(self.cause(), SyncError::Outpaced(_))
    }
}

type Result<T> = std::result::Result<T, SyncError>;

/// The way between a store and the hub of the repository that it serves; cheap to clone.
#[derive(Clone, Debug)]
pub struct HubSync {
    store: StoreHandle,
    folder: Arc<PathBuf>,
    turn: Arc<Mutex<()>>,
    fetches: Shared<FetchReport>,
    pushes: Shared<PushReport>,
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
        HubSync {
            store: StoreHandle(store),
            folder: Arc::new(folder),
            turn: Arc::default(),
            fetches: Shared::default(),
            pushes: Shared::default(),
        }
    }

    /// Fetches what others changed and takes it in. A fetch that is under way is as good.
    pub async fn fetch(&self, actor: &Actor, remote: &str) -> Result<FetchReport> {
        let (exchange, key, remote) = (self.exchange(actor), key(actor, remote), remote.to_owned());
        let work = async move {
            let side = exchange.open(&remote).await?;
            exchange.fetch(&side).await
        };
        self.fetches
            .join(key, Joinable::ToItsEnd, &self.turn, work)
            .await
    }

    /// Takes in what was fetched before by whatever means, such as `git clone`: nobody is asked.
    pub async fn catch_up(&self, actor: &Actor, remote: &str) -> Result<FetchReport> {
        let (exchange, remote) = (self.exchange(actor), remote.to_owned());
        let _turn = self.turn.lock().await;
        let side = exchange.open(&remote).await?;
        exchange.take_in(&side).await
    }

    /// Pushes what was changed here, after taking in what others changed. A push that waits for its
    /// turn is as good; one that has begun may have read what is to be pushed before the last
    /// change was made.
    pub async fn push(&self, actor: &Actor, remote: &str) -> Result<PushReport> {
        let (exchange, key, remote) = (self.exchange(actor), key(actor, remote), remote.to_owned());
        let work = async move {
            let side = exchange.open(&remote).await?;
            exchange.push(&side).await
        };
        self.pushes
            .join(key, Joinable::ToItsBeginning, &self.turn, work)
            .await
    }

    /// Fetched changes are attributed to the system, not to whoever pressed Fetch.
    fn exchange(&self, actor: &Actor) -> SyncSession {
        SyncSession {
            store: self.store.0.clone(),
            actor: Actor::system(actor.workspace),
            folder: Arc::clone(&self.folder),
        }
    }
}

/// What is the same exchange for two who want one.
fn key(actor: &Actor, remote: &str) -> (i64, String) {
    (actor.workspace.0, remote.to_owned())
}

/// One fetch or push.
struct SyncSession {
    store: Store,
    actor: Actor,
    folder: Arc<PathBuf>,
}

/// The two ends.
struct Side {
    git: Git,
    remote: Remote,
}

impl SyncSession {
    async fn open(&self, remote: &str) -> Result<Side> {
        let git = Git::discover(&self.folder).await?;
        let git = git.ok_or_else(|| SyncError::NoRepository(self.folder.to_path_buf()))?;
        let found = git
            .remotes()
            .await?
            .into_iter()
            .find(|found| found.name() == remote);
        let remote = found.ok_or_else(|| SyncError::NoRemote(remote.to_owned()))?;
        Ok(Side { git, remote })
    }
}

#[cfg(test)]
mod tests;
