//! Seed data of an empty database: a workspace with its owner, and a crew with its lead.

use model::Timestamp;
use sqlx::AnyConnection;

use crate::Result;

/// The prefix of the first crew's identifiers.
const PREFIX: &str = "MAIN";

/// Founds what is not there, inside the writer's transaction, so that of two servers only one does.
pub(crate) async fn found(conn: &mut AnyConnection, now: Timestamp) -> Result<()> {
    let workspaces: i64 = sqlx::query_scalar("select count(*) from workspaces")
        .fetch_one(&mut *conn)
        .await?;
    if workspaces > 0 {
        return Ok(());
    }
    let now = now.to_string();
    let workspace: i64 = sqlx::query_scalar(
        "insert into workspaces (slug, name, created_at) values ('main', 'Main', $1) returning id",
    )
    .bind(&now)
    .fetch_one(&mut *conn)
    .await?;
    let owner: i64 =
        sqlx::query_scalar("insert into users (name, created_at) values ($1, $2) returning id")
            .bind(owner_name())
            .bind(&now)
            .fetch_one(&mut *conn)
            .await?;
    sqlx::query("insert into memberships (workspace_id, user_id, role, created_at) values ($1, $2, 'OWNER', $3)")
        .bind(workspace)
        .bind(owner)
        .bind(&now)
        .execute(&mut *conn)
        .await?;
    found_crew(conn, workspace, &now).await
}

async fn found_crew(conn: &mut AnyConnection, workspace: i64, now: &str) -> Result<()> {
    let sql = "insert into crews (workspace_id, slug, name, issue_prefix, created_at) values ($1, 'main', 'Main', $2, $3) returning id";
    let crew: i64 = sqlx::query_scalar(sql)
        .bind(workspace)
        .bind(PREFIX)
        .bind(now)
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query("insert into issue_counters (workspace_id, prefix, last) values ($1, $2, 0)")
        .bind(workspace)
        .bind(PREFIX)
        .execute(&mut *conn)
        .await?;
    sqlx::query("insert into agents (workspace_id, crew_id, name, role, created_at) values ($1, $2, 'lead', 'LEAD', $3)")
        .bind(workspace)
        .bind(crew)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    Ok(())
}

fn owner_name() -> String {
    std::env::var("USER")
        .ok()
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "Owner".to_owned())
}
