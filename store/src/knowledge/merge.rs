//! The content of a page after a save, merged with newer revisions.
//!
//! Two long texts take a while to join. So that nobody's change waits for it, that is done before
//! the writer's turn comes, and counts if the page is then still what it was.

use model::{
    Actor, Draft, Error as DomainError, KnowledgePage, PagePatch, Result,
    knowledge::{Merged, PageConflict, merge},
};
use sqlx::Row;

use super::{NAMED, PageRow};
use crate::{Store, statement};

/// A page's new text, made of one of its revisions.
pub(super) struct Prepared {
    id: i64,
    revision: i64,
    joined: Result<(Draft, bool)>,
}

impl Prepared {
    /// What was made, if it was made of what the page says now.
    pub(super) fn for_page(self, row: &PageRow) -> Option<Result<(Draft, bool)>> {
        (self.id == row.id && self.revision == row.page.revision).then_some(self.joined)
    }
}

impl Store {
    /// Joins the patch with what was saved since its base; `None` where there is nothing to join.
    pub(super) async fn prepare_merge(
        &self,
        actor: &Actor,
        slug: &str,
        patch: &PagePatch,
    ) -> crate::Result<Option<Prepared>> {
        let Some(base) = patch.base else {
            return Ok(None);
        };
        let sql = self.sql(&format!(
            "select {{page_row}}{{::text}} as page, {{revision_draft}}{{::text}} as base from knowledge_pages p \
             join knowledge_revisions v on v.page_id = p.id and v.number = $3 and v.number < p.revision where p.id = {NAMED}"
        ));
        let query = sqlx::query(sql)
            .bind(actor.workspace.0)
            .bind(slug)
            .bind(base);
        let Some(found) = query.fetch_optional(self.readers()).await? else {
            return Ok(None);
        };
        let row: PageRow = statement::parse(&found.try_get::<String, _>("page")?)?;
        let base: Draft = statement::parse(&found.try_get::<String, _>("base")?)?;
        let patch = patch.clone();
        let work = move || Prepared {
            id: row.id,
            revision: row.page.revision,
            joined: joined(&row.page, Some(base), patch),
        };
        // A panic in there is told as one by the caller, which joins the two itself.
        Ok(tokio::task::spawn_blocking(work).await.ok())
    }
}

/// The page's text with the patch in it, and whether somebody else's changes had to be joined with
/// it. `base` is what the patch was written on, where that is not what the page says now.
pub(super) fn joined(
    page: &KnowledgePage,
    base: Option<Draft>,
    patch: PagePatch,
) -> Result<(Draft, bool)> {
    let Some(base) = base else {
        return Ok((patch.on(page.draft.clone()).checked()?, false));
    };
    let yours = patch.on(base.clone()).checked()?;
    match merge::merge(&base, &page.draft, &yours) {
        // Joined, it may have become longer than a page may be.
        Merged::Clean(draft) => Ok((draft.checked()?, yours != base && page.draft != base)),
        Merged::Conflict(disputed) => Err(DomainError::PageConflict(Box::new(PageConflict {
            slug: page.slug.clone(),
            revision: page.revision,
            theirs: page.draft.clone(),
            yours,
            marked: disputed.marked(),
            disputed,
        }))),
    }
}
