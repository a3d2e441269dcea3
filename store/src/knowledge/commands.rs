//! Write verbs of pages: create, update, delete, restore.

use model::{
    Actor, Draft, Error as DomainError, KnowledgePage, NewPage, PagePatch, Slug,
    knowledge::{Edit, SavedPage},
};

use super::{
    PageRow,
    merge::{Prepared, joined},
    persist::{By, Saving},
};
use crate::{Result, Store, transaction::Transaction};

/// How often a merge is made anew because somebody saved meanwhile. After that everybody waits for
/// it.
const OUTDATED_MAX: usize = 5;

impl Store {
    /// Creates a page; [`DomainError::PageExists`] where its slug is taken. One that was deleted
    /// under that slug goes on with its history.
    pub async fn create_page(&self, actor: &Actor, new: NewPage) -> Result<KnowledgePage> {
        let (slug, draft) = (Slug::for_new(&new.slug)?, new.draft.checked()?);
        self.write(actor, move |tx| {
            Box::pin(async move { tx.create_page(slug, draft).await })
        })
        .await
    }

    /// Changes a page, its slug included. On top of somebody's newer revision than the patch's base
    /// both changes are joined; where that cannot be, [`DomainError::PageConflict`] says what both
    /// sides wrote, and nothing is changed.
    pub async fn update_page(
        &self,
        actor: &Actor,
        slug: &str,
        patch: PagePatch,
    ) -> Result<SavedPage> {
        for _ in 0..OUTDATED_MAX {
            let prepared = self.prepare_merge(actor, slug, &patch).await?;
            let (slug, patch) = (slug.to_owned(), patch.clone());
            let saved = self
                .write(actor, move |tx| {
                    Box::pin(async move { tx.update_page(&slug, patch, prepared, false).await })
                })
                .await?;
            if let Some(saved) = saved {
                return Ok(saved);
            }
        }
        let name = slug.to_owned();
        let saved = self
            .write(actor, move |tx| {
                Box::pin(async move { tx.update_page(&name, patch, None, true).await })
            })
            .await?;
        saved.ok_or_else(|| DomainError::no_page(slug).into())
    }

    /// Gives a page another slug; the old one leads there.
    pub async fn rename_page(&self, actor: &Actor, slug: &str, to: &str) -> Result<KnowledgePage> {
        let patch = PagePatch {
            slug: Some(to.to_owned()),
            ..PagePatch::default()
        };
        Ok(self.update_page(actor, slug, patch).await?.page)
    }

    /// Deletes a page. Its history stays, and any revision can be restored.
    pub async fn delete_page(&self, actor: &Actor, slug: &str) -> Result<()> {
        let slug = slug.to_owned();
        self.write(actor, move |tx| {
            Box::pin(async move { tx.delete_page(&slug).await })
        })
        .await
    }

    /// Makes a page, there or deleted, say again what it said in a revision.
    pub async fn restore_page(
        &self,
        actor: &Actor,
        slug: &str,
        number: i64,
    ) -> Result<KnowledgePage> {
        let slug = slug.to_owned();
        self.write(actor, move |tx| {
            Box::pin(async move { tx.restore_page(&slug, number).await })
        })
        .await
    }
}

impl Transaction {
    async fn create_page(&mut self, slug: Slug, draft: Draft) -> Result<KnowledgePage> {
        self.check_free(&slug, None).await?;
        let buried = self.buried_page(&slug).await?;
        let (id, revision) = match buried {
            Some(row) => (Some(row.id), row.page.revision + 1),
            None => (None, 1),
        };
        let page = KnowledgePage {
            slug,
            draft,
            contributors: Vec::new(),
            created: self.now.day().to_string(),
            updated: self.now.day().to_string(),
            updated_at: self.now,
            revision,
            other: Vec::new(),
        };
        self.save_page(Saving {
            id,
            was: None,
            page,
            deleted: false,
            edit: Edit::Created,
            by: By::Actor,
        })
        .await
    }

