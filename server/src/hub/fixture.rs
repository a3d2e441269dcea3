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
        let repository = Repository {
            dir: tempfile::tempdir().unwrap(),
        };
        repository.git(&["init", "--quiet", "--template="], None);
        repository
    }

    /// The real hub as a remote; none where it is not at hand, which is said.
    pub(crate) fn real() -> Option<Self> {
        let bundle = crate::import::tests::shared("hub.bundle")?;
        let remote = Repository::bare();
        remote.git(
            &[
                "fetch",
                "--quiet",
                &bundle.to_string_lossy(),
                "+refs/heads/*:refs/heads/*",
            ],
            None,
        );
        Some(remote)
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Points `reference` at a new commit with exactly these files and no parent, without touching
    /// the work tree.
    pub(crate) fn commit(&self, reference: &str, files: &[(&str, &str)]) {
        self.import(reference, "", files);
    }

    /// The same on top of what is there.
    pub(crate) fn commit_on(&self, reference: &str, files: &[(&str, &str)]) {
        self.import(reference, &format!("from {reference}^0\n"), files);
    }

    fn import(&self, reference: &str, from: &str, files: &[(&str, &str)]) {
        let mut script = format!(
            "commit {reference}\ncommitter Test <test@example.com> 1767225600 +0000\ndata 4\ntest\n{from}deleteall\n"
        );
        for (path, content) in files {
            script += &format!(
                "M 100644 inline \"{path}\"\ndata {}\n{content}\n",
                content.len()
            );
        }
        self.git(&["fast-import", "--quiet", "--force"], Some(&script));
    }

    /// Empty, without a work tree: what others call their remote.
    pub(crate) fn bare() -> Self {
        let repository = Repository {
            dir: tempfile::tempdir().unwrap(),
        };
        repository.git(&["init", "--quiet", "--bare", "--template="], None);
        repository
    }

    /// Empty, with `remote` as its `origin`.
    pub(crate) fn beside(remote: &Repository) -> Self {
        let repository = Repository::new();
        repository.git(
            &["remote", "add", "origin", &remote.path().to_string_lossy()],
            None,
        );
        repository
    }

    /// A file of a branch, as it is now.
    pub(crate) fn file(&self, branch: &str, path: &str) -> Option<String> {
        let out = Command::new("git")
            .current_dir(self.path())
            .args(["show", &format!("{branch}:{path}")])
            .output()
            .unwrap();
        out.status
            .success()
            .then(|| String::from_utf8(out.stdout).unwrap())
    }

    /// Paths of a branch that differ from those of the commit before.
    pub(crate) fn changed(&self, branch: &str) -> Vec<String> {
        let args = ["diff-tree", "-r", "--name-only", "--no-commit-id", branch];
        let out = Command::new("git")
            .current_dir(self.path())
            .args(args)
            .output()
            .unwrap();
        String::from_utf8(out.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// What git answers, in one line.
    pub(crate) fn answer(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        git.current_dir(self.path())
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(args);
        let out = git.env_remove("GIT_DIR").output().unwrap();
        assert!(out.status.success(), "git {args:?}");
        String::from_utf8(out.stdout).unwrap().trim_end().to_owned()
    }

    /// Runs git in it.
    pub(crate) fn git(&self, args: &[&str], input: Option<&str>) {
        let mut git = Command::new("git");
        git.current_dir(self.path())
            .args(args)
            .env_remove("GIT_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = git.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.unwrap_or_default().as_bytes())
            .unwrap();
        assert!(child.wait().unwrap().success(), "git {args:?}");
    }
}
