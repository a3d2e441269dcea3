//! What the sidebar shows.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Names and counts in the sidebar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidebar {
    /// The workspace's first crew.
    pub crew: String,
    /// Issues that are not archived.
    pub issues: i64,
    /// Open and not blocked.
    pub ready: i64,
    /// Open and blocked.
    pub blocked: i64,
    /// Agents that are active.
    pub active_agents: i64,
}

#[server(prefix = "/fn", endpoint = "load_sidebar")]
pub async fn load_sidebar() -> Result<Sidebar, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let (crew, counts) = futures::try_join!(store.home_crew(&actor), store.counts(&actor))?;
    let store::Counts { issues, ready, blocked, active_agents } = counts;
    Ok(Sidebar { crew, issues, ready, blocked, active_agents })
}
