//! Merge bases: each issue as it was last seen on the hub.

use std::collections::{BTreeSet, HashMap};

use model::{Uuid, sync::HubSource, sync::merge::IssueSnapshot};
use serde::{Deserialize, Serialize};

use crate::{Result, shape, statement, transaction::Transaction};

/// An issue as it was last seen in one telling.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct MergeBase {
    pub(super) telling: HubSource,
    pub(super) version: IssueSnapshot,
}

/// The shape of a [`MergeBase`], of a row `s`.
pub(super) const SEEN: &str =
    "{object}('telling', s.telling, 'version', {json}(s.version{::json}))";

/// All tellings of some issues.
#[derive(Clone, Debug, Default)]
pub(super) struct MergeBases {
    by: HashMap<(Uuid, HubSource), IssueSnapshot>,
    /// Who tells of which relations, in any telling.
    pub(super) related: HashMap<Uuid, BTreeSet<Uuid>>,
}

impl MergeBases {
    /// What the next telling is to be held against. Of an issue that is told so for the first time,
    /// that is what the other telling says, unless this one is older than that: then it has nothing
    /// to add.
    pub(super) fn base(&self, telling: HubSource, told: &IssueSnapshot) -> Option<IssueSnapshot> {
        let other = || {
            let tellings = [HubSource::Files, HubSource::Checkpoint];
            let other = tellings
                .into_iter()
                .filter(|by| *by != telling)
                .find_map(|by| self.get(told.uuid, by))?;
            Some(if told.updated_at < other.updated_at {
                told
            } else {
                other
            })
        };
        self.get(told.uuid, telling).or_else(other).cloned()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &IssueSnapshot> {
        self.by.values()
    }

    pub(super) fn get(&self, uuid: Uuid, telling: HubSource) -> Option<&IssueSnapshot> {
        self.by.get(&(uuid, telling))
    }
}

impl FromIterator<MergeBase> for MergeBases {
    fn from_iter<I: IntoIterator<Item = MergeBase>>(rows: I) -> Self {
        let mut all = MergeBases::default();
        for MergeBase { telling, version } in rows {
            all.related
                .entry(version.uuid)
                .or_default()
                .extend(&version.related);
            all.by.insert((version.uuid, telling), version);
        }
        all
    }
}

/// A row to be remembered.
#[derive(Serialize)]
pub(super) struct MergeBaseRow {
    uuid: Uuid,
    version: String,
    row_version: i64,
}

impl MergeBaseRow {
    /// `here` is the version of the issue's row that says the same; 0 where none does.
    pub(super) fn new(version: &IssueSnapshot, here: i64) -> Result<Self> {
        Ok(MergeBaseRow {
            uuid: version.uuid,
            version: statement::rows(version)?,
            row_version: here,
        })
    }
}

impl Transaction {
    /// Everything that was seen of these issues.
    pub(super) async fn seen(&mut self, uuids: &BTreeSet<Uuid>) -> Result<MergeBases> {
        let sql = self.sql(&format!(
            "select {} from hub_issues s where s.workspace_id = $1 and s.uuid in (select {{value}} from {{each}}($2{{::json}}))",
            shape::list(SEEN, "s.uuid")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let json: String = query.fetch_one(&mut self.conn).await?;
        Ok(statement::parse::<Vec<MergeBase>>(&json)?
            .into_iter()
            .collect())
    }

    /// Remembers what was seen.
    pub(super) async fn see(&mut self, telling: HubSource, rows: &[MergeBaseRow]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "insert into hub_issues (workspace_id, uuid, telling, version, row_version) \
             select $1, value->>'uuid', $2, value->>'version', cast(value->>'row_version' as bigint) from {each}($3{::json}) \
             where true on conflict (workspace_id, uuid, telling) \
             do update set version = excluded.version, row_version = excluded.row_version",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(telling.as_str())
            .bind(statement::rows(&rows)?);
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    /// Remembers that the hub has these comments.
    pub(super) async fn see_comments(&mut self, uuids: &[Uuid]) -> Result<()> {
        if uuids.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "insert into hub_comments (workspace_id, uuid) select $1, {value} from {each}($2{::json}) where true \
             on conflict (workspace_id, uuid) do nothing",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// Drops the merge bases of these issues. For those in `again`, also forgets which comments
    /// the hub has, so that the next push writes them again.
    pub(super) async fn forget(&mut self, uuids: &[Uuid], again: &[Uuid]) -> Result<()> {
        let sql = self.sql(
            "delete from hub_issues where workspace_id = $1 and telling = 'files' and uuid in (select {value} from {each}($2{::json}))",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?)
            .execute(&mut self.conn)
            .await?;
        if again.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "delete from hub_comments where workspace_id = $1 and uuid in (select c.uuid from comments c \
             join issues i on i.id = c.issue_id where i.workspace_id = $1 and i.uuid in (select {value} from {each}($2{::json})))",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&again)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}
