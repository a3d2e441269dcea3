//! The way to the hub, as the page of the hub finds it.

use app::{error::AppError, state::Answer, sync::view::Hub};
use model::Actor;

use crate::{
    api::error::ApiError,
    hub::sync::{HubSync, SyncError},
    settings::Settings,
};

/// The exchange with the remote that the settings name.
pub(super) struct Exchange {
    pub(super) hub: HubSync,
    pub(super) settings: Settings,
}

impl Exchange {
    async fn remote(&self) -> String {
        self.settings.current().await.remote
    }
}

impl Hub for Exchange {
    fn fetch(&self, actor: Actor) -> Answer<'_, Result<String, AppError>> {
        Box::pin(async move {
            let report = self.hub.fetch(&actor, &self.remote().await).await;
            report.map(|report| report.sentence()).map_err(refusal)
        })
    }

    fn push(&self, actor: Actor) -> Answer<'_, Result<String, AppError>> {
        Box::pin(async move {
            let report = self.hub.push(&actor, &self.remote().await).await;
            report.map(|report| report.sentence()).map_err(refusal)
        })
    }
}

fn refusal(error: SyncError) -> AppError {
    ApiError::from(error).into()
}
