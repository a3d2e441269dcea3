//! What the page of the hub asks of the server.

use leptos::prelude::*;

use super::view::SyncView;
use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "load_sync", protocol = crate::wire::Form)]
pub async fn load_sync() -> Result<SyncView, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let (config, now) = (crate::state::folder()?.config().await?, store.now());
    let (mut state, locks) = (
        store.sync_state(&actor).await?,
        store.list_locks(&actor).await?,
    );
    once(&mut state.warnings);
    let waiting = store.changes_to_push(&actor).await?.waiting();
    let stale = locks
        .iter()
        .filter(|lock| lock.is_stale(config.locks(), now))
        .count();
    Ok(SyncView {
        state,
        remote: config.remote,
        waiting,
        locks: locks.len(),
        stale,
    })
}

/// Import and fetch may find the same fault; it is one warning.
#[cfg(feature = "ssr")]
fn once(warnings: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    warnings.retain(|warning| seen.insert(warning.clone()));
}

/// Says what it did.
#[server(prefix = "/fn", endpoint = "fetch_hub", protocol = crate::wire::Form)]
pub async fn fetch_hub() -> Result<String, AppError> {
    let actor = crate::state::actor()?;
    actor.may_write()?;
    super::view::hub()?.fetch(actor).await
}

/// Says what it did.
#[server(prefix = "/fn", endpoint = "push_hub", protocol = crate::wire::Form)]
pub async fn push_hub() -> Result<String, AppError> {
    let actor = crate::state::actor()?;
    actor.may_write()?;
    super::view::hub()?.push(actor).await
}
