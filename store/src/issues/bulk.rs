//! One change of many issues, by a number of statements that does not depend on how many.

use std::collections::{HashMap, HashSet};

use model::{
    Action, Actor, BULK_MAX, Before, BulkChange, BulkOutcome, Error as DomainError, Issue,
    IssueField, IssueId, Place, Skipped, Timestamp, board,
};
use serde::Serialize;

use crate::{Result, Store, shape, statement, transaction::Transaction};

/// An issue before and after.
pub(super) type Pair = (Issue, Issue);

#[derive(Serialize)]
struct Row {
    id: IssueId,
    status: &'static str,
    priority: i64,
    milestone: Option<i64>,
    sort_order: f64,
    version: i64,
    updated_at: Timestamp,
    closed_at: Option<Timestamp>,
    archived_at: Option<Timestamp>,
}

const UPDATE: &str = "update issues set status = v.status, priority = v.priority, milestone_id = v.milestone, \
    sort_order = v.sort_order, version = v.version, updated_at = v.updated_at, closed_at = v.closed_at, archived_at = v.archived_at \
    from (select cast(value->>'id' as bigint) as id, value->>'status' as status, cast(value->>'priority' as bigint) as priority, \
        cast(value->>'milestone' as bigint) as milestone, cast(value->>'sort_order' as double precision) as sort_order, \
        cast(value->>'version' as bigint) as version, value->>'updated_at' as updated_at, value->>'closed_at' as closed_at, \
        value->>'archived_at' as archived_at from {each}($1{::json})) as v \
    where issues.id = v.id and +issues.workspace_id = $2";

impl Store {
    /// Changes issues in one transaction, each by the rules of a single change, in the order given.
    /// What a rule refuses is skipped with its reason, and the others change. At most [`BULK_MAX`]
    /// issues.
    pub async fn update_issues(
        &self,
        actor: &Actor,
        ids: Vec<IssueId>,
        change: BulkChange,
    ) -> Result<BulkOutcome> {
        let max = BULK_MAX;
        if ids.len() > max {
            return Err(DomainError::OutOfRange {
                what: "The number of issues",
                max: max as i64,
            }
            .into());
        }
        let change = change.checked()?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.change_all(&ids, &change).await })
        })
        .await
    }
}

impl Transaction {
    async fn change_all(&mut self, ids: &[IssueId], change: &BulkChange) -> Result<BulkOutcome> {
        if let Some(outcome) = self.bulk_was_made(change).await? {
            return Ok(outcome);
        }
        if let BulkChange::Milestone(Some(milestone)) = change {
            self.check_milestone(*milestone).await?;
        }
        let mut outcome = BulkOutcome::default();
        let issues = self.issues(ids, &mut outcome).await?;
        let mut before: Vec<Before> = issues.iter().map(Before::from).collect();
        match change {
            BulkChange::AddLabel(label) => self.label_issues(issues, label, &mut outcome).await?,
            BulkChange::RemoveLabel(label) => {
                self.unlabel_issues(issues, label, &mut outcome).await?;
            }
            BulkChange::Delete => {
                self.delete_issues(&issues).await?;
                outcome.changed.extend(issues.iter().map(|issue| issue.id));
            }
            _ => self.change_issues(issues, change, &mut outcome).await?,
        }
        let changed: HashSet<IssueId> = outcome.changed.iter().copied().collect();
        before.retain(|before| changed.contains(&before.id));
        self.remember_bulk(change, &before).await?;
        Ok(outcome)
    }

