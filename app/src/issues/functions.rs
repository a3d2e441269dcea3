//! What the filters of the list and of the board ask the server for.

use leptos::prelude::*;
use model::{Label, Milestone};

use crate::error::AppError;

/// The most used first.
#[server(prefix = "/fn", endpoint = "list_labels")]
pub async fn list_labels() -> Result<Vec<Label>, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    Ok(store.list_labels(&actor).await?)
}

/// The newest first, closed ones too.
#[server(prefix = "/fn", endpoint = "list_milestones")]
pub async fn list_milestones() -> Result<Vec<Milestone>, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    Ok(store.list_milestones(&actor, None).await?)
}
