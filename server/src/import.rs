//! `crosslink import`: reads another tracker's issues and gives them to the store.
//!
//! Reading is forgiving: what cannot be taken as it is becomes a warning, and the rest comes in.
//! Everything has a uuid that depends only on the source, so that importing twice changes nothing.

use std::path::{Path, PathBuf};

use model::import::Batch;
use tokio::io::AsyncReadExt;

mod beads;
mod demo;
mod detect;
pub(crate) mod hub;
mod hub_record;
mod json_repair;
pub(crate) mod lenient;
mod normalize;
mod ours;
mod report;
mod rest;
pub(crate) mod warnings;

pub use report::run;

use crate::hub::{
    Hub, REFSPEC,
    git::{Git, GitError},
};

/// Longest file that is imported, in bytes.
const FILE_MAX: u64 = 512 << 20;
/// How much of a file shows whether it is a bundle.
const HEAD: u64 = 16;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such file or folder, or it may not be read.
    #[error("{path} cannot be read: {reason}")]
    Unreadable {
        /// What was asked for.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A repository without the branches of a hub.
    #[error(
        "The git repository at {0} has no branch crosslink/hub. Where only its remote has one, fetch it first: \
         git fetch origin 'refs/heads/crosslink/*:refs/heads/crosslink/*'"
    )]
    NoHub(PathBuf),
    /// It is none of the things that can be read.
    #[error(
        "{path} is nothing that can be imported ({reason}). What can: a git repository or a bundle with the branch \
         crosslink/hub, a hub's state.json, a Beads issues.jsonl, or the word demo"
    )]
    Unknown {
        /// What was asked for.
        path: PathBuf,
        /// What it is instead.
        reason: String,
    },
    /// git did not answer.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The report could not be written.
    #[error("the report could not be written: {0}")]
    Report(#[from] std::io::Error),
}

/// What was found at a source, read but not yet understood.
enum Found {
    Demo,
    Hub(Vec<hub::Branch>),
    File(Vec<u8>),
}

/// Reads a source: a folder in a git repository with a hub, a bundle of one, a checkpoint, a Beads
/// file, or the word `demo`.
pub async fn read(source: &Path) -> Result<Batch, ImportError> {
    let found = find(source).await?;
    let path = source.to_owned();
    // Thousands of JSON texts are milliseconds of work that no other task should wait for.
    let understood = tokio::task::spawn_blocking(move || match found {
        Found::Demo => Ok(demo::batch()),
        Found::Hub(branches) => Ok(hub::batch(&branches)),
        Found::File(content) => {
            detect::batch(&content).map_err(|reason| ImportError::Unknown { path, reason })
        }
    });
    understood.await.map_err(std::io::Error::other)?
}

async fn find(source: &Path) -> Result<Found, ImportError> {
    if source == Path::new("demo") {
        return Ok(Found::Demo);
    }
    let unreadable = |reason| ImportError::Unreadable {
        path: source.to_owned(),
        reason,
    };
    if tokio::fs::metadata(source)
        .await
        .map_err(unreadable)?
        .is_dir()
    {
        return find_in_folder(source).await;
    }
    match read_file(source).await.map_err(unreadable)? {
        Content::Bundle => find_in_bundle(source).await,
        Content::Other(content) => Ok(Found::File(content)),
        Content::TooLong => {
            let reason = format!("a file of more than {} MiB", FILE_MAX >> 20);
            Err(ImportError::Unknown {
                path: source.to_owned(),
                reason,
            })
        }
    }
}

async fn find_in_folder(folder: &Path) -> Result<Found, ImportError> {
    let repository = Git::discover(folder).await?;
    let in_git = repository.is_some();
    if let Some(git) = repository
        && let Some(hub) = Hub::of(git).await?
    {
        return Ok(Found::Hub(hub::gather(&hub).await?));
    }
    for name in [".beads/issues.jsonl", "issues.jsonl"] {
        if let Ok(Content::Other(content)) = read_file(&folder.join(name)).await {
            return Ok(Found::File(content));
        }
    }
    let path = folder.to_owned();
    Err(if in_git {
        ImportError::NoHub(path)
    } else {
        ImportError::Unknown {
            path,
            reason: "a folder outside any git repository".to_owned(),
        }
    })
}

/// Unpacks the bundle's hub into a folder that goes when it has been read.
async fn find_in_bundle(bundle: &Path) -> Result<Found, ImportError> {
    let dir = tempfile::tempdir()?;
    let git = Git::init_bare(dir.path()).await?;
    git.fetch_from(bundle, &[REFSPEC]).await?;
    let hub = Hub::of(git).await?.ok_or_else(|| ImportError::Unknown {
        path: bundle.to_owned(),
        reason: "a bundle without the branch crosslink/hub".to_owned(),
    })?;
    Ok(Found::Hub(hub::gather(&hub).await?))
}

/// What a file is.
enum Content {
    Bundle,
    Other(Vec<u8>),
    TooLong,
}

/// Reads a file, or a pipe. Bundles say what they are in their first line, `# v2 git bundle`; git
/// reads them by itself.
async fn read_file(file: &Path) -> std::io::Result<Content> {
    let mut file = tokio::fs::File::open(file).await?;
    let mut content = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut content).await?;
    if content.starts_with(b"# v") && content[3..].ends_with(b" git bundle\n") {
        return Ok(Content::Bundle);
    }
    file.take(FILE_MAX + 1).read_to_end(&mut content).await?;
    Ok(if content.len() as u64 > FILE_MAX {
        Content::TooLong
    } else {
        Content::Other(content)
    })
}

#[cfg(test)]
pub(crate) mod tests;
