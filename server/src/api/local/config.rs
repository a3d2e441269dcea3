//! The settings (contract, section 1.11).

use axum::extract::State;
use model::{AutoSteal, Config, ConfigPatch};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    api::{error::Result, extract::Json},
    auth::Caller,
    state::AppState,
};

/// The six settings; `auto_steal_multiplier` is ours and only there while there is one, as is
/// `notice`.
#[derive(Debug, Serialize)]
pub struct ConfigResponse {
    pub tracking_mode: &'static str,
    pub stale_lock_timeout_minutes: i64,
    pub remote: String,
    pub signing_enforcement: String,
    pub intervention_tracking: bool,
    pub auto_steal_stale_locks: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_steal_multiplier: Option<i64>,
    /// Ours: why these are the defaults although there is a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

impl From<Config> for ConfigResponse {
    fn from(config: Config) -> Self {
        ConfigResponse {
            tracking_mode: config.tracking_mode.as_str(),
            stale_lock_timeout_minutes: config.stale_lock_timeout_minutes,
            remote: config.remote,
            signing_enforcement: config.signing_word,
            intervention_tracking: config.intervention_tracking,
            auto_steal_stale_locks: config.auto_steal != AutoSteal::Off,
            auto_steal_multiplier: match config.auto_steal {
                AutoSteal::Times(times) => Some(times),
                AutoSteal::Off | AutoSteal::AtTimeout => None,
            },
            notice: config.notice,
        }
    }
}

/// `GET /config`
pub async fn load_config(State(state): State<AppState>, _: Caller) -> Result<Json<ConfigResponse>> {
    Ok(Json(state.settings.current().await.into()))
}

/// `PATCH /config`: what is not named stays. `auto_steal_stale_locks` also takes 2, 3, 5 and 10.
pub async fn change_config(
    State(state): State<AppState>,
    Caller(actor): Caller,
    Json(body): Json<Map<String, Value>>,
) -> Result<Json<ConfigResponse>> {
    actor.may_write()?;
    Ok(Json(
        state
            .settings
            .change(ConfigPatch::read(&body)?)
            .await?
            .into(),
    ))
}
