//! Creating an issue.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

use leptos::prelude::*;
use model::{IssueId, Priority, Status, Uuid};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    pub id: IssueId,
    pub title: String,
}

/// Creates an issue; by the same uuid again, returns what is there. Leads to it, unless one is to
/// `stay`.
#[server(prefix = "/fn", endpoint = "create_issue", protocol = crate::wire::Form)]
pub async fn create_issue(
    title: String,
    #[server(default)] description: String,
    #[server(default)] status: Option<Status>,
    #[server(default)] priority: Priority,
    #[server(default)] labels: String,
    #[server(default)] parent: String,
    #[server(default)] milestone: String,
    #[server(default)] uuid: Option<Uuid>,
    #[server(default)] stay: bool,
    #[server(default)] mutation: Option<String>,
) -> Result<Created, AppError> {
    let status = status.unwrap_or(Status::Backlog);
    let values = super::Values {
        title,
        description,
        status,
        priority,
        milestone,
        labels,
        parent,
    };
    let (store, actor) = (crate::state::store()?, crate::state::actor_as(mutation)?);
    match create(&store, &actor, &values, uuid).await {
        Ok(issue) => {
            if !stay {
                leptos_axum::redirect(&format!("/issues/{}", issue.id));
            }
            Ok(Created {
                id: issue.id,
                title: issue.title,
            })
        }
        Err(store::Error::Rule(refusal)) if !stay => {
            // A form without the wasm comes back with all that was typed.
            if let Some(address) = values.address(&refusal) {
                leptos_axum::redirect(&address);
            }
            Err(refusal.into())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(feature = "ssr")]
async fn create(
    store: &store::Store,
    actor: &model::Actor,
    values: &super::Values,
    uuid: Option<Uuid>,
) -> store::Result<model::Issue> {
    // Whoever fills in the form looks for the card where it is seen first.
    let mut new = model::NewIssue {
        uuid,
        place: Some(model::Place::Top),
        milestone: crate::issues::detail::milestone(values.milestone.trim())?,
        ..values.new_issue()
    };
    if !values.parent.trim().is_empty() {
        new.parent = Some(store.find_issue(actor, &values.parent.parse()?).await?);
    }
    store.create_issue(actor, new).await
}
