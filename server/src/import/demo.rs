//! A made-up product for looking around: issues, and the agents, milestones, pages, sessions and
//! usage around them.
//!
//! All instants are relative to the import, so that agents look alive whenever it is made. What
//! lies in the past is written by the store's own verbs at that instant ([`Store::at`]), so
//! histories and burn-ups are as they would have been.

use model::{Actor, IssueFilter, IssueId, Page, Sort, Timestamp, Uuid, import::Batch};
use store::{Result, Store};

mod scene;
mod world;

use scene::Scene;
use world::WORLD;

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Issues, comments and links of the demonstration, as they are in the file.
pub(super) fn batch() -> Batch {
    serde_json::from_str(include_str!("../../demo/demo.json"))
        .expect("the demonstration is tested to be readable")
}

/// Moves the issues by whole days, so that the last of them changed within the last day. Where the
/// demonstration was imported before they stay as old as they are in the file: older than what is
/// there, so nothing is changed.
pub(super) async fn dated(store: &Store, actor: &Actor, mut batch: Batch) -> Result<Batch> {
    let newest = batch.issues.iter().map(|issue| issue.updated_at).max();
    let Some(newest) = newest.filter(|newest| *newest < store.now()) else {
        return Ok(batch);
    };
    if is_here(store, actor).await? {
        return Ok(batch);
    }
    let by = (store.now().micros() - newest.micros()) / DAY * DAY;
    let shift = |at: &mut Timestamp| *at = moved(*at, by);
    for issue in &mut batch.issues {
        shift(&mut issue.created_at);
        shift(&mut issue.updated_at);
        issue.closed_at.iter_mut().for_each(shift);
        issue
            .comments
            .iter_mut()
            .for_each(|comment| shift(&mut comment.created_at));
    }
    Ok(batch)
}

/// Writes what surrounds the issues, once.
pub(super) async fn surround(store: &Store, actor: &Actor, issues: &[Uuid]) -> Result<()> {
    if is_here(store, actor).await? {
        return Ok(());
    }
    let scene = Scene {
        store,
        actor,
        now: store.now(),
        issues: numbers(store, actor, issues).await?,
    };
    scene.agents().await?;
    scene.locks().await?;
    scene.sessions().await?;
    scene.usage().await?;
    scene.pages().await?;
    scene.milestones().await
}

/// Returns true if it was written before: agents are neither renamed nor deleted.
async fn is_here(store: &Store, actor: &Actor) -> Result<bool> {
    let Some(first) = WORLD.agents.first() else {
        return Ok(true);
    };
    match store.agent(actor, &first.name).await {
        Ok(_) => Ok(true),
        Err(store::Error::Rule(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The ids that the issues have here, in the order of the file.
async fn numbers(store: &Store, actor: &Actor, issues: &[Uuid]) -> Result<Vec<IssueId>> {
    let all = store
        .list_issues(
            actor,
            &IssueFilter::default(),
            Sort::default(),
            &Page::default(),
        )
        .await?;
    let id = |uuid: &Uuid| {
        all.items
            .iter()
            .find(|item| item.issue.uuid == *uuid)
            .map(|item| item.issue.id)
    };
    Ok(issues.iter().filter_map(id).collect())
}

fn moved(at: Timestamp, micros: i64) -> Timestamp {
    Timestamp::from_micros(at.micros() + micros).unwrap_or(at)
}
