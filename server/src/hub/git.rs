//! Running git: a child process with an argument vector, a time limit, and no say for what
//! surrounds it.
//!
//! Nothing here goes through a shell. What a user typed reaches git as a working directory or
//! behind `--end-of-options`, so it cannot become an option. Only plumbing is used, whose output is
//! the same whatever the user's settings are.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::process::Command;

mod complaint;
mod history;
mod process;
mod remote;

pub use history::FileChange;
pub use process::GitError;
use process::{Limits, answer, command, run};
pub use remote::{Commit, Edit, Remote};

/// How much is read at once, in bytes.
const PORTION: u64 = 64 << 20;
/// Reading takes milliseconds; this is for a disk that does not answer.
const READING: Duration = Duration::from_secs(60);
/// Unpacking a large bundle takes its time.
const FETCHING: Duration = Duration::from_secs(600);
/// Somebody may have to type a password; a remote that says nothing for longer will not.
const EXCHANGING: Limits = Limits::new(FETCHING, Duration::from_secs(60));

/// The name of an object, as git itself gave it: hexadecimal, so it can never be an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectId(String);

impl ObjectId {
    fn new(text: &str) -> Option<Self> {
        let hex = text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex.then(|| ObjectId(text.to_owned()))
    }

    /// From a text that was remembered; `None` where it is no name of an object.
    #[must_use]
    pub fn remembered(text: &str) -> Option<Self> {
        ObjectId::new(text)
    }

    /// Its hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A branch and where it points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// Its full name, `refs/heads/crosslink/hub`.
    pub name: String,
    pub commit: ObjectId,
}

/// A file in a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its path from the top.
    pub path: String,
    /// Its content.
    pub blob: ObjectId,
    /// The length of its content.
    pub size: u64,
}

/// A repository on this disk.
#[derive(Clone, Debug)]
pub struct Git {
    git_dir: PathBuf,
}

impl Git {
    /// The repository that `dir` is, or is inside of.
    pub async fn discover(dir: &Path) -> Result<Option<Self>, GitError> {
        let mut git = command();
        git.current_dir(dir)
            .args(["rev-parse", "--absolute-git-dir"]);
        match answer(git, "rev-parse", None, READING).await {
            Ok(out) => Ok(Some(Git {
                git_dir: String::from_utf8_lossy(&out)
                    .trim_end_matches(['\n', '\r'])
                    .into(),
            })),
            Err(GitError::Failed { message, .. }) if message.contains("not a git repository") => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// A new bare repository in the existing, empty folder `dir`.
    pub async fn init_bare(dir: &Path) -> Result<Self, GitError> {
        let mut git = command();
        git.current_dir(dir).args([
            "-c",
            "init.defaultBranch=main",
            "init",
            "--quiet",
            "--bare",
            "--template=",
        ]);
        answer(git, "init", None, READING).await?;
        Ok(Git {
            git_dir: dir.to_owned(),
        })
    }

    /// Gives the repository a remote.
    pub async fn add_remote(&self, name: &str, source: &Path) -> Result<(), GitError> {
        let mut git = self.command();
        git.args(["config", &format!("remote.{name}.url")])
            .arg(std::path::absolute(source)?);
        answer(git, "config", None, READING).await.map(drop)
    }

    /// Fetches from a bundle or repository on this disk. An absolute path cannot be taken for a
    /// URL.
    pub async fn fetch_from(&self, source: &Path, refspecs: &[&str]) -> Result<(), GitError> {
        let mut git = self.command();
        git.args([
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--update-shallow",
            "--end-of-options",
        ]);
        git.arg(std::path::absolute(source)?).args(refspecs);
        answer(git, "fetch", None, FETCHING).await.map(drop)
    }

    /// The refs that match one of the patterns, by name. A `*` stands for one part of a name.
    pub async fn refs(&self, patterns: &[&str]) -> Result<Vec<Ref>, GitError> {
        let mut git = self.command();
        git.args(["for-each-ref", "--format=%(objectname) %(refname)", "--"])
            .args(patterns);
        let out = answer(git, "for-each-ref", None, READING).await?;
        let parse = |line: &str| {
            let (commit, name) = line.split_once(' ')?;
            Some(Ref {
                name: name.to_owned(),
                commit: ObjectId::new(commit)?,
            })
        };
        String::from_utf8_lossy(&out)
            .lines()
            .map(|line| parse(line).ok_or(GitError::Answer("for-each-ref")))
            .collect()
    }

    /// All files of a commit, by path.
    pub async fn files(&self, commit: &ObjectId) -> Result<Vec<TreeEntry>, GitError> {
        let mut git = self.command();
        git.args([
            "ls-tree",
            "-r",
            "-z",
            "--long",
            "--full-tree",
            "--end-of-options",
            &commit.0,
        ]);
        let out = answer(git, "ls-tree", None, READING).await?;
        let records = out
            .split(|byte| *byte == 0)
            .filter(|record| !record.is_empty());
        records
            .filter_map(|record| tree_entry(&String::from_utf8_lossy(record)).transpose())
            .collect()
    }

    /// Which objects stand behind names such as `<commit>:path`, and how long they are; none where
    /// there is nothing. One process for all of them, and nothing is read.
    pub async fn look_up(
        &self,
        names: &[String],
    ) -> Result<Vec<Option<(ObjectId, u64)>>, GitError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut git = self.command();
        git.args([
            "cat-file",
            "--batch-check=%(objectname) %(objectsize)",
            "--buffer",
        ]);
        let out = answer(git, "cat-file", Some(names.join("\n") + "\n"), READING).await?;
        let found = |line: &str| match line.split_once(' ') {
            Some((object, size)) => Some((ObjectId::new(object)?, size.parse().ok()?)),
            None => None,
        };
        let found: Vec<_> = String::from_utf8_lossy(&out).lines().map(found).collect();
        if found.len() == names.len() {
            Ok(found)
        } else {
            Err(GitError::Answer("cat-file"))
        }
    }

    /// The contents of blobs, in the order asked for. One process for all of them.
    pub async fn read<'a>(
        &self,
        blobs: impl IntoIterator<Item = &'a ObjectId>,
    ) -> Result<Vec<Vec<u8>>, GitError> {
        let names: Vec<_> = blobs.into_iter().map(|blob| blob.0.as_str()).collect();
        let mut git = self.command();
        git.args(["cat-file", "--batch", "--buffer"]);
        let out = answer(git, "cat-file", Some(names.join("\n") + "\n"), READING).await?;
        contents(&out, names.len()).ok_or(GitError::Answer("cat-file"))
    }

