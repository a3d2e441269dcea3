//! Taking a change of many issues back.

use std::collections::HashSet;

use model::{
    Actor, Before, BulkChange, BulkOutcome, Error as DomainError, Issue, IssueId, MadeBulk,
    MilestoneId, Timestamp,
};
use sqlx::Row;

use super::moves::kept_since;
use crate::{Result, Store, statement, transaction::Transaction};

impl Store {
    /// Takes back the actor's own [`Store::update_issues`] that was made under the name `of`: each
    /// issue is as it was, its place included. Those that were changed again since are skipped with
    /// the reason.
    pub async fn undo_update_issues(&self, actor: &Actor, of: String) -> Result<BulkOutcome> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.undo_all(&of).await })
        })
        .await
    }
}

impl Transaction {
    /// Remembers what the issues had, so that the change can be taken back by its name.
    pub(super) async fn remember_bulk(
        &mut self,
        change: &BulkChange,
        issues: &[Before],
    ) -> Result<()> {
        let Some(mutation) = self
            .actor
            .mutation
            .clone()
            .filter(|_| change.can_be_undone() && !issues.is_empty())
        else {
            return Ok(());
        };
        let sql = "insert into bulk_changes (workspace_id, actor_type, actor_id, mutation, at, change, issues) \
            values ($1, $2, $3, $4, $5, $6, $7)";
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id());
        let query = query
            .bind(mutation)
            .bind(self.now.to_string())
            .bind(change.to_string())
            .bind(statement::rows(&issues)?);
        query.execute(&mut self.conn).await?;
        let forget = sqlx::query("delete from bulk_changes where at < $1")
            .bind(kept_since(self.now).to_string());
        forget.execute(&mut self.conn).await?;
        Ok(())
    }

    /// The outcome of this very change, if it was made already and is sent again.
    pub(super) async fn bulk_was_made(
        &mut self,
        change: &BulkChange,
    ) -> Result<Option<BulkOutcome>> {
        let Some(name) = self.actor.mutation.clone() else {
            return Ok(None);
        };
        let made = self.made_bulk(&name).await?;
        let made =
            made.filter(|(_, made, undone_by)| undone_by.is_none() && made.change == *change);
        Ok(made.map(|(_, made, _)| BulkOutcome {
            changed: made.issues.iter().map(|before| before.id).collect(),
            ..BulkOutcome::default()
        }))
    }

    async fn undo_all(&mut self, of: &str) -> Result<BulkOutcome> {
        let (number, made, undone_by) = self
            .made_bulk(of)
            .await?
            .ok_or(DomainError::UndoBulkUnknown)?;
        if undone_by.is_some() {
            let sent_again = undone_by == self.actor.mutation;
            return if sent_again {
                Ok(BulkOutcome::default())
            } else {
                Err(DomainError::UndoBulkUnknown.into())
            };
        }
        made.check(self.now)?;
        let mut outcome = BulkOutcome::default();
        let ids: Vec<IssueId> = made.issues.iter().map(|before| before.id).collect();
        let issues = self.issues(&ids, &mut outcome).await?;
        match &made.change {
            BulkChange::AddLabel(label) => self.unlabel_issues(issues, label, &mut outcome).await?,
            BulkChange::RemoveLabel(label) => {
                self.label_issues(issues, label, &mut outcome).await?;
            }
            BulkChange::Status(_) | BulkChange::Close => {
                self.undo_moves(issues, of, &mut outcome).await?;
            }
            _ => self.restore_fields(issues, &made, &mut outcome).await?,
        }
        // Where all were changed again since, undoing that may make room for this.
        if !outcome.changed.is_empty() {
            let sql = "update bulk_changes set undone_by = coalesce($2, '') where id = $1";
            let query = sqlx::query(sql).bind(number);
            query
                .bind(self.actor.mutation.clone())
                .execute(&mut self.conn)
                .await?;
        }
        Ok(outcome)
    }

    /// The moves are judged one by one, as if each had been made alone.
    async fn undo_moves(
        &mut self,
        issues: Vec<Issue>,
        of: &str,
        outcome: &mut BulkOutcome,
    ) -> Result<()> {
        let made = self.made_moves(of).await?;
        let (party, now) = (self.actor.party, self.now);
        let judge = |issue: &mut Issue| {
            let made = made
                .get(&issue.id)
                .ok_or(DomainError::UndoUnknown { id: issue.id })?;
            Ok(issue.undo_move(made, party, now)?.into_iter().collect())
        };
        let pairs = self.judge(issues, judge, outcome);
        self.save_pairs(&pairs).await?;
        let sql = self.sql(
            "update moves set undone = 1 where workspace_id = $1 and mutation = $2 \
             and issue_id in (select cast({value} as bigint) from {each}($3{::json}))",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(of)
            .bind(statement::rows(&outcome.changed)?);
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    async fn restore_fields(
        &mut self,
        issues: Vec<Issue>,
        made: &MadeBulk,
        outcome: &mut BulkOutcome,
    ) -> Result<()> {
        let gone = self.missing_milestones(made).await?;
        let now = self.now;
        let judge = |issue: &mut Issue| {
            let before = made.issues.iter().find(|before| before.id == issue.id);
            let before = before.filter(|before| {
                before
                    .milestone
                    .is_none_or(|milestone| !gone.contains(&milestone))
            });
            before
                .ok_or(DomainError::UndoChanged { id: issue.id })?
                .restore(issue, &made.change, now)
        };
        let pairs = self.judge(issues, judge, outcome);
        self.save_pairs(&pairs).await
    }

    /// The milestones that the issues had and that are deleted.
    async fn missing_milestones(&mut self, made: &MadeBulk) -> Result<HashSet<MilestoneId>> {
        let mut had: HashSet<MilestoneId> = match made.change {
            BulkChange::Milestone(_) => made
                .issues
                .iter()
                .filter_map(|before| before.milestone)
                .collect(),
            _ => HashSet::new(),
        };
        let sql = self.sql(
            "select id from milestones where workspace_id = $1 and id in (select cast({value} as bigint) from {each}($2{::json}))",
        );
        let query = sqlx::query_scalar::<_, i64>(sql)
            .bind(self.workspace())
            .bind(statement::rows(&had)?);
        for id in query.fetch_all(&mut self.conn).await? {
            had.remove(&MilestoneId(id));
        }
        Ok(had)
    }

    /// The actor's own change of that name, with its number and the name of what took it back.
    async fn made_bulk(&mut self, of: &str) -> Result<Option<(i64, MadeBulk, Option<String>)>> {
        let sql = "select id, at, change, issues, undone_by from bulk_changes \
            where workspace_id = $1 and mutation = $2 and actor_type = $3 and actor_id = $4 order by id desc limit 1";
        let query = sqlx::query(sql).bind(self.workspace()).bind(of);
        let query = query
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id());
        let Some(row) = query.fetch_optional(&mut self.conn).await? else {
            return Ok(None);
        };
        let text = |column: &str| row.try_get::<String, _>(column);
        let at = text("at")?
            .parse::<Timestamp>()
            .map_err(|error| sqlx::Error::Decode(error.into()))?;
        let change = text("change")?
            .parse::<BulkChange>()
            .map_err(|error| sqlx::Error::Decode(error.into()))?;
        let made = MadeBulk {
            at,
            change,
            issues: statement::parse(&text("issues")?)?,
        };
        Ok(Some((row.try_get("id")?, made, row.try_get("undone_by")?)))
    }
}