    /// The issues of this workspace without their texts, each once, in the order of the ids; those
    /// that do not exist are skipped.
    pub(super) async fn issues(
        &mut self,
        ids: &[IssueId],
        outcome: &mut BulkOutcome,
    ) -> Result<Vec<Issue>> {
        let sql = self.sql(&format!(
            "select {} from issues i where i.workspace_id = $2 and i.id in (select cast({{value}} as bigint) from {{each}}($1{{::json}}))",
            shape::list("{issue_fields}", "i.id")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(statement::rows(&ids)?)
            .bind(self.workspace());
        let json: String = query.fetch_one(&mut self.conn).await?;
        let found: Vec<Issue> = statement::parse(&json)?;
        let mut found: HashMap<IssueId, Issue> =
            found.into_iter().map(|issue| (issue.id, issue)).collect();
        let mut seen = HashSet::new();
        let mut issues = Vec::with_capacity(found.len());
        for id in ids.iter().filter(|id| seen.insert(**id)) {
            match found.remove(id) {
                Some(issue) => issues.push(issue),
                None => outcome.skipped.push(Skipped {
                    id: *id,
                    reason: DomainError::no_issue(*id).to_string(),
                }),
            }
        }
        Ok(issues)
    }

    async fn change_issues(
        &mut self,
        issues: Vec<Issue>,
        change: &BulkChange,
        outcome: &mut BulkOutcome,
    ) -> Result<()> {
        let now = self.now;
        let mut pairs = self.judge(issues, |issue| change.apply(issue, now), outcome);
        self.arrive(&mut pairs).await?;
        self.save_pairs(&pairs).await?;
        self.remember_moves(&pairs).await
    }

    /// The model decides about each; what it did is recorded.
    pub(super) fn judge(
        &mut self,
        issues: Vec<Issue>,
        rule: impl Fn(&mut Issue) -> Result<Vec<Action>, DomainError>,
        outcome: &mut BulkOutcome,
    ) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for before in issues {
            let mut after = before.clone();
            match rule(&mut after) {
                Ok(_) if before == after => outcome.unchanged.push(before.id),
                Ok(actions) => {
                    actions
                        .into_iter()
                        .for_each(|action| self.record(before.id, action));
                    outcome.changed.push(before.id);
                    pairs.push((before, after));
                }
                Err(rule) => outcome.skipped.push(Skipped {
                    id: before.id,
                    reason: rule.to_string(),
                }),
            }
        }
        pairs
    }

    /// Writes and announces what changed.
    pub(super) async fn save_pairs(&mut self, pairs: &[Pair]) -> Result<()> {
        if pairs.is_empty() {
            return Ok(());
        }
        self.save_all(pairs).await?;
        for (before, after) in pairs {
            self.announce_fields(before, after);
        }
        self.announce_around(pairs.iter().map(|(before, after)| (before, after)))
            .await
    }

    /// Places in the lane that they enter, which is one, in the order they have.
    async fn arrive(&mut self, pairs: &mut [Pair]) -> Result<()> {
        let mut arriving: Vec<&mut Issue> = pairs
            .iter_mut()
            .filter(|(before, after)| before.status != after.status)
            .map(|(_, after)| after)
            .collect();
        let Some(status) = arriving.first().map(|issue| issue.status) else {
            return Ok(());
        };
        let first = self.arrival(status).await?;
        let up = status.arrival() == Place::Top;
        if up {
            // The last of them is the first to lie on top.
            arriving.reverse();
        }
        for (index, issue) in arriving.into_iter().enumerate() {
            issue.sort_order = first + index as f64 * if up { -board::STEP } else { board::STEP };
        }
        Ok(())
    }

    async fn save_all(&mut self, pairs: &[Pair]) -> Result<()> {
        let row = |(_, after): &Pair| Row {
            id: after.id,
            status: after.status.as_str(),
            priority: after.priority.rank(),
            milestone: after.milestone.map(|id| id.0),
            sort_order: after.sort_order,
            version: after.version,
            updated_at: after.updated_at,
            closed_at: after.closed_at,
            archived_at: after.archived_at,
        };
        let rows: Vec<Row> = pairs.iter().map(row).collect();
        let query = sqlx::query(self.sql(UPDATE))
            .bind(statement::rows(&rows)?)
            .bind(self.workspace());
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    pub(super) async fn label_issues(
        &mut self,
        issues: Vec<Issue>,
        label: &str,
        outcome: &mut BulkOutcome,
    ) -> Result<()> {
        if issues.is_empty() {
            return Ok(());
        }
        self.ensure_labels(std::iter::once(label)).await?;
        let sql = "insert into issue_labels (issue_id, label_id) \
            select i.id, l.id from issues i join labels l on l.workspace_id = i.workspace_id and l.name = $2 \
            where i.workspace_id = $3 and i.id in (select cast({value} as bigint) from {each}($1{::json})) \
            on conflict do nothing returning issue_id";
        let action = Action::LabelAdded {
            label: label.to_owned(),
        };
        self.relabel(sql, issues, label, action, outcome).await
    }

    pub(super) async fn unlabel_issues(
        &mut self,
        issues: Vec<Issue>,
        label: &str,
        outcome: &mut BulkOutcome,
    ) -> Result<()> {
        let sql = "delete from issue_labels where issue_id in (select cast({value} as bigint) from {each}($1{::json})) \
            and label_id in (select l.id from labels l where l.workspace_id = $3 and l.name = $2) returning issue_id";
        let action = Action::LabelRemoved {
            label: label.to_owned(),
        };
        self.relabel(sql, issues, label, action, outcome).await
    }

    /// Runs a statement that returns the issues whose labels it changed.
    async fn relabel(
        &mut self,
        sql: &str,
        issues: Vec<Issue>,
        label: &str,
        action: Action,
        outcome: &mut BulkOutcome,
    ) -> Result<()> {
        let ids: Vec<IssueId> = issues.into_iter().map(|issue| issue.id).collect();
        let query = sqlx::query_scalar(self.sql(sql))
            .bind(statement::rows(&ids)?)
            .bind(label)
            .bind(self.workspace());
        let changed: HashSet<i64> = query.fetch_all(&mut self.conn).await?.into_iter().collect();
        let (changed, unchanged): (Vec<_>, Vec<_>) =
            ids.into_iter().partition(|id| changed.contains(&id.0));
        self.touch_all(&changed).await?;
        for id in &changed {
            self.announce(*id, IssueField::Labels);
            self.record(*id, action.clone());
        }
        outcome.changed.extend(changed);
        outcome.unchanged.extend(unchanged);
        Ok(())
    }

    /// Something that hangs on the issues changed: they are newer and of a higher version.
    async fn touch_all(&mut self, ids: &[IssueId]) -> Result<()> {
        let sql = self.sql(
            "update issues set version = version + 1, updated_at = case when updated_at < $2 then $2 else updated_at end \
             where id in (select cast({value} as bigint) from {each}($1{::json}))",
        );
        let query = sqlx::query(sql)
            .bind(statement::rows(&ids)?)
            .bind(self.now.to_string());
        query.execute(&mut self.conn).await?;
        Ok(())
    }
}
