//! One chunk of a batch: one verb of the writer.

use std::collections::{HashMap, HashSet};

use model::{Action, Change, IssueId, Timestamp, Uuid, import::Report};

use super::{
    normalize::Placed,
    rows::{Authors, IssueRow, LabelRow},
};
use crate::{Result, issues::Crew, statement, transaction::Transaction};

/// Which issues of the batch are which here.
pub(crate) type Settled = HashMap<Uuid, Imported>;

/// An issue of the batch, as it is here.
#[derive(Clone, Copy)]
pub(crate) struct Imported {
    pub(crate) id: IssueId,
    /// Changed here after it was changed there: labels and edges taken off here are not put on
    /// again.
    pub(crate) newer_here: bool,
}

/// What a chunk did.
pub(crate) struct Part {
    pub(crate) report: Report,
    pub(crate) renumbered: usize,
    pub(crate) settled: Settled,
}

struct Existing {
    id: IssueId,
    updated_at: Timestamp,
}

/// The chunk's issues by what is to be done with them.
#[derive(Default)]
struct Sorted<'a> {
    new: Vec<&'a Placed>,
    newer: Vec<(&'a Placed, IssueId)>,
    settled: Settled,
}

impl Transaction {
    pub(crate) async fn import_chunk(
        &mut self,
        source: &str,
        chunk: Vec<Placed>,
        highest: i64,
    ) -> Result<Part> {
        let existing = self.existing(&chunk).await?;
        let mut sorted = sort(&chunk, &existing);
        let whole = chunk.iter().filter(|placed| !placed.more).count();
        let comments = self.new_comments(&chunk).await?;
        let names = sorted
            .new
            .iter()
            .filter_map(|placed| placed.issue.author.as_deref());
        let authors = self
            .authors(
                names
                    .chain(comments.iter().filter_map(|(_, c)| c.author.as_deref()))
                    .collect(),
            )
            .await?;
        let renumbered = self
            .create_all(&mut sorted, &authors, highest, source)
            .await?;
        self.update_all(&sorted, &authors).await?;
        let report = Report {
            issues_created: sorted.new.len() as i64,
            issues_updated: sorted.newer.len() as i64,
            issues_unchanged: (whole - sorted.new.len() - sorted.newer.len()) as i64,
            labels: self.label_all(&chunk, &sorted.settled).await?,
            comments: self
                .comment_all(&comments, &sorted.settled, &authors)
                .await?,
            ..Default::default()
        };
        let issues = report.issues_created + report.issues_updated;
        if issues + report.labels + report.comments > 0 {
            self.announce_change(Change::Imported { issues });
        }
        Ok(Part {
            report,
            renumbered,
            settled: sorted.settled,
        })
    }

