//! The bus: every event after its commit, in the order of `seq`, exactly once to each subscriber.
//!
//! Other programs may write to the same database: a second server, an import. What the writer here
//! commits is announced at once where it is the next in its workspace; what somebody else
//! committed, and whatever came after that, a tail reads from the log.

mod tail;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::{Change, Event, Timestamp, WorkspaceId};
use sqlx::AnyPool;
use tokio::{
    sync::{Notify, broadcast},
    task::AbortHandle,
};

use crate::{
    Clock, Result,
    connect::Connector,
    events::{self, Mark},
};

/// How far a listener may fall behind before it is told to read again.
const CAPACITY: usize = 1024;

/// Sends events to all listeners.
#[derive(Clone)]
pub(crate) struct Bus {
    shared: Arc<Shared>,
}

struct Shared {
    listeners: broadcast::Sender<Arc<Event>>,
    /// The newest event of each workspace that was announced. Locked while announcing, so that
    /// there is one order.
    announced: Mutex<HashMap<WorkspaceId, Mark>>,
    /// The writer here was overtaken: the log holds events before its own that are not announced
    /// yet.
    overtaken: Notify,
}

impl Bus {
    /// Begins after what is in the log now.
    pub(crate) async fn open(readers: &AnyPool) -> Result<Self> {
        let announced = Mutex::new(events::newest(readers).await?.into_iter().collect());
        let shared = Shared {
            listeners: broadcast::Sender::new(CAPACITY),
            announced,
            overtaken: Notify::new(),
        };
        Ok(Bus {
            shared: Arc::new(shared),
        })
    }

    /// Another listener.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.shared.listeners.subscribe()
    }

    /// Announces what the writer has committed. What does not follow the newest that was announced
    /// waits for the tail.
    pub(crate) fn publish(&self, events: Vec<Arc<Event>>) {
        let mut announced = self.announced();
        for event in events {
            let mark = announced.entry(event.workspace).or_default();
            if event.seq == mark.seq + 1 {
                *mark = Mark::of(&event);
                self.send(event);
            } else {
                self.shared.overtaken.notify_one();
            }
        }
    }

    /// Announces what was read from the log, unless it was announced meanwhile. A hole in the log
    /// stays one: listeners notice it.
    fn publish_read(&self, event: Event) {
        let mut announced = self.announced();
        let mark = announced.entry(event.workspace).or_default();
        if event.seq > mark.seq {
            *mark = Mark::of(&event);
            self.send(Arc::new(event));
        }
    }

    /// The log is another one, or an older one: announces where it ends, and goes on from there.
    fn begin_again(&self, workspace: WorkspaceId, end: Mark, at: Timestamp) {
        let mut announced = self.announced();
        announced.insert(workspace, end);
        self.send(Arc::new(Event {
            seq: end.seq,
            workspace,
            at,
            mutation: None,
            change: Change::Restored,
        }));
    }

    /// The newest events that were announced.
    fn marks(&self) -> HashMap<WorkspaceId, Mark> {
        self.announced().clone()
    }

    fn announced(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Mark>> {
        self.shared
            .announced
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, event: Arc<Event>) {
        // Nobody listens: nobody misses it.
        let _ = self.shared.listeners.send(event);
    }

    /// Follows the log, where other programs write to it too.
    pub(crate) fn follow(
        &self,
        connector: Connector,
        readers: AnyPool,
        clock: Clock,
    ) -> AbortHandle {
        tokio::spawn(
            tail::Tail {
                bus: self.clone(),
                connector,
                readers,
                clock,
            }
            .follow(),
        )
        .abort_handle()
    }
}
