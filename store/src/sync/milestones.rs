//! Milestones from and to the hub. There are few, so all are handled at once.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, Change, MilestoneId, Uuid,
    sync::{FetchReport, HubMilestone, HubSource, OutgoingMilestone, milestone::merge},
};
use serde::{Deserialize, Serialize};

use crate::{Result, Store, shape, statement, transaction::Transaction};

/// A milestone as it is here.
#[derive(Deserialize)]
struct LocalMilestone {
    id: MilestoneId,
    version: HubMilestone,
}

/// A milestone as the hub told it last.
#[derive(Deserialize)]
struct MergeBase {
    telling: HubSource,
    version: HubMilestone,
}

/// What is to be told of milestones.
pub(super) type ToTell = (Vec<OutgoingMilestone>, Vec<Uuid>);

const HERE: &str = "{object}('id', m.id, 'version', {object}('uuid', m.uuid, 'name', m.name, 'description', m.description, \
    'created_at', m.created_at, 'closed_at', m.closed_at))";
const SEEN: &str = "{object}('telling', h.telling, 'version', {json}(h.version{::json}))";

fn select() -> String {
    format!(
        "select (select {} from milestones m where m.workspace_id = $1), (select {} from hub_milestones h where h.workspace_id = $1)",
        shape::list(HERE, "m.id"),
        shape::list(SEEN, "h.uuid")
    )
}

fn both(
    (here, seen): (String, String),
) -> Result<(BTreeMap<Uuid, LocalMilestone>, BTreeMap<Uuid, MergeBase>)> {
    let here: Vec<LocalMilestone> = statement::parse(&here)?;
    let seen: Vec<MergeBase> = statement::parse(&seen)?;
    let here = here
        .into_iter()
        .map(|here| (here.version.uuid, here))
        .collect();
    Ok((
        here,
        seen.into_iter()
            .map(|seen| (seen.version.uuid, seen))
            .collect(),
    ))
}

impl Store {
    /// Milestones that differ from what the hub says, and those that are deleted here and still in
    /// files there.
    pub(super) async fn milestones_to_push(&self, actor: &Actor) -> Result<ToTell> {
        let query = sqlx::query_as(self.sql(&select())).bind(actor.workspace.0);
        let (here, seen) = both(query.fetch_one(self.readers()).await?)?;
        let gone = seen
            .iter()
            .filter(|(uuid, seen)| seen.telling == HubSource::Files && !here.contains_key(uuid));
        let gone = gone.map(|(uuid, _)| *uuid).collect();
        let changed = here.into_values().filter(|here| {
            seen.get(&here.version.uuid)
                .is_none_or(|s| s.version != here.version)
        });
        Ok((
            changed
                .map(|here| OutgoingMilestone {
                    number: here.id.0,
                    version: here.version,
                })
                .collect(),
            gone,
        ))
    }
}

