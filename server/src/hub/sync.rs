//! Fetching from a hub and pushing to it.
//!
//! One at a time: whoever comes meanwhile waits. git runs outside of the store's writer, so nobody's change waits for a network.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use model::{
    Actor, Claim, Heartbeat, HubLock, Uuid,
    hub::{FetchReport, Findings, PushReport, SeenLock, SyncState, WARNINGS_MAX},
};
use store::Store;
use tokio::sync::Mutex;

use super::{
    BRANCH, CHECKPOINT,
    git::{Git, GitError, ObjectId, Remote},
    signs::{Beat, Signs},
};

/// How often a push is tried anew after somebody else was faster.
const TRIES: u32 = 8;

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

    async fn fetch(&self, side: &Side) -> Result<FetchReport> {
        let unreachable = |reason| SyncError::Unreachable { remote: side.remote.name().to_owned(), reason };
        side.git.fetch(&side.remote).await.map_err(unreachable)?;
        self.take_in(side).await
    }

    /// Takes in what was fetched.
    async fn take_in(&self, Side { git, remote }: &Side) -> Result<FetchReport> {
        let state = self.store.sync_state(&self.actor).await?;
        let files = git.tracked(remote, BRANCH).await?;
        let checkpoint = git.tracked(remote, CHECKPOINT).await?;
        if files.is_none() && checkpoint.is_none() {
            return Err(SyncError::NoHub(remote.name().to_owned()));
        }
        let mut findings = Findings::default();
        if let Some(tip) = files.as_ref().filter(|tip| state.files.as_deref() != Some(tip.as_str())) {
            let last = state.files.as_deref().and_then(ObjectId::remembered);
            findings = git.issues_since(last.as_ref(), tip).await?;
        }
        if let Some(tip) = checkpoint.as_ref().filter(|tip| state.checkpoint.as_deref() != Some(tip.as_str())) {
            let told = git.issues_of_checkpoint(tip).await?;
            findings.issues.extend(told.issues);
            findings.warnings.extend(told.warnings);
        }
        let mut report = self.store.fetch_in(&self.actor, findings).await?;
        let signs = git.signs(remote, files.as_ref(), checkpoint.as_ref()).await?;
        self.take_signs(&signs, &state.locks, &mut report).await?;
        let name = |commit: Option<ObjectId>| commit.map(|commit| commit.as_str().to_owned());
        let state = SyncState {
            files: name(files).or(state.files),
            checkpoint: name(checkpoint).or(state.checkpoint),
            locks: signs.locks,
            last_fetch_at: Some(self.store.now()),
            fetched: Some(report.sentence()),
            warnings: report.warnings.iter().take(WARNINGS_MAX).cloned().collect(),
            ..state
        };
        self.store.save_sync_state(&self.actor, state).await?;
        Ok(report)
    }

    /// Takes in heartbeats that are new, and what changed of the locks since they were last seen: what was claimed or released here
    /// meanwhile stays so.
    async fn take_signs(&self, signs: &Signs, before: &BTreeMap<Uuid, SeenLock>, report: &mut FetchReport) -> Result<()> {
        let issues = signs.heartbeats.iter().filter_map(|beat| beat.issue).chain(signs.locks.keys().copied());
        let ids = self.store.issue_ids(&self.actor, &issues.chain(before.keys().copied()).collect()).await?;
        for Beat { agent, at, issue, machine } in &signs.heartbeats {
            let active_issue = issue.and_then(|issue| ids.get(&issue).copied());
            let (agent, machine) = (agent.clone(), machine.clone());
            let beat = Heartbeat { agent, at: Some(*at), active_issue, machine, description: None };
            let new = self.store.record_heartbeat(&self.actor, beat).await;
            report.heartbeats += i64::from(allowed(new, report)?);
        }
        for (uuid, lock) in signs.locks.iter().filter(|(uuid, lock)| before.get(uuid) != Some(*lock)) {
            let Some(issue) = ids.get(uuid).copied() else { continue };
            let SeenLock { agent, branch, claimed_at, signed_by } = lock.clone();
            let lock = HubLock { issue, claim: Claim { agent, branch, signed_by }, claimed_at };
            let new = self.store.take_lock_from_hub(&self.actor, lock).await;
            report.locks += i64::from(allowed(new, report)?);
        }
        for (uuid, lock) in before.iter().filter(|(uuid, _)| !signs.locks.contains_key(uuid)) {
            let Some(issue) = ids.get(uuid).copied() else { continue };
            // Somebody else's by now, or nobody's: then there is nothing to release.
            let released = self.store.release_lock(&self.actor, issue, Some(lock.agent.clone())).await;
            report.locks += i64::from(released.is_ok());
        }
        Ok(())
    }

    async fn push(&self, side: &Side) -> Result<PushReport> {
        self.fetch(side).await?;
        for attempt in 0..TRIES {
            let Some(tip) = side.git.tracked(&side.remote, BRANCH).await? else {
                return Err(SyncError::NoHub(side.remote.name().to_owned()));
            };
            let outgoing = self.store.changes_to_push(&self.actor).await?;
            let letter = side.git.compose(&tip, outgoing).await?;
            let report = letter.report.clone();
            if letter.edits.is_empty() {
                self.store.pushed(&self.actor, letter.written).await?;
                return self.pushed(report, None).await;
            }
            let commit = side.git.commit(&tip, &report.sentence(), self.store.now(), &letter.edits).await?;
            let pushed = side.git.push(&side.remote, &commit, BRANCH).await;
            let _ = side.git.release().await;
            match pushed {
                Ok(()) => {
                    self.store.pushed(&self.actor, letter.written).await?;
                    return self.pushed(report, Some(commit)).await;
                }
                Err(reason) => self.learn(side, &tip, reason, attempt).await?,
            }
        }
        Err(SyncError::Outpaced(side.remote.name().to_owned()))
    }

    /// After a push that was refused: if somebody else was faster, takes in what they did; otherwise that was it.
    async fn learn(&self, side: &Side, tip: &ObjectId, reason: GitError, attempt: u32) -> Result<()> {
        self.fetch(side).await?;
        if side.git.tracked(&side.remote, BRANCH).await?.as_ref() == Some(tip) {
            return Err(SyncError::Refused { remote: side.remote.name().to_owned(), reason });
        }
        tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
        Ok(())
    }

    async fn pushed(&self, report: PushReport, commit: Option<ObjectId>) -> Result<PushReport> {
        let state = self.store.sync_state(&self.actor).await?;
        let files = commit.map(|commit| commit.as_str().to_owned()).or(state.files.clone());
        let (last_push_at, pushed) = (Some(self.store.now()), Some(report.sentence()));
        self.store.save_sync_state(&self.actor, SyncState { files, last_push_at, pushed, ..state }).await?;
        Ok(report)
    }
}

/// What a rule refuses, such as an odd name, is told and left out.
fn allowed(taken: store::Result<bool>, report: &mut FetchReport) -> Result<bool> {
    match taken {
        Ok(new) => Ok(new),
        Err(store::Error::Rule(rule)) => {
            report.warnings.push(rule.to_string());
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
