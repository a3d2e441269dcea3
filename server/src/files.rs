//! Reading small files that others write: agents, tools, people.
//!
//! By the time such a file is opened it may be a link to a private key, a pipe that nobody ever
//! writes to, or a device. So a path is walked part by part from one folder, no part is followed as
//! a link, opening never waits, only regular files count, and a read has an end.

use std::{
    fs::File,
    io::{self, Read},
    path::{Component, Path},
    time::Duration,
};

use rustix::{
    fd::OwnedFd,
    fs::{Mode, OFlags},
};
use tokio::{task::spawn_blocking, time::timeout};

/// How long a file system may take; a network's may never answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The first `max` bytes of a regular file in a folder. `file` is relative to the folder.
pub(crate) fn read(folder: &Path, file: impl AsRef<Path>, max: u64) -> io::Result<Vec<u8>> {
    let file = File::from(open(folder, file.as_ref())?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    let mut bytes = Vec::new();
    file.take(max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn open(folder: &Path, file: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let mut at = rustix::fs::open(folder, flags | OFlags::DIRECTORY, Mode::empty())?;
    for part in file.components() {
        let Component::Normal(name) = part else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path leads out of the folder",
            ));
        };
        at = rustix::fs::openat(&at, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Ok(at)
}

/// The same as text; what is not UTF-8 in it is replaced.
pub(crate) fn text(folder: &Path, file: impl AsRef<Path>, max: u64) -> Option<String> {
    let bytes = read(folder, file, max).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs file work where it may block, for at most five seconds.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    match timeout(PATIENCE, spawn_blocking(work)).await {
        Ok(done) => done.map_err(io::Error::other),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the file system does not answer",
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink, process::Command};

    use super::*;

    #[test]
    fn only_regular_files_inside_the_folder_are_read() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("inside");
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(outer.path().join("secret"), "secret").unwrap();
        fs::write(folder.join("deep/file"), "0123456789").unwrap();
        symlink(outer.path().join("secret"), folder.join("absolute")).unwrap();
        symlink("../secret", folder.join("relative")).unwrap();
        symlink("deep/file", folder.join("inner")).unwrap();
        symlink(outer.path(), folder.join("out")).unwrap();
        symlink("/dev/zero", folder.join("device")).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(folder.join("pipe"))
                .status()
                .unwrap()
                .success()
        );

        assert_eq!(read(&folder, "deep/file", 4).unwrap(), b"0123");
        assert_eq!(
            text(&folder, "deep/file", 100).as_deref(),
            Some("0123456789")
        );
        let others = [
            "absolute",
            "relative",
            "inner",
            "out/secret",
            "device",
            "pipe",
            "deep",
            "missing",
            "../secret",
        ];
        for other in others {
            assert!(read(&folder, other, 100).is_err(), "{other}");
        }
        assert!(read(&folder, outer.path().join("secret"), 100).is_err());
    }
}
