//! Issues for a picker.

use model::{Actor, IssueLink, IssueRef};
use sqlx::Row;

use super::filter;
use crate::{
    Result, Store, shape,
    statement::{self, Values},
};

impl Store {
    /// Issues for a picker: those whose number or words match, not archived, at most `limit`. The
    /// one that is named exactly comes first, then those that changed last; without a query only
    /// these.
    pub async fn suggest_issues(
        &self,
        actor: &Actor,
        query: &str,
        limit: u32,
    ) -> Result<Vec<IssueLink>> {
        self.suggest(actor, query, "i.archived_at is null", limit)
            .await
    }

    /// The same without closed issues: what a new issue may be a part of, or wait for.
    pub async fn suggest_open_issues(
        &self,
        actor: &Actor,
        query: &str,
        limit: u32,
    ) -> Result<Vec<IssueLink>> {
        self.suggest(actor, query, "i.closed_at is null", limit)
            .await
    }

    async fn suggest(
        &self,
        actor: &Actor,
        query: &str,
        which: &str,
        limit: u32,
    ) -> Result<Vec<IssueLink>> {
        let mut values = Values::default();
        let workspace = values.bind(actor.workspace);
        let (with, matching) = match query.trim() {
            "" => (String::new(), ""),
            query => (
                filter::found(self.dialect(), query, &mut values),
                " and i.id in (select f.id from found f)",
            ),
        };
        let exact = match query.parse::<IssueRef>() {
            Ok(IssueRef::Id(id)) => format!("i.id = {}", values.bind(id)),
            Ok(IssueRef::Identifier(identifier)) => {
                format!("i.identifier = {}", values.bind(identifier.to_string()))
            }
            Err(_) => "1 = 0".to_owned(),
        };
        let limit = values.bind(limit);
        let sql = format!(
            "{with}select {list} as items from (select i.id, i.identifier, i.title, i.status, i.updated_at, case when {exact} then 0 else 1 end as rank from issues i \
             where i.workspace_id = {workspace} and {which}{matching} \
             order by rank, i.updated_at desc, i.id desc limit {limit}) i",
            list = shape::list("{link}", "i.rank, i.updated_at desc, i.id desc"),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        statement::parse(&row.try_get::<String, _>("items")?)
    }
}
