//! The hub: branches of a git repository on which agents of other machines leave their issues,
//! comments and locks.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

mod checkpoint;
mod diff;
pub mod git;
mod issue_file;
mod json;
pub mod layout;
mod milestones;
mod pages;
mod presence;
mod replay;
mod signatures;
pub mod sync;
mod write;

#[cfg(test)]
pub(crate) mod fixture;

use git::{Git, GitError, Ref, TreeEntry, portions};
use layout::Place;

use crate::import;

/// The branch with one file an issue and one a comment.
pub const BRANCH: &str = "crosslink/hub";
/// The branch with everything in one file, which newer hubs keep instead or beside.
pub const CHECKPOINT: &str = "crosslink/checkpoint";
/// The branch with one file a page of knowledge.
pub const KNOWLEDGE: &str = "crosslink/knowledge";
/// What a clone takes from a hub.
pub const REFSPEC: &str = "+refs/heads/crosslink/*:refs/heads/crosslink/*";

/// A repository with a hub in it.
#[derive(Clone, Debug)]
pub struct Hub {
    git: Git,
    branches: Vec<Ref>,
}

/// A file of a hub, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubFile {
    /// Its path from the top of the branch.
    pub path: String,
    pub content: Vec<u8>,
}

impl Hub {
    /// The hub in the repository that `dir` is, or is inside of.
    pub async fn open(dir: &Path) -> Result<Option<Self>, GitError> {
        match Git::discover(dir).await? {
            Some(git) => Hub::of(git).await,
            None => Ok(None),
        }
    }

    /// The hub in a repository.
    pub async fn of(git: Git) -> Result<Option<Self>, GitError> {
        let mut branches = Vec::new();
        // Later ones win where two say different things of one instant: a local branch over a
        // remote-tracking one, and a checkpoint, which is made from the files, over the files.
        for branch in [BRANCH, CHECKPOINT] {
            let found = git
                .refs(&[
                    &format!("refs/remotes/*/{branch}"),
                    &format!("refs/heads/{branch}"),
                ])
                .await?;
            branches.extend(nearest(found));
        }
        Ok((!branches.is_empty()).then_some(Hub { git, branches }))
    }

    /// The branches that make up the hub, in the order in which they are to be read.
    #[must_use]
    pub fn branches(&self) -> &[Ref] {
        &self.branches
    }

    /// All files of a branch, unread.
    pub async fn list(&self, branch: &Ref) -> Result<Vec<TreeEntry>, GitError> {
        self.git.files(&branch.commit).await
    }

    /// How many issues there are.
    async fn count(&self) -> Result<usize, GitError> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Checkpoint {
            issues: BTreeMap<String, serde::de::IgnoredAny>,
        }
        let mut issues = BTreeSet::new();
        for branch in &self.branches {
            let mut files = self.list(branch).await?;
            issues.extend(files.iter().filter_map(|file| match Place::of(&file.path) {
                Place::Issue { uuid, .. } => Some(uuid),
                _ => None,
            }));
            files.retain(|file| {
                Place::of(&file.path) == Place::Checkpoint
                    && file.size <= import::hub::CHECKPOINT_MAX
            });
            for file in self.read(&files).await? {
                let state: Checkpoint = serde_json::from_slice(&file.content).unwrap_or_default();
                issues.extend(
                    state
                        .issues
                        .keys()
                        .filter_map(|uuid| uuid.parse::<model::Uuid>().ok()),
                );
            }
        }
        Ok(issues.len())
    }

    /// The files of a list that are wanted, read.
    pub async fn read(&self, files: &[TreeEntry]) -> Result<Vec<HubFile>, GitError> {
        let files: Vec<&TreeEntry> = files.iter().collect();
        let mut read = Vec::with_capacity(files.len());
        for portion in portions(&files) {
            let contents = self.git.read_files(portion).await?;
            read.extend(portion.iter().zip(contents).map(|(file, content)| HubFile {
                path: file.path.clone(),
                content,
            }));
        }
        Ok(read)
    }
}

