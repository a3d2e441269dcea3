//! Parents and relations of a batch: written when all its issues are there. An edge that would
//! close a circle, or whose other end is missing, is left out with a warning.

use std::collections::{HashMap, HashSet};

use model::{
    Change, IssueId, RelationKind, Uuid,
    import::{ImportedRelation, Report},
    relation::Graph,
};
use serde::Serialize;

use super::chunk::Settled;
use crate::{Result, statement, transaction::Transaction};

#[derive(Serialize)]
struct ParentRow {
    child: i64,
    parent: i64,
}

#[derive(Serialize)]
struct EdgeRow {
    source: i64,
    target: i64,
    kind: &'static str,
}

pub(crate) type Ids = HashMap<Uuid, IssueId>;

impl Transaction {
    /// Returns the relations that were new, and the warnings.
    pub(super) async fn import_edges(
        &mut self,
        settled: Settled,
        mut parents: Vec<(Uuid, Uuid)>,
        mut relations: Vec<ImportedRelation>,
    ) -> Result<Report> {
        let newer_here = |uuid: &Uuid| settled.get(uuid).is_some_and(|here| here.newer_here);
        parents.retain(|(child, _)| !newer_here(child));
        relations.retain(|relation| !newer_here(&relation.target));
        let ids = self.ids(&settled, &parents, &relations).await?;
        let mut report = Report::default();
        let moved = self
            .import_parents(&ids, parents, &mut report.warnings)
            .await?;
        report.relations = self
            .import_relations(&ids, relations, &mut report.warnings)
            .await?;
        if moved + report.relations > 0 {
            self.announce_change(Change::Imported { issues: moved });
        }
        Ok(report)
    }

    /// The ids behind all uuids that edges name, of issues of the batch and of others.
    async fn ids(
        &mut self,
        settled: &Settled,
        parents: &[(Uuid, Uuid)],
        relations: &[ImportedRelation],
    ) -> Result<Ids> {
        let mut ids: Ids = settled
            .iter()
            .map(|(uuid, here)| (*uuid, here.id))
            .collect();
        let named = parents.iter().flat_map(|(child, parent)| [*child, *parent]);
        let named = named.chain(
            relations
                .iter()
                .flat_map(|relation| [relation.source, relation.target]),
        );
        let unknown: HashSet<Uuid> = named.filter(|uuid| !ids.contains_key(uuid)).collect();
        if !unknown.is_empty() {
            let sql = self
                .sql("select uuid, id from issues where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
            let query = sqlx::query_as(sql)
                .bind(self.workspace())
                .bind(statement::rows(&unknown)?);
            let rows: Vec<(String, i64)> = query.fetch_all(&mut self.conn).await?;
            ids.extend(
                rows.into_iter()
                    .filter_map(|(uuid, id)| Some((uuid.parse().ok()?, IssueId(id)))),
            );
        }
        Ok(ids)
    }

    pub(crate) async fn import_parents(
        &mut self,
        ids: &Ids,
        parents: Vec<(Uuid, Uuid)>,
        warnings: &mut Vec<String>,
    ) -> Result<i64> {
        if parents.is_empty() {
            return Ok(0);
        }
        let sql =
            "select id, parent_id from issues where workspace_id = $1 and parent_id is not null";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql)
            .bind(self.workspace())
            .fetch_all(&mut self.conn)
            .await?;
        let mut current: HashMap<_, _> = rows
            .into_iter()
            .map(|(child, parent)| (IssueId(child), IssueId(parent)))
            .collect();
        let mut graph: Graph = current
            .iter()
            .map(|(child, parent)| (*child, *parent))
            .collect();
        let mut moved = Vec::new();
        for (child, parent) in parents {
            let (Some(child), Some(parent)) = (ids.get(&child).copied(), ids.get(&parent).copied())
            else {
                warnings.push(format!(
                    "The parent {parent} of {child} is not here; it stands alone."
                ));
                continue;
            };
            if current.get(&child) == Some(&parent) {
                continue;
            }
            if let Err(refusal) = graph.check_parent(child, parent) {
                warnings.push(format!("#{child} is not put under #{parent}: {refusal}."));
                continue;
            }
            if let Some(old) = current.insert(child, parent) {
                graph.remove(child, old);
            }
            graph.insert(child, parent);
            moved.push(ParentRow {
                child: child.0,
                parent: parent.0,
            });
        }
        self.update_parents(&moved).await?;
        Ok(moved.len() as i64)
    }

