//! Local issues as snapshots, the form in which they are merged and pushed.

use std::collections::{BTreeSet, HashMap};

use model::{IssueId, Timestamp, Uuid, sync::merge::IssueSnapshot};
use serde::Deserialize;

use crate::{Result, shape, statement, transaction::Transaction};

/// An issue as it is here.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct LocalIssue {
    pub(super) id: IssueId,
    pub(super) row_version: i64,
    pub(super) author: Option<String>,
    pub(super) created_at: Timestamp,
    /// All that it relates to; which of them its own file tells is for
    /// [`LocalIssue::settle_related`].
    neighbours: BTreeSet<Uuid>,
    pub(super) version: IssueSnapshot,
}

/// The shape of a [`LocalIssue`], of an issue `i`.
pub(super) fn shape() -> String {
    format!(
        "{{object}}('id', i.id, 'row_version', i.version, 'created_at', i.created_at, 'neighbours', {}, 'author', \
         case i.author_type when 'user' then (select u.name from users u where u.id = i.author_id) \
         when 'agent' then (select g.name from agents g where g.id = i.author_id) end, 'version', {VERSION})",
        uuids(
            "o.uuid",
            "relations r join issues o on o.id = case when r.source_id = i.id then r.target_id else r.source_id end \
            where r.kind = 'relates_to' and (r.source_id = i.id or r.target_id = i.id)"
        ),
    )
    .replace("{labels}", &uuids("l.name", "issue_labels il join labels l on l.id = il.label_id where il.issue_id = i.id"))
    .replace(
        "{blockers}",
        &uuids("b.uuid", "relations r join issues b on b.id = r.source_id where r.target_id = i.id and r.kind = 'blocks'"),
    )
}

const VERSION: &str = "{object}('uuid', i.uuid, 'title', i.title, 'description', i.description, 'standing', {object}('status', i.status, \
    'archived', {json}(case when i.archived_at is null then 'false' else 'true' end{::json})), 'closed_at', i.closed_at, \
    'priority', {priority}, 'parent', (select p.uuid from issues p where p.id = i.parent_id), \
    'milestone', (select m.uuid from milestones m where m.id = i.milestone_id), 'labels', {labels}, 'blockers', {blockers}, \
    'related', {json}('[]'{::json}), 'updated_at', i.updated_at)";

fn uuids(column: &str, from: &str) -> String {
    format!("{{json}}((select coalesce({{array}}({column}), '[]'{{::json}}) from {from}))")
}

impl LocalIssue {
    /// That two issues relate is told by one file, the one that tells it already; a new one by the
    /// issue with the lower uuid.
    pub(super) fn settle_related(&mut self, told: &HashMap<Uuid, BTreeSet<Uuid>>) {
        let uuid = self.version.uuid;
        let tells =
            |who: &Uuid, other: &Uuid| told.get(who).is_some_and(|told| told.contains(other));
        let mine = |other: &&Uuid| tells(&uuid, other) || (uuid < **other && !tells(other, &uuid));
        self.version.related = self.neighbours.iter().filter(mine).copied().collect();
    }

    /// Itself and all whose files may tell of it.
    pub(super) fn around(&self) -> impl Iterator<Item = Uuid> + '_ {
        std::iter::once(self.version.uuid).chain(self.neighbours.iter().copied())
    }
}

impl Transaction {
    /// Those of the issues that are here, by uuid; what they relate to is not settled yet.
    pub(super) async fn here(&mut self, uuids: &[Uuid]) -> Result<HashMap<Uuid, LocalIssue>> {
        let sql = self.sql(&format!(
            "select {} from issues i where i.workspace_id = $1 and i.uuid in (select {{value}} from {{each}}($2{{::json}}))",
            shape::list(&shape(), "i.id")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let json: String = query.fetch_one(&mut self.conn).await?;
        let here: Vec<LocalIssue> = statement::parse(&json)?;
        Ok(here
            .into_iter()
            .map(|here| (here.version.uuid, here))
            .collect())
    }
}