impl Transaction {
    /// Takes in all milestones that the hub has: new ones come in, changed ones are merged, and one
    /// that is gone there goes here too, unless it was changed here. One that was deleted here
    /// stays so, unless it was changed there.
    ///
    /// Where the hub begins `anew`, nothing was deleted: what it no longer has is written there
    /// again.
    pub(super) async fn follow_milestones(
        &mut self,
        told: Vec<(HubSource, HubMilestone)>,
        anew: bool,
    ) -> Result<FetchReport> {
        let query = sqlx::query_as(self.sql(&select())).bind(self.workspace());
        let (here, seen) = both(query.fetch_one(&mut self.conn).await?)?;
        let mut report = FetchReport::default();
        let (mut new, mut changed, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        let there: BTreeSet<Uuid> = told.iter().map(|(_, version)| version.uuid).collect();
        for (telling, version) in &told {
            let base = seen.get(&version.uuid).map(|seen| &seen.version);
            match here.get(&version.uuid) {
                Some(here) => {
                    let (merged, mut dropped) = merge(base, &here.version, version);
                    report.conflicts += dropped.len() as i64;
                    report.warnings.append(&mut dropped);
                    changed.extend((merged != here.version).then_some(merged));
                }
                None if base == Some(version) => {}
                None => new.push(version),
            }
            rows.push(MergeBaseRow::new(*telling, version)?);
        }
        let gone: Vec<Uuid> = seen
            .keys()
            .filter(|uuid| !there.contains(uuid))
            .copied()
            .collect();
        let unchanged = |uuid: &&Uuid| {
            !anew
                && here
                    .get(uuid)
                    .is_some_and(|here| here.version == seen[uuid].version)
        };
        let deleted: Vec<MilestoneId> = gone
            .iter()
            .filter(unchanged)
            .map(|uuid| here[uuid].id)
            .collect();
        report.milestones = (new.len() + changed.len() + deleted.len()) as i64;
        self.write_milestones(&new, &changed).await?;
        // Deletions are rare, and each has its own consequences.
        for id in deleted {
            self.delete_milestone(id).await?;
        }
        self.see_milestones(&rows).await?;
        self.forget_milestones(&gone).await?;
        Ok(report)
    }

    async fn write_milestones(
        &mut self,
        new: &[&HubMilestone],
        changed: &[HubMilestone],
    ) -> Result<()> {
        if new.is_empty() && changed.is_empty() {
            return Ok(());
        }
        let new: Vec<Row<'_>> = new.iter().map(|version| Row::new(version)).collect();
        let sql = self.sql(
            "insert into milestones (uuid, workspace_id, name, description, status, created_at, closed_at) \
             select value->>'uuid', $1, value->>'name', value->>'description', value->>'status', value->>'created_at', \
             value->>'closed_at' from {each}($2{::json})",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&new)?)
            .execute(&mut self.conn)
            .await?;
        let changed: Vec<Row<'_>> = changed.iter().map(Row::new).collect();
        let sql = self.sql(
            "update milestones set name = v.name, description = v.description, status = v.status, closed_at = v.closed_at, \
             created_at = v.created_at from (select value->>'uuid' as uuid, value->>'name' as name, \
                 value->>'description' as description, value->>'status' as status, value->>'created_at' as created_at, \
                 value->>'closed_at' as closed_at from {each}($2{::json})) as v \
             where milestones.uuid = v.uuid and milestones.workspace_id = $1",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&changed)?)
            .execute(&mut self.conn)
            .await?;
        self.announce_change(Change::Milestones);
        self.fill_milestones(&new).await
    }

    /// Issues came before the milestone that they count for.
    async fn fill_milestones(&mut self, new: &[Row<'_>]) -> Result<()> {
        let sql = self.sql(
            "update issues set milestone_id = v.id from (select i.id as issue, m.id as id from {each}($2{::json}) \
                 join milestones m on m.workspace_id = $1 and m.uuid = value->>'uuid' \
                 join hub_issues s on s.workspace_id = $1 and (s.version{::json})->>'milestone' = m.uuid \
                 join issues i on i.workspace_id = $1 and i.uuid = s.uuid and i.milestone_id is null) as v \
             where issues.id = v.issue",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&new)?);
        let filled = query.execute(&mut self.conn).await?.rows_affected() as i64;
        if filled > 0 {
            self.announce_change(Change::Imported { issues: filled });
        }
        Ok(())
    }

    /// Remembers what files say now.
    pub(super) async fn wrote_milestones(
        &mut self,
        written: &[HubMilestone],
        gone: &[Uuid],
    ) -> Result<()> {
        let rows: Result<Vec<MergeBaseRow>> = written
            .iter()
            .map(|version| MergeBaseRow::new(HubSource::Files, version))
            .collect();
        self.see_milestones(&rows?).await?;
        self.forget_milestones(gone).await
    }

    async fn see_milestones(&mut self, rows: &[MergeBaseRow]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "insert into hub_milestones (workspace_id, uuid, telling, version) \
             select $1, value->>'uuid', value->>'telling', value->>'version' from {each}($2{::json}) where true \
             on conflict (workspace_id, uuid) do update set telling = excluded.telling, version = excluded.version",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&rows)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    async fn forget_milestones(&mut self, uuids: &[Uuid]) -> Result<()> {
        if uuids.is_empty() {
            return Ok(());
        }
        let sql =
            self.sql("delete from hub_milestones where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}

/// A milestone's row.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    version: &'a HubMilestone,
    status: &'static str,
}

impl<'a> Row<'a> {
    fn new(version: &'a HubMilestone) -> Self {
        Row {
            version,
            status: version.status().as_str(),
        }
    }
}

/// What is remembered of one.
#[derive(Serialize)]
struct MergeBaseRow {
    uuid: Uuid,
    telling: HubSource,
    version: String,
}

impl MergeBaseRow {
    fn new(telling: HubSource, version: &HubMilestone) -> Result<Self> {
        Ok(MergeBaseRow {
            uuid: version.uuid,
            telling,
            version: statement::rows(version)?,
        })
    }
}
