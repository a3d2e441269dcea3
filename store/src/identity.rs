//! The identity of an SQLite file. A file of another program is refused before it is changed.

use sqlx::{AnyConnection, AssertSqlSafe, Connection};

use crate::{Error, Result, connect::Connector, dialect::Dialect};

/// `Xlnk`: what the header of our files says.
const APPLICATION: i64 = 0x586c_6e6b;

/// Refuses a file that another program has written.
pub(crate) async fn check(connector: &Connector) -> Result<()> {
    if connector.dialect() != Dialect::Sqlite {
        return Ok(());
    }
    let mut connection = connector.untouched().await?;
    let is_ours = is_ours(&mut connection).await;
    connection.close().await?;
    if is_ours? {
        return Ok(());
    }
    Err(Error::Unusable(
        "It is the database of another program; nothing in it was changed. Choose another file"
            .to_owned(),
    ))
}

/// One that says so, an empty one, or one from before our files said it.
async fn is_ours(connection: &mut AnyConnection) -> Result<bool> {
    let application = application(connection).await?;
    if application == APPLICATION || count(connection, "sqlite_master").await? == 0 {
        return Ok(true);
    }
    let migrated = application == 0
        && count(
            connection,
            "sqlite_master where type = 'table' and name in ('_sqlx_migrations', 'workspaces')",
        )
        .await?
            == 2;
    Ok(migrated
        && count(
            connection,
            "_sqlx_migrations where version = 1 and description = 'tracker'",
        )
        .await?
            == 1)
}

/// Has the file say that it is ours.
pub(crate) async fn sign(connector: &Connector, connection: &mut AnyConnection) -> Result<()> {
    if connector.dialect() == Dialect::Sqlite && application(connection).await? != APPLICATION {
        sqlx::query(AssertSqlSafe(format!(
            "pragma application_id = {APPLICATION}"
        )))
        .execute(connection)
        .await?;
    }
    Ok(())
}

async fn application(connection: &mut AnyConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("pragma application_id")
        .fetch_one(connection)
        .await?)
}

async fn count(connection: &mut AnyConnection, what: &'static str) -> Result<i64> {
    Ok(
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {what}")))
            .fetch_one(connection)
            .await?,
    )
}
