//! Persists a page: its row, its revision, its links, and the event.

use model::{
    Change, KnowledgePage, Party, Slug,
    knowledge::{Edit, Links, search},
};
use serde::Serialize;

use crate::{Result, statement, transaction::Transaction};

/// A page as it is to be.
pub(super) struct Saving {
    /// Its row; none where it is new.
    pub(super) id: Option<i64>,
    /// What it was known by, where that changes.
    pub(super) was: Option<Slug>,
    /// What it is to say, with the number of its new revision.
    pub(super) page: KnowledgePage,
    /// It is gone.
    pub(super) deleted: bool,
    /// What this revision does.
    pub(super) edit: Edit,
    /// Whose it is.
    pub(super) by: By,
}

/// Whose a revision is.
pub(super) enum By {
    /// The actor's, who becomes a contributor.
    Actor,
    /// Nobody's here: two that are in the history already, joined.
    Join,
}

#[derive(Serialize)]
struct Target<'a> {
    kind: &'static str,
    target: &'a str,
}

impl Transaction {
    /// Writes the page and its revision, and announces it.
    pub(super) async fn save_page(&mut self, saving: Saving) -> Result<KnowledgePage> {
        let Saving {
            id,
            was,
            mut page,
            deleted,
            edit,
            by,
        } = saving;
        if matches!(by, By::Actor) && self.actor.party != Party::System {
            let name = self.author().await?.name;
            if !page.contributors.contains(&name) {
                page.contributors.push(name);
            }
        }
        let id = match id {
            Some(id) => id,
            None => self.insert_page(&page).await?,
        };
        self.write_page(id, &page, deleted).await?;
        self.insert_revision(id, &page, edit).await?;
        self.keep_slugs(id, was.as_ref(), &page.slug).await?;
        self.announce_page(&page, was, deleted);
        Ok(page)
    }

    pub(super) fn announce_page(&mut self, page: &KnowledgePage, was: Option<Slug>, deleted: bool) {
        let revision = (!deleted).then_some(page.revision);
        self.announce_change(Change::Knowledge {
            slug: page.slug.clone(),
            was,
            revision,
        });
    }

    /// A row for a page that is new; what it says is written next.
    pub(super) async fn insert_page(&mut self, page: &KnowledgePage) -> Result<i64> {
        let sql = "insert into knowledge_pages (workspace_id, slug, title, tags, sources, contributors, other, created_on, updated_on, \
            revision, created_at, updated_at, content, searched) values ($1, $2, '', '[]', '[]', '[]', '[]', '', '', 0, $3, $3, '', '') returning id";
        let query = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(page.slug.as_str())
            .bind(page.updated_at.to_string());
        Ok(query.fetch_one(&mut self.conn).await?)
    }

    /// Writes what the page says, and what it points at.
    pub(super) async fn write_page(
        &mut self,
        id: i64,
        page: &KnowledgePage,
        deleted: bool,
    ) -> Result<()> {
        let sql = "update knowledge_pages set slug = $2, title = $3, tags = $4, sources = $5, contributors = $6, other = $7, \
            created_on = $8, updated_on = $9, revision = $10, updated_at = $11, deleted_at = $12, content = $13, searched = $14 where id = $1";
        let query = sqlx::query(sql)
            .bind(id)
            .bind(page.slug.as_str())
            .bind(&page.draft.title);
        let query = query
            .bind(statement::rows(&page.draft.tags)?)
            .bind(statement::rows(&page.draft.sources)?);
        let query = query
            .bind(statement::rows(&page.contributors)?)
            .bind(statement::rows(&page.other)?);
        let query = query
            .bind(&page.created)
            .bind(&page.updated)
            .bind(page.revision)
            .bind(page.updated_at.to_string());
        let query = query
            .bind(deleted.then(|| self.now.to_string()))
            .bind(&page.draft.content)
            .bind(search::searched(&page.draft));
        query.execute(&mut self.conn).await?;
        self.write_links(id, if deleted { "" } else { &page.draft.content })
            .await
    }

    async fn write_links(&mut self, id: i64, content: &str) -> Result<()> {
        sqlx::query("delete from knowledge_links where page_id = $1")
            .bind(id)
            .execute(&mut self.conn)
            .await?;
        let links = Links::of(content);
        let numbers: Vec<String> = links.issues.iter().map(i64::to_string).collect();
        let pages = links.pages.iter().map(|target| Target {
            kind: "page",
            target,
        });
        let issues = numbers.iter().map(|target| Target {
            kind: "issue",
            target,
        });
        let identifiers = links.identifiers.iter().map(|target| Target {
            kind: "identifier",
            target,
        });
        let rows: Vec<_> = pages.chain(issues).chain(identifiers).collect();
        let sql = self.sql(
            "insert into knowledge_links (page_id, kind, target) select $1, value->>'kind', value->>'target' from {each}($2{::json})",
        );
        sqlx::query(sql)
            .bind(id)
            .bind(statement::rows(&rows)?)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    async fn insert_revision(&mut self, id: i64, page: &KnowledgePage, edit: Edit) -> Result<()> {
        let sql = "insert into knowledge_revisions (page_id, number, edit, actor_type, actor_id, at, slug, title, tags, sources, content) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let query = sqlx::query(sql)
            .bind(id)
            .bind(page.revision)
            .bind(edit.as_str());
        let query = query
            .bind(self.actor.party.kind())
            .bind(self.actor.party.id())
            .bind(self.now.to_string());
        let query = query
            .bind(page.slug.as_str())
            .bind(&page.draft.title)
            .bind(statement::rows(&page.draft.tags)?);
        query
            .bind(statement::rows(&page.draft.sources)?)
            .bind(&page.draft.content)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    /// The old slug leads to the page; its new one leads nowhere else.
    async fn keep_slugs(&mut self, id: i64, was: Option<&Slug>, now: &Slug) -> Result<()> {
        let sql = "delete from knowledge_renames where workspace_id = $1 and slug = $2";
        sqlx::query(sql)
            .bind(self.workspace())
            .bind(now.as_str())
            .execute(&mut self.conn)
            .await?;
        if let Some(was) = was {
            let sql =
                "insert into knowledge_renames (workspace_id, slug, page_id) values ($1, $2, $3)";
            sqlx::query(sql)
                .bind(self.workspace())
                .bind(was.as_str())
                .bind(id)
                .execute(&mut self.conn)
                .await?;
        }
        Ok(())
    }
}
