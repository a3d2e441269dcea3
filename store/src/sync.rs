//! Sync with the hub: merges fetched changes and collects local ones to push.
//!
//! Everything is known by uuid. What was last seen on the hub is the base of a three-way merge
//! (`model::sync::merge`), so that a change made here, by whatever door, survives the next fetch
//! and goes out with the next push. A fetch is cut into chunks, each one verb of the writer, so
//! that people's own changes get in between; a fetch that was broken off is taken in again.

mod deletions;
mod incoming;
mod links;
mod local;
mod merge;
mod merge_base;
mod milestones;
mod outgoing;
mod presence;
mod signatures;
mod state;

use std::{collections::HashSet, sync::Arc};

use model::{
    Actor, Uuid,
    import::{Batch, ImportedIssue},
    sync::{FetchReport, HubIssue, HubSource, RemoteChanges},
};

pub use signatures::Signed;

use crate::{Result, Store, import::normalize::CHUNK_COMMENTS};
use merge::Talk;

/// Most issues of one chunk: other writers wait while it is merged.
const CHUNK: usize = 250;
/// What the history says of issues that came by a fetch.
const SOURCE: &str = "git hub";

/// How many of the issues make a chunk.
fn portion(told: &[HubIssue]) -> usize {
    let mut comments = 0;
    let fits = told.iter().take(CHUNK).take_while(|hub| {
        comments += hub.issue.comments.len();
        comments <= CHUNK_COMMENTS
    });
    fits.count().max(1)
}

impl Store {
    /// Takes in what was found on the hub: new issues come in, changed ones are merged, gone ones
    /// go unless they were changed here.
    pub async fn fetch_in(&self, actor: &Actor, findings: RemoteChanges) -> Result<FetchReport> {
        let mut report = FetchReport {
            warnings: findings.warnings,
            ..FetchReport::default()
        };
        // First the milestones, for issues count for them.
        if let Some(told) = findings.milestones {
            let anew = findings.anew;
            let part = self
                .write(actor, move |tx| {
                    Box::pin(async move { tx.follow_milestones(told, anew).await })
                })
                .await?;
            report.milestones = part.milestones;
            report.conflicts += part.conflicts;
            report.warnings.extend(part.warnings);
        }
        if findings.anew {
            let on_files = findings
                .issues
                .iter()
                .filter(|(by, _)| *by == HubSource::Files);
            let present: Vec<Uuid> = on_files.map(|(_, hub)| hub.issue.uuid).collect();
            self.write(actor, move |tx| {
                Box::pin(async move { tx.forget_absent(&present).await })
            })
            .await?;
        }
        for telling in [HubSource::Files, HubSource::Checkpoint] {
            let told = findings
                .issues
                .iter()
                .filter(|(by, _)| *by == telling)
                .map(|(_, issue)| issue.clone());
            let told: Vec<HubIssue> = told.collect();
            if !told.is_empty() {
                self.fetch_telling(actor, telling, told, &mut report)
                    .await?;
            }
        }
        for telling in [HubSource::Files, HubSource::Checkpoint] {
            let gone: Vec<Uuid> = findings
                .gone
                .iter()
                .filter(|(by, _)| *by == telling)
                .map(|(_, uuid)| *uuid)
                .collect();
            if !gone.is_empty() {
                report.issues_deleted += self
                    .write(actor, move |tx| {
                        Box::pin(async move { tx.apply_remote_deletions(telling, gone).await })
                    })
                    .await?;
            }
        }
        Ok(report)
    }

    async fn fetch_telling(
        &self,
        actor: &Actor,
        telling: HubSource,
        mut told: Vec<HubIssue>,
        report: &mut FetchReport,
    ) -> Result<()> {
        let arrivals = self.arrivals(actor, telling, &told).await?;
        // What was deleted here stays deleted; that it is still there is remembered, so that the
        // next push deletes it.
        told.retain(|hub| !arrivals.deleted.contains(&hub.issue.uuid));
        let created = self.create_arrivals(actor, &told, &arrivals.new).await?;
        report.issues_created += created.issues_created;
        report.comments += created.comments;
        report.warnings.extend(created.warnings);
        if !arrivals.new.is_empty() {
            let new = arrivals.new.clone();
            report.warnings.extend(
                self.write(actor, move |tx| {
                    Box::pin(async move { tx.reconnect(new).await })
                })
                .await?,
            );
        }
        // All issues are there now, so that every link finds its other end whichever chunk that was
        // in.
        let more = Arc::new(self.fetch_long_talks(actor, &mut told).await?);
        while !told.is_empty() {
            let rest = told.split_off(portion(&told));
            let chunk = std::mem::replace(&mut told, rest);
            let (new, more) = (arrivals.new.clone(), Arc::clone(&more));
            let part = self
                .write(actor, move |tx| {
                    Box::pin(async move { tx.merge_chunk(telling, chunk, &new, &more).await })
                })
                .await?;
            report.issues_updated += part.issues_updated;
            report.comments += part.comments;
            report.conflicts += part.conflicts;
            report.warnings.extend(part.warnings);
        }
        Ok(())
    }

    /// Takes in the comments of issues that have more than a chunk may hold; the first of them stay
    /// for the merge.
    async fn fetch_long_talks(&self, actor: &Actor, told: &mut [HubIssue]) -> Result<Talk> {
        let mut talk = Talk::new();
        for hub in told
            .iter_mut()
            .filter(|hub| hub.issue.comments.len() > CHUNK_COMMENTS)
        {
            let mut rest = hub.issue.comments.split_off(CHUNK_COMMENTS);
            while !rest.is_empty() {
                let later = rest.split_off(rest.len().min(CHUNK_COMMENTS));
                let comments = std::mem::replace(&mut rest, later);
                let piece = ImportedIssue {
                    description: None,
                    comments,
                    ..hub.issue.clone()
                };
                let part = self
                    .write(actor, move |tx| {
                        Box::pin(async move { tx.more_comments(piece).await })
                    })
                    .await?;
                for (uuid, (count, last)) in part {
                    let known = talk.entry(uuid).or_insert((0, last));
                    *known = (known.0 + count, known.1.max(last));
                }
            }
        }
        Ok(talk)
    }

    async fn create_arrivals(
        &self,
        actor: &Actor,
        told: &[HubIssue],
        new: &HashSet<Uuid>,
    ) -> Result<model::import::Report> {
        if new.is_empty() {
            return Ok(model::import::Report::default());
        }
        let issues = told.iter().filter(|hub| new.contains(&hub.issue.uuid));
        let alone = |hub: &HubIssue| ImportedIssue {
            parent: None,
            ..hub.issue.clone()
        };
        let batch = Batch {
            source: SOURCE.to_owned(),
            issues: issues.map(alone).collect(),
            ..Batch::default()
        };
        self.import(actor, batch, |_, _| ()).await
    }
}
