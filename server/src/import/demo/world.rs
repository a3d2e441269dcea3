//! What the file of the demonstration holds.

use std::sync::LazyLock;

use serde::Deserialize;

pub(super) static WORLD: LazyLock<World> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../demo/world.json"))
        .expect("the demonstration is tested to be readable")
});

/// What surrounds the issues. Issues are meant by their place in `demo.json`, from 1; instants are
/// minutes before the import.
#[derive(Deserialize)]
pub(super) struct World {
    pub(super) milestones: Vec<DemoMilestone>,
    pub(super) agents: Vec<DemoAgent>,
    pub(super) locks: Vec<DemoLock>,
    pub(super) sessions: Vec<DemoSession>,
    pub(super) usage: Vec<DemoUsage>,
    pub(super) pages: Vec<DemoPage>,
}

#[derive(Deserialize)]
pub(super) struct DemoMilestone {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) created: i64,
    pub(super) issues: Vec<usize>,
    pub(super) closed: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct DemoAgent {
    pub(super) name: String,
    pub(super) machine: String,
    pub(super) description: String,
    pub(super) issue: usize,
    /// Heartbeats from, to, and every so many minutes.
    pub(super) beats: Vec<(i64, i64, i64)>,
}

#[derive(Deserialize)]
pub(super) struct DemoLock {
    pub(super) agent: String,
    pub(super) issue: usize,
    pub(super) branch: String,
    pub(super) claimed: i64,
}

#[derive(Deserialize)]
pub(super) struct DemoSession {
    pub(super) agent: String,
    pub(super) issue: usize,
    pub(super) action: Option<String>,
    pub(super) started: i64,
    pub(super) ended: Option<i64>,
    pub(super) notes: Option<String>,
}

/// Tokens of a working day.
#[derive(Deserialize)]
pub(super) struct DemoUsage {
    pub(super) agent: String,
    pub(super) model: String,
    pub(super) input: i64,
    pub(super) output: i64,
    pub(super) cached: Option<i64>,
    pub(super) cost: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct DemoPage {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) tags: Vec<String>,
    pub(super) by: Option<String>,
    /// One instant a revision.
    pub(super) written: Vec<i64>,
}

/// The revisions of a page, oldest first.
pub(super) fn revisions(slug: &str) -> impl Iterator<Item = &'static str> {
    let text = match slug {
        "ticket-signature" => include_str!("../../../demo/pages/ticket-signature.md"),
        "scan-journal" => include_str!("../../../demo/pages/scan-journal.md"),
        "sailing-states" => include_str!("../../../demo/pages/sailing-states.md"),
        "restore-runbook" => include_str!("../../../demo/pages/restore-runbook.md"),
        _ => "",
    };
    text.split("<!-- revision -->\n")
}
