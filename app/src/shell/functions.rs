//! What the sidebar shows.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Names and counts in the sidebar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidebar {
    /// The workspace's first crew.
    pub crew: String,
    /// Open issues: what the list of issues shows at first.
    pub open: i64,
    /// Open and not blocked.
    pub ready: i64,
    /// Open and blocked.
    pub blocked: i64,
    /// Open milestones.
    pub milestones: i64,
    /// Knowledge pages.
    pub pages: i64,
    /// Agents that were ever at work.
    pub agents: i64,
    /// Those of them that are active.
    pub active_agents: i64,
    /// Locks that are held.
    pub locks: i64,
}

#[server(prefix = "/fn", endpoint = "load_sidebar", protocol = crate::wire::Form)]
pub async fn load_sidebar() -> Result<Sidebar, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let (crew, counts) = futures::try_join!(store.home_crew(&actor), store.counts(&actor))?;
    let store::Counts {
        open,
        ready,
        blocked,
        milestones,
        pages,
        agents,
        active_agents,
        locks,
        ..
    } = counts;
    Ok(Sidebar {
        crew,
        open,
        ready,
        blocked,
        milestones,
        pages,
        agents,
        active_agents,
        locks,
    })
}
