//! Comments.

use model::{Actor, Comment, CommentId, IssueField, IssueId, NewComment};

use crate::{Result, Store, shape, statement, transaction::Transaction};

impl Store {
    /// An issue's comments by `(created_at, id)`.
    pub async fn list_comments(&self, actor: &Actor, id: IssueId) -> Result<Vec<Comment>> {
        let comments = shape::list("{comment}", "c.created_at, c.id");
        let sql = self.sql(&format!(
            "select (select {comments} from comments c where c.issue_id = i.id) from issues i where i.id = $1 and i.workspace_id = $2"
        ));
        let json: Option<String> = sqlx::query_scalar(sql)
            .bind(id.0)
            .bind(actor.workspace.0)
            .fetch_optional(self.readers())
            .await?;
        statement::parse(&json.ok_or_else(|| model::Error::no_issue(id))?)
    }

    pub async fn add_comment(
        &self,
        actor: &Actor,
        id: IssueId,
        new: NewComment,
    ) -> Result<CommentId> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.add_comment(id, new.checked()?).await })
        })
        .await
    }
}

impl Transaction {
    async fn add_comment(&mut self, id: IssueId, new: NewComment) -> Result<CommentId> {
        self.touch(id).await?;
        let query = sqlx::query_scalar(
            "insert into comments (uuid, workspace_id, issue_id, author_type, author_id, content, kind, trigger_type, \
             intervention_context, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        );
        let query = query
            .bind(uuid::Uuid::new_v4().to_string())
            .bind(self.workspace())
            .bind(id.0);
        let query = query
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id());
        let query = query
            .bind(new.content)
            .bind(new.kind.as_str())
            .bind(new.trigger_type)
            .bind(new.intervention_context);
        let comment: i64 = query
            .bind(self.now.to_string())
            .fetch_one(&mut self.conn)
            .await?;
        self.announce(id, IssueField::Comments);
        Ok(CommentId(comment))
    }
}
