//! What the filters of the list and of the board ask the server for.

use leptos::prelude::*;
use model::{IssueLink, Label, Milestone};

use crate::error::AppError;

/// The most used first.
#[server(prefix = "/fn", endpoint = "list_labels", protocol = crate::wire::Form)]
pub async fn list_labels() -> Result<Vec<Label>, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    Ok(store.list_labels(&actor).await?)
}

/// The newest first, closed ones too.
#[server(prefix = "/fn", endpoint = "list_milestones", protocol = crate::wire::Form)]
pub async fn list_milestones() -> Result<Vec<Milestone>, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    Ok(store.list_milestones(&actor, None).await?)
}

/// Issues whose number or words match, for the pickers; with `open` none that is closed.
#[server(prefix = "/fn", endpoint = "suggest_issues", protocol = crate::wire::Form)]
pub async fn suggest_issues(query: String, open: bool) -> Result<Vec<IssueLink>, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let found = if open {
        store.suggest_open_issues(&actor, &query, 8).await
    } else {
        store.suggest_issues(&actor, &query, 8).await
    };
    Ok(found?)
}
