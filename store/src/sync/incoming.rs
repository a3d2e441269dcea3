//! Issues on the hub that do not exist here: new ones, and ones deleted here.

use std::collections::{HashMap, HashSet};

use model::{
    Actor, RelationKind, Timestamp, Uuid,
    import::ImportedRelation,
    sync::merge::IssueSnapshot,
    sync::{HubIssue, HubSource},
};

use super::merge_base::{MergeBase, MergeBaseRow, SEEN};
use crate::{Result, Store, shape, statement, transaction::Transaction};

/// The found issues that are not here.
#[derive(Default)]
pub(super) struct Arrivals {
    /// To be created.
    pub(super) new: HashSet<Uuid>,
    /// Deleted here, and to stay so.
    pub(super) deleted: HashSet<Uuid>,
}

impl Store {
    /// Sorts out which are new. A deletion here holds, unless the issue was changed there since:
    /// then the change is kept.
    pub(super) async fn arrivals(
        &self,
        actor: &Actor,
        telling: HubSource,
        told: &[HubIssue],
    ) -> Result<Arrivals> {
        let brief: Vec<HubIssue> = told.to_vec();
        self.write(actor, move |tx| {
            Box::pin(async move { tx.arrivals(telling, &brief).await })
        })
        .await
    }
}

impl Transaction {
    async fn arrivals(&mut self, telling: HubSource, told: &[HubIssue]) -> Result<Arrivals> {
        let uuids: Vec<Uuid> = told.iter().map(|hub| hub.issue.uuid).collect();
        let here: HashSet<Uuid> = self.present(&uuids).await?;
        let buried = self.buried(&uuids).await?;
        let seen = self.seen(&buried.keys().copied().collect()).await?;
        let gone = self.put_back(&uuids).await?;
        let mut arrivals = Arrivals::default();
        let mut rows = Vec::new();
        for hub in told.iter().filter(|hub| !here.contains(&hub.issue.uuid)) {
            let uuid = hub.issue.uuid;
            let base = seen.get(uuid, telling);
            let version = hub.version(base);
            if buried
                .get(&uuid)
                .is_some_and(|at| stays_deleted(*at, base, &version, gone.contains(&uuid)))
            {
                rows.push(MergeBaseRow::new(&version, 0)?);
                arrivals.deleted.insert(uuid);
            } else {
                arrivals.new.insert(uuid);
            }
        }
        self.see(telling, &rows).await?;
        Ok(arrivals)
    }

    /// Issues that came are linked to by others that were seen before; returns warnings.
    pub(super) async fn reconnect(&mut self, new: HashSet<Uuid>) -> Result<Vec<String>> {
        let sql = self.sql(&format!(
            "select {} from hub_issues s where s.workspace_id = $1 and exists ( \
                 select 1 from {{each}}($2{{::json}}) where s.version like '%' || {{value}} || '%')",
            shape::list(SEEN, "s.uuid")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(statement::rows(&new)?);
        let json: String = query.fetch_one(&mut self.conn).await?;
        let seen: Vec<MergeBase> = statement::parse(&json)?;
        let links = self.links(seen.iter().map(|seen| &seen.version)).await?;
        let (mut parents, mut edges) = (Vec::new(), Vec::new());
        for MergeBase { version, .. } in &seen {
            let known = links.known(version.clone());
            let uuid = known.uuid;
            let edge = |source, target, kind| ImportedRelation {
                source,
                target,
                kind,
            };
            parents.extend(
                known
                    .parent
                    .filter(|parent| new.contains(parent))
                    .map(|parent| (uuid, parent)),
            );
            edges.extend(
                known
                    .blockers
                    .iter()
                    .filter(|uuid| new.contains(uuid))
                    .map(|other| edge(*other, uuid, RelationKind::Blocks)),
            );
            edges.extend(
                known
                    .related
                    .iter()
                    .filter(|uuid| new.contains(uuid))
                    .map(|other| edge(uuid, *other, RelationKind::RelatesTo)),
            );
        }
        // Only links of issues that are here can be made.
        parents.retain(|(child, _)| links.issues.contains_key(child));
        edges.retain(|edge| {
            links.issues.contains_key(&edge.source) && links.issues.contains_key(&edge.target)
        });
        let mut warnings = Vec::new();
        self.import_parents(&links.issues, parents, &mut warnings)
            .await?;
        self.import_relations(&links.issues, edges, &mut warnings)
            .await?;
        if !warnings.is_empty() {
            // What was left out here is to be told there.
            let uuids: Vec<Uuid> = seen.iter().map(|seen| seen.version.uuid).collect();
            let sql = self.sql(
                "update hub_issues set row_version = 0 where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))",
            );
            sqlx::query(sql)
                .bind(self.workspace())
                .bind(statement::rows(&uuids)?)
                .execute(&mut self.conn)
                .await?;
        }
        Ok(warnings)
    }

    /// Which of the issues are here.
    pub(super) async fn present(&mut self, uuids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let sql =
            self.sql("select uuid from issues where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String,)> = query.fetch_all(&mut self.conn).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(uuid,)| uuid.parse().ok())
            .collect())
    }

    /// Which of them were deleted here, and when last.
    async fn buried(&mut self, uuids: &[Uuid]) -> Result<HashMap<Uuid, Timestamp>> {
        let sql = self.sql(
            "select uuid, max(deleted_at) from deleted_issues where workspace_id = $1 \
             and uuid in (select {value} from {each}($2{::json})) group by uuid",
        );
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String, String)> = query.fetch_all(&mut self.conn).await?;
        Ok(rows
            .into_iter()
            .filter_map(|(uuid, at)| Some((uuid.parse().ok()?, at.parse().ok()?)))
            .collect())
    }
}

/// `put_back`: the hub itself had deleted it.
fn stays_deleted(
    deleted_at: Timestamp,
    base: Option<&IssueSnapshot>,
    told: &IssueSnapshot,
    put_back: bool,
) -> bool {
    match base {
        Some(base) => base.same_content(told),
        None => !put_back && told.updated_at <= deleted_at,
    }
}
