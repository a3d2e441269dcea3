//! Where the data is, as the command line says it.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use super::DatabaseArgs;

/// A database by the URL that the store opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// `sqlite:path` or `postgres://…`
    pub url: String,
}

/// Why there can be no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The folder for the file cannot be made.
    #[error("{0} cannot be written: {1}")]
    Folder(PathBuf, #[source] io::Error),
    /// The file's name cannot be said in a URL.
    #[error("{0} is not a name that can be read as text")]
    Name(PathBuf),
    /// Nothing was named.
    #[error(
        "--database (or CROSSLINK_DATABASE) is empty: write a file's path or postgres://host/name, or leave it out"
    )]
    Empty,
    /// A URL of something else.
    #[error(
        "'{0}' is not a database that Crosslink knows: write a file's path or postgres://host/name"
    )]
    Scheme(String),
    /// There is no current folder.
    #[error("the current folder cannot be read: {0}")]
    Here(#[source] io::Error),
}

/// Our folder in a repository.
const FOLDER: &str = ".crosslink";

impl DatabaseArgs {
    /// The database that is meant, its folder made.
    pub fn resolve(&self) -> Result<Database, DatabaseError> {
        let path = match self.database.as_deref() {
            Some(text) if text.trim().is_empty() => return Err(DatabaseError::Empty),
            Some(url) if is_url(url) => {
                return Ok(Database {
                    url: url.to_owned(),
                });
            }
            Some(url) if scheme(url).is_some() => {
                return Err(DatabaseError::Scheme(
                    scheme(url).unwrap_or_default().into(),
                ));
            }
            Some(path) => PathBuf::from(path),
            None => found(&root(&env::current_dir().map_err(DatabaseError::Here)?))?,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| DatabaseError::Folder(folder.to_owned(), error))?;
        }
        let text = path
            .to_str()
            .ok_or_else(|| DatabaseError::Name(path.clone()))?;
        Ok(Database {
            url: format!("sqlite:{text}"),
        })
    }
}

/// `mysql://` of `mysql://user:secret@host`: the rest may hold a password.
fn scheme(text: &str) -> Option<&str> {
    let end = text.find("://")?;
    let named = !text[..end].is_empty()
        && text[..end]
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    named.then(|| &text[..end + 3])
}

fn is_url(text: &str) -> bool {
    ["sqlite:", "postgres:", "postgresql:"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

/// The repository that holds a folder, else the folder itself.
#[must_use]
pub fn root(folder: &Path) -> PathBuf {
    folder
        .ancestors()
        .find(|parent| parent.join(".git").exists())
        .unwrap_or(folder)
        .to_owned()
}

/// Makes our folder there, out of git's sight. A folder that somebody keeps in git for other files
/// stays in it.
fn found(root: &Path) -> Result<PathBuf, DatabaseError> {
    let folder = root.join(FOLDER);
    let hidden = if folder.exists() {
        "crosslink.db*\n"
    } else {
        "*\n"
    };
    let ignore = folder.join(".gitignore");
    let made = fs::create_dir_all(&folder).and_then(|()| {
        if ignore.exists() {
            Ok(())
        } else {
            fs::write(&ignore, hidden)
        }
    });
    made.map_err(|error| DatabaseError::Folder(folder.clone(), error))?;
    Ok(folder.join("crosslink.db"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_holds_the_data() {
        let outer = tempfile::tempdir().unwrap();
        let inside = outer.path().join("repo/src/deep");
        fs::create_dir_all(&inside).unwrap();
        assert_eq!(root(&inside), inside);
        fs::create_dir(outer.path().join("repo/.git")).unwrap();
        assert_eq!(root(&inside), outer.path().join("repo"));

        let file = found(&root(&inside)).unwrap();
        assert_eq!(file, outer.path().join("repo/.crosslink/crosslink.db"));
        assert_eq!(
            fs::read_to_string(file.with_file_name(".gitignore")).unwrap(),
            "*\n"
        );
    }

    #[test]
    fn a_folder_that_was_there_hides_only_the_database() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(FOLDER)).unwrap();
        let file = found(root.path()).unwrap();
        assert_eq!(
            fs::read_to_string(file.with_file_name(".gitignore")).unwrap(),
            "crosslink.db*\n"
        );
    }

    #[test]
    fn urls_and_paths() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new folder/data.db");
        let resolve = |text: &str| {
            DatabaseArgs {
                database: Some(text.to_owned()),
            }
            .resolve()
            .unwrap()
            .url
        };
        assert_eq!(
            resolve("postgres://localhost/crosslink"),
            "postgres://localhost/crosslink"
        );
        assert_eq!(resolve("sqlite::memory:"), "sqlite::memory:");
        assert_eq!(
            resolve(path.to_str().unwrap()),
            format!("sqlite:{}", path.display())
        );
        assert!(path.parent().unwrap().is_dir());
    }

    #[test]
    fn what_is_no_database_is_refused() {
        let refused = |text: &str| {
            DatabaseArgs {
                database: Some(text.to_owned()),
            }
            .resolve()
            .unwrap_err()
            .to_string()
        };
        for empty in ["", " "] {
            assert!(refused(empty).contains("is empty"), "{empty:?}");
        }
        let says = refused("mysql://me:secret@host/x");
        assert_eq!(
            says,
            "'mysql://' is not a database that Crosslink knows: write a file's path or postgres://host/name"
        );
    }
}
