//! The comments of a chunk. They are only ever added: one that is here stays as it is.

use std::collections::HashSet;

use model::{Uuid, import::ImportedComment};

use super::{
    chunk::Settled,
    normalize::Placed,
    rows::{Authors, CommentRow},
};
use crate::{Result, statement, transaction::Transaction};

/// Comments with the uuid of their issue.
pub(crate) type Comments<'a> = Vec<(Uuid, &'a ImportedComment)>;

impl Transaction {
    /// Those that are not here yet, each once.
    pub(crate) async fn new_comments<'a>(&mut self, chunk: &'a [Placed]) -> Result<Comments<'a>> {
        let mut comments = Comments::new();
        for placed in chunk {
            comments.extend(
                placed
                    .issue
                    .comments
                    .iter()
                    .map(|comment| (placed.issue.uuid, comment)),
            );
        }
        if comments.is_empty() {
            return Ok(comments);
        }
        let uuids: Vec<Uuid> = comments.iter().map(|(_, comment)| comment.uuid).collect();
        let sql =
            self.sql("select uuid from comments where workspace_id = $1 and uuid in (select {value} from {each}($2{::json}))");
        let query = sqlx::query_as(sql)
            .bind(self.workspace())
            .bind(statement::rows(&uuids)?);
        let rows: Vec<(String,)> = query.fetch_all(&mut self.conn).await?;
        let mut here: HashSet<Uuid> = rows
            .into_iter()
            .filter_map(|(uuid,)| uuid.parse().ok())
            .collect();
        comments.retain(|(_, comment)| here.insert(comment.uuid));
        Ok(comments)
    }

    /// Writes them; returns how many.
    pub(crate) async fn comment_all(
        &mut self,
        comments: &Comments<'_>,
        settled: &Settled,
        authors: &Authors,
    ) -> Result<i64> {
        let mut rows = Vec::with_capacity(comments.len());
        for (issue, comment) in comments {
            rows.extend(
                settled
                    .get(issue)
                    .map(|here| CommentRow::new(comment, here.id, authors)),
            );
        }
        if rows.is_empty() {
            return Ok(0);
        }
        Ok(self.insert_comments(&rows).await? as i64)
    }
}