    async fn existing(&mut self, chunk: &[Placed]) -> Result<HashMap<Uuid, Existing>> {
        let uuids: Vec<_> = chunk.iter().map(|placed| placed.issue.uuid).collect();
        let sql = self.sql(
            "select uuid, id, updated_at from issues where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))",
        );
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String, i64, String)> = query.fetch_all(&mut self.conn).await?;
        let read = |(uuid, id, at): (String, i64, String)| {
            Some((
                uuid.parse().ok()?,
                Existing {
                    id: IssueId(id),
                    updated_at: at.parse().ok()?,
                },
            ))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Creates the new ones under their own number where it is free; returns how many got another.
    async fn create_all(
        &mut self,
        sorted: &mut Sorted<'_>,
        authors: &Authors,
        highest: i64,
        source: &str,
    ) -> Result<usize> {
        if sorted.new.is_empty() {
            return Ok(0);
        }
        let crew = self.default_crew().await?;
        let numbers = self.numbers(&crew, &sorted.new, highest).await?;
        let rows: Vec<_> = sorted
            .new
            .iter()
            .zip(&numbers)
            .map(|(placed, (id, number))| {
                IssueRow::new(placed, *id, *number, &crew.prefix, authors)
            })
            .collect();
        self.insert_issues(&crew, &rows).await?;
        let mut renumbered = 0;
        for (placed, (id, _)) in sorted.new.iter().zip(&numbers) {
            renumbered += usize::from(placed.issue.number.is_some_and(|number| number != *id));
            sorted.settled.insert(
                placed.issue.uuid,
                Imported {
                    id: IssueId(*id),
                    newer_here: false,
                },
            );
            self.record(
                IssueId(*id),
                Action::Imported {
                    source: source.to_owned(),
                },
            );
        }
        Ok(renumbered)
    }

    /// An id and a number for each of the new issues: their own where both are free.
    async fn numbers(
        &mut self,
        crew: &Crew,
        new: &[&Placed],
        highest: i64,
    ) -> Result<Vec<(i64, i64)>> {
        self.raise_counters(&crew.prefix, highest, highest).await?;
        let mut taken = self.taken(crew, new).await?;
        let kept: Vec<_> = new
            .iter()
            .map(|placed| placed.issue.number.filter(|number| taken.insert(*number)))
            .collect();
        let missing = kept.iter().filter(|number| number.is_none()).count() as i64;
        let mut id = self.take_ids(missing).await? - missing;
        let mut number = self.take_numbers(&crew.prefix, missing).await? - missing;
        let mut fresh = || {
            id += 1;
            number += 1;
            (id, number)
        };
        Ok(kept
            .into_iter()
            .map(|kept| kept.map_or_else(&mut fresh, |number| (number, number)))
            .collect())
    }

    /// Which of the wanted numbers are an id or a number already, or were one.
    async fn taken(&mut self, crew: &Crew, new: &[&Placed]) -> Result<HashSet<i64>> {
        let wanted: Vec<_> = new
            .iter()
            .filter_map(|placed| placed.issue.number)
            .collect();
        let sql = self.sql(
            "select w.number from (select cast({value} as bigint) as number from {each}($1{::json})) w \
             where exists (select 1 from issues i where i.id = w.number) \
             or exists (select 1 from deleted_issues d where d.id = w.number) \
             or exists (select 1 from issues i where i.workspace_id = $2 and i.prefix = $3 and i.number = w.number)",
        );
        let query = sqlx::query_as(sql)
            .bind(statement::rows(&wanted)?)
            .bind(self.workspace())
            .bind(&crew.prefix);
        let rows: Vec<(i64,)> = query.fetch_all(&mut self.conn).await?;
        Ok(rows.into_iter().map(|(number,)| number).collect())
    }

    async fn update_all(&mut self, sorted: &Sorted<'_>, authors: &Authors) -> Result<()> {
        if sorted.newer.is_empty() {
            return Ok(());
        }
        // Number, identifier and author stay what they are here; the statement does not read them.
        let rows: Vec<_> = sorted
            .newer
            .iter()
            .map(|(placed, id)| IssueRow::new(placed, id.0, id.0, "", authors))
            .collect();
        self.update_issues(&rows).await
    }

    async fn label_all(&mut self, chunk: &[Placed], settled: &Settled) -> Result<i64> {
        let mut rows = Vec::new();
        for placed in chunk {
            if let Some(here) = settled
                .get(&placed.issue.uuid)
                .filter(|here| !here.newer_here)
            {
                rows.extend(placed.issue.labels.iter().map(|label| LabelRow {
                    issue: here.id.0,
                    label,
                }));
            }
        }
        if rows.is_empty() {
            return Ok(0);
        }
        let names: HashSet<&str> = rows.iter().map(|row| row.label).collect();
        self.ensure_labels(names.into_iter()).await?;
        Ok(self.insert_issue_labels(&rows).await? as i64)
    }
}

fn sort<'a>(chunk: &'a [Placed], existing: &HashMap<Uuid, Existing>) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    for placed in chunk {
        let issue = &placed.issue;
        match existing.get(&issue.uuid) {
            None if placed.more => {}
            None => sorted.new.push(placed),
            Some(here) => {
                sorted.settled.insert(
                    issue.uuid,
                    Imported {
                        id: here.id,
                        newer_here: here.updated_at > issue.updated_at,
                    },
                );
                if here.updated_at < issue.updated_at && !placed.more {
                    sorted.newer.push((placed, here.id));
                }
            }
        }
    }
    sorted
}
