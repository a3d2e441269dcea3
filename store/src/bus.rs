//! The bus: every event, after its commit, in the order of `seq`, to everyone who listens.
//!
//! On SQLite this process is the only writer and the writer rings the bus itself. On PostgreSQL other servers write too: there
//! the bus rings for what a tail reads from the table of events, this process's own events included, so that everybody sees
//! one order.

mod tail;

use std::sync::Arc;

use model::Event;
use sqlx::AnyPool;
use tokio::{sync::broadcast, task::AbortHandle};

use crate::{Result, connect::Connector, dialect::Dialect};

/// How far a listener may fall behind before it is told to read again.
const CAPACITY: usize = 1024;

/// Sends events to all listeners.
#[derive(Clone)]
pub(crate) struct Bus {
    listeners: broadcast::Sender<Arc<Event>>,
    dialect: Dialect,
}

impl Bus {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Bus { listeners: broadcast::Sender::new(CAPACITY), dialect }
    }

    /// Another pair of ears.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.listeners.subscribe()
    }

    /// Rings for what the writer has committed.
    pub(crate) fn publish(&self, events: Vec<Arc<Event>>) {
        if self.dialect == Dialect::Sqlite {
            events.into_iter().for_each(|event| self.ring(event));
        }
    }

    fn ring(&self, event: Arc<Event>) {
        // Nobody listens: nobody misses it.
        let _ = self.listeners.send(event);
    }

    /// Follows the table of events where other servers write to it, from now on.
    pub(crate) async fn follow(&self, connector: &Connector, readers: &AnyPool) -> Result<Option<AbortHandle>> {
        if self.dialect == Dialect::Sqlite {
            return Ok(None);
        }
        let tail = tail::Tail::new(self.clone(), connector.url().to_owned(), readers.clone()).await?;
        Ok(Some(tokio::spawn(tail.follow()).abort_handle()))
    }
}
