//! Import of issues from another source.
//!
//! A batch is cleaned first, then written in chunks, each one verb of the writer, so that people's
//! own changes get in between; at last come the edges between issues, for which all of them must be
//! there. Everything is known by uuid: taking the same batch in again changes nothing. What was
//! changed here after it was changed there stays as it is here.

pub(crate) mod chunk;
pub(crate) mod comments;
pub(crate) mod edges;
pub(crate) mod normalize;
pub(crate) mod rows;

use std::sync::Arc;

use model::{
    Actor,
    import::{Batch, Report},
};

use crate::{Result, Store};
use chunk::Settled;

impl Store {
    /// Takes a batch in, idempotent by uuid; `progress` is told (done, all) issues now and then.
    pub async fn import(
        &self,
        actor: &Actor,
        batch: Batch,
        progress: impl Fn(usize, usize) + Send + Sync + 'static,
    ) -> Result<Report> {
        let lanes = self.lane_ends(actor).await?;
        let cleaned = normalize::clean(batch, &lanes);
        let mut report = Report {
            warnings: cleaned.warnings,
            ..Default::default()
        };
        let whole =
            |chunk: &[normalize::Placed]| chunk.iter().filter(|placed| !placed.more).count();
        let (source, all) = (
            Arc::new(cleaned.source),
            cleaned.chunks.iter().map(|chunk| whole(chunk)).sum(),
        );
        let mut settled = Settled::default();
        let (mut done, mut renumbered) = (0, 0);
        progress(0, all);
        for chunk in cleaned.chunks {
            done += whole(&chunk);
            let (source, highest) = (Arc::clone(&source), cleaned.highest_number);
            let part = self
                .write(actor, move |tx| {
                    Box::pin(async move { tx.import_chunk(&source, chunk, highest).await })
                })
                .await?;
            add(&mut report, &part.report);
            renumbered += part.renumbered;
            // What a piece of comments finds here is the issue that this import wrote.
            for (uuid, here) in part.settled {
                settled.entry(uuid).or_insert(here);
            }
            progress(done, all);
        }
        if renumbered > 0 {
            report.warnings.push(format!(
                "{renumbered} issues could not keep their number and got a new one."
            ));
        }
        let (parents, relations) = (cleaned.parents, cleaned.relations);
        let edges = self
            .write(actor, move |tx| {
                Box::pin(async move { tx.import_edges(settled, parents, relations).await })
            })
            .await?;
        report.relations += edges.relations;
        report.warnings.extend(edges.warnings);
        Ok(report)
    }
}

fn add(report: &mut Report, part: &Report) {
    report.issues_created += part.issues_created;
    report.issues_updated += part.issues_updated;
    report.issues_unchanged += part.issues_unchanged;
    report.comments += part.comments;
    report.labels += part.labels;
}
