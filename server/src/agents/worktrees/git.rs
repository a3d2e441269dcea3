//! What git keeps in files about worktrees: where they are, and what is checked out in each.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::files;

/// The longest of git's small files that is read, in bytes.
const FILE_MAX: u64 = 16 * 1024;

/// Where git keeps what all worktrees of a repository share.
pub(super) fn common_dir(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    let own = if git.is_dir() {
        git
    } else {
        root.join(line(root, ".git")?.strip_prefix("gitdir: ")?)
    };
    let common = line(&own, "commondir").map_or_else(|| own.clone(), |common| own.join(common));
    fs::canonicalize(common).ok()
}

/// The worktrees of a repository other than its main one, as `worktrees/*/gitdir` in its common
/// folder name them.
pub(super) fn worktrees(common: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(common.join("worktrees"))
        .into_iter()
        .flatten()
        .flatten();
    let git_files =
        entries.filter_map(|entry| Some((entry.path(), line(&entry.path(), "gitdir")?)));
    // `gitdir` names the worktree's `.git` file; a relative one starts from where it stands.
    git_files
        .filter_map(|(own, file)| own.join(file).parent().map(Path::to_owned))
        .filter(|path| path.is_dir())
        .collect()
}

/// The branch that is checked out in a folder: a clone of its own, or a worktree of the repository
/// with this common folder.
pub(super) fn branch(folder: &Path, common: Option<&Path>) -> Option<String> {
    let git = folder.join(".git");
    let own = match fs::symlink_metadata(&git).ok()?.is_dir() {
        true => git,
        false => own_dir(folder, common?)?,
    };
    let head = line(&own, "HEAD")?;
    head.strip_prefix("ref: refs/heads/").map(str::to_owned)
}

/// What a worktree's `.git` file names, if it lies where git puts it: the file is the agent's to
/// write.
fn own_dir(folder: &Path, common: &Path) -> Option<PathBuf> {
    let line = line(folder, ".git")?;
    let own = fs::canonicalize(folder.join(line.strip_prefix("gitdir: ")?)).ok()?;
    own.starts_with(common.join("worktrees")).then_some(own)
}

fn line(folder: &Path, file: &str) -> Option<String> {
    files::text(folder, file, FILE_MAX).map(|text| text.trim().to_owned())
}
