//! Follows the table of events on PostgreSQL.

use std::{sync::Arc, time::Duration};

use sqlx::{AnyPool, postgres::PgListener};

use super::Bus;
use crate::{Result, events};

/// How long to wait for a notification before looking anyway: one may have been lost with its connection.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) struct Tail {
    bus: Bus,
    url: String,
    readers: AnyPool,
    /// The newest event that rang.
    last: i64,
}

impl Tail {
    /// Begins after what is there now.
    pub(super) async fn new(bus: Bus, url: String, readers: AnyPool) -> Result<Self> {
        let last = sqlx::query_scalar("select coalesce(max(id), 0) from events").fetch_one(&readers).await?;
        Ok(Tail { bus, url, readers, last })
    }

    /// Works until it is aborted.
    pub(super) async fn follow(mut self) {
        loop {
            if let Err(error) = self.listen().await {
                tracing::warn!(%error, "the event tail was interrupted");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    async fn listen(&mut self) -> Result<()> {
        let mut listener = PgListener::connect(&self.url).await?;
        listener.listen("crosslink").await?;
        loop {
            self.catch_up().await?;
            if let Ok(heard) = tokio::time::timeout(PATIENCE, listener.recv()).await {
                heard?;
            }
        }
    }

    async fn catch_up(&mut self) -> Result<()> {
        while let Some((last, events)) = events::after(&self.readers, self.last).await? {
            self.last = last;
            events.into_iter().for_each(|event| self.bus.ring(Arc::new(event)));
        }
        Ok(())
    }
}
