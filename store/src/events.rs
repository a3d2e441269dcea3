//! The event log: announced events, each with its `seq`.

use std::{collections::HashMap, sync::Arc};

use model::{Actor, Card, Change, Event, IssueField, IssueId, Timestamp, WorkspaceId};
use serde::Serialize;
use sqlx::{AnyPool, Row, any::AnyRow};

use crate::{Result, Store, shape, statement, transaction::Transaction};

/// How far back [`Store::events_since`] goes.
pub const REPLAY_MAX: i64 = 1_000;
/// How many events a workspace keeps.
const KEPT: i64 = 5_000;

/// What happened after a `seq`.
#[derive(Clone, Debug, PartialEq)]
pub enum Replay {
    /// All of it, in order.
    Events(Vec<Arc<Event>>),
    /// Too long ago (or never): read again what you show.
    TooOld,
}

/// What a verb wants to be heard of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Announcement {
    /// An issue whose card is to be read when the verb is done.
    Issue { id: IssueId, field: IssueField },
    /// Something that is whole already.
    Whole(Change),
}

#[derive(Serialize)]
struct Line<'a> {
    seq: i64,
    at: String,
    mutation: Option<&'a str>,
    payload: String,
}

impl Store {
    /// The `seq` of the newest event.
    pub async fn last_seq(&self, actor: &Actor) -> Result<i64> {
        let query = sqlx::query_scalar("select last_seq from workspaces where id = $1")
            .bind(actor.workspace.0);
        Ok(query.fetch_optional(self.readers()).await?.unwrap_or(0))
    }

    /// What happened after `seq`, at most 1,000 events back.
    pub async fn events_since(&self, actor: &Actor, seq: i64) -> Result<Replay> {
        let last = self.last_seq(actor).await?;
        if seq < 0 || seq > last || last - seq > REPLAY_MAX {
            return Ok(Replay::TooOld);
        }
        let query = sqlx::query(SELECT_SINCE)
            .bind(actor.workspace.0)
            .bind(seq)
            .bind(REPLAY_MAX + KEPT);
        let rows = query.fetch_all(self.readers()).await?;
        let events: Vec<Arc<Event>> = rows.iter().filter_map(readable).map(Arc::new).collect();
        // A log with a hole was cut there, or holds what a newer server wrote.
        let whole = events.len() as i64 >= last - seq
            && (seq + 1..)
                .zip(&events)
                .all(|(seq, event)| event.seq == seq);
        Ok(if whole {
            Replay::Events(events)
        } else {
            Replay::TooOld
        })
    }
}

const SELECT_SINCE: &str = "select id, workspace_id, seq, at, mutation, payload from events \
    where workspace_id = $1 and seq > $2 order by seq limit $3";

/// An event in the log, by what tells it from an event of the same number in another log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) seq: i64,
    /// When; none where the log does not hold it (any more).
    pub(crate) at: Option<Timestamp>,
}

impl Mark {
    pub(crate) fn of(event: &Event) -> Self {
        Mark {
            seq: event.seq,
            at: Some(event.at),
        }
    }

    /// Returns true if they cannot be the same event, though they have the same number.
    pub(crate) fn contradicts(self, other: Mark) -> bool {
        self.seq == other.seq
            && self
                .at
                .zip(other.at)
                .is_some_and(|(one, other)| one != other)
    }

    fn read(row: &AnyRow) -> Result<Self> {
        let at = row
            .try_get::<Option<String>, _>("at")?
            .map(|at| instant(&at))
            .transpose()?;
        Ok(Mark {
            seq: row.try_get("seq")?,
            at,
        })
    }
}

/// The newest event of every workspace.
pub(crate) async fn newest(readers: &AnyPool) -> Result<Vec<(WorkspaceId, Mark)>> {
    let sql = "select w.id, w.last_seq as seq, e.at from workspaces w \
               left join events e on e.workspace_id = w.id and e.seq = w.last_seq order by w.id";
    let rows = sqlx::query(sql).fetch_all(readers).await?;
    rows.iter()
        .map(|row| Ok((WorkspaceId(row.try_get("id")?), Mark::read(row)?)))
        .collect()
}

/// The event of that number, where the log holds it.
pub(crate) async fn mark(
    readers: &AnyPool,
    workspace: WorkspaceId,
    seq: i64,
) -> Result<Option<Mark>> {
    let query = sqlx::query(
        "select e.id, e.seq, e.at from events e where e.workspace_id = $1 and e.seq = $2",
    );
    let row = query
        .bind(workspace.0)
        .bind(seq)
        .fetch_optional(readers)
        .await?;
    row.as_ref().map(Mark::read).transpose()
}

/// Some of the events of a workspace after a number, in order, with the number of the last; `None`
/// when there are none.
pub(crate) async fn after(
    readers: &AnyPool,
    workspace: WorkspaceId,
    seq: i64,
) -> Result<(Option<i64>, Vec<Event>)> {
    let sql = "select e.id, e.workspace_id, e.seq, e.at, e.mutation, e.payload from events e \
               where e.workspace_id = $1 and e.seq > $2 order by e.seq limit 500";
    let rows = sqlx::query(sql)
        .bind(workspace.0)
        .bind(seq)
        .fetch_all(readers)
        .await?;
    let last = rows.last().map(|row| row.try_get("seq")).transpose()?;
    Ok((last, rows.iter().filter_map(readable).collect()))
}

