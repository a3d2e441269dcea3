//! Ids and numbers: counted in rows, inside the transaction that uses them.
//!
//! A sequence would burn a number with every rolled-back create, and `#42` would soon not be
//! `MAIN-42`.

use crate::{Result, transaction::Transaction};

/// Where an issue is created.
pub(crate) struct Crew {
    pub(crate) id: i64,
    pub(crate) prefix: String,
}

impl Transaction {
    /// The crew that issues belong to where nobody said otherwise: the workspace's first.
    pub(crate) async fn default_crew(&mut self) -> Result<Crew> {
        let sql = "select id, issue_prefix from crews where workspace_id = $1 order by id limit 1";
        let (id, prefix) = sqlx::query_as(sql)
            .bind(self.workspace())
            .fetch_one(&mut self.conn)
            .await?;
        Ok(Crew { id, prefix })
    }

    /// Takes `count` ids; returns the last of them.
    pub(crate) async fn take_ids(&mut self, count: i64) -> Result<i64> {
        let sql = "update issue_ids set last = last + $1 returning last";
        Ok(sqlx::query_scalar(sql)
            .bind(count)
            .fetch_one(&mut self.conn)
            .await?)
    }

    /// Takes `count` numbers under a prefix; returns the last of them.
    pub(crate) async fn take_numbers(&mut self, prefix: &str, count: i64) -> Result<i64> {
        let sql = "insert into issue_counters (workspace_id, prefix, last) values ($1, $2, $3) \
            on conflict (workspace_id, prefix) do update set last = issue_counters.last + excluded.last returning last";
        Ok(sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(prefix)
            .bind(count)
            .fetch_one(&mut self.conn)
            .await?)
    }

    /// Moves both counters to at least these, after numbers from elsewhere were kept.
    pub(crate) async fn raise_counters(
        &mut self,
        prefix: &str,
        id: i64,
        number: i64,
    ) -> Result<()> {
        sqlx::query("update issue_ids set last = $1 where last < $1")
            .bind(id)
            .execute(&mut self.conn)
            .await?;
        let sql = "update issue_counters set last = $1 where last < $1 and workspace_id = $2 and prefix = $3";
        sqlx::query(sql)
            .bind(number)
            .bind(self.workspace())
            .bind(prefix)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}
