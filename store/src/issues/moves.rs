//! Moves that were made: to take one back, and to know one that is sent again.

use std::collections::HashMap;

use model::{
    Actor, Card, Error as DomainError, Issue, IssueId, MadeMove, Party, Status, Timestamp,
    board::STEP,
};
use serde::Serialize;
use sqlx::{AssertSqlSafe, Row};

use super::bulk::Pair;
use crate::{Result, Store, statement, transaction::Transaction};

/// For how many days a move is known.
const KEPT_DAYS: i64 = 7;

/// Moves that were not taken back; `$1` is the workspace, `$2` their name.
const MADE: &str = "select m.id, m.issue_id, m.actor_type, m.actor_id, m.at, m.to_status, m.from_status, m.from_order, \
    m.from_closed_at, m.from_archived_at, \
    (select max(n.id) from moves n where n.issue_id = m.issue_id and n.undone = 0) as newest \
    from moves m where m.workspace_id = $1 and m.mutation = $2 and m.undone = 0";

#[derive(Serialize)]
struct MoveRow {
    id: IssueId,
    status: Status,
    sort_order: f64,
    closed_at: Option<Timestamp>,
    archived_at: Option<Timestamp>,
    to: Status,
}

impl Store {
    /// Takes back the actor's own move that was made under the name `of`: the issue is exactly
    /// where it was.
    pub async fn undo_move(&self, actor: &Actor, id: IssueId, of: String) -> Result<Card> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.undo_move(id, &of).await })
        })
        .await
    }
}

impl Transaction {
    async fn undo_move(&mut self, id: IssueId, of: &str) -> Result<Card> {
        if self.was_made().await? {
            return self.card(id).await;
        }
        let before = self.issue(id).await?;
        let (number, made) = self
            .made_move(id, of)
            .await?
            .ok_or(DomainError::UndoUnknown { id })?;
        let mut issue = before.clone();
        let action = issue.undo_move(&made, self.actor.party, self.now)?;
        self.change(&before, &issue, action.into_iter().collect())
            .await?;
        // That of the undoing itself included: what was done before can be undone next.
        let query = sqlx::query("update moves set undone = 1 where issue_id = $1 and id >= $2");
        query
            .bind(id.0)
            .bind(number)
            .execute(&mut self.conn)
            .await?;
        self.card(id).await
    }

