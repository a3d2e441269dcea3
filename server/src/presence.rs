//! Whether another server has the same SQLite file open. Both work: what one of them writes, the
//! other hears of. But whoever starts the second one by mistake wants to know.

use std::{
    fs::{File, TryLockError},
    path::PathBuf,
};

/// Says, for as long as it lives, that a server has the database open.
#[derive(Debug)]
pub struct Presence {
    /// Kept for its lock.
    _file: Option<File>,
    shared: bool,
}

impl Presence {
    /// In the database of this URL. Where the folder takes no file, nothing is said and nothing is
    /// noticed.
    #[must_use]
    pub fn announce(url: &str) -> Self {
        let path = url
            .strip_prefix("sqlite:")
            .map(|path| path.strip_prefix("//").unwrap_or(path));
        let file = path
            .filter(|path| *path != ":memory:")
            .map(|path| PathBuf::from(format!("{path}-open")));
        // A lock on the database itself would be in the way of SQLite's own.
        let file = file.and_then(|path| {
            File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)
                .ok()
        });
        let shared = file
            .as_ref()
            .is_some_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
        if let Some(file) = &file {
            // From now on as one of several: whoever comes next finds that it is not alone.
            let _ = file.unlock().and_then(|()| file.lock_shared());
        }
        Presence {
            _file: file,
            shared,
        }
    }

    /// Returns true if another server was there before.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_one_notices() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("a.db").display());
        let first = Presence::announce(&url);
        let second = Presence::announce(&url);
        assert!(!first.is_shared() && second.is_shared());
        drop(first);
        assert!(
            Presence::announce(&url).is_shared(),
            "the second one is still there"
        );
        drop(second);
        assert!(!Presence::announce(&url).is_shared());
        for other in [
            "sqlite::memory:",
            "postgres://localhost/x",
            "sqlite:/no/such/folder/x.db",
        ] {
            assert!(!Presence::announce(other).is_shared(), "{other}");
        }
    }
}
