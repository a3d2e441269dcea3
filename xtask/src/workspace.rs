//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{Result, command};

/// What a build is for: to be shipped, or to be worked on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Optimised, compressed, the site inside the program.
    Release,
    /// Quick; the program reads the site from the disk.
    Dev,
}

/// The checkout and the folder that cargo builds into.
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder, which may be elsewhere (`CARGO_TARGET_DIR`).
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the checkout this program belongs to and asks cargo for its target folder.
    pub fn find() -> Result<Self> {
        let manifest =
            env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .ok_or("xtask has no parent folder")?
            .to_path_buf();
        let metadata = command::output(command::cargo(&root).args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
        ]))?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let target = metadata["target_directory"]
            .as_str()
            .ok_or("cargo metadata names no target_directory")?;
        Ok(Self {
            root,
            target: target.into(),
        })
    }

    /// The finished site: what the program embeds or, in development, reads.
    pub fn site(&self, mode: Mode) -> PathBuf {
        self.target.join(match mode {
            Mode::Release => "site",
            Mode::Dev => "site-dev",
        })
    }

    /// The program.
    pub fn binary(&self, mode: Mode) -> PathBuf {
        let profile = match mode {
            Mode::Release => "release",
            Mode::Dev => "debug",
        };
        self.target.join(profile).join("crosslink")
    }
}
