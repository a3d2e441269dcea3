//! Labels: one set a workspace, told apart by name.

use model::{Action, Actor, Color, Error as DomainError, IssueField, IssueId, Label, text};
use serde::Serialize;

use crate::{Result, Store, statement, transaction::Transaction};

impl Store {
    /// All labels of the workspace, most used first; archived issues count like others, so that
    /// only an index is read.
    pub async fn list_labels(&self, actor: &Actor) -> Result<Vec<Label>> {
        let sql = self.sql(
            "select coalesce({array}({object}('name', u.name, 'color', u.color) order by u.uses desc, u.name), \
             '[]'{::json}){::text} from ( \
                 select l.name, l.color, (select count(*) from issue_labels il where il.label_id = l.id) as uses \
                 from labels l where l.workspace_id = $1) u",
        );
        let json: String = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?;
        statement::parse(&json)
    }

    /// An issue's labels by name.
    pub async fn issue_labels(&self, actor: &Actor, id: IssueId) -> Result<Vec<Label>> {
        let sql = self
            .sql("select {labels}{::text} from issues i where i.id = $1 and i.workspace_id = $2");
        let json: Option<String> = sqlx::query_scalar(sql)
            .bind(id.0)
            .bind(actor.workspace.0)
            .fetch_optional(self.readers())
            .await?;
        statement::parse(&json.ok_or_else(|| DomainError::no_issue(id))?)
    }

    /// Puts a label on, creating it where it is new. On it already:
    /// [`DomainError::DuplicateLabel`].
    pub async fn add_label(&self, actor: &Actor, id: IssueId, label: &str) -> Result<()> {
        let label = text::name("Label", label, text::LABEL_MAX)?;
        self.write(actor, move |tx| {
            Box::pin(async move { tx.add_label(id, label).await })
        })
        .await
    }

    /// Takes a label off.
    pub async fn remove_label(&self, actor: &Actor, id: IssueId, label: &str) -> Result<()> {
        let label = label.trim().to_owned();
        self.write(actor, move |tx| {
            Box::pin(async move { tx.remove_label(id, label).await })
        })
        .await
    }
}

#[derive(Serialize)]
struct NewLabel<'a> {
    name: &'a str,
    color: &'static str,
}

impl Transaction {
    async fn add_label(&mut self, id: IssueId, label: String) -> Result<()> {
        self.touch(id).await?;
        if self.label_issue(id, std::slice::from_ref(&label)).await? == 0 {
            return Err(DomainError::DuplicateLabel { id, label }.into());
        }
        self.announce(id, IssueField::Labels);
        self.record(id, Action::LabelAdded { label });
        Ok(())
    }

    async fn remove_label(&mut self, id: IssueId, label: String) -> Result<()> {
        self.touch(id).await?;
        let sql = "delete from issue_labels where issue_id = $1 \
            and label_id in (select l.id from labels l where l.workspace_id = $2 and l.name = $3)";
        let query = sqlx::query(sql)
            .bind(id.0)
            .bind(self.workspace())
            .bind(&label);
        if query.execute(&mut self.conn).await?.rows_affected() == 0 {
            return Err(DomainError::LabelNotOnIssue { id, label }.into());
        }
        self.announce(id, IssueField::Labels);
        self.record(id, Action::LabelRemoved { label });
        Ok(())
    }

    /// Puts labels on an issue, creating those that are new; returns how many it did not have.
    pub(crate) async fn label_issue(&mut self, id: IssueId, names: &[String]) -> Result<u64> {
        if names.is_empty() {
            return Ok(0);
        }
        self.ensure_labels(names.iter().map(String::as_str)).await?;
        let sql = self.sql(
            "insert into issue_labels (issue_id, label_id) \
             select $1, l.id from labels l where l.workspace_id = $2 and l.name in (select {value} from {each}($3{::json})) \
             on conflict do nothing",
        );
        let query = sqlx::query(sql)
            .bind(id.0)
            .bind(self.workspace())
            .bind(statement::rows(&names)?);
        Ok(query.execute(&mut self.conn).await?.rows_affected())
    }

    /// Creates the labels that are not there, each in the colour its name always gives.
    pub(crate) async fn ensure_labels(&mut self, names: impl Iterator<Item = &str>) -> Result<()> {
        let rows: Vec<_> = names
            .map(|name| NewLabel {
                name,
                color: Color::for_name(name).as_str(),
            })
            .collect();
        let sql = self.sql(
            "insert into labels (workspace_id, name, color, created_at) \
             select $1, value->>'name', value->>'color', $2 from {each}($3{::json}) where true \
             on conflict (workspace_id, name) do nothing",
        );
        let query = sqlx::query(sql)
            .bind(self.workspace())
            .bind(self.now.to_string())
            .bind(statement::rows(&rows)?);
        query.execute(&mut self.conn).await?;
        Ok(())
    }
}