    /// Returns true if a move was made under this change's name already.
    pub(crate) async fn was_made(&mut self) -> Result<bool> {
        let Some(mutation) = self.actor.mutation.clone() else {
            return Ok(false);
        };
        let sql = "select count(*) from moves where workspace_id = $1 and mutation = $2 and actor_type = $3 and actor_id = $4";
        let query = sqlx::query_scalar::<_, i64>(sql)
            .bind(self.workspace())
            .bind(mutation);
        let query = query
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id());
        Ok(query.fetch_one(&mut self.conn).await? > 0)
    }

    /// Remembers where an issue was. One that did not move is remembered by its name only.
    pub(crate) async fn remember_move(
        &mut self,
        before: &Issue,
        to: Status,
        moved: bool,
    ) -> Result<()> {
        let sql = "insert into moves (workspace_id, issue_id, actor_type, actor_id, mutation, at, from_status, from_order, \
            from_closed_at, from_archived_at, to_status, undone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let query = sqlx::query(sql).bind(self.workspace()).bind(before.id.0);
        let query = query
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id())
            .bind(self.actor.mutation.clone());
        let query = query
            .bind(self.now.to_string())
            .bind(before.status.as_str())
            .bind(before.sort_order);
        let query = query
            .bind(before.closed_at.map(|at| at.to_string()))
            .bind(before.archived_at.map(|at| at.to_string()));
        query
            .bind(to.as_str())
            .bind(i64::from(!moved))
            .execute(&mut self.conn)
            .await?;
        self.forget_moves().await
    }

    /// The same for several issues.
    pub(super) async fn remember_moves(&mut self, pairs: &[Pair]) -> Result<()> {
        let row = |(before, after): &Pair| MoveRow {
            id: before.id,
            status: before.status,
            sort_order: before.sort_order,
            closed_at: before.closed_at,
            archived_at: before.archived_at,
            to: after.status,
        };
        let rows: Vec<MoveRow> = pairs
            .iter()
            .filter(|(before, after)| before.status != after.status)
            .map(row)
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let sql = self.sql(
            "insert into moves (workspace_id, issue_id, actor_type, actor_id, mutation, at, from_status, from_order, from_closed_at, \
             from_archived_at, to_status) select $1, cast(value->>'id' as bigint), $2, $3, $4, $5, value->>'status', \
             cast(value->>'sort_order' as double precision), value->>'closed_at', value->>'archived_at', value->>'to' \
             from {each}($6{::json})",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id());
        let query = query
            .bind(self.actor.mutation.clone())
            .bind(self.now.to_string())
            .bind(statement::rows(&rows)?);
        query.execute(&mut self.conn).await?;
        self.forget_moves().await
    }

    async fn forget_moves(&mut self) -> Result<()> {
        let forget =
            sqlx::query("delete from moves where at < $1").bind(kept_since(self.now).to_string());
        forget.execute(&mut self.conn).await?;
        Ok(())
    }

    /// Before a lane is numbered anew: the places that cards had in it stay between the same
    /// neighbours.
    pub(crate) async fn renumber_moves(&mut self, status: Status) -> Result<()> {
        let sql = self.sql(&format!(
            "update moves set from_order = {step} * (select count(*) from issues i where i.workspace_id = $1 and i.status = $2 \
             and i.archived_at is null and i.sort_order < moves.from_order) + {half} \
             where workspace_id = $1 and from_status = $2 and undone = 0",
            step = format_args!("{STEP:.1}"),
            half = format_args!("{:.1}", STEP / 2.0),
        ));
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(status.as_str())
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// A move that was not taken back, by its name, with its number.
    async fn made_move(&mut self, id: IssueId, of: &str) -> Result<Option<(i64, MadeMove)>> {
        let sql = AssertSqlSafe(format!(
            "{MADE} and m.issue_id = $3 order by m.id desc limit 1"
        ));
        let row = sqlx::query(sql)
            .bind(self.workspace())
            .bind(of)
            .bind(id.0)
            .fetch_optional(&mut self.conn)
            .await?;
        row.map(|row| read(&row)).transpose()
    }

    /// All moves of that name that were not taken back.
    pub(super) async fn made_moves(&mut self, of: &str) -> Result<HashMap<IssueId, MadeMove>> {
        let rows = sqlx::query(MADE)
            .bind(self.workspace())
            .bind(of)
            .fetch_all(&mut self.conn)
            .await?;
        rows.iter()
            .map(|row| Ok((IssueId(row.try_get("issue_id")?), read(row)?.1)))
            .collect()
    }
}

/// The instant before which moves and bulk changes are forgotten.
pub(super) fn kept_since(now: Timestamp) -> Timestamp {
    Timestamp::from_micros(now.micros() - KEPT_DAYS * 86_400_000_000).unwrap_or(Timestamp::EPOCH)
}

fn read(row: &sqlx::any::AnyRow) -> Result<(i64, MadeMove)> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let instant = |text: String| {
        text.parse::<Timestamp>()
            .map_err(|error| sqlx::Error::Decode(error.into()))
    };
    let maybe = |column: &str| {
        row.try_get::<Option<String>, _>(column)?
            .map(instant)
            .transpose()
    };
    let status = |column: &str| {
        text(column)?
            .parse::<Status>()
            .map_err(|error| sqlx::Error::Decode(error.into()))
    };
    let number: i64 = row.try_get("id")?;
    let made = MadeMove {
        by: Party::from_columns(&text("actor_type")?, row.try_get("actor_id")?),
        at: instant(text("at")?)?,
        to: status("to_status")?,
        is_last: row.try_get::<Option<i64>, _>("newest")? == Some(number),
        from: status("from_status")?,
        sort_order: row.try_get("from_order")?,
        closed_at: maybe("from_closed_at")?,
        archived_at: maybe("from_archived_at")?,
    };
    Ok((number, made))
}
