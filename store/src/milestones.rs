//! Milestones.

use model::{
    Action, Actor, BurnUpDay, Change, Error as DomainError, IssueField, IssueHistory, IssueId,
    IssuePatch, Milestone, MilestoneId, MilestonePatch, MilestoneStatus, NewMilestone, Noun,
    burn_up,
};

use crate::{Result, Store, shape, statement, transaction::Transaction};

impl Store {
    /// Milestones with their progress, newest first; of one status where it is given.
    pub async fn list_milestones(
        &self,
        actor: &Actor,
        status: Option<MilestoneStatus>,
    ) -> Result<Vec<Milestone>> {
        let sql = self.sql(&format!(
            "select {} from milestones m where m.workspace_id = $1 and ($2 = '' or m.status = $2)",
            shape::list("{milestone}", "m.created_at desc, m.id desc")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(status.map_or("", MilestoneStatus::as_str));
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }

    /// One milestone with its progress.
    pub async fn milestone(&self, actor: &Actor, id: MilestoneId) -> Result<Milestone> {
        let query = sqlx::query_scalar(self.sql(SELECT))
            .bind(id.0)
            .bind(actor.workspace.0);
        found(id, query.fetch_optional(self.readers()).await?)
    }

    /// How it grew and how much of it was done: the days on which that changed, oldest first.
    pub async fn milestone_burn_up(
        &self,
        actor: &Actor,
        id: MilestoneId,
    ) -> Result<Vec<BurnUpDay>> {
        let query = sqlx::query_as(self.sql(&select_histories()))
            .bind(id.0)
            .bind(actor.workspace.0);
        let row: Option<(String, String)> = query.fetch_optional(self.readers()).await?;
        let (created_at, issues) = row.ok_or_else(|| no_milestone(id))?;
        let created_at = created_at
            .parse()
            .map_err(|error: String| sqlx::Error::Decode(error.into()))?;
        Ok(burn_up::burn_up(
            id,
            created_at,
            &statement::parse::<Vec<IssueHistory>>(&issues)?,
        ))
    }

    /// Creates a milestone.
    pub async fn create_milestone(&self, actor: &Actor, new: NewMilestone) -> Result<MilestoneId> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.create_milestone(new.checked()?).await })
        })
        .await
    }

    /// Changes its name or description.
    pub async fn update_milestone(
        &self,
        actor: &Actor,
        id: MilestoneId,
        patch: MilestonePatch,
    ) -> Result<()> {
        self.change_milestone(actor, id, move |milestone, _| milestone.apply(patch))
            .await
    }

    /// Closes it, whatever its issues are. Closing again changes nothing.
    pub async fn close_milestone(&self, actor: &Actor, id: MilestoneId) -> Result<()> {
        self.change_milestone(actor, id, |milestone, now| Ok(milestone.close(now)))
            .await
    }

    /// Aims at it again. Reopening an open one changes nothing.
    pub async fn reopen_milestone(&self, actor: &Actor, id: MilestoneId) -> Result<()> {
        self.change_milestone(actor, id, |milestone, _| Ok(milestone.reopen()))
            .await
    }

    /// Deletes it. Its issues stay, each without a milestone and with a line of history that says
    /// so.
    pub async fn delete_milestone(&self, actor: &Actor, id: MilestoneId) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.delete_milestone(id).await })
        })
        .await
    }

    /// Makes the issue count for this milestone, and no longer for another. Doing so again changes
    /// nothing.
    pub async fn assign_milestone(
        &self,
        actor: &Actor,
        id: MilestoneId,
        issue: IssueId,
    ) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.assign_milestone(id, issue).await })
        })
        .await
    }

    /// Takes the issue out of this milestone; not in it: [`DomainError::NotInMilestone`].
    pub async fn unassign_milestone(
        &self,
        actor: &Actor,
        id: MilestoneId,
        issue: IssueId,
    ) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.unassign_milestone(id, issue).await })
        })
        .await
    }

    async fn change_milestone<F>(&self, actor: &Actor, id: MilestoneId, rule: F) -> Result<()>
    where
        F: FnOnce(&mut Milestone, model::Timestamp) -> Result<bool, DomainError> + Send + 'static,
    {
        self.write(actor, move |tx| {
            Box::pin(async move {
                let mut milestone = tx.milestone(id).await?;
                if rule(&mut milestone, tx.now)? {
                    tx.save_milestone(&milestone).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

impl Transaction {
    async fn create_milestone(&mut self, new: NewMilestone) -> Result<MilestoneId> {
        let query = sqlx::query_scalar(
            "insert into milestones (uuid, workspace_id, name, description, created_at) values ($1, $2, $3, $4, $5) returning id",
        );
        let query = query
            .bind(uuid::Uuid::new_v4().to_string())
            .bind(self.workspace());
        let query = query
            .bind(new.name)
            .bind(new.description)
            .bind(self.now.to_string());
        let id: i64 = query.fetch_one(&mut self.conn).await?;
        self.announce_change(Change::Milestones);
        Ok(MilestoneId(id))
    }

    pub(crate) async fn delete_milestone(&mut self, id: MilestoneId) -> Result<()> {
        self.check_milestone(id).await?;
        for issue in self.clear_references("milestone_id", id.0).await? {
            self.record(
                issue,
                Action::MilestoneChanged {
                    from: Some(id),
                    to: None,
                },
            );
            self.announce(issue, IssueField::Milestone);
        }
        sqlx::query("delete from milestones where id = $1")
            .bind(id.0)
            .execute(&mut self.conn)
            .await?;
        self.announce_change(Change::Milestones);
        Ok(())
    }

    async fn assign_milestone(&mut self, id: MilestoneId, issue: IssueId) -> Result<()> {
        self.check_milestone(id).await?;
        self.update_issue(
            issue,
            IssuePatch {
                milestone: Some(Some(id)),
                ..IssuePatch::default()
            },
        )
        .await?;
        Ok(())
    }

    async fn unassign_milestone(&mut self, id: MilestoneId, issue: IssueId) -> Result<()> {
        self.check_milestone(id).await?;
        if self.issue(issue).await?.milestone != Some(id) {
            return Err(DomainError::NotInMilestone {
                id: issue,
                milestone: id,
            }
            .into());
        }
        self.update_issue(
            issue,
            IssuePatch {
                milestone: Some(None),
                ..IssuePatch::default()
            },
        )
        .await?;
        Ok(())
    }

    async fn milestone(&mut self, id: MilestoneId) -> Result<Milestone> {
        let query = sqlx::query_scalar(self.sql(SELECT))
            .bind(id.0)
            .bind(self.workspace());
        found(id, query.fetch_optional(&mut self.conn).await?)
    }

    async fn save_milestone(&mut self, milestone: &Milestone) -> Result<()> {
        let sql = "update milestones set name = $2, description = $3, status = $4, closed_at = $5 where id = $1";
        let query = sqlx::query(sql)
            .bind(milestone.id.0)
            .bind(&milestone.name)
            .bind(milestone.description.as_deref());
        let query = query
            .bind(milestone.status.as_str())
            .bind(milestone.closed_at.map(|at| at.to_string()));
        query.execute(&mut self.conn).await?;
        self.announce_change(Change::Milestones);
        Ok(())
    }

    /// `Ok` when the milestone is one of this workspace.
    pub(crate) async fn check_milestone(&mut self, id: MilestoneId) -> Result<()> {
        let query = sqlx::query_scalar::<_, i64>(
            "select count(*) from milestones where id = $1 and workspace_id = $2",
        );
        match query
            .bind(id.0)
            .bind(self.workspace())
            .fetch_one(&mut self.conn)
            .await?
        {
            0 => Err(no_milestone(id).into()),
            _ => Ok(()),
        }
    }
}

const SELECT: &str =
    "select {milestone}{::text} from milestones m where m.id = $1 and m.workspace_id = $2";

/// A milestone's birth, and the histories of all issues that are or ever were in it; `$1` is the
/// milestone, `$2` the workspace.
fn select_histories() -> String {
    let changes = "(select coalesce({array}({object}('action', {json}(a.details{::json}), 'at', a.at) order by a.id), '[]'{::json}) \
        from activities a where a.issue_id = i.id and a.action in ('milestone_changed', 'status_changed'))";
    let history = format!(
        "{{object}}('created_at', i.created_at, 'updated_at', i.updated_at, 'closed_at', i.closed_at, \
         'milestone', i.milestone_id, 'changes', {{json}}({changes}))"
    );
    let ever = "select a.issue_id from activities a where a.action = 'milestone_changed' and \
        (cast((a.details{::json})->>'from' as bigint) = $1 or cast((a.details{::json})->>'to' as bigint) = $1)";
    format!(
        "select m.created_at, (select {} from issues i where i.workspace_id = $2 and (i.milestone_id = $1 or i.id in ({ever}))) \
         from milestones m where m.id = $1 and m.workspace_id = $2",
        shape::list(&history, "i.id")
    )
}

fn found(id: MilestoneId, json: Option<String>) -> Result<Milestone> {
    statement::parse(&json.ok_or_else(|| no_milestone(id))?)
}

fn no_milestone(id: MilestoneId) -> DomainError {
    DomainError::NotFound {
        noun: Noun::Milestone,
        name: format!("#{id}"),
    }
}