/// Of one branch and its remote-tracking copies: the copy of `origin`, or of the only other remote
/// there is, then the local one. Two remotes may belong to two projects, whose issues must not be
/// mixed.
fn nearest(found: Vec<Ref>) -> Vec<Ref> {
    let (local, remote): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|r| r.name.starts_with("refs/heads/"));
    let origin = remote
        .iter()
        .position(|r| r.name.starts_with("refs/remotes/origin/"))
        .unwrap_or(0);
    let mut branches: Vec<Ref> = remote
        .into_iter()
        .skip(origin)
        .take(1)
        .chain(local)
        .collect();
    branches.dedup_by(|a, b| a.commit == b.commit);
    branches
}

/// A hub that lies where the program was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubFound {
    /// The folder in whose repository it is; what `crosslink import` wants to be given.
    pub repository: PathBuf,
    /// The branch's short name: `crosslink/hub`, `origin/crosslink/hub`.
    pub branch: String,
    /// How many issues lie there, in files and in a checkpoint; `None` where they cannot be
    /// counted.
    pub issues: Option<usize>,
}

/// Is there a hub in the repository that contains `dir`? Any difficulty means no: this is an offer,
/// not an answer.
pub async fn offer(dir: &Path) -> Option<HubFound> {
    let hub = Hub::open(dir).await.ok()??;
    let branch = hub
        .branches
        .iter()
        .rev()
        .find(|r| r.name.ends_with(BRANCH))
        .or(hub.branches.last())?;
    let issues = hub.count().await.ok()?;
    let short = branch
        .name
        .trim_start_matches("refs/heads/")
        .trim_start_matches("refs/remotes/");
    Some(HubFound {
        repository: dir.to_owned(),
        branch: short.to_owned(),
        issues: (issues > 0).then_some(issues),
    })
}

#[cfg(test)]
mod tests {
    use super::{fixture::Repository, *};

    const ISSUE: (&str, &str) = (
        "issues/22609972-a1f7-4b46-8140-04ae255b43eb/issue.json",
        "{}",
    );

    #[tokio::test]
    async fn an_offer_from_inside_the_repository() {
        let repository = Repository::new();
        assert_eq!(offer(repository.path()).await, None);
        repository.commit(
            "refs/remotes/origin/crosslink/hub",
            &[ISSUE, ("locks.json", "{}")],
        );
        let inside = repository.path().join("src");
        std::fs::create_dir(&inside).unwrap();
        let found = offer(&inside).await.unwrap();
        assert_eq!(
            (found.branch.as_str(), found.issues),
            ("origin/crosslink/hub", Some(1))
        );
        repository.commit("refs/heads/crosslink/hub", &[ISSUE]);
        assert_eq!(offer(&inside).await.unwrap().branch, "crosslink/hub");
    }

    #[tokio::test]
    async fn an_offer_of_a_checkpoint_alone() {
        let repository = Repository::new();
        repository.commit("refs/heads/crosslink/checkpoint", &[("state.json", "{}")]);
        let found = offer(repository.path()).await.unwrap();
        assert_eq!(
            (found.branch.as_str(), found.issues),
            ("crosslink/checkpoint", None)
        );
        // Issues are counted once, wherever they lie.
        let uuid = &ISSUE.0[7..43];
        let state = format!(
            r#"{{"issues": {{"{uuid}": {{}}, "00000000-0000-4000-8000-000000000001": {{}}}}}}"#
        );
        repository.commit("refs/heads/crosslink/checkpoint", &[("state.json", &state)]);
        repository.commit("refs/heads/crosslink/hub", &[ISSUE]);
        assert_eq!(offer(repository.path()).await.unwrap().issues, Some(2));
    }

    #[tokio::test]
    async fn no_offer_where_there_is_no_repository() {
        assert_eq!(offer(tempfile::tempdir().unwrap().path()).await, None);
    }

    #[tokio::test]
    async fn the_order_of_branches() {
        let repository = Repository::new();
        for name in [
            "heads/crosslink/checkpoint",
            "remotes/fork/crosslink/hub",
            "remotes/origin/crosslink/hub",
        ] {
            repository.commit(&format!("refs/{name}"), &[("name", name)]);
        }
        repository.commit("refs/heads/crosslink/hub", &[ISSUE]);
        let hub = Hub::open(repository.path()).await.unwrap().unwrap();
        let names: Vec<_> = hub
            .branches()
            .iter()
            .map(|r| r.name.trim_start_matches("refs/"))
            .collect();
        assert_eq!(
            names,
            [
                "remotes/origin/crosslink/hub",
                "heads/crosslink/hub",
                "heads/crosslink/checkpoint"
            ]
        );
    }
}
