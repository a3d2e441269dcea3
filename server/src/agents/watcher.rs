//! The watcher: what happens by itself.
//!
//! It tells the world when time alone makes an agent idle or stale, and keeps what is known of
//! worktrees fresh. It goes on for as long as the program runs, whether anybody listens or not, and
//! whatever fails.
//!
//! It takes no lock away from anybody. A lock whose holder has fallen silent stays where it is
//! until somebody wants the issue: then `auto_steal_stale_locks` decides whether a plain claim is
//! enough, see [`model::Lock::on_claim`].

use std::{sync::Arc, time::Duration};

use model::{Actor, Timestamp};
use store::{Error, Store};
use tokio::{select, sync::Notify, time::sleep};

use super::worktrees::Worktrees;

/// A way to wake it before its time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Watcher(Arc<Notify>);

impl Watcher {
    /// Begins to watch. It looks at least once in every `rest`, and at the very instant when the
    /// next agent crosses a threshold.
    #[must_use]
    pub fn start(store: Store, worktrees: Worktrees, rest: Duration) -> Self {
        let watcher = Watcher::default();
        tokio::spawn(watcher.clone().watch(store, worktrees, rest));
        watcher
    }

    /// Has it look now: the clock was moved, or agents came from elsewhere.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    async fn watch(self, store: Store, worktrees: Worktrees, rest: Duration) {
        loop {
            worktrees.refresh().await;
            let next = match settle(&store).await {
                Ok(next) => next,
                // Only when the program ends.
                Err(Error::Closed) => return,
                Err(error) => {
                    tracing::warn!(%error, "what time makes of agents could not be told; trying again");
                    None
                }
            };
            let pause = next.map_or(rest, |at| until(at, store.now()).min(rest));
            select! {
                () = sleep(pause) => {}
                () = self.0.notified() => {}
            }
        }
    }
}

async fn settle(store: &Store) -> store::Result<Option<Timestamp>> {
    let workspace = store.local_operator().await?.workspace;
    store.refresh_agent_status(&Actor::system(workspace)).await
}

/// How long until an instant; a moment at least, so that an instant that does not pass cannot keep
/// us busy.
fn until(at: Timestamp, now: Timestamp) -> Duration {
    let micros = at.micros().saturating_sub(now.micros());
    Duration::from_micros(micros.max(1_000).unsigned_abs())
}
