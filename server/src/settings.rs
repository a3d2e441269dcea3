//! The settings file, `.crosslink/hook-config.json`: ours are six of its keys, the rest belongs to
//! other tools.
//!
//! Only the values that change are touched; every other byte of the file stays, order and
//! formatting included. It is replaced as a whole by renaming a finished one over it, so that
//! nobody ever reads half of it, and this program writes one change after the other. It is read
//! anew each time, so that what people write into it by hand holds at once.

mod edit;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use model::{Config, ConfigPatch};
use serde_json::{Map, Value};

use crate::files;

/// Where it is, from the folder that the program serves.
const PLACE: &str = ".crosslink/hook-config.json";
/// The largest file that is read, in bytes.
const LENGTH_MAX: u64 = 1024 * 1024;

/// Why the settings cannot be read or written: sentences for people, who can mend the file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It is not JSON, or not an object.
    #[error("{PLACE} cannot be read as JSON ({0}). It was left as it is: fix it by hand")]
    NotJson(String),
    /// It is too long to be what it should be.
    #[error("{PLACE} is longer than a megabyte. It was left as it is")]
    TooLong,
    /// It leads out of the folder.
    #[error("{PLACE} is a link to a file outside of this folder. It was left as it is")]
    Elsewhere,
    /// A key that is to be changed stands there twice, so that nobody could say which one counts.
    #[error("{PLACE} says '{0}' more than once. It was left as it is: fix it by hand")]
    Twice(&'static str),
    /// The system refused.
    #[error("{PLACE} cannot be {0}: {1}")]
    System(&'static str, #[source] io::Error),
}

/// The settings file of one folder; cheap to clone.
#[derive(Clone, Debug)]
pub struct Settings {
    folder: PathBuf,
    /// Held while it is read, changed and replaced.
    writing: Arc<Mutex<()>>,
}

impl Settings {
    /// Of the folder that the program serves. The file need not exist.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Settings {
            folder: folder.to_owned(),
            writing: Arc::default(),
        }
    }

    /// The settings; the defaults where there is no file.
    pub async fn read(&self) -> Result<Config, SettingsError> {
        let folder = self.folder.clone();
        blocking(move || Ok(Config::read(&object(&text(&folder)?)?))).await
    }

    /// The settings as they hold: the defaults, with a notice, where the file cannot be read.
    /// Nobody's issues are out of reach because of a comma in it.
    pub async fn current(&self) -> Config {
        self.read().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings file");
            Config {
                notice: Some(error.to_string()),
                ..Config::default()
            }
        })
    }

    /// Writes what the patch changes, creating the file where there is none; returns the settings
    /// after it.
    pub async fn change(&self, patch: ConfigPatch) -> Result<Config, SettingsError> {
        let Settings { folder, writing } = self.clone();
        blocking(move || {
            let _one_at_a_time = writing.lock().unwrap_or_else(PoisonError::into_inner);
            let before = text(&folder)?;
            let file = object(&before)?;
            let changes = patch.changes(&file);
            if changes.is_empty() {
                return Ok(Config::read(&file));
            }
            let after = edit::set(&before, &changes);
            let file = object(&after)?;
            if let Some((key, _)) = changes
                .iter()
                .find(|(key, value)| file.get(*key) != Some(value))
            {
                return Err(SettingsError::Twice(key));
            }
            replace(&folder.join(PLACE), &after)
                .map_err(|error| SettingsError::System("written", error))?;
            Ok(Config::read(&file))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SettingsError> + Send + 'static,
) -> Result<T, SettingsError> {
    files::blocking(work)
        .await
        .unwrap_or_else(|error| Err(SettingsError::System("read", error)))
}

/// What the file says; nothing where there is none. A link is followed inside the folder only.
fn text(folder: &Path) -> Result<String, SettingsError> {
    let unreadable = |error| SettingsError::System("read", error);
    let folder = std::fs::canonicalize(folder).map_err(unreadable)?;
    let file = match std::fs::canonicalize(folder.join(PLACE)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let file = file
        .strip_prefix(&folder)
        .map_err(|_| SettingsError::Elsewhere)?;
    let bytes = files::read(&folder, file, LENGTH_MAX + 1).map_err(unreadable)?;
    if bytes.len() as u64 > LENGTH_MAX {
        return Err(SettingsError::TooLong);
    }
    String::from_utf8(bytes).map_err(|error| SettingsError::NotJson(error.to_string()))
}

fn object(text: &str) -> Result<Map<String, Value>, SettingsError> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(file)) => Ok(file),
        Ok(_) => Err(SettingsError::NotJson("it is not an object".into())),
        Err(error) => Err(SettingsError::NotJson(error.to_string())),
    }
}

/// Puts a finished file in the place of the old one, behind a link too, with the old one's
/// permissions.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".hook-config")
        .permissions(permissions(&path))
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn permissions(path: &Path) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).map_or_else(
        |_| std::fs::Permissions::from_mode(0o644),
        |old| old.permissions(),
    )
}

#[cfg(test)]
mod tests;
