//! Server functions of the pages of agents and locks.

use leptos::prelude::*;

use crate::{
    agents::data::{AgentList, AgentView},
    error::AppError,
};

#[server(prefix = "/fn", endpoint = "load_agents", protocol = crate::wire::Form)]
pub async fn load_agents() -> Result<AgentList, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let rows = store
        .list_agents(&actor)
        .await?
        .into_iter()
        .map(whereabouts::row)
        .collect::<Result<_, _>>()?;
    Ok(AgentList {
        rows,
        locks: whereabouts::locks(&store, &actor).await?,
        now: store.now(),
    })
}

#[server(prefix = "/fn", endpoint = "load_agent", protocol = crate::wire::Form)]
pub async fn load_agent(name: String) -> Result<AgentView, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let row = whereabouts::row(store.agent(&actor, &name).await?)?;
    let mut locks = whereabouts::locks(&store, &actor).await?;
    locks.locks.retain(|lock| lock.agent == row.agent.name);
    let kickoff_status = crate::state::folder()?
        .kickoff_status(&row.agent.name)
        .await;
    Ok(AgentView {
        row,
        kickoff_status,
        locks,
        now: store.now(),
    })
}

#[cfg(feature = "ssr")]
pub(crate) mod whereabouts {
    //! What lies in the folder beside the database.

    use model::{Actor, Agent};
    use store::Store;

    use crate::{
        agents::data::{AgentRow, LockList},
        error::AppError,
        state::folder,
    };

    pub(crate) fn row(agent: Agent) -> Result<AgentRow, AppError> {
        let (worktree, branch) = folder()?
            .worktree(&agent.name)
            .map_or((None, None), |(path, branch)| (Some(path), branch));
        Ok(AgentRow {
            agent,
            branch,
            worktree,
        })
    }

    /// A settings file that cannot be read hides what is stale, not the locks.
    pub(crate) async fn locks(store: &Store, actor: &Actor) -> Result<LockList, AppError> {
        Ok(LockList {
            locks: store.list_locks(actor).await?,
            config: folder()?.config().await.ok(),
        })
    }
}
