//! The writer's task: one group of verbs after the other.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use sqlx::{AnyConnection, Connection};
use tokio::sync::{mpsc, oneshot};

use super::{Job, Message};
use crate::{Clock, Error, Result, bus::Bus, connect::Connector, transaction::Transaction};

/// Most verbs in one commit: the first of them waits for the last.
const GROUP: usize = 128;

/// How long SQLite's log of changes may be, in bytes, before it is begun anew.
const LOG_MAX: u64 = 48 * 1024 * 1024;

pub(super) struct Task {
    connector: Connector,
    bus: Bus,
    clock: Clock,
    waiting: mpsc::Receiver<Message>,
    /// `None` after it was lost; the next group opens another.
    connection: Option<AnyConnection>,
    closing: Vec<oneshot::Sender<()>>,
    /// From this length on, in bytes, SQLite's log of changes is begun anew.
    log_max: u64,
}

/// Verbs that have run, each with why it failed.
type Done = Vec<(Box<dyn Job>, Option<Error>)>;

impl Task {
    pub(super) fn new(
        connector: Connector,
        bus: Bus,
        clock: Clock,
        waiting: mpsc::Receiver<Message>,
    ) -> Self {
        Task {
            connector,
            bus,
            clock,
            waiting,
            connection: None,
            closing: Vec::new(),
            log_max: LOG_MAX,
        }
    }

    /// Works until the last handle is gone or the store is closed, and then until the queue is
    /// empty.
    pub(super) async fn work(mut self) {
        while let Some(message) = self.waiting.recv().await {
            if let Some(job) = self.accept(message) {
                self.group(job).await;
            }
        }
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
        for closed in self.closing {
            let _ = closed.send(());
        }
    }

    fn accept(&mut self, message: Message) -> Option<Box<dyn Job>> {
        match message {
            Message::Run(job) => Some(job),
            Message::Close(done) => {
                self.waiting.close();
                self.closing.push(done);
                None
            }
        }
    }

    /// The next verb that has queued up already.
    fn next(&mut self) -> Option<Box<dyn Job>> {
        loop {
            let message = self.waiting.try_recv().ok()?;
            if let Some(job) = self.accept(message) {
                return Some(job);
            }
        }
    }

    /// Runs and commits a group that begins with `first`, then announces, then answers.
    async fn group(&mut self, first: Box<dyn Job>) {
        let mut done = Done::new();
        let ran = self.run_all(first, &mut done).await;
        let full = done
            .iter()
            .filter_map(|(_, failure)| failure.as_ref())
            .chain(ran.as_ref().err())
            .any(is_full);
        match ran {
            Ok(events) => {
                self.bus.publish(events);
                done.into_iter()
                    .for_each(|(job, failure)| job.answer(failure));
            }
            Err(error) => {
                tracing::error!(%error, verbs = done.len(), "a group of writes is lost");
                // One that was refused on its own stays refused for its own reason.
                done.into_iter().for_each(|(job, failure)| {
                    job.answer(Some(failure.unwrap_or_else(|| lost(&error))));
                });
            }
        }
        self.keep_log_short(full).await;
    }

    /// SQLite begins its log of changes anew only when nobody reads it, which under load may be
    /// never; and what it has in the log twice may be the room that is missing.
    async fn keep_log_short(&mut self, full: bool) {
        let length = self.connector.log_length();
        if length < self.log_max && !(full && length > 0) {
            return;
        }
        let connection = match self.connection.take() {
            Some(connection) => Ok(connection),
            None => self.connector.writer().await,
        };
        if let Ok(mut connection) = connection
            && self.connector.checkpoint(&mut connection).await.is_ok()
        {
            self.connection = Some(connection);
        }
        let left = self.connector.log_length();
        // Somebody reads for long: trying again at once would hold up the writers for nothing.
        self.log_max = if left < LOG_MAX {
            LOG_MAX
        } else {
            left + LOG_MAX / 4
        };
    }

    /// On an error nothing of the group is committed and the connection, whose state nobody knows,
    /// is gone.
    async fn run_all(
        &mut self,
        first: Box<dyn Job>,
        done: &mut Done,
    ) -> Result<Vec<std::sync::Arc<model::Event>>> {
        let mut tx = match self.begin().await {
            Ok(connection) => Transaction::new(
                connection,
                self.connector.dialect(),
                first.actor().clone(),
                (self.clock)(),
            ),
            Err(error) => {
                done.push((first, None));
                return Err(error);
            }
        };
        let mut next = Some(first);
        while let Some(job) = next {
            done.push((job, None));
            if let Some((job, failure)) = done.last_mut() {
                *failure = run(job.as_mut(), &mut tx, &self.clock).await?;
            }
            next = if done.len() < GROUP {
                self.next()
            } else {
                None
            };
        }
        let (connection, events) = tx.commit().await?;
        self.connection = Some(connection);
        Ok(events)
    }

    /// Begins a transaction; where the connection was lost meanwhile, on a new one.
    async fn begin(&mut self) -> Result<AnyConnection> {
        if let Some(mut connection) = self.connection.take() {
            match self.connector.begin(&mut connection).await {
                Ok(()) => return Ok(connection),
                Err(error) => tracing::warn!(%error, "the writing connection was lost"),
            }
        }
        let mut connection = self.connector.writer().await?;
        self.connector.begin(&mut connection).await?;
        Ok(connection)
    }
}

/// Runs one verb under a savepoint. The inner result is its own failure, the outer one that of the
/// whole group.
async fn run(job: &mut dyn Job, tx: &mut Transaction, clock: &Clock) -> Result<Option<Error>> {
    tx.start(job.actor().clone(), clock()).await?;
    let ran = AssertUnwindSafe(async {
        job.run(tx).await?;
        tx.finish().await
    });
    let failure = match ran.catch_unwind().await {
        Ok(Ok(())) => return Ok(None),
        Ok(Err(error)) => error,
        Err(_) => Error::Database(sqlx::Error::Protocol("a write panicked".into())),
    };
    match (tx.undo().await, failure) {
        (Ok(()), failure) => Ok(Some(failure)),
        // SQLite may have taken the whole transaction back by itself.
        (Err(_), failure @ (Error::Full | Error::ReadOnly)) => Err(failure),
        (Err(error), _) => Err(error),
    }
}

fn lost(reason: &Error) -> Error {
    match reason {
        Error::Full => Error::Full,
        Error::ReadOnly => Error::ReadOnly,
        other => Error::Database(sqlx::Error::Protocol(format!("not committed: {other}"))),
    }
}

fn is_full(error: &Error) -> bool {
    matches!(error, Error::Full)
}
