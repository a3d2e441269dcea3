//! Sessions of work.

use model::{
    Actor, Change, Error as DomainError, IssueId, Noun, Session, SessionId, SessionRef, agent, text,
};

use crate::{Result, Store, shape, statement, statement::Values, transaction::Transaction};
use sqlx::Row;

impl Store {
    /// The newest open session, of an agent where one is named.
    pub async fn current_session(
        &self,
        actor: &Actor,
        agent: Option<&str>,
    ) -> Result<Option<Session>> {
        let agent = agent
            .map(agent::check_name)
            .transpose()?
            .unwrap_or_default();
        let sql = self.sql(&format!(
            "select {{session}}{{::text}} from sessions s where s.id = ({CURRENT})"
        ));
        let query = sqlx::query_scalar(sql).bind(actor.workspace.0).bind(agent);
        let json: Option<String> = query.fetch_optional(self.readers()).await?;
        json.as_deref().map(statement::parse).transpose()
    }

    /// Open sessions (`open`) or ended ones, newest first: at most `limit`, those before `before`.
    pub async fn list_sessions(
        &self,
        actor: &Actor,
        open: bool,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>> {
        let mut values = Values::default();
        let mut condition = format!("s.workspace_id = {}", values.bind(actor.workspace));
        condition += if open {
            " and s.ended_at is null"
        } else {
            " and s.ended_at is not null"
        };
        if let Some(before) = before {
            condition += &format!(" and s.id < {}", values.bind(before));
        }
        let page = format!(
            "select s.id from sessions s where {condition} order by s.id desc limit {}",
            values.bind(limit)
        );
        let list = shape::list("{session}", "s.id desc");
        let sql = format!("select {list} as sessions from sessions s where s.id in ({page})");
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        statement::parse(&row.try_get::<String, _>("sessions")?)
    }

    /// Starts a session, on top of those that are open.
    pub async fn start_session(&self, actor: &Actor, agent: Option<String>) -> Result<Session> {
        let agent = agent.as_deref().map(agent::check_name).transpose()?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.start_session(agent).await })
        })
        .await
    }

    /// Ends a session with notes for whoever goes on, up to 65,536 characters.
    pub async fn end_session(
        &self,
        actor: &Actor,
        which: SessionRef,
        notes: Option<String>,
    ) -> Result<()> {
        let notes = text::optional("Notes", notes, text::HANDOFF_MAX)?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.end_session(which, notes).await })
        })
        .await
    }

    /// Says what a session works on, or that it works on nothing. It claims no lock, and the issue
    /// may be closed.
    pub async fn set_active_issue(
        &self,
        actor: &Actor,
        which: SessionRef,
        issue: Option<IssueId>,
    ) -> Result<()> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.set_active_issue(which, issue).await })
        })
        .await
    }

    /// Says what was done last in a session, 1 to 4,096 characters.
    pub async fn set_last_action(
        &self,
        actor: &Actor,
        which: SessionRef,
        action: &str,
    ) -> Result<()> {
        let action = text::required("Action", action, text::NOTE_MAX)?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.set_last_action(which, action).await })
        })
        .await
    }
}

/// The id of the current session; `$1` is the workspace, `$2` the agent's name or nothing.
const CURRENT: &str = "select c.id from sessions c where c.workspace_id = $1 and c.ended_at is null and ($2 = '' \
    or c.agent_id = (select g.id from agents g where g.workspace_id = $1 and g.name = $2)) order by c.id desc limit 1";

impl Transaction {
    async fn start_session(&mut self, agent: Option<String>) -> Result<Session> {
        let agent_id = match &agent {
            Some(name) => Some(self.agent_named(name).await?),
            None => None,
        };
        let sql = "insert into sessions (workspace_id, agent_id, started_at) values ($1, $2, $3) returning id";
        let query = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(agent_id)
            .bind(self.now.to_string());
        let id: i64 = query.fetch_one(&mut self.conn).await?;
        self.announce_change(Change::Sessions);
        let (id, started_at) = (SessionId(id), self.now);
        Ok(Session {
            id,
            agent,
            active_issue: None,
            last_action: None,
            handoff_notes: None,
            started_at,
            ended_at: None,
        })
    }

    async fn end_session(&mut self, which: SessionRef, notes: Option<String>) -> Result<()> {
        let id = self
            .open_session(which, DomainError::NoSessionToEnd)
            .await?;
        let query =
            sqlx::query("update sessions set ended_at = $2, handoff_notes = $3 where id = $1");
        query
            .bind(id.0)
            .bind(self.now.to_string())
            .bind(notes)
            .execute(&mut self.conn)
            .await?;
        self.announce_change(Change::Sessions);
        Ok(())
    }

    async fn set_active_issue(&mut self, which: SessionRef, issue: Option<IssueId>) -> Result<()> {
        if let Some(issue) = issue {
            self.check_issue(issue, Noun::Issue).await?;
        }
        let id = self.open_session(which, DomainError::NoSession).await?;
        let query = sqlx::query("update sessions set active_issue_id = $2 where id = $1");
        query
            .bind(id.0)
            .bind(issue.map(|issue| issue.0))
            .execute(&mut self.conn)
            .await?;
        self.announce_change(Change::Sessions);
        Ok(())
    }

    async fn set_last_action(&mut self, which: SessionRef, action: String) -> Result<()> {
        let id = self.open_session(which, DomainError::NoSession).await?;
        let query = sqlx::query("update sessions set last_action = $2 where id = $1");
        query
            .bind(id.0)
            .bind(action)
            .execute(&mut self.conn)
            .await?;
        self.announce_change(Change::Sessions);
        Ok(())
    }

    /// The session that is meant; `none` is said where nobody is working.
    async fn open_session(&mut self, which: SessionRef, none: DomainError) -> Result<SessionId> {
        let agent = match which {
            SessionRef::Id(id) => return self.still_open(id).await,
            SessionRef::CurrentOf(agent) => agent::check_name(&agent)?,
            SessionRef::Current => String::new(),
        };
        let query = sqlx::query_scalar(CURRENT)
            .bind(self.workspace())
            .bind(agent);
        let id: Option<i64> = query.fetch_optional(&mut self.conn).await?;
        id.map(SessionId).ok_or_else(|| none.into())
    }

    async fn still_open(&mut self, id: SessionId) -> Result<SessionId> {
        let query =
            sqlx::query_scalar("select ended_at from sessions where id = $1 and workspace_id = $2");
        let ended: Option<Option<String>> = query
            .bind(id.0)
            .bind(self.workspace())
            .fetch_optional(&mut self.conn)
            .await?;
        match ended {
            None => Err(no_session(id).into()),
            Some(Some(_)) => Err(DomainError::SessionEnded { id }.into()),
            Some(None) => Ok(id),
        }
    }

    /// `Ok` when the session is one of this workspace.
    pub(crate) async fn check_session(&mut self, id: SessionId) -> Result<()> {
        let query = sqlx::query_scalar::<_, i64>(
            "select count(*) from sessions where id = $1 and workspace_id = $2",
        );
        match query
            .bind(id.0)
            .bind(self.workspace())
            .fetch_one(&mut self.conn)
            .await?
        {
            0 => Err(no_session(id).into()),
            _ => Ok(()),
        }
    }
}

fn no_session(id: SessionId) -> DomainError {
    DomainError::NotFound {
        noun: Noun::Session,
        name: format!("#{id}"),
    }
}
