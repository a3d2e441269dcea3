//! What the bar sends.

use leptos::prelude::*;
use model::{BulkOutcome, IssueId};

use crate::error::AppError;

/// Changes issues by a [`model::BulkChange`] as text. Without the wasm what was skipped comes back
/// as a refusal, for there is no other place for it.
#[server(prefix = "/fn", endpoint = "update_issues", protocol = crate::wire::Form)]
pub async fn update_issues(
    #[server(default)] ids: Vec<IssueId>,
    change: String,
    #[server(default)] mutation: Option<String>,
) -> Result<BulkOutcome, AppError> {
    let change: model::BulkChange = change.parse()?;
    let outcome = crate::state::store()?
        .update_issues(&crate::state::actor_as(mutation)?, ids, change.clone())
        .await?;
    if crate::ui::no_js_form::asks() && !outcome.skipped.is_empty() {
        let kind = Some(model::ErrorKind::Conflict);
        return Err(AppError {
            kind,
            detail: outcome.summary(&change),
            offline: false,
        });
    }
    Ok(outcome)
}

/// Takes back the change of issues that was made under the name `of`.
#[server(prefix = "/fn", endpoint = "undo_update_issues", protocol = crate::wire::Json)]
pub async fn undo_update_issues(of: String, mutation: String) -> Result<BulkOutcome, AppError> {
    let (store, actor) = (
        crate::state::store()?,
        crate::state::actor_as(Some(mutation))?,
    );
    Ok(store.undo_update_issues(&actor, of).await?)
}
