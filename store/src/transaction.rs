//! What a write verb sees: the connection, who acts, when, and the two things that every change
//! leaves behind.
//!
//! A verb records activities and announces events while it works; both are written at its end, in
//! its own savepoint, so that a change without its history, or an event without its change, cannot
//! be committed.

use std::sync::Arc;

use model::{Action, Actor, Change, Event, IssueField, IssueId, Timestamp};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{Result, dialect::Dialect, events::Announcement};

/// The transaction of a group of verbs, lent to one verb after the other.
pub(crate) struct Transaction {
    /// Where to send statements.
    pub(crate) conn: AnyConnection,
    /// Who acts.
    pub(crate) actor: Actor,
    /// When: one instant for everything that the verb does.
    pub(crate) now: Timestamp,
    dialect: Dialect,
    pub(crate) recorded: Vec<(IssueId, Action)>,
    pub(crate) announced: Vec<Announcement>,
    events: Vec<Arc<Event>>,
}

impl Transaction {
    /// Around a connection that has begun a transaction.
    pub(crate) fn new(conn: AnyConnection, dialect: Dialect, actor: Actor, now: Timestamp) -> Self {
        Transaction {
            conn,
            actor,
            now,
            dialect,
            recorded: Vec::new(),
            announced: Vec::new(),
            events: Vec::new(),
        }
    }

    /// A template of [`crate::dialect`] as SQL.
    pub(crate) fn sql(&self, template: &str) -> AssertSqlSafe<String> {
        self.dialect.sql(template)
    }

    /// The actor's workspace, as its column holds it.
    pub(crate) fn workspace(&self) -> i64 {
        self.actor.workspace.0
    }

    /// Writes a line into an issue's history.
    pub(crate) fn record(&mut self, issue: IssueId, action: Action) {
        self.recorded.push((issue, action));
    }

    /// Announces that something about an issue changed; its card is read at the end of the verb.
    pub(crate) fn announce(&mut self, issue: IssueId, field: IssueField) {
        self.push(Announcement::Issue { id: issue, field });
    }

    /// Announces something else, or that an issue is gone.
    pub(crate) fn announce_change(&mut self, change: Change) {
        self.push(Announcement::Whole(change));
    }

    fn push(&mut self, announcement: Announcement) {
        if !self.announced.contains(&announcement) {
            self.announced.push(announcement);
        }
    }

    /// Begins a verb.
    pub(crate) async fn start(&mut self, actor: Actor, now: Timestamp) -> Result<()> {
        self.actor = actor;
        self.now = now;
        self.recorded.clear();
        self.announced.clear();
        sqlx::query("savepoint verb")
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// Ends a verb: its history and its events are written.
    pub(crate) async fn finish(&mut self) -> Result<()> {
        self.write_activities().await?;
        let events = self.write_events().await?;
        sqlx::query("release savepoint verb")
            .execute(&mut self.conn)
            .await?;
        self.events.extend(events);
        Ok(())
    }

    /// Takes back everything a verb did.
    pub(crate) async fn undo(&mut self) -> Result<()> {
        sqlx::query("rollback to savepoint verb")
            .execute(&mut self.conn)
            .await?;
        sqlx::query("release savepoint verb")
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// Makes the group durable; returns the connection and what is to be published.
    pub(crate) async fn commit(mut self) -> Result<(AnyConnection, Vec<Arc<Event>>)> {
        if let Some(last) = self.events.last().cloned() {
            self.forget_events(&last).await?;
            if self.dialect == Dialect::Postgres {
                sqlx::query("select pg_notify('crosslink', '')")
                    .execute(&mut self.conn)
                    .await?;
            }
        }
        sqlx::query("commit").execute(&mut self.conn).await?;
        Ok((self.conn, self.events))
    }
}
