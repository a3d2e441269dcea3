//! A shutdown signal for all tasks.

use std::sync::Arc;

use tokio::sync::watch;

/// The signal. Sent once; `finished` resolves when every guard returned by
/// [`listen`](Shutdown::listen) is dropped.
#[derive(Clone, Debug)]
pub struct Shutdown(Arc<watch::Sender<bool>>);

/// A task that shutdown waits for.
#[derive(Debug)]
pub struct ShutdownGuard(watch::Receiver<bool>);

impl Default for Shutdown {
    fn default() -> Self {
        Shutdown(Arc::new(watch::Sender::new(false)))
    }
}

impl Shutdown {
    /// Hears the word, also when it was said before.
    #[must_use]
    pub fn listen(&self) -> ShutdownGuard {
        ShutdownGuard(self.0.subscribe())
    }

    /// Says the word.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Returns when nobody listens any more.
    pub async fn finished(&self) {
        self.0.closed().await;
    }
}

impl ShutdownGuard {
    /// Returns when the word is said.
    pub async fn begun(&mut self) {
        // An error means that the sender is gone, which says the same.
        let _ = self.0.wait_for(|begun| *begun).await;
    }
}
