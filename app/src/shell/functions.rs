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
}

#[server(prefix = "/fn", endpoint = "load_sidebar")]
pub async fn load_sidebar() -> Result<Sidebar, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let counts = store.counts(&actor).await?;
    Ok(Sidebar { crew: "main".into(), issues: counts.issues, ready: counts.ready, blocked: counts.blocked })
}
