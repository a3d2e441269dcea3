//! Users, agents and the system as authors of changes.

use model::{Actor, Party, Role, UserId, WorkspaceId};

use crate::{Result, Store, shape};

impl Store {
    /// The person at this machine: the owner of the first workspace.
    pub async fn local_operator(&self) -> Result<Actor> {
        let sql = "select workspace_id, user_id from memberships where role = 'OWNER' order by workspace_id, user_id limit 1";
        let (workspace, user) = sqlx::query_as(sql).fetch_one(self.readers()).await?;
        Ok(Actor::new(
            Party::User(UserId(user)),
            WorkspaceId(workspace),
            Role::Owner,
        ))
    }

    /// The slug of the workspace's first crew, to which issues go unless somebody says otherwise.
    pub async fn home_crew(&self, actor: &Actor) -> Result<String> {
        let sql = "select slug from crews where workspace_id = $1 order by id limit 1";
        Ok(sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?)
    }

    /// Its prefix: what identifiers of the workspace's issues begin with, as a rule.
    pub async fn home_prefix(&self, actor: &Actor) -> Result<String> {
        let sql = "select issue_prefix from crews where workspace_id = $1 order by id limit 1";
        Ok(sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?)
    }

    /// The name people see for the actor.
    pub async fn display_name(&self, actor: &Actor) -> Result<String> {
        let sql = match actor.party {
            Party::System => return Ok(shape::SYSTEM.to_owned()),
            Party::User(_) => "select name from users where id = $1",
            Party::Agent(_) => "select name from agents where id = $1",
        };
        let name = sqlx::query_scalar(sql)
            .bind(actor.party.id())
            .fetch_optional(self.readers())
            .await?;
        Ok(name.unwrap_or_else(|| "Somebody".to_owned()))
    }
}
