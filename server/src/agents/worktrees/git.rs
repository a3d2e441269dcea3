//! What git keeps in files about worktrees: where they are, and what is checked out in each.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::beginning;

/// The longest of git's small files that is read, in bytes.
const FILE_MAX: u64 = 16 * 1024;

/// The repository's worktrees other than the folder itself, as `.git/worktrees/*/gitdir` name them.
pub(super) fn worktrees(root: &Path) -> Vec<PathBuf> {
    let Some(common) = git_dir(root).map(|own| common_dir(&own)) else { return Vec::new() };
    let entries = fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten();
    let git_files = entries.filter_map(|entry| Some((entry.path(), line(&entry.path().join("gitdir"))?)));
    // `gitdir` names the worktree's `.git` file; a relative one starts from where it stands.
    git_files.filter_map(|(own, file)| own.join(file).parent().map(Path::to_owned)).filter(|path| path.is_dir()).collect()
}

/// The branch that is checked out in a folder.
pub(super) fn branch(worktree: &Path) -> Option<String> {
    let head = line(&git_dir(worktree)?.join("HEAD"))?;
    head.strip_prefix("ref: refs/heads/").map(str::to_owned)
}

/// Where git keeps what is of this folder only: `.git`, or what the file of that name says.
fn git_dir(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    line(&git)?.strip_prefix("gitdir: ").map(|dir| folder.join(dir))
}

/// Where git keeps what all worktrees share.
fn common_dir(own: &Path) -> PathBuf {
    line(&own.join("commondir")).map_or_else(|| own.to_owned(), |common| own.join(common))
}

fn line(path: &Path) -> Option<String> {
    beginning(path, FILE_MAX).map(|text| text.trim().to_owned())
}
