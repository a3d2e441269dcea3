//! The only room that knows SQL.
//!
//! Every change, its activity and its event are one transaction; nothing is announced before its
//! commit. SQLite by default, PostgreSQL by URL, the same queries for both. A write without an
//! [`Actor`] cannot be expressed: [`Store`] has no other way in.

mod activities;
mod actors;
mod agents;
mod backup;
mod bus;
mod comments;
mod connect;
mod counts;
mod dialect;
mod events;
mod identity;
mod import;
mod issues;
mod knowledge;
mod labels;
mod locks;
mod milestones;
mod relations;
mod schema;
mod search;
mod seed;
mod sessions;
mod shape;
mod statement;
mod sync;
mod transaction;
mod usage;
mod writer;

use std::{path::PathBuf, sync::Arc};

use futures::future::BoxFuture;
use model::{Actor, Error as DomainError, Event, Timestamp};
use sqlx::{AnyPool, AssertSqlSafe};
use tokio::{sync::broadcast, task::AbortHandle};

pub use backup::backup;
pub use counts::Counts;
pub use events::{REPLAY_MAX, Replay};
pub use sync::Signed;

use bus::Bus;
use connect::Connector;
use dialect::{Dialect, Failure};
use transaction::Transaction;
use writer::Writer;

/// What the store returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule refused; its sentence is for people.
    #[error(transparent)]
    Rule(#[from] DomainError),
    /// The disk is full; nothing was changed.
    #[error("The disk is full, so nothing was changed. Make room and try again")]
    Full,
    /// The database takes no changes.
    #[error(
        "The database is read-only, so nothing can be changed: see to the permissions of its file and its folder"
    )]
    ReadOnly,
    /// The database is not one that this program can work with; the sentence says why.
    #[error("{0}")]
    Unusable(String),
    /// The database failed; its text is for the log only.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
    /// The writer has stopped: the program is shutting down.
    #[error("the store is shutting down")]
    Closed,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error
            .as_database_error()
            .and_then(|error| Dialect::failure(&error.code()?))
        {
            Some(Failure::Full) => Error::Full,
            Some(Failure::ReadOnly) => Error::ReadOnly,
            None => Error::Database(error),
        }
    }
}

/// The clock, so that tests can move it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    /// Instant of every write through this handle; the clock's where there is none.
    at: Option<Timestamp>,
}

struct Shared {
    dialect: Dialect,
    readers: AnyPool,
    writer: Writer,
    bus: Bus,
    clock: Clock,
    tail: AbortHandle,
    /// The file behind `sqlite::memory:`.
    temporary: Option<PathBuf>,
}

impl Store {
    /// Opens (and creates, migrates, founds) the database: `sqlite:path`, `sqlite::memory:` or
    /// `postgres://…`.
    pub async fn open(url: &str) -> Result<Self> {
        Store::open_with(url, Arc::new(system_clock)).await
    }

    /// The same with a clock of one's own.
    pub async fn open_with(url: &str, clock: Clock) -> Result<Self> {
        let connector = Connector::new(url)?;
        schema::prepare(&connector, clock()).await?;
        let readers = connector.readers().await?;
        let bus = Bus::open(&readers).await?;
        let tail = bus.follow(connector.clone(), readers.clone(), clock.clone());
        let dialect = connector.dialect();
        let temporary = connector.temporary().map(Into::into);
        let writer = Writer::start(connector, bus.clone(), clock.clone());
        Ok(Store {
            shared: Arc::new(Shared {
                dialect,
                readers,
                writer,
                bus,
                clock,
                tail,
                temporary,
            }),
            at: None,
        })
    }

    /// Finishes what was acknowledged and stops the writer.
    pub async fn close(&self) {
        self.shared.writer.close().await;
        self.shared.tail.abort();
        self.shared.readers.close().await;
    }

    /// Now, by the store's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(|| (self.shared.clock)())
    }

    /// The same store at another instant: its writes are dated `at`. Sample data gets a past this
    /// way, by the same verbs.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Self {
        Store {
            shared: Arc::clone(&self.shared),
            at: Some(at),
        }
    }

    /// Hears every event after its commit, in `seq` order. A receiver that lags is told so and must
    /// read again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.shared.bus.subscribe()
    }

    fn dialect(&self) -> Dialect {
        self.shared.dialect
    }

    fn readers(&self) -> &AnyPool {
        &self.shared.readers
    }

    fn sql(&self, template: &str) -> AssertSqlSafe<String> {
        self.shared.dialect.sql(template)
    }

    /// Runs a verb in the writer's transaction. A verb awaits nothing but the database.
    async fn write<T, F>(&self, actor: &Actor, verb: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        let at = self.at;
        let write = self.shared.writer.write(actor, move |tx| {
            tx.now = at.unwrap_or(tx.now);
            verb(tx)
        });
        write.await
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.tail.abort();
        for suffix in ["", "-wal", "-shm"] {
            if let Some(path) = &self.temporary {
                let mut path = path.clone().into_os_string();
                path.push(suffix);
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

fn system_clock() -> Timestamp {
    let micros = chrono::Utc::now().timestamp_micros();
    Timestamp::from_micros(micros)
        .unwrap_or_else(|| unreachable!("the year is not between 0 and 9999"))
}
