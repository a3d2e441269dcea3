//! A real repository in a temporary folder, for tests.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// A repository that vanishes with its value.
pub(crate) struct Repository {
    dir: tempfile::TempDir,
}

impl Repository {
    /// Empty, with a work tree.
    pub(crate) fn new() -> Self {
        let repository = Repository { dir: tempfile::tempdir().unwrap() };
        repository.git(&["init", "--quiet", "--template="], None);
        repository
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Points `reference` at a new commit with exactly these files, without touching the work tree.
    pub(crate) fn commit(&self, reference: &str, files: &[(&str, &str)]) {
        let mut script =
            format!("commit {reference}\ncommitter Test <test@example.com> 1767225600 +0000\ndata 4\ntest\ndeleteall\n");
        for (path, content) in files {
            script += &format!("M 100644 inline \"{path}\"\ndata {}\n{content}\n", content.len());
        }
        self.git(&["fast-import", "--quiet", "--force"], Some(&script));
    }

    /// Runs git in it.
    pub(crate) fn git(&self, args: &[&str], input: Option<&str>) {
        let mut git = Command::new("git");
        git.current_dir(self.path()).args(args).env_remove("GIT_DIR").stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = git.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.unwrap_or_default().as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "git {args:?}");
    }
}
