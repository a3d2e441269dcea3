//! Signature status of comments: determined once, and again when the trusted keys change.

use model::{Actor, Change, CommentId, SignatureStatus, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

use crate::{Result, Store, shape, statement};

/// Most comments that are looked at in one go.
const PORTION: i64 = 4_000;

/// A signed comment, as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Signed {
    /// Its id here.
    pub id: CommentId,
    /// Its identity on the hub.
    pub uuid: Uuid,
    /// Whose it is said to be.
    pub author: Option<String>,
    /// What it says.
    pub content: String,
    /// When it is said to have been written.
    pub created_at: Timestamp,
    /// The fingerprint of the key that is said to have signed it.
    pub signed_by: Option<String>,
    pub signature: String,
}

#[derive(Serialize)]
struct Row {
    id: CommentId,
    verdict: SignatureStatus,
}

const SIGNED: &str = "{object}('id', c.id, 'uuid', c.uuid, 'author', c.author, 'content', c.content, 'created_at', c.created_at, \
    'signed_by', c.signed_by, 'signature', c.signature)";

impl Store {
    /// The newest comments whose signatures nobody has looked at yet, at most 4,000.
    pub async fn unchecked_comments(&self, actor: &Actor) -> Result<Vec<Signed>> {
        let sql = self.sql(&format!(
            "select {} from (select c.id, c.uuid, c.content, c.created_at, c.signed_by, c.signature, case c.author_type \
                 when 'user' then (select u.name from users u where u.id = c.author_id) \
                 when 'agent' then (select g.name from agents g where g.id = c.author_id) end as author \
             from comments c where c.workspace_id = $1 and c.signature is not null and c.verdict is null \
             order by c.created_at desc limit $2) c",
            shape::list(SIGNED, "c.created_at desc")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(PORTION);
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }

    /// Remembers what they are worth.
    pub async fn save_verdicts(
        &self,
        actor: &Actor,
        verdicts: Vec<(CommentId, SignatureStatus)>,
    ) -> Result<()> {
        let rows: Vec<Row> = verdicts
            .into_iter()
            .map(|(id, verdict)| Row { id, verdict })
            .collect();
        let json = statement::rows(&rows)?;
        self.write(actor, move |tx| {
            Box::pin(async move {
                let sql = tx.sql(
                    "update comments set verdict = v.verdict from (select cast(value->>'id' as bigint) as id, \
                     value->>'verdict' as verdict from {each}($2{::json})) as v where comments.id = v.id and +comments.workspace_id = $1",
                );
                sqlx::query(sql).bind(tx.workspace()).bind(json).execute(&mut tx.conn).await?;
                tx.announce_change(Change::Imported { issues: 0 });
                Ok(())
            })
        })
        .await
    }

    /// Forgets what all of them are worth, for they are to be looked at again.
    pub async fn forget_verdicts(&self, actor: &Actor) -> Result<()> {
        self.write(actor, |tx| {
            Box::pin(async move {
                let query = sqlx::query("update comments set verdict = null where workspace_id = $1 and verdict is not null");
                query.bind(tx.workspace()).execute(&mut tx.conn).await?;
                Ok(())
            })
        })
        .await
    }
}
