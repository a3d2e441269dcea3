//! Resolves the hub's uuids to local issues and milestones.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{IssueId, MilestoneId, Uuid, sync::merge::IssueSnapshot};

use crate::{Result, statement, transaction::Transaction};

/// The ids behind the uuids of a chunk.
pub(super) struct Links {
    pub(super) issues: HashMap<Uuid, IssueId>,
    pub(super) milestones: HashMap<Uuid, MilestoneId>,
}

impl Links {
    /// The version without links that lead nowhere or to itself: they stay in its file, but say
    /// nothing here.
    pub(super) fn known(&self, version: IssueSnapshot) -> IssueSnapshot {
        let milestone = version
            .milestone
            .filter(|uuid| self.milestones.contains_key(uuid));
        IssueSnapshot {
            milestone,
            ..without_loose_ends(version, |uuid| self.issues.contains_key(uuid))
        }
    }
}

/// The version with links to issues that are here only.
pub(super) fn without_loose_ends(
    mut version: IssueSnapshot,
    here: impl Fn(&Uuid) -> bool,
) -> IssueSnapshot {
    let own = version.uuid;
    let known = |uuid: &Uuid| *uuid != own && here(uuid);
    version.parent = version.parent.filter(known);
    version.blockers.retain(known);
    version.related.retain(known);
    version
}

/// All issues that a version links to.
pub(super) fn ends(version: &IssueSnapshot) -> impl Iterator<Item = Uuid> + '_ {
    version
        .parent
        .iter()
        .chain(&version.blockers)
        .chain(&version.related)
        .copied()
}

impl Transaction {
    /// The ids behind everything that the versions name.
    pub(super) async fn links<'a>(
        &mut self,
        versions: impl Iterator<Item = &'a IssueSnapshot>,
    ) -> Result<Links> {
        let mut named = BTreeSet::new();
        for version in versions {
            named.insert(version.uuid);
            named.extend(ends(version));
        }
        let sql =
            self.sql("select uuid, id from issues where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&named)?);
        let rows: Vec<(String, i64)> = query.fetch_all(&mut self.conn).await?;
        let issues = rows
            .into_iter()
            .filter_map(|(uuid, id)| Some((uuid.parse().ok()?, IssueId(id))))
            .collect();
        let sql = "select uuid, id from milestones where workspace_id = $1";
        let rows: Vec<(String, i64)> = sqlx::query_as(sql)
            .bind(self.workspace())
            .fetch_all(&mut self.conn)
            .await?;
        let milestones = rows
            .into_iter()
            .filter_map(|(uuid, id)| Some((uuid.parse().ok()?, MilestoneId(id))))
            .collect();
        Ok(Links { issues, milestones })
    }

    /// Clears the parent of these issues.
    pub(super) async fn clear_parents(&mut self, children: &[IssueId]) -> Result<()> {
        if children.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "update issues set parent_id = null where workspace_id = $1 \
             and id in (select cast({value} as bigint) from {each}($2{::json}))",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&children)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// Takes edges away: source, target and kind, both ways round for those without a direction.
    pub(super) async fn remove_edges(
        &mut self,
        edges: &HashSet<(i64, i64, &'static str)>,
    ) -> Result<()> {
        if edges.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "delete from relations where workspace_id = $1 and exists (select 1 from {each}($2{::json}) e \
             where cast(e.value->>0 as bigint) = relations.source_id and cast(e.value->>1 as bigint) = relations.target_id \
             and e.value->>2 = relations.kind)",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(edges)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}
