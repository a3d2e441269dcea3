//! One exchange for all who want the same at once.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{self, watch};

use super::{Result, SyncError};

/// Until when others may join an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joinable {
    ToItsBeginning,
    ToItsEnd,
}

/// What those who join are told.
type Told<T> = Option<std::result::Result<T, Arc<SyncError>>>;

/// An exchange that has not ended.
#[derive(Debug)]
struct Running<T> {
    key: (i64, String),
    open: Arc<AtomicBool>,
    told: watch::Receiver<Told<T>>,
}

/// The exchange that others may join.
#[derive(Clone, Debug)]
pub(super) struct Shared<T>(Arc<Mutex<Option<Running<T>>>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Shared(Arc::default())
    }
}

impl<T: Clone + Send + Sync + 'static> Shared<T> {
    /// What comes of the exchange that is open, or of `work`, which runs to its end in its turn,
    /// even if who asked goes away meanwhile.
    pub(super) async fn join(
        &self,
        key: (i64, String),
        joinable: Joinable,
        turn: &Arc<sync::Mutex<()>>,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let (tell, told) = watch::channel(None);
        let open = Arc::new(AtomicBool::new(true));
        if let Some(running) = self.running_or(Running {
            key,
            open: Arc::clone(&open),
            told,
        }) {
            return hear(running).await;
        }
        let turn = Arc::clone(turn);
        let task = tokio::spawn(async move {
            let _turn = turn.lock().await;
            if joinable == Joinable::ToItsBeginning {
                open.store(false, Ordering::SeqCst);
            }
            let done = work.await.map_err(Arc::new);
            open.store(false, Ordering::SeqCst);
            tell.send_replace(Some(done.clone()));
            done
        });
        task.await
            .map_err(|_| SyncError::BrokenOff)?
            .map_err(SyncError::Shared)
    }

    /// The one that is open; where there is none, the new one is it.
    fn running_or(&self, new: Running<T>) -> Option<watch::Receiver<Told<T>>> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = running
            .as_ref()
            .filter(|running| running.key == new.key && running.open.load(Ordering::SeqCst));
        // One that was broken off tells nobody any more.
        let told = open
            .map(|running| running.told.clone())
            .filter(|told| told.has_changed().is_ok());
        if told.is_none() {
            *running = Some(new);
        }
        told
    }
}

async fn hear<T: Clone>(mut told: watch::Receiver<Told<T>>) -> Result<T> {
    let told = told
        .wait_for(Option::is_some)
        .await
        .map_err(|_| SyncError::BrokenOff)?;
    match told.as_ref() {
        Some(Ok(done)) => Ok(done.clone()),
        Some(Err(error)) => Err(SyncError::Shared(Arc::clone(error))),
        None => Err(SyncError::BrokenOff),
    }
}
