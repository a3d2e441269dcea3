//! The schema: migrations, embedded at compile time and run when a store is opened.

use model::Timestamp;
use sqlx::{
    Connection,
    migrate::{MigrateError, Migrator},
};

use crate::{Error, Result, connect::Connector, dialect::Dialect, identity, seed};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// Brings the database up to date and founds what an empty one lacks.
pub(crate) async fn prepare(connector: &Connector, now: Timestamp) -> Result<()> {
    identity::check(connector).await?;
    let mut connection = connector.writer().await?;
    let migrator = match connector.dialect() {
        Dialect::Sqlite => &SQLITE,
        Dialect::Postgres => &POSTGRES,
    };
    migrator
        .run(&mut connection)
        .await
        .map_err(|error| refusal(error, migrator))?;
    identity::sign(connector, &mut connection).await?;
    connector.begin(&mut connection).await?;
    seed::found(&mut connection, now).await?;
    sqlx::query("commit").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

fn refusal(error: MigrateError, migrator: &Migrator) -> Error {
    let newest = migrator
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default();
    match error {
        MigrateError::VersionMissing(version) if version > newest => Error::Unusable(format!(
            "This database was written by a newer Crosslink (schema {version}); this one knows schema {newest} and older. Use the newer one"
        )),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => Error::Database(other.into()),
    }
}
