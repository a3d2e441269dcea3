//! Connections: database URLs, and the settings of each connection.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use crate::{Error, Result, dialect::Dialect};

/// Readers on SQLite; each is a thread. One of them follows the log of events.
const READERS_SQLITE: u32 = 5;
/// Readers on PostgreSQL; each is a process there.
const READERS_POSTGRES: u32 = 8;
/// The advisory lock that writers of all servers on one PostgreSQL database take in turn.
const WRITER_LOCK: i64 = 0x0063_726f_7373;

/// Opens connections to one database.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    dialect: Dialect,
    options: AnyConnectOptions,
    url: String,
    /// Where SQLite has it.
    file: Option<PathBuf>,
    temporary: bool,
}

impl Connector {
    /// Reads a URL. A `sqlite:` path is taken as it is, nothing in it is decoded.
    pub(crate) fn new(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Connector::with(Dialect::Postgres, url.to_owned(), None, false);
        }
        let path = url.strip_prefix("sqlite:").ok_or_else(|| {
            configuration(format!("'{url}' is not a database: write sqlite:path, sqlite::memory: or postgres://host/name"))
        })?;
        if path == ":memory:" {
            // A file that nobody else knows: what SQLite calls memory cannot be shared by
            // connections without locking them out.
            let path = std::env::temp_dir().join(format!("crosslink-{}.db", uuid::Uuid::new_v4()));
            return Connector::with(Dialect::Sqlite, file_url(&path)?, Some(path), true);
        }
        let path = Path::new(path.strip_prefix("//").unwrap_or(path));
        Connector::with(
            Dialect::Sqlite,
            file_url(path)?,
            Some(path.to_owned()),
            false,
        )
    }

    fn with(dialect: Dialect, url: String, file: Option<PathBuf>, temporary: bool) -> Result<Self> {
        let options = AnyConnectOptions::from_str(&url)?;
        Ok(Connector {
            dialect,
            options,
            url,
            file,
            temporary,
        })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The URL as the driver reads it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The file to remove when the store is dropped.
    pub(crate) fn temporary(&self) -> Option<&Path> {
        self.file.as_deref().filter(|_| self.temporary)
    }

    /// Where SQLite has the database.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// A connection that was told nothing, so that nothing was changed by it.
    pub(crate) async fn untouched(&self) -> Result<AnyConnection> {
        Ok(self.options.connect().await?)
    }

    /// How long SQLite's log of changes is, in bytes.
    pub(crate) fn log_length(&self) -> u64 {
        let log = self.file.as_ref().map(|file| {
            let mut log = file.clone().into_os_string();
            log.push("-wal");
            log
        });
        log.and_then(|log| std::fs::metadata(log).ok())
            .map_or(0, |file| file.len())
    }

    /// Moves SQLite's log of changes into the database and begins it anew, unless somebody reads
    /// for long.
    pub(crate) async fn checkpoint(&self, connection: &mut AnyConnection) -> Result<()> {
        let statements = "pragma busy_timeout = 200; pragma wal_checkpoint(truncate); pragma busy_timeout = 10000";
        connection.execute(sqlx::raw_sql(statements)).await?;
        Ok(())
    }

    /// A connection that may write.
    pub(crate) async fn writer(&self) -> Result<AnyConnection> {
        let mut connection = self.options.connect().await?;
        self.prepare(&mut connection, true).await?;
        Ok(connection)
    }

    /// Connections that only read, and never wait for the writer.
    pub(crate) async fn readers(&self) -> Result<AnyPool> {
        let connector = self.clone();
        let (connections, test) = match self.dialect {
            Dialect::Sqlite => (READERS_SQLITE, false),
            Dialect::Postgres => (READERS_POSTGRES, true),
        };
        let options = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(test)
            .after_connect(move |connection, _| {
                let connector = connector.clone();
                Box::pin(async move { connector.prepare(connection, false).await })
            });
        Ok(options.connect_with(self.options.clone()).await?)
    }

    /// Begins a transaction that nothing else can write beside.
    pub(crate) async fn begin(&self, connection: &mut AnyConnection) -> Result<()> {
        let statement = match self.dialect {
            Dialect::Sqlite => "begin immediate".to_owned(),
            Dialect::Postgres => format!("begin; select pg_advisory_xact_lock({WRITER_LOCK})"),
        };
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(statement)))
            .await?;
        Ok(())
    }

    async fn prepare(&self, connection: &mut AnyConnection, writes: bool) -> sqlx::Result<()> {
        let statements = match (self.dialect, writes) {
            (Dialect::Sqlite, true) if self.temporary => {
                concat!(sqlite!(), "pragma synchronous = off")
            }
            (Dialect::Sqlite, true) => concat!(sqlite!(), "pragma synchronous = full"),
            (Dialect::Sqlite, false) => concat!(sqlite!(), "pragma query_only = on"),
            // Our statements are short; compiling one takes longer than running it.
            (Dialect::Postgres, true) => "set jit = off",
            (Dialect::Postgres, false) => "set jit = off; set default_transaction_read_only = on",
        };
        connection.execute(sqlx::raw_sql(statements)).await?;
        Ok(())
    }
}

/// What every SQLite connection is told. WAL: readers never wait for the writer.
macro_rules! sqlite {
    () => {
        "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma journal_size_limit = 67108864; \
         pragma foreign_keys = on; pragma cache_size = -16000;"
    };
}
use sqlite;

fn file_url(path: &Path) -> Result<String> {
    let path = std::path::absolute(path).map_err(|error| Error::Database(error.into()))?;
    let path = path
        .to_str()
        .ok_or_else(|| configuration(format!("'{}' is not UTF-8", path.display())))?;
    let mut url = String::from("sqlite://");
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                url.push(byte.into());
            }
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url.push_str("?mode=rwc");
    Ok(url)
}

fn configuration(sentence: String) -> Error {
    Error::Database(sqlx::Error::Configuration(sentence.into()))
}
