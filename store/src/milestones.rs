//! Milestones.

use model::{Actor, Change, Error as Rule, Milestone, MilestoneId, NewMilestone, Noun};

use crate::{Result, Store, shape, statement, transaction::Transaction};

impl Store {
    /// Milestones, newest first; `open_only` leaves out closed ones.
    pub async fn list_milestones(&self, actor: &Actor, open_only: bool) -> Result<Vec<Milestone>> {
        let sql = self.sql(&format!(
            "select {} from milestones m where m.workspace_id = $1 and (m.status = 'open' or $2 = 0)",
            shape::list("{milestone}", "m.created_at desc, m.id desc")
        ));
        let query = sqlx::query_scalar(sql).bind(actor.workspace.0).bind(i64::from(open_only));
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }

    /// Creates a milestone.
    pub async fn create_milestone(&self, actor: &Actor, new: NewMilestone) -> Result<MilestoneId> {
        self.write(actor, move |tx| Box::pin(async move { tx.create_milestone(new.checked()?).await })).await
    }
}

impl Transaction {
    async fn create_milestone(&mut self, new: NewMilestone) -> Result<MilestoneId> {
        let query = sqlx::query_scalar(
            "insert into milestones (uuid, workspace_id, name, description, created_at) values ($1, $2, $3, $4, $5) returning id",
        );
        let query = query.bind(uuid::Uuid::new_v4().to_string()).bind(self.workspace());
        let query = query.bind(new.name).bind(new.description).bind(self.now.to_string());
        let id: i64 = query.fetch_one(&mut self.conn).await?;
        self.announce_change(Change::Milestones);
        Ok(MilestoneId(id))
    }

    /// `Ok` when the milestone is one of this workspace.
    pub(crate) async fn check_milestone(&mut self, id: MilestoneId) -> Result<()> {
        let query = sqlx::query_scalar::<_, i64>("select count(*) from milestones where id = $1 and workspace_id = $2");
        match query.bind(id.0).bind(self.workspace()).fetch_one(&mut self.conn).await? {
            0 => Err(Rule::NotFound { noun: Noun::Milestone, name: format!("#{id}") }.into()),
            _ => Ok(()),
        }
    }
}
