//! The schema: migrations, embedded at compile time and run when a store is opened.

use model::Timestamp;
use sqlx::{Connection, migrate::Migrator};

use crate::{Error, Result, connect::Connector, dialect::Dialect, founding};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// Brings the database up to date and founds what an empty one lacks.
pub(crate) async fn prepare(connector: &Connector, now: Timestamp) -> Result<()> {
    let mut connection = connector.writer().await?;
    let migrator = match connector.dialect() {
        Dialect::Sqlite => &SQLITE,
        Dialect::Postgres => &POSTGRES,
    };
    migrator.run(&mut connection).await.map_err(|error| Error::Database(error.into()))?;
    connector.begin(&mut connection).await?;
    founding::found(&mut connection, now).await?;
    sqlx::query("commit").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
