//! What pages see of the folder that is served.

use app::{
    error::AppError,
    state::{Answer, Folder},
};
use model::{Config, ConfigPatch};

use crate::{
    agents::worktrees::Worktrees,
    settings::{Settings, SettingsError},
};

/// The folder of this server.
pub(super) struct Served {
    pub(super) settings: Settings,
    pub(super) worktrees: Worktrees,
}

impl Folder for Served {
    fn config(&self) -> Answer<'_, Result<Config, AppError>> {
        Box::pin(async { Ok(self.settings.current().await) })
    }

    fn change_config(&self, patch: ConfigPatch) -> Answer<'_, Result<Config, AppError>> {
        Box::pin(async { self.settings.change(patch).await.map_err(refusal) })
    }

    fn worktree(&self, agent: &str) -> Option<(String, Option<String>)> {
        let worktree = self.worktrees.of_agent(agent)?;
        Some((
            worktree.path.to_string_lossy().into_owned(),
            worktree.branch,
        ))
    }

    fn kickoff_status(&self, agent: &str) -> Answer<'_, Option<String>> {
        let worktree = self.worktrees.of_agent(agent);
        Box::pin(async { worktree?.kickoff_status().await })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn refusal(error: SettingsError) -> AppError {
    tracing::warn!(%error, "the settings file");
    AppError::failed(error.to_string())
}
