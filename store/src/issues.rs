//! Issues: finding and reading one.

mod board;
mod bulk;
mod bulk_undo;
mod create;
mod delete;
mod detail;
mod excerpt;
mod filter;
mod lifecycle;
mod listing;
mod moves;
mod numbering;
mod ordering;
mod suggest;
mod tree;
mod update;

use model::{Actor, Card, Error as DomainError, Issue, IssueDetail, IssueId, IssueRef, Noun};

use crate::{Result, Store, statement, transaction::Transaction};

pub(crate) use filter::with_words;
pub(crate) use numbering::Crew;

impl Store {
    /// The id behind a number or an identifier.
    pub async fn find_issue(&self, actor: &Actor, reference: &IssueRef) -> Result<IssueId> {
        let query = match reference {
            IssueRef::Id(id) => {
                sqlx::query_scalar("select id from issues where workspace_id = $1 and id = $2")
                    .bind(actor.workspace.0)
                    .bind(id.0)
            }
            IssueRef::Identifier(identifier) => sqlx::query_scalar(
                "select id from issues where workspace_id = $1 and identifier = $2",
            )
            .bind(actor.workspace.0)
            .bind(identifier.to_string()),
        };
        let id = query.fetch_optional(self.readers()).await?;
        id.map(IssueId).ok_or_else(|| {
            DomainError::NotFound {
                noun: Noun::Issue,
                name: reference.to_string(),
            }
            .into()
        })
    }

    pub async fn issue(&self, actor: &Actor, id: IssueId) -> Result<Issue> {
        let sql = self
            .sql("select {issue}{::text} from issues i where i.id = $1 and i.workspace_id = $2");
        let json = sqlx::query_scalar(sql)
            .bind(id.0)
            .bind(actor.workspace.0)
            .fetch_optional(self.readers())
            .await?;
        found(id, json)
    }

    pub async fn card(&self, actor: &Actor, id: IssueId) -> Result<Card> {
        let sql =
            self.sql("select {card}{::text} from issues i where i.id = $1 and i.workspace_id = $2");
        let json = sqlx::query_scalar(sql)
            .bind(id.0)
            .bind(actor.workspace.0)
            .fetch_optional(self.readers())
            .await?;
        found(id, json)
    }

    /// Everything about one issue.
    pub async fn issue_detail(&self, actor: &Actor, id: IssueId) -> Result<IssueDetail> {
        let sql = self.sql(&detail::select());
        let row = sqlx::query(sql)
            .bind(id.0)
            .bind(actor.workspace.0)
            .fetch_optional(self.readers())
            .await?;
        detail::read(&row.ok_or_else(|| DomainError::no_issue(id))?)
    }
}

impl Transaction {
    /// One issue of this workspace.
    pub(crate) async fn issue(&mut self, id: IssueId) -> Result<Issue> {
        let sql = self
            .sql("select {issue}{::text} from issues i where i.id = $1 and i.workspace_id = $2");
        let json = sqlx::query_scalar(sql)
            .bind(id.0)
            .bind(self.workspace())
            .fetch_optional(&mut self.conn)
            .await?;
        found(id, json)
    }

    pub(crate) async fn card(&mut self, id: IssueId) -> Result<Card> {
        self.cards(&[id])
            .await?
            .pop()
            .ok_or_else(|| DomainError::no_issue(id).into())
    }

    /// `Ok` when the issue is one of this workspace; `noun` is what it was named as.
    pub(crate) async fn check_issue(&mut self, id: IssueId, noun: Noun) -> Result<()> {
        let query = sqlx::query_scalar::<_, i64>(
            "select count(*) from issues where id = $1 and workspace_id = $2",
        );
        match query
            .bind(id.0)
            .bind(self.workspace())
            .fetch_one(&mut self.conn)
            .await?
        {
            0 => Err(DomainError::NotFound {
                noun,
                name: format!("#{id}"),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Something that hangs on the issue changed: it is newer and of a higher version.
    pub(crate) async fn touch(&mut self, id: IssueId) -> Result<()> {
        let sql = "update issues set version = version + 1, updated_at = case when updated_at < $1 then $1 else updated_at end \
            where id = $2 and workspace_id = $3";
        let query = sqlx::query(sql)
            .bind(self.now.to_string())
            .bind(id.0)
            .bind(self.workspace());
        match query.execute(&mut self.conn).await?.rows_affected() {
            0 => Err(DomainError::no_issue(id).into()),
            _ => Ok(()),
        }
    }
}

fn found<T: serde::de::DeserializeOwned>(id: IssueId, json: Option<String>) -> Result<T> {
    statement::parse(&json.ok_or_else(|| DomainError::no_issue(id))?)
}
