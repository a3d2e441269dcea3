//! Activities: one insert for all that a verb recorded.

use serde::Serialize;

use crate::{Result, statement, transaction::Transaction};

#[derive(Serialize)]
struct Line {
    issue: i64,
    action: &'static str,
    details: String,
}

impl Transaction {
    /// Writes what the verb recorded.
    pub(crate) async fn write_activities(&mut self) -> Result<()> {
        let recorded = std::mem::take(&mut self.recorded);
        if recorded.is_empty() {
            return Ok(());
        }
        let mut lines = Vec::with_capacity(recorded.len());
        for (issue, action) in &recorded {
            lines.push(Line {
                issue: issue.0,
                action: action.as_str(),
                details: statement::rows(action)?,
            });
        }
        let sql = self.sql(
            "insert into activities (issue_id, actor_type, actor_id, action, details, at) \
             select cast(value->>'issue' as bigint), $1, $2, value->>'action', value->>'details', $3 from {each}($4{::json})",
        );
        let party = self.actor.party;
        let query = sqlx::query(sql)
            .bind(party.kind())
            .bind(party.id())
            .bind(self.now.to_string());
        query
            .bind(statement::rows(&lines)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}