    async fn update_parents(&mut self, moved: &[ParentRow]) -> Result<()> {
        if moved.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "update issues set parent_id = v.parent from ( \
                 select cast(value->>'child' as bigint) as child, cast(value->>'parent' as bigint) as parent from {each}($1{::json})) as v \
             where issues.id = v.child and +issues.workspace_id = $2",
        );
        sqlx::query(sql)
            .bind(statement::rows(&moved)?)
            .bind(self.workspace())
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    pub(crate) async fn import_relations(
        &mut self,
        ids: &Ids,
        relations: Vec<ImportedRelation>,
        warnings: &mut Vec<String>,
    ) -> Result<i64> {
        if relations.is_empty() {
            return Ok(0);
        }
        let sql = "select source_id, target_id from relations where workspace_id = $1 and kind = 'blocks'";
        let rows: Vec<(i64, i64)> = sqlx::query_as(sql)
            .bind(self.workspace())
            .fetch_all(&mut self.conn)
            .await?;
        let mut graph: Graph = rows
            .into_iter()
            .map(|(source, target)| (IssueId(source), IssueId(target)))
            .collect();
        let mut edges = Vec::new();
        for ImportedRelation {
            source,
            target,
            kind,
        } in relations
        {
            let (Some(from), Some(to)) = (ids.get(&source).copied(), ids.get(&target).copied())
            else {
                let missing = if ids.contains_key(&source) {
                    target
                } else {
                    source
                };
                warnings.push(format!(
                    "A relation names {missing}, which is not here; it is left out."
                ));
                continue;
            };
            match edge(&mut graph, from, to, kind) {
                Ok(edge) => edges.extend(edge),
                Err(refusal) => warnings.push(format!(
                    "#{from} {} #{to} is left out: {refusal}.",
                    words(kind)
                )),
            }
        }
        self.insert_edges(&edges).await
    }

    async fn insert_edges(&mut self, edges: &[EdgeRow]) -> Result<i64> {
        if edges.is_empty() {
            return Ok(0);
        }
        let sql = self.sql(
            "insert into relations (workspace_id, source_id, target_id, kind, created_at) \
             select $1, cast(value->>'source' as bigint), cast(value->>'target' as bigint), value->>'kind', $2 \
             from {each}($3{::json}) where true on conflict (source_id, target_id, kind) do nothing",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(self.now.to_string())
            .bind(statement::rows(&edges)?);
        Ok(query.execute(&mut self.conn).await?.rows_affected() as i64)
    }
}

/// The row of an edge; none where it is there already.
fn edge(
    graph: &mut Graph,
    from: IssueId,
    to: IssueId,
    kind: RelationKind,
) -> Result<Option<EdgeRow>, model::Error> {
    let (source, target) = match kind {
        RelationKind::Blocks => {
            if graph.contains(from, to) {
                return Ok(None);
            }
            graph.check_blocker(to, from)?;
            graph.insert(from, to);
            (from, to)
        }
        // It has no direction: kept from the lower id, so that it is not there twice.
        RelationKind::RelatesTo => (from.min(to), from.max(to)),
        RelationKind::DuplicateOf => (from, to),
    };
    Ok((source != target).then_some(EdgeRow {
        source: source.0,
        target: target.0,
        kind: kind.as_str(),
    }))
}

const fn words(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Blocks => "blocks",
        RelationKind::RelatesTo => "relates to",
        RelationKind::DuplicateOf => "is a duplicate of",
    }
}
