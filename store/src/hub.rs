//! The hub's side of the store: taking in what others changed, and telling what was changed here.
//!
//! Everything is known by uuid. What was last seen on the hub is the base of a three-way merge (`model::merge`), so that a change
//! made here, by whatever door, survives the next fetch and goes out with the next push. A fetch is cut into chunks, each one verb
//! of the writer, so that people's own changes get in between; a fetch that was broken off is taken in again.

mod apply;
mod arrivals;
mod deletions;
mod here;
mod links;
mod milestones;
mod outgoing;
mod seen;
mod signs;
mod state;
mod verdicts;

use std::collections::HashSet;

use model::{
    Actor, Uuid,
    hub::{FetchReport, Findings, HubIssue, Telling},
    import::Batch,
};

pub use verdicts::Signed;

use crate::{Result, Store};

/// Most issues of one chunk: other writers wait while it is merged.
const CHUNK: usize = 250;
/// What the history says of issues that came by a fetch.
const SOURCE: &str = "git hub";

impl Store {
    /// Takes in what was found on the hub: new issues come in, changed ones are merged, gone ones go unless they were changed here.
    pub async fn fetch_in(&self, actor: &Actor, findings: Findings) -> Result<FetchReport> {
        let mut report = FetchReport { warnings: findings.warnings, ..FetchReport::default() };
        // First the milestones, for issues count for them.
        if let Some(told) = findings.milestones {
            let anew = findings.anew;
            let part = self.write(actor, move |tx| Box::pin(async move { tx.follow_milestones(told, anew).await })).await?;
            report.milestones = part.milestones;
            report.conflicts += part.conflicts;
            report.warnings.extend(part.warnings);
        }
        if findings.anew {
            let on_files = findings.issues.iter().filter(|(by, _)| *by == Telling::Files);
            let present: Vec<Uuid> = on_files.map(|(_, hub)| hub.issue.uuid).collect();
            self.write(actor, move |tx| Box::pin(async move { tx.forget_absent(&present).await })).await?;
        }
        for telling in [Telling::Files, Telling::Checkpoint] {
            let told = findings.issues.iter().filter(|(by, _)| *by == telling).map(|(_, issue)| issue.clone());
            let told: Vec<HubIssue> = told.collect();
            if !told.is_empty() {
                self.fetch_telling(actor, telling, told, &mut report).await?;
            }
        }
        for telling in [Telling::Files, Telling::Checkpoint] {
            let gone: Vec<Uuid> = findings.gone.iter().filter(|(by, _)| *by == telling).map(|(_, uuid)| *uuid).collect();
            if !gone.is_empty() {
                report.issues_deleted +=
                    self.write(actor, move |tx| Box::pin(async move { tx.follow_deletions(telling, gone).await })).await?;
            }
        }
        Ok(report)
    }

    async fn fetch_telling(
        &self,
        actor: &Actor,
        telling: Telling,
        mut told: Vec<HubIssue>,
        report: &mut FetchReport,
    ) -> Result<()> {
        let arrivals = self.arrivals(actor, telling, &told).await?;
        // What was deleted here stays deleted; that it is still there is remembered, so that the next push deletes it.
        told.retain(|hub| !arrivals.deleted.contains(&hub.issue.uuid));
        let created = self.create_arrivals(actor, &told, &arrivals.new).await?;
        report.issues_created += created.issues_created;
        report.comments += created.comments;
        report.warnings.extend(created.warnings);
        if !arrivals.new.is_empty() {
            let new = arrivals.new.clone();
            report.warnings.extend(self.write(actor, move |tx| Box::pin(async move { tx.reconnect(new).await })).await?);
        }
        // All issues are there now, so that every link finds its other end whichever chunk that was in.
        while !told.is_empty() {
            let rest = told.split_off(told.len().min(CHUNK));
            let chunk = std::mem::replace(&mut told, rest);
            let new = arrivals.new.clone();
            let part = self.write(actor, move |tx| Box::pin(async move { tx.merge_chunk(telling, chunk, &new).await })).await?;
            report.issues_updated += part.issues_updated;
            report.comments += part.comments;
            report.conflicts += part.conflicts;
            report.warnings.extend(part.warnings);
        }
        Ok(())
    }

    async fn create_arrivals(&self, actor: &Actor, told: &[HubIssue], new: &HashSet<Uuid>) -> Result<model::import::Report> {
        if new.is_empty() {
            return Ok(model::import::Report::default());
        }
        let issues = told.iter().filter(|hub| new.contains(&hub.issue.uuid));
        let alone = |hub: &HubIssue| model::import::ImportedIssue { parent: None, ..hub.issue.clone() };
        let batch = Batch { source: SOURCE.to_owned(), issues: issues.map(alone).collect(), ..Batch::default() };
        self.import(actor, batch, |_, _| ()).await
    }
}