    /// The page that was deleted last under that slug.
    async fn buried_page(&mut self, slug: &Slug) -> Result<Option<PageRow>> {
        match self.page_row(slug.as_str()).await {
            // A slug may also lead to a page that has another one now.
            Ok(row) => Ok(Some(row).filter(|row| row.deleted && row.page.slug == *slug)),
            Err(crate::Error::Rule(DomainError::NotFound { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `None` where the page is not what the merge was made of any more; `here` makes it in this
    /// transaction.
    async fn update_page(
        &mut self,
        slug: &str,
        patch: PagePatch,
        prepared: Option<Prepared>,
        here: bool,
    ) -> Result<Option<SavedPage>> {
        let row = self.live_page(slug).await?;
        let must_join = patch.base.is_some_and(|base| base != row.page.revision);
        let prepared = prepared.and_then(|prepared| prepared.for_page(&row));
        if must_join
            && prepared.is_none()
            && !here
            && patch.base.is_some_and(|base| base < row.page.revision)
        {
            return Ok(None);
        }
        let PageRow {
            id, page: before, ..
        } = row;
        // What it is called already it may go on to be called, however odd.
        let wanted = patch
            .slug
            .as_deref()
            .filter(|slug| slug.trim() != before.slug.as_str());
        let renamed = wanted
            .map(Slug::for_new)
            .transpose()?
            .filter(|slug| *slug != before.slug);
        if let Some(slug) = &renamed {
            self.check_free(slug, Some(&before.slug)).await?;
        }
        let (draft, merged) = match (prepared, patch.base.filter(|_| must_join)) {
            (Some(prepared), Some(_)) => prepared?,
            (_, Some(base)) => joined(&before, Some(self.revision_draft(id, base).await?), patch)?,
            (_, None) => joined(&before, None, patch)?,
        };
        let edit = match (&renamed, merged) {
            _ if draft == before.draft && renamed.is_none() => {
                return Ok(Some(SavedPage {
                    page: before,
                    merged: false,
                }));
            }
            (Some(_), _) if draft == before.draft => Edit::Renamed,
            (_, true) => Edit::Merged,
            (_, false) => Edit::Edited,
        };
        let was = renamed.as_ref().map(|_| before.slug.clone());
        let page = self.next_revision(before, renamed, draft);
        let page = self
            .save_page(Saving {
                id: Some(id),
                was,
                page,
                deleted: false,
                edit,
                by: By::Actor,
            })
            .await?;
        Ok(Some(SavedPage { page, merged }))
    }

    async fn delete_page(&mut self, slug: &str) -> Result<()> {
        let PageRow { id, page, .. } = self.live_page(slug).await?;
        let draft = page.draft.clone();
        let page = self.next_revision(page, None, draft);
        self.save_page(Saving {
            id: Some(id),
            was: None,
            page,
            deleted: true,
            edit: Edit::Deleted,
            by: By::Actor,
        })
        .await?;
        Ok(())
    }

    async fn restore_page(&mut self, slug: &str, number: i64) -> Result<KnowledgePage> {
        let PageRow {
            id, page, deleted, ..
        } = self.page_row(slug).await?;
        let draft = self.revision_draft(id, number).await?;
        if deleted {
            self.check_free(&page.slug, None).await?;
        } else if draft == page.draft {
            return Ok(page);
        }
        let page = self.next_revision(page, None, draft);
        self.save_page(Saving {
            id: Some(id),
            was: None,
            page,
            deleted: false,
            edit: Edit::Restored,
            by: By::Actor,
        })
        .await
    }

    fn next_revision(
        &self,
        before: KnowledgePage,
        renamed: Option<Slug>,
        draft: Draft,
    ) -> KnowledgePage {
        KnowledgePage {
            slug: renamed.unwrap_or(before.slug),
            draft,
            updated: self.now.day().to_string(),
            updated_at: self.now,
            revision: before.revision + 1,
            ..before
        }
    }
}
