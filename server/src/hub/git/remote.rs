//! Speaking with another repository: fetching branches, making a commit on top of theirs, and
//! pushing it.
//!
//! A commit is made by `git fast-import`, one process that touches neither a working tree nor
//! anybody's index.

use std::path::PathBuf;

use model::Timestamp;

use super::{EXCHANGING, FETCHING, Git, GitError, ObjectId, READING, Ref, answer, run};

/// Where a commit lies between being made and being pushed, so that no clean-up takes it away
/// meanwhile.
const OUTGOING: &str = "refs/crosslink/outgoing";
/// The program knows nobody's address, and writes nobody else's.
const ADDRESS: &str = "crosslink@localhost";

/// A remote that the repository has; nothing else can be spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote(String);

impl Remote {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Where one of its branches is tracked.
    pub(in crate::hub) fn tracking(&self, branch: &str) -> String {
        format!("refs/remotes/{}/{branch}", self.0)
    }

    /// Where its refs that are no branches are kept: `refs/crosslink/` of the remote.
    pub(in crate::hub) fn hidden(&self) -> String {
        format!("refs/crosslink-remote/{}", self.0)
    }
}

/// What a commit does to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Writes it.
    Write {
        /// Its path from the top.
        path: String,
        content: String,
    },
    /// Takes it away.
    Remove {
        /// Its path from the top.
        path: String,
    },
}

/// A commit that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// What it comes after; `None` begins a branch.
    pub parent: Option<&'a ObjectId>,
    /// Who wrote what it says, by name, where that is one person.
    pub author: Option<&'a str>,
    /// What it does, in one line.
    pub message: &'a str,
    /// When.
    pub at: Timestamp,
    /// What it does to files.
    pub edits: &'a [Edit],
}

impl Git {
    /// The remotes by name.
    pub async fn remotes(&self) -> Result<Vec<Remote>, GitError> {
        let mut git = self.command();
        git.arg("remote");
        let out = answer(git, "remote", None, READING).await?;
        Ok(String::from_utf8_lossy(&out)
            .lines()
            .map(|name| Remote(name.to_owned()))
            .collect())
    }

    /// Fetches the hub's branches, and its refs that are none, to where this repository tracks
    /// them.
    pub async fn fetch(&self, remote: &Remote) -> Result<(), GitError> {
        let mut git = self.command();
        git.current_dir(self.home());
        git.args([
            "fetch",
            "--progress",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-gc",
            "--no-recurse-submodules",
            "--refmap=",
        ]);
        git.arg("--end-of-options").arg(remote.name());
        git.arg(format!(
            "+refs/heads/crosslink/*:{}",
            remote.tracking("crosslink/*")
        ));
        git.arg(format!("+refs/crosslink/*:{}/*", remote.hidden()));
        run(git, "fetch", None, EXCHANGING).await.map(drop)
    }

    /// Pushes a commit to a branch of the remote, which must be behind it.
    pub async fn push(
        &self,
        remote: &Remote,
        commit: &ObjectId,
        branch: &str,
    ) -> Result<(), GitError> {
        let mut git = self.command();
        git.current_dir(self.home()).args([
            "push",
            "--progress",
            "--no-verify",
            "--no-recurse-submodules",
            "--end-of-options",
        ]);
        git.arg(remote.name())
            .arg(format!("{}:refs/heads/{branch}", commit.as_str()));
        run(git, "push", None, EXCHANGING).await.map(drop)
    }

    /// Everything of a remote's hub that is tracked, as it was when it was last fetched.
    pub async fn tracked_refs(&self, remote: &Remote) -> Result<Vec<Ref>, GitError> {
        self.refs(&[
            &remote.tracking("crosslink/**"),
            &format!("{}/**", remote.hidden()),
        ])
        .await
    }

    /// Where a remote's branch was when it was last fetched.
    pub async fn tracked(
        &self,
        remote: &Remote,
        branch: &str,
    ) -> Result<Option<ObjectId>, GitError> {
        let refs = self.refs(&[&remote.tracking(branch)]).await?;
        Ok(refs.into_iter().next().map(|found: Ref| found.commit))
    }

    /// Returns true if `older` is in the history of `newer`. A commit that is not there is in no
    /// history.
    pub async fn is_ancestor(&self, older: &ObjectId, newer: &ObjectId) -> Result<bool, GitError> {
        let mut git = self.command();
        git.args([
            "merge-base",
            "--is-ancestor",
            older.as_str(),
            newer.as_str(),
        ]);
        match answer(git, "merge-base", None, READING).await {
            Ok(_) => Ok(true),
            Err(GitError::Failed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Makes a commit.
    pub async fn commit(&self, commit: Commit<'_>) -> Result<ObjectId, GitError> {
        let mut git = self.command();
        git.args(["fast-import", "--quiet", "--force", "--done"]);
        answer(git, "fast-import", Some(script(commit)), FETCHING).await?;
        let made = self.refs(&[OUTGOING]).await?.pop();
        made.map(|made| made.commit)
            .ok_or(GitError::Answer("fast-import"))
    }

    /// Lets go of the last commit that was made.
    pub async fn release(&self) -> Result<(), GitError> {
        let mut git = self.command();
        git.args(["update-ref", "-d", OUTGOING]);
        answer(git, "update-ref", None, READING).await.map(drop)
    }

    /// Where relative addresses of remotes begin.
    fn home(&self) -> PathBuf {
        let inside = self.git_dir.file_name().is_some_and(|name| name == ".git");
        self.git_dir
            .parent()
            .filter(|_| inside)
            .map_or_else(|| self.git_dir.clone(), Into::into)
    }
}

fn script(
    Commit {
        parent,
        author,
        message,
        at,
        edits,
    }: Commit<'_>,
) -> String {
    let seconds = at.micros().div_euclid(1_000_000);
    let mut script = format!("commit {OUTGOING}\n");
    if let Some(name) = author.map(plain_name).filter(|name| !name.is_empty()) {
        script += &format!("author {name} <{ADDRESS}> {seconds} +0000\n");
    }
    script += &format!("committer Crosslink <{ADDRESS}> {seconds} +0000\n");
    data(&mut script, message);
    if let Some(parent) = parent {
        script += &format!("from {}\n", parent.as_str());
    }
    for edit in edits {
        match edit {
            Edit::Write { path, content } => {
                script += &format!("M 100644 inline {}\n", quoted(path));
                data(&mut script, content);
            }
            Edit::Remove { path } => script += &format!("D {}\n", quoted(path)),
        }
    }
    script + "done\n"
}

/// A name as it can stand before an address.
fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control() && !matches!(c, '<' | '>'))
        .collect::<String>()
        .trim()
        .to_owned()
}

fn data(script: &mut String, content: &str) {
    *script += &format!("data {}\n{content}\n", content.len());
}

/// A path as git quotes it, so that nothing in it can become another command.
fn quoted(path: &str) -> String {
    format!(
        "\"{}\"",
        path.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
