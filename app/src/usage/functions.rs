//! Server functions of the usage page.

use leptos::prelude::*;
use model::{Day, UsageDay, UsageShare};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// How far back the page looks, in days; none for everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span(pub Option<i64>);

/// What was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Used {
    /// By agent and language model.
    pub shares: Vec<UsageShare>,
    /// By day, oldest first; days without any are left out.
    pub days: Vec<UsageDay>,
    /// The first day looked at, or the first with usage.
    pub from: Day,
    /// The server's day.
    pub today: Day,
}

/// Of one agent where one is named.
#[server(prefix = "/fn", endpoint = "load_usage", protocol = crate::wire::Form)]
pub async fn load_usage(span: Span, agent: Option<String>) -> Result<Used, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let today = store.now().day();
    let from = span.0.map(|days| today.plus(1 - days));
    let filter = model::UsageFilter {
        agent,
        from: from.map(Day::begin),
        ..Default::default()
    };
    let shares = store.usage_summary(&actor, &filter).await?;
    let days = store.usage_days(&actor, &filter).await?;
    let from = from.or(days.first().map(|day| day.day)).unwrap_or(today);
    Ok(Used {
        shares,
        days,
        from,
        today,
    })
}
