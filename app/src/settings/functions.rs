//! What the page of settings asks of the server.

use leptos::prelude::*;
use model::Config;

use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "load_config")]
pub async fn load_config() -> Result<Config, AppError> {
    crate::state::actor()?;
    crate::state::folder()?.config().await
}

/// Takes the whole form, each field as it was typed; the model says what each may be. A box that is not ticked is not sent.
#[server(prefix = "/fn", endpoint = "change_config")]
pub async fn change_config(
    tracking_mode: String,
    stale_lock_timeout_minutes: String,
    remote: String,
    signing_enforcement: String,
    intervention_tracking: Option<String>,
    auto_steal: String,
) -> Result<(), AppError> {
    use serde_json::{Value, json};

    crate::state::actor()?.may_write()?;
    let minutes = stale_lock_timeout_minutes.trim().parse::<i64>().map_or(Value::from(stale_lock_timeout_minutes), Value::from);
    let fields = json!({
        "tracking_mode": tracking_mode,
        "stale_lock_timeout_minutes": minutes,
        "remote": remote.trim(),
        "signing_enforcement": signing_enforcement,
        "intervention_tracking": intervention_tracking.is_some(),
        "auto_steal_stale_locks": auto_steal,
    });
    let patch = model::ConfigPatch::read(fields.as_object().unwrap_or(&serde_json::Map::new()))?;
    // A form says which of all it means: here `true` takes the multiplier off.
    crate::state::folder()?.change_config(patch).await.map(drop)
}
