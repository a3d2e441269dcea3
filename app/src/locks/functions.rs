//! What the page of locks asks of the server.

use leptos::prelude::*;
use model::IssueId;

use crate::{agents::data::LocksView, error::AppError};

#[server(prefix = "/fn", endpoint = "load_locks", protocol = crate::wire::Form)]
pub async fn load_locks() -> Result<LocksView, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let agents = store
        .list_agents(&actor)
        .await?
        .into_iter()
        .map(|agent| agent.name)
        .collect();
    let locks = crate::agents::functions::whereabouts::locks(&store, &actor).await?;
    Ok(LocksView {
        locks,
        agents,
        now: store.now(),
    })
}

/// `issue` is a number or an identifier.
#[server(prefix = "/fn", endpoint = "claim_lock", protocol = crate::wire::Form)]
pub async fn claim_lock(
    issue: String,
    agent: String,
    branch: Option<String>,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor_as(mutation)?);
    let id = store.find_issue(&actor, &issue.parse()?).await?;
    let policy = crate::state::folder()?.config().await?.locks();
    Ok(store
        .claim_lock(
            &actor,
            id,
            model::Claim {
                agent,
                branch,
                signed_by: None,
            },
            policy,
        )
        .await?)
}

/// A person ends anybody's lock.
#[server(prefix = "/fn", endpoint = "release_lock", protocol = crate::wire::Form)]
pub async fn release_lock(id: IssueId, mutation: Option<String>) -> Result<(), AppError> {
    Ok(crate::state::store()?
        .release_lock(&crate::state::actor_as(mutation)?, id, None)
        .await?)
}

/// Several at once: those of these issues, or all that are stale now. Says how many were released.
#[server(prefix = "/fn", endpoint = "release_locks", protocol = crate::wire::Form)]
pub async fn release_locks(
    #[server(default)] ids: Vec<IssueId>,
    #[server(default)] stale: bool,
) -> Result<String, AppError> {
    let which = if stale {
        model::LockSelection::Stale(crate::state::folder()?.config().await?.locks())
    } else {
        model::LockSelection::Of(ids)
    };
    let outcomes = crate::state::store()?
        .release_locks(&crate::state::actor()?, which)
        .await?;
    let released = outcomes
        .iter()
        .filter(|(_, outcome)| outcome.is_ok())
        .count();
    let mut sentence = format!(
        "Released {released} {}",
        if released == 1 { "lock" } else { "locks" }
    );
    if released < outcomes.len() {
        sentence += &format!(" · {} already released", outcomes.len() - released);
    }
    Ok(sentence)
}

#[server(prefix = "/fn", endpoint = "steal_lock", protocol = crate::wire::Form)]
pub async fn steal_lock(id: IssueId, agent: String) -> Result<(), AppError> {
    let policy = crate::state::folder()?.config().await?.locks();
    let claim = model::Claim {
        agent,
        ..Default::default()
    };
    Ok(crate::state::store()?
        .steal_lock(&crate::state::actor()?, id, claim, policy)
        .await?)
}