/// The event, unless a newer server wrote something that this one does not know.
fn readable(row: &AnyRow) -> Option<Event> {
    event(row)
        .inspect_err(|error| tracing::warn!(%error, "an event cannot be read"))
        .ok()
}

fn event(row: &AnyRow) -> Result<Event> {
    Ok(Event {
        seq: row.try_get("seq")?,
        workspace: WorkspaceId(row.try_get("workspace_id")?),
        at: instant(&row.try_get::<String, _>("at")?)?,
        mutation: row.try_get("mutation")?,
        change: statement::parse(&row.try_get::<String, _>("payload")?)?,
    })
}

fn instant(text: &str) -> Result<Timestamp> {
    Ok(text
        .parse()
        .map_err(|error: String| sqlx::Error::Decode(error.into()))?)
}

impl Transaction {
    /// Writes the events of the verb: all cards by one query, consecutive numbers, one insert.
    pub(crate) async fn write_events(&mut self) -> Result<Vec<Arc<Event>>> {
        let announced = std::mem::take(&mut self.announced);
        if announced.is_empty() {
            return Ok(Vec::new());
        }
        let mut cards = self.announced_cards(&announced).await?;
        let changes: Vec<Change> = announced
            .into_iter()
            .filter_map(|announcement| change(announcement, &mut cards))
            .collect();
        let last = self.next_seqs(changes.len()).await?;
        let first = last - changes.len() as i64 + 1;
        let events: Vec<Arc<Event>> = (first..)
            .zip(changes)
            .map(|(seq, change)| Arc::new(self.event(seq, change)))
            .collect();
        self.insert_events(&events).await?;
        Ok(events)
    }

    fn event(&self, seq: i64, change: Change) -> Event {
        Event {
            seq,
            workspace: self.actor.workspace,
            at: self.now,
            mutation: self.actor.mutation.clone(),
            change,
        }
    }

    async fn announced_cards(
        &mut self,
        announced: &[Announcement],
    ) -> Result<HashMap<IssueId, Card>> {
        let ids: Vec<IssueId> = announced
            .iter()
            .filter_map(|announcement| match announcement {
                Announcement::Issue { id, .. } => Some(*id),
                Announcement::Whole(_) => None,
            })
            .collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(self
            .cards(&ids)
            .await?
            .into_iter()
            .map(|card| (card.id, card))
            .collect())
    }

    /// The cards of these issues, by id.
    pub(crate) async fn cards(&mut self, ids: &[IssueId]) -> Result<Vec<Card>> {
        let sql = self.sql(&format!(
            "select {} from issues i where i.workspace_id = $2 and i.id in (select cast({{value}} as bigint) from {{each}}($1{{::json}}))",
            shape::list("{card}", "i.id")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(statement::rows(&ids)?)
            .bind(self.workspace());
        let json: String = query.fetch_one(&mut self.conn).await?;
        statement::parse(&json)
    }

    async fn next_seqs(&mut self, count: usize) -> Result<i64> {
        let sql = "update workspaces set last_seq = last_seq + $1 where id = $2 returning last_seq";
        Ok(sqlx::query_scalar(sql)
            .bind(count as i64)
            .bind(self.workspace())
            .fetch_one(&mut self.conn)
            .await?)
    }

    async fn insert_events(&mut self, events: &[Arc<Event>]) -> Result<()> {
        let mut rows = Vec::with_capacity(events.len());
        for event in events {
            let payload = statement::rows(&event.change)?;
            rows.push(Line {
                seq: event.seq,
                at: event.at.to_string(),
                mutation: event.mutation.as_deref(),
                payload,
            });
        }
        let sql = self.sql(
            "insert into events (workspace_id, seq, at, mutation, payload) \
             select $1, cast(value->>'seq' as bigint), value->>'at', value->>'mutation', value->>'payload' \
             from {each}($2{::json}) order by cast(value->>'seq' as bigint)",
        );
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(statement::rows(&rows)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// Cuts the log of the workspace that `last` is of: whoever is further behind reads again
    /// anyway.
    pub(crate) async fn forget_events(&mut self, last: &Event) -> Result<()> {
        let query = sqlx::query("delete from events where workspace_id = $1 and seq <= $2");
        query
            .bind(last.workspace.0)
            .bind(last.seq - KEPT)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}

/// The change with its card. An issue that the verb itself deleted has none, and was announced as
/// deleted.
fn change(announcement: Announcement, cards: &mut HashMap<IssueId, Card>) -> Option<Change> {
    match announcement {
        Announcement::Whole(change) => Some(change),
        Announcement::Issue { id, field } => {
            let card = cards.get(&id).cloned()?;
            Some(Change::Issue {
                id,
                field,
                card: Some(Box::new(card)),
            })
        }
    }
}
