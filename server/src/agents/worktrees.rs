//! Where agents work: git worktrees, found exactly.
//!
//! A worktree belongs to the agent whose id its `.crosslink/agent.json` says; without such a file,
//! a folder directly under `.worktrees/` belongs to the agent that it is named after. Never to one
//! whose name merely resembles it. git's own files are read, git is not started. The watcher looks;
//! whoever asks gets what it saw last.

mod git;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use serde::Deserialize;

use crate::files;

/// The folder in the repository that worktrees are made in.
const FOLDER: &str = ".worktrees";
/// Where an agent leaves a line about how far it is.
const STATUS_FILE: &str = ".kickoff-status";
/// The longest status that is shown, in bytes.
const STATUS_MAX: u64 = 4096;
/// The longest `agent.json` that is read, in bytes.
const IDENTITY_MAX: u64 = 64 * 1024;
/// How many worktrees are looked at: more means that something has gone wrong.
const WORKTREES_MAX: usize = 1000;

/// Where an agent works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worktree {
    /// The folder.
    pub path: PathBuf,
    /// The branch that is checked out there; none while its head is detached.
    pub branch: Option<String>,
}

impl Worktree {
    /// What the agent wrote about how far it is, cut to 4 KiB: one file, read when it is asked for.
    pub async fn kickoff_status(&self) -> Option<String> {
        let folder = self.path.clone();
        let text = files::blocking(move || files::text(&folder, STATUS_FILE, STATUS_MAX))
            .await
            .ok()??;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// The worktrees of a repository by agent; cheap to clone.
#[derive(Clone, Debug)]
pub struct Worktrees {
    root: PathBuf,
    seen: Arc<RwLock<BTreeMap<String, Worktree>>>,
}

#[derive(Deserialize)]
struct Identity {
    agent_id: String,
}

impl Worktrees {
    /// Of the repository in this folder. Nothing is known until the first
    /// [`refresh`](Worktrees::refresh).
    #[must_use]
    pub fn of(root: &Path) -> Self {
        Worktrees {
            root: root.to_owned(),
            seen: Arc::default(),
        }
    }

    /// Looks again.
    pub async fn refresh(&self) {
        let root = self.root.clone();
        if let Ok(found) = files::blocking(move || find(&root)).await {
            *self.seen.write().unwrap_or_else(PoisonError::into_inner) = found;
        }
    }

    /// The agent's worktree, as it was seen last.
    #[must_use]
    pub fn of_agent(&self, agent: &str) -> Option<Worktree> {
        self.seen
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(agent)
            .cloned()
    }
}

/// All worktrees that belong to somebody. Of several that say the same name, the first path wins,
/// each time.
fn find(root: &Path) -> BTreeMap<String, Worktree> {
    let listed = fs::read_dir(root.join(FOLDER))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    // A link is not followed: whoever may write into the folder may not point us elsewhere.
    let is_folder = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let named: Vec<PathBuf> = listed.take(WORKTREES_MAX).filter(is_folder).collect();
    let common = git::common_dir(root);
    let of_git = common.as_deref().map(git::worktrees).unwrap_or_default();
    let mut paths: Vec<PathBuf> = named
        .iter()
        .cloned()
        .chain(of_git.into_iter().take(WORKTREES_MAX))
        .collect();
    paths.sort();
    paths.dedup();
    let mut found = BTreeMap::new();
    for path in paths {
        if let Some(agent) = owner(&path, named.contains(&path)) {
            let branch = git::branch(&path, common.as_deref());
            found.entry(agent).or_insert(Worktree { path, branch });
        }
    }
    found
}

fn owner(path: &Path, by_name: bool) -> Option<String> {
    match files::text(path, ".crosslink/agent.json", IDENTITY_MAX) {
        Some(text) => serde_json::from_str::<Identity>(&text)
            .ok()
            .map(|identity| identity.agent_id),
        None if by_name => path.file_name()?.to_str().map(str::to_owned),
        None => None,
    }
}

#[cfg(test)]
mod tests;