    /// The contents of files, in their order; without a process where none are asked for.
    pub async fn read_files(&self, files: &[&TreeEntry]) -> Result<Vec<Vec<u8>>, GitError> {
        let blobs: Vec<&ObjectId> = files.iter().map(|file| &file.blob).collect();
        if blobs.is_empty() {
            Ok(Vec::new())
        } else {
            self.read(blobs).await
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.git_dir
    }

    fn command(&self) -> Command {
        let mut git = command();
        git.arg("--git-dir").arg(&self.git_dir);
        git
    }
}

/// `<mode> <type> <object> <size>\t<path>`; a submodule is no file.
fn tree_entry(record: &str) -> Result<Option<TreeEntry>, GitError> {
    let fields = || {
        let (meta, path) = record.split_once('\t')?;
        let mut meta = meta.split_ascii_whitespace().skip(1);
        let (kind, blob, size) = (meta.next()?, ObjectId::new(meta.next()?)?, meta.next()?);
        Some((
            kind == "blob",
            TreeEntry {
                path: path.to_owned(),
                blob,
                size: size.parse().unwrap_or(0),
            },
        ))
    };
    let (is_file, entry) = fields().ok_or(GitError::Answer("ls-tree"))?;
    Ok(is_file.then_some(entry))
}

/// Files in portions of what can be held at once; a longer one is a portion by itself.
pub(super) fn portions<'p, 'f>(
    files: &'p [&'f TreeEntry],
) -> impl Iterator<Item = &'p [&'f TreeEntry]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut size = 0;
        let fits = rest.iter().take_while(|file| {
            size += file.size;
            size <= PORTION
        });
        let (portion, later) = rest.split_at(fits.count().max(1).min(rest.len()));
        rest = later;
        (!portion.is_empty()).then_some(portion)
    })
}

/// `<object> <type> <size>\n<content>\n`, once a blob.
fn contents(mut out: &[u8], count: usize) -> Option<Vec<Vec<u8>>> {
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let end = out.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(&out[..end]).ok()?;
        let (size, start): (usize, usize) = (head.rsplit(' ').next()?.parse().ok()?, end + 1);
        all.push(out.get(start..start.checked_add(size)?)?.to_vec());
        out = out.get(start + size + 1..)?;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::fixture::Repository;

    #[tokio::test]
    async fn reads_files_of_a_branch() {
        let repository = Repository::new();
        repository.commit(
            "refs/heads/crosslink/hub",
            &[
                ("a.json", "one"),
                ("ä b/c.json", "two\nlines\n"),
                ("empty", ""),
            ],
        );
        let git = Git::discover(repository.path()).await.unwrap().unwrap();
        let refs = git
            .refs(&["refs/heads/crosslink/hub", "refs/remotes/*/crosslink/hub"])
            .await
            .unwrap();
        assert_eq!(refs.len(), 1);
        let files = git.files(&refs[0].commit).await.unwrap();
        let paths: Vec<_> = files
            .iter()
            .map(|file| (file.path.as_str(), file.size))
            .collect();
        assert_eq!(paths, [("a.json", 3), ("empty", 0), ("ä b/c.json", 10)]);
        let contents = git.read(files.iter().map(|file| &file.blob)).await.unwrap();
        assert_eq!(
            contents,
            [b"one".to_vec(), b"".to_vec(), b"two\nlines\n".to_vec()]
        );
    }

    #[tokio::test]
    async fn more_than_two_pipes_hold() {
        let repository = Repository::new();
        let text = "x".repeat(200_000);
        repository.commit("refs/heads/big", &[("big", &text)]);
        let git = Git::discover(repository.path()).await.unwrap().unwrap();
        let refs = git.refs(&["refs/heads/big"]).await.unwrap();
        let blob = git.files(&refs[0].commit).await.unwrap().remove(0).blob;
        let contents = git.read(std::iter::repeat_n(&blob, 500)).await.unwrap();
        assert!(contents.len() == 500 && contents.iter().all(|content| content.len() == 200_000));
    }

    #[tokio::test]
    async fn a_folder_without_a_repository() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Git::discover(dir.path()).await.unwrap().is_none());
        let missing = Git::discover(&dir.path().join("missing"))
            .await
            .unwrap_err();
        assert!(
            missing
                .to_string()
                .starts_with("git could not be started: "),
            "{missing}"
        );
    }

    #[tokio::test]
    async fn a_name_that_looks_like_an_option_stays_a_name() {
        let dir = tempfile::tempdir().unwrap();
        let git = Git::init_bare(dir.path()).await.unwrap();
        let error = git
            .fetch_from(
                Path::new("--upload-pack=touch pwned"),
                &["refs/heads/*:refs/heads/*"],
            )
            .await
            .unwrap_err();
        assert!(
            matches!(&error, GitError::Failed { verb, .. } if verb == "fetch"),
            "{error}"
        );
        assert!(!dir.path().join("pwned").exists() && !Path::new("pwned").exists());
    }
}
