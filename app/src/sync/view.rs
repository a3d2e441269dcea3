//! What the page of the hub shows, and whom it asks on the server.

use model::sync::SyncState;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::{error::AppError, state::Answer};

/// Where the exchange stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// What was fetched and pushed last.
    pub state: SyncState,
    /// The remote that the settings name.
    pub remote: String,
    /// What a push would write, a sentence; none where there is nothing.
    pub waiting: Option<String>,
    /// How many locks are held.
    pub locks: usize,
    /// How many of them are stale.
    pub stale: usize,
}

/// The way to the hub. The server provides it as context.
#[cfg(feature = "ssr")]
pub trait Hub: Send + Sync {
    /// Takes in what others changed; says what that was.
    fn fetch(&self, actor: model::Actor) -> Answer<'_, Result<String, AppError>>;
    /// Passes on what was changed here; says what that was.
    fn push(&self, actor: model::Actor) -> Answer<'_, Result<String, AppError>>;
}

/// The way to the hub, inside a server function.
#[cfg(feature = "ssr")]
pub fn hub() -> Result<std::sync::Arc<dyn Hub>, AppError> {
    leptos::prelude::use_context().ok_or_else(|| AppError::failed("Hub unavailable"))
}
