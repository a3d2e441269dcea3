//! A page's history.

use model::{
    Actor, Draft, Error as DomainError, Noun,
    knowledge::{Revision, RevisionSummary},
};

use super::NAMED;
use crate::{Result, Store, shape, statement, transaction::Transaction};

impl Store {
    /// A page's revisions, newest first; also those of a page that was deleted.
    pub async fn page_history(&self, actor: &Actor, slug: &str) -> Result<Vec<RevisionSummary>> {
        let sql = self.sql(&format!(
            "select {} from knowledge_revisions v where v.page_id = {NAMED}",
            shape::list("{revision}", "v.number desc")
        ));
        let json: String = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(slug)
            .fetch_one(self.readers())
            .await?;
        let history: Vec<_> = statement::parse(&json)?;
        // Every page has a revision.
        if history.is_empty() {
            Err(DomainError::no_page(slug).into())
        } else {
            Ok(history)
        }
    }

    /// What a page said in a revision.
    pub async fn page_revision(&self, actor: &Actor, slug: &str, number: i64) -> Result<Revision> {
        let sql = self.sql(&format!(
            "select {{whole_revision}}{{::text}} from knowledge_revisions v where v.page_id = {NAMED} and v.number = $3"
        ));
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(slug)
            .bind(number);
        let json: Option<String> = query.fetch_optional(self.readers()).await?;
        statement::parse(&json.ok_or_else(|| no_revision(number))?)
    }
}

impl Transaction {
    /// What the page said in a revision.
    pub(super) async fn revision_draft(&mut self, id: i64, number: i64) -> Result<Draft> {
        let sql = self.sql("select {revision_draft}{::text} from knowledge_revisions v where v.page_id = $1 and v.number = $2");
        let json: Option<String> = sqlx::query_scalar(sql)
            .bind(id)
            .bind(number)
            .fetch_optional(&mut self.conn)
            .await?;
        statement::parse(&json.ok_or_else(|| no_revision(number))?)
    }
}

fn no_revision(number: i64) -> DomainError {
    DomainError::NotFound {
        noun: Noun::Revision,
        name: number.to_string(),
    }
}
