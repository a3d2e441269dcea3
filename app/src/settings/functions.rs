//! Server functions of the settings page.

use leptos::prelude::*;
use model::Config;

use crate::error::AppError;

#[server(prefix = "/fn", endpoint = "load_config", protocol = crate::wire::Form)]
pub async fn load_config() -> Result<Config, AppError> {
    crate::state::actor()?;
    crate::state::folder()?.config().await
}

/// Takes the form, each field as it was typed, and beside it the settings that the form was
/// rendered with, as JSON: only fields that differ from those are changed, so a form that was open
/// for long takes back nothing that someone else changed meanwhile. A box that is not ticked is not
/// sent. Returns the settings as they are then.
#[server(prefix = "/fn", endpoint = "change_config", protocol = crate::wire::Form)]
pub async fn change_config(
    tracking_mode: String,
    stale_lock_timeout_minutes: String,
    remote: String,
    signing_enforcement: String,
    intervention_tracking: Option<String>,
    auto_steal: String,
    was: String,
) -> Result<Config, AppError> {
    use serde_json::Value;

    crate::state::actor()?.may_write()?;
    let minutes = stale_lock_timeout_minutes
        .trim()
        .parse::<i64>()
        .map_or(Value::from(stale_lock_timeout_minutes), Value::from);
    let mut fields = serde_json::Map::from_iter([
        ("tracking_mode".to_owned(), Value::from(tracking_mode)),
        ("stale_lock_timeout_minutes".to_owned(), minutes),
        ("remote".to_owned(), Value::from(remote.trim())),
        (
            "signing_enforcement".to_owned(),
            Value::from(signing_enforcement),
        ),
        (
            "intervention_tracking".to_owned(),
            Value::from(intervention_tracking.is_some()),
        ),
        ("auto_steal_stale_locks".to_owned(), Value::from(auto_steal)),
    ]);
    let was = serde_json::from_str::<Config>(&was).map_err(|_| AppError::unreadable_form())?;
    let rendered = fields_of(&was);
    fields.retain(|name, value| {
        rendered
            .iter()
            .all(|(field, was)| field != name || was != value)
    });
    // A form says which of all it means: here `true` takes the multiplier off.
    let patch = model::ConfigPatch::read(&fields)?;
    crate::state::folder()?.change_config(patch).await
}

/// The settings as the form's fields hold them.
#[cfg(feature = "ssr")]
fn fields_of(config: &Config) -> [(&'static str, serde_json::Value); 6] {
    [
        ("tracking_mode", config.tracking_mode.as_str().into()),
        (
            "stale_lock_timeout_minutes",
            config.stale_lock_timeout_minutes.into(),
        ),
        ("remote", config.remote.as_str().into()),
        (
            "signing_enforcement",
            config.signing_enforcement.as_str().into(),
        ),
        ("intervention_tracking", config.intervention_tracking.into()),
        ("auto_steal_stale_locks", config.auto_steal.word().into()),
    ]
}
