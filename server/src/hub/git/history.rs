//! What commits did to the files of a branch.

use super::{Git, GitError, ObjectId, READING, answer};

/// What one commit did to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub commit: ObjectId,
    /// Who made it, by name.
    pub author: String,
    /// When, in seconds since 1970.
    pub at: i64,
    /// The file's path from the top.
    pub path: String,
    /// What it says after the commit; `None` where it is gone.
    pub blob: Option<ObjectId>,
}

/// A commit's line: its hash, its author's instant and name.
const FORMAT: &str = "--format=%H%x00%at%x00%an";

impl Git {
    /// What was done to files on the way from `older`, or from the beginning, to `newer`, oldest
    /// first. What a merge brought in is told by the merge.
    pub async fn history(
        &self,
        older: Option<&ObjectId>,
        newer: &ObjectId,
    ) -> Result<Vec<FileChange>, GitError> {
        let mut git = self.command();
        git.args(["rev-list", "--first-parent", "--reverse", newer.as_str()]);
        git.args(older.map(|older| format!("^{}", older.as_str())));
        let commits = answer(git, "rev-list", None, READING).await?;
        if commits.is_empty() {
            return Ok(Vec::new());
        }
        let mut git = self.command();
        git.args([
            "diff-tree",
            "--stdin",
            "--root",
            "-r",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--diff-merges=first-parent",
            FORMAT,
        ]);
        let commits = String::from_utf8_lossy(&commits).into_owned();
        let out = answer(git, "diff-tree", Some(commits), READING).await?;
        changes(&String::from_utf8_lossy(&out)).ok_or(GitError::Answer("diff-tree"))
    }

    /// How long each of the blobs is, in bytes. One process for all of them.
    pub async fn sizes<'a>(
        &self,
        blobs: impl IntoIterator<Item = &'a ObjectId>,
    ) -> Result<Vec<u64>, GitError> {
        let names: Vec<_> = blobs.into_iter().map(ObjectId::as_str).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut git = self.command();
        git.args(["cat-file", "--batch-check=%(objectsize)", "--buffer"]);
        let out = answer(git, "cat-file", Some(names.join("\n") + "\n"), READING).await?;
        let sizes: Vec<u64> = String::from_utf8_lossy(&out)
            .lines()
            .filter_map(|line| line.parse().ok())
            .collect();
        if sizes.len() == names.len() {
            Ok(sizes)
        } else {
            Err(GitError::Answer("cat-file"))
        }
    }
}

/// Parts that end in NUL: of a commit its three fields, then of each file what happened to it and
/// its path.
fn changes(out: &str) -> Option<Vec<FileChange>> {
    let mut parts = out.split_terminator('\0').peekable();
    let mut changes = Vec::new();
    while let Some(hash) = parts.next() {
        // What a commit says of its time may be anything, and nothing.
        let (commit, at, author) = (
            ObjectId::new(hash)?,
            parts.next()?.parse().unwrap_or(0),
            parts.next()?,
        );
        while let Some(raw) = parts.next_if(|part| part.trim_start_matches('\n').starts_with(':')) {
            let path = parts.next()?;
            let blob = blob(raw.trim_start_matches(['\n', ':']))?;
            let change = FileChange {
                commit: commit.clone(),
                author: author.to_owned(),
                at,
                path: path.to_owned(),
                blob,
            };
            changes.push(change);
        }
    }
    Some(changes)
}

/// `<old mode> <new mode> <old object> <new object> <what>`; a link or a submodule is no file.
fn blob(raw: &str) -> Option<Option<ObjectId>> {
    let fields: Vec<&str> = raw.split(' ').collect();
    let [_, mode, _, object, _] = fields[..] else {
        return None;
    };
    Some(if mode.starts_with("100") {
        Some(ObjectId::new(object)?)
    } else {
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::fixture::Repository;

    const BRANCH: &str = "refs/heads/crosslink/knowledge";

    async fn told(repository: &Repository, older: Option<&ObjectId>) -> (Vec<String>, ObjectId) {
        let git = Git::discover(repository.path()).await.unwrap().unwrap();
        let tip = git.refs(&[BRANCH]).await.unwrap().pop().unwrap().commit;
        let changes = git.history(older, &tip).await.unwrap();
        let line = |change: &FileChange| {
            format!(
                "{}{}",
                if change.blob.is_some() { '+' } else { '-' },
                change.path
            )
        };
        (changes.iter().map(line).collect(), tip)
    }

    #[tokio::test]
    async fn each_change_of_each_file() {
        let repository = Repository::new();
        repository.commit(BRANCH, &[("a.md", "one"), ("b c.md", "two\n")]);
        let (all, first) = told(&repository, None).await;
        assert_eq!(all, ["+a.md", "+b c.md"]);
        repository.commit_on(BRANCH, &[("a.md", "three"), ("ä/d.md", "")]);
        let (since, second) = told(&repository, Some(&first)).await;
        assert_eq!(since, ["+a.md", "-b c.md", "+ä/d.md"]);
        assert_eq!(told(&repository, Some(&second)).await.0, [""; 0]);
        assert_eq!(told(&repository, None).await.0.len(), 5);
    }

    #[tokio::test]
    async fn what_a_merge_brought_in() {
        let repository = Repository::new();
        repository.commit(BRANCH, &[("a.md", "one")]);
        repository.commit("refs/heads/side", &[("a.md", "one"), ("side.md", "aside")]);
        let tree = "refs/heads/side^{tree}";
        let merge = repository.answer(&[
            "commit-tree",
            tree,
            "-p",
            BRANCH,
            "-p",
            "refs/heads/side",
            "-m",
            "Merge",
        ]);
        repository.git(&["update-ref", BRANCH, &merge], None);
        assert_eq!(told(&repository, None).await.0, ["+a.md", "+side.md"]);
    }

    #[tokio::test]
    async fn sizes_of_blobs() {
        let repository = Repository::new();
        repository.commit(BRANCH, &[("a.md", "one"), ("b.md", "")]);
        let git = Git::discover(repository.path()).await.unwrap().unwrap();
        let tip = git.refs(&[BRANCH]).await.unwrap().pop().unwrap().commit;
        let files = git.files(&tip).await.unwrap();
        assert_eq!(
            git.sizes(files.iter().map(|file| &file.blob))
                .await
                .unwrap(),
            [3, 0]
        );
        assert_eq!(git.sizes([]).await.unwrap(), [0; 0]);
    }
}
