//! A copy of the database that is whole, whoever writes to it meanwhile.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use sqlx::Connection;

use crate::{Error, Result, connect::Connector, identity};

/// Copies the SQLite database at a URL into a new file. The server may go on; a copy made by other
/// means while it runs would lack what still stands in its log of changes.
pub async fn backup(url: &str, to: &Path) -> Result<()> {
    let connector = Connector::new(url)?;
    let Some(file) = connector.file() else {
        return Err(Error::Unusable(
            "A backup of PostgreSQL is made by its own program: pg_dump".to_owned(),
        ));
    };
    if !file.exists() {
        return Err(Error::Unusable("There is no such file".to_owned()));
    }
    if to.exists() {
        return Err(Error::Unusable(format!(
            "{} is there already, and was left as it is",
            to.display()
        )));
    }
    identity::check(&connector).await?;
    let part = part_of(to);
    let copied = copy(&connector, &part)
        .await
        .and_then(|()| keep(&part, to).map_err(|error| sqlx::Error::from(error).into()));
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    copied
}

async fn copy(connector: &Connector, part: &Path) -> Result<()> {
    let target = part.to_str().ok_or_else(|| {
        Error::Unusable(format!(
            "{} is not a name that can be read as text",
            part.display()
        ))
    })?;
    let mut connection = connector.untouched().await?;
    sqlx::query("pragma busy_timeout = 10000")
        .execute(&mut connection)
        .await?;
    sqlx::query("vacuum into $1")
        .bind(target)
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}

/// Gives the finished copy its name once it is on the disk.
fn keep(part: &Path, to: &Path) -> io::Result<()> {
    File::open(part)?.sync_all()?;
    fs::rename(part, to)
}

fn part_of(to: &Path) -> std::path::PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
    to.with_file_name(name)
}
