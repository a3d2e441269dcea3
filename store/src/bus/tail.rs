//! Follows the log of events, to which other programs write too.

use std::time::Duration;

use model::WorkspaceId;
use sqlx::{AnyPool, postgres::PgListener};
use tokio::{
    select,
    time::{sleep, timeout},
};

use super::Bus;
use crate::{
    Clock, Result,
    connect::Connector,
    dialect::Dialect,
    events::{self, Mark},
};

/// How long to wait for a notification of PostgreSQL before looking anyway: one may have been lost
/// with its connection.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often SQLite is asked whether anybody has written: it notifies nobody.
const POLL: Duration = Duration::from_millis(250);

pub(super) struct Tail {
    pub(super) bus: Bus,
    pub(super) connector: Connector,
    pub(super) readers: AnyPool,
    pub(super) clock: Clock,
}

impl Tail {
    /// Works until it is aborted.
    pub(super) async fn follow(self) {
        loop {
            let followed = match self.connector.dialect() {
                Dialect::Sqlite => self.poll().await,
                Dialect::Postgres => self.listen().await,
            };
            if let Err(error) = followed {
                tracing::warn!(%error, "the event tail was interrupted");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }

    /// SQLite counts, for each connection, the commits of all others.
    async fn poll(&self) -> Result<()> {
        let mut connection = self.readers.acquire().await?;
        let mut seen = None;
        loop {
            let version: i64 = sqlx::query_scalar("pragma data_version")
                .fetch_one(&mut *connection)
                .await?;
            if seen.replace(version) != Some(version) {
                self.look().await?;
            }
            select! {
                () = sleep(POLL) => {}
                () = self.bus.shared.overtaken.notified() => seen = None,
            }
        }
    }

    async fn listen(&self) -> Result<()> {
        let mut listener = PgListener::connect(self.connector.url()).await?;
        listener.listen("crosslink").await?;
        loop {
            self.look().await?;
            select! {
                heard = timeout(PATIENCE, listener.recv()) => drop(heard.map_or(Ok(None), |heard| heard.map(Some))?),
                () = self.bus.shared.overtaken.notified() => {}
            }
        }
    }

    /// Announces what the log has beyond what was announced.
    async fn look(&self) -> Result<()> {
        // Before the log is read: what is announced is committed, so a log that ends before it is
        // not the same log.
        let marks = self.bus.marks();
        for (workspace, end) in events::newest(&self.readers).await? {
            let mark = marks.get(&workspace).copied().unwrap_or_default();
            if end.seq < mark.seq
                || end.contradicts(mark)
                || (end.seq > mark.seq && !self.has(workspace, mark).await?)
            {
                tracing::warn!(
                    was = mark.seq,
                    is = end.seq,
                    "the database was restored; everybody reads again"
                );
                self.bus.begin_again(workspace, end, (self.clock)());
            } else if end.seq > mark.seq {
                self.catch_up(workspace, mark.seq).await?;
            }
        }
        Ok(())
    }

    /// Returns true if the log has this event: another one of its number means that it is another
    /// log.
    async fn has(&self, workspace: WorkspaceId, mark: Mark) -> Result<bool> {
        let kept = events::mark(&self.readers, workspace, mark.seq).await?;
        Ok(kept.is_none_or(|kept| !kept.contradicts(mark)))
    }

    async fn catch_up(&self, workspace: WorkspaceId, mut seq: i64) -> Result<()> {
        loop {
            let (last, events) = events::after(&self.readers, workspace, seq).await?;
            events
                .into_iter()
                .for_each(|event| self.bus.publish_read(event));
            match last {
                Some(last) => seq = last,
                None => return Ok(()),
            }
        }
    }
}
