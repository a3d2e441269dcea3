//! Pages from and to the hub.

use std::collections::BTreeSet;

use model::{
    Actor, Draft, KnowledgePage, Slug,
    knowledge::{
        Edit, FrontMatter, ImportedPage, ImportedRevision, Merged, MirrorPage, PagesReport, merge,
    },
};
use serde::Serialize;

use super::{
    PageRow,
    persist::{By, Saving},
};
use crate::{Result, Store, shape, statement, transaction::Transaction};

/// The pages `p` that the hub does not have as they are here.
const WAITING: &str = "p.workspace_id = $1 and p.revision > p.mirrored_revision and (p.deleted_at is null or p.mirrored_slug is not null)";

/// What taking one page in did.
enum Taken {
    Nothing,
    Created,
    Updated,
    Deleted,
    Conflict,
}

/// A commit as a revision.
#[derive(Serialize)]
struct Line<'a> {
    number: i64,
    edit: Edit,
    author: &'a str,
    commit: &'a str,
    at: String,
    title: &'a str,
    tags: String,
    sources: String,
    content: &'a str,
}

impl Store {
    /// Takes pages in from the hub, each with its history; commits that were taken in before are
    /// known by their hash. What was changed here meanwhile is joined with what came; where that
    /// cannot be, both are on the page (contract 2.4). An edit on one side wins against a removal
    /// on the other.
    pub async fn import_pages(
        &self,
        actor: &Actor,
        pages: Vec<ImportedPage>,
    ) -> Result<PagesReport> {
        let mut report = PagesReport::default();
        for page in pages {
            let taken = self
                .write(actor, move |tx| {
                    Box::pin(async move { tx.import_page(page).await })
                })
                .await?;
            match taken {
                Taken::Nothing => {}
                Taken::Created => report.created += 1,
                Taken::Updated => report.updated += 1,
                Taken::Deleted => report.deleted += 1,
                Taken::Conflict => report.conflicts += 1,
            }
        }
        Ok(report)
    }

    /// The pages that the hub does not have as they are here, by slug, those that are gone first:
    /// new, changed, renamed, deleted.
    pub async fn pages_to_mirror(&self, actor: &Actor) -> Result<Vec<MirrorPage>> {
        let sql = self.sql(&format!(
            "select {} from knowledge_pages p join knowledge_revisions v on v.page_id = p.id and v.number = p.revision \
             where {WAITING}",
            shape::list("{mirror_page}", "case when p.deleted_at is null then 1 else 0 end, p.slug, p.id")
        ));
        let json: String = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?;
        statement::parse(&json)
    }

    /// How many pages those are.
    pub async fn pages_waiting(&self, actor: &Actor) -> Result<i64> {
        let sql = self.sql(&format!(
            "select count(*) from knowledge_pages p where {WAITING}"
        ));
        Ok(sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?)
    }

    /// Says that the hub has these pages as they were given by [`Store::pages_to_mirror`], by a
    /// commit.
    pub async fn confirm_mirrored(
        &self,
        actor: &Actor,
        pages: &[MirrorPage],
        commit: &str,
    ) -> Result<()> {
        let (pages, commit) = (pages.to_vec(), commit.to_owned());
        self.write(actor, move |tx| {
            Box::pin(async move { tx.confirm_mirrored(&pages, &commit).await })
        })
        .await
    }
}

#[derive(Serialize)]
struct Mirrored<'a> {
    id: i64,
    revision: i64,
    slug: Option<&'a str>,
}

impl Transaction {
    async fn confirm_mirrored(&mut self, pages: &[MirrorPage], commit: &str) -> Result<()> {
        let rows: Vec<_> = pages
            .iter()
            .map(|page| Mirrored {
                id: page.id,
                revision: page.page.revision,
                slug: (!page.deleted).then_some(page.page.slug.as_str()),
            })
            .collect();
        let rows = statement::rows(&rows)?;
        let sql = self.sql(
            "update knowledge_pages set mirrored_revision = m.revision, mirrored_slug = m.slug from (\
             select cast(value->>'id' as bigint) as id, cast(value->>'revision' as bigint) as revision, value->>'slug' as slug from {each}($1{::json})) m \
             where knowledge_pages.id = m.id and +knowledge_pages.workspace_id = $2",
        );
        sqlx::query(sql)
            .bind(&rows)
            .bind(self.workspace())
            .execute(&mut self.conn)
            .await?;
        let sql = self.sql(
            "update knowledge_revisions set hub_commit = $2 from (\
             select cast(value->>'id' as bigint) as id, cast(value->>'revision' as bigint) as revision from {each}($1{::json})) m \
             where knowledge_revisions.page_id = m.id and knowledge_revisions.number = m.revision",
        );
        sqlx::query(sql)
            .bind(&rows)
            .bind(commit)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    async fn import_page(&mut self, mut imported: ImportedPage) -> Result<Taken> {
        let row = self.mirrored_page(&imported.slug).await?;
        if let Some(row) = &row {
            let known = self.known_commits(row.id).await?;
            // They came before, as far as the last: what is not known of them by itself is older
            // than what is here.
            if imported
                .revisions
                .last()
                .is_some_and(|last| known.contains(&last.commit))
            {
                return Ok(Taken::Nothing);
            }
            imported
                .revisions
                .retain(|revision| !known.contains(&revision.commit));
        }
        let Some(newest) = imported.revisions.last() else {
            return Ok(Taken::Nothing);
        };
        let theirs = newest
            .file
            .as_deref()
            .map(|file| read(file, &imported.slug));
        match (row, theirs) {
            (None, theirs) => self.take_new(&imported, theirs).await,
            (Some(row), Some(theirs))
                if !row.deleted
                    && row.page.slug == imported.slug
                    && row.page.draft == theirs.draft =>
            {
                self.adopt_head(row.id, &row.page, &theirs).await?;
                self.mark_mirrored(row.id, row.page.revision, Some(&imported.slug))
                    .await?;
                self.mark_commit(row.id, row.page.revision, &newest.commit)
                    .await?;
                Ok(Taken::Nothing)
            }
            (Some(row), theirs) => self.take_change(row, &imported, theirs).await,
        }
    }

    /// The page whose file has that name, then the one of that slug.
    async fn mirrored_page(&mut self, slug: &Slug) -> Result<Option<PageRow>> {
        let sql = self.sql(
            "select {page_row}{::text} from knowledge_pages p where p.workspace_id = $1 and (p.mirrored_slug = $2 or p.slug = $2) \
             order by case when p.mirrored_slug = $2 then 0 when p.deleted_at is null then 1 else 2 end, p.id desc limit 1",
        );
        let query = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(slug.as_str());
        let json: Option<String> = query.fetch_optional(&mut self.conn).await?;
        json.map(|json| statement::parse(&json)).transpose()
    }

    async fn known_commits(&mut self, id: i64) -> Result<BTreeSet<String>> {
        let sql = "select hub_commit from knowledge_revisions where page_id = $1 and hub_commit is not null";
        let rows: Vec<(String,)> = sqlx::query_as(sql)
            .bind(id)
            .fetch_all(&mut self.conn)
            .await?;
        Ok(rows.into_iter().map(|(commit,)| commit).collect())
    }

    async fn take_new(
        &mut self,
        imported: &ImportedPage,
        theirs: Option<FrontMatter>,
    ) -> Result<Taken> {
        let Some(newest) = imported.revisions.last() else {
            return Ok(Taken::Nothing);
        };
        let gone = theirs.is_none();
        // A page that was removed still has what it said last.
        let last = imported
            .revisions
            .iter()
            .rev()
            .find_map(|revision| revision.file.as_deref());
        let file = theirs.unwrap_or_else(|| read(last.unwrap_or_default(), &imported.slug));
        let page = page(
            imported.slug.clone(),
            file,
            newest,
            imported.revisions.len() as i64,
        );
        let id = self.insert_page(&page).await?;
        self.insert_commits(id, 0, &page.slug, &imported.revisions)
            .await?;
        self.write_page(id, &page, gone).await?;
        self.mark_mirrored(id, page.revision, (!gone).then_some(&imported.slug))
            .await?;
        if gone {
            return Ok(Taken::Nothing);
        }
        self.announce_page(&page, None, false);
        Ok(Taken::Created)
    }

    /// The hub changed a page that is here.
    async fn take_change(
        &mut self,
        row: PageRow,
        imported: &ImportedPage,
        theirs: Option<FrontMatter>,
    ) -> Result<Taken> {
        let Some(newest) = imported.revisions.last() else {
            return Ok(Taken::Nothing);
        };
        let PageRow {
            id,
            page: ours,
            deleted,
            mirrored_revision,
        } = row;
        let changed_here = ours.revision > mirrored_revision;
        let base = if mirrored_revision > 0 {
            self.revision_draft(id, mirrored_revision).await?
        } else {
            Draft::default()
        };
        self.insert_commits(id, ours.revision, &ours.slug, &imported.revisions)
            .await?;
        let revision = ours.revision + imported.revisions.len() as i64;
        self.mark_mirrored(id, revision, theirs.as_ref().map(|_| &imported.slug))
            .await?;
        let Some(theirs) = theirs else {
            return self
                .take_removal(id, ours, revision, deleted, changed_here)
                .await;
        };
        let mut page = page(ours.slug.clone(), theirs, newest, revision);
        let known = page.contributors.clone();
        page.contributors.extend(
            ours.contributors
                .iter()
                .filter(|name| !known.contains(name))
                .cloned(),
        );
        if deleted && self.is_taken(&page.slug).await? {
            // Another page has the name now: what came stays in the history of the one that is
            // gone.
            self.write_page(id, &page, true).await?;
            return Ok(Taken::Nothing);
        }
        if deleted || !changed_here {
            self.write_page(id, &page, false).await?;
            self.announce_page(&page, None, false);
            return Ok(Taken::Updated);
        }
        self.take_joined(id, &base, ours, page, &imported.slug)
            .await
    }

    /// Both sides changed the page.
    async fn take_joined(
        &mut self,
        id: i64,
        base: &Draft,
        ours: KnowledgePage,
        mut page: KnowledgePage,
        hub: &Slug,
    ) -> Result<Taken> {
        let (draft, taken) = match merge::merge(base, &page.draft, &ours.draft) {
            Merged::Clean(draft) => (draft, Taken::Updated),
            Merged::Conflict(disputed) => {
                let content = merge::fence(&page.draft.content, &ours.draft.content);
                let title = page.draft.title.clone().min(ours.draft.title);
                (
                    Draft {
                        title,
                        content,
                        tags: disputed.tags,
                        sources: disputed.sources,
                    },
                    Taken::Conflict,
                )
            }
        };
        if draft == page.draft && ours.slug == *hub {
            self.write_page(id, &page, false).await?;
            self.announce_page(&page, None, false);
            return Ok(taken);
        }
        let edit = if draft == page.draft {
            Edit::Renamed
        } else {
            Edit::Merged
        };
        page.draft = draft;
        page.revision += 1;
        page.updated_at = self.now;
        page.updated = self.now.day().to_string();
        self.save_page(Saving {
            id: Some(id),
            was: None,
            page,
            deleted: false,
            edit,
            by: By::Join,
        })
        .await?;
        Ok(taken)
    }

    /// The hub removed a page that is here.
    async fn take_removal(
        &mut self,
        id: i64,
        ours: KnowledgePage,
        revision: i64,
        deleted: bool,
        changed_here: bool,
    ) -> Result<Taken> {
        let mut page = KnowledgePage { revision, ..ours };
        if deleted || !changed_here {
            self.write_page(id, &page, true).await?;
            if deleted {
                return Ok(Taken::Nothing);
            }
            self.announce_page(&page, None, true);
            return Ok(Taken::Deleted);
        }
        // What was written here after the hub last had it is not thrown away: it goes out again.
        page.revision += 1;
        page.updated_at = self.now;
        self.save_page(Saving {
            id: Some(id),
            was: None,
            page,
            deleted: false,
            edit: Edit::Restored,
            by: By::Join,
        })
        .await?;
        Ok(Taken::Updated)
    }

    async fn insert_commits(
        &mut self,
        id: i64,
        after: i64,
        slug: &Slug,
        revisions: &[ImportedRevision],
    ) -> Result<()> {
        let files: Vec<FrontMatter> = revisions
            .iter()
            .map(|revision| read(revision.file.as_deref().unwrap_or_default(), slug))
            .collect();
        let mut lines = Vec::with_capacity(files.len());
        for ((number, revision), file) in (after + 1..).zip(revisions).zip(&files) {
            lines.push(Line {
                number,
                edit: if revision.file.is_some() {
                    Edit::Imported
                } else {
                    Edit::Deleted
                },
                author: &revision.author,
                commit: &revision.commit,
                at: revision.at.to_string(),
                title: &file.draft.title,
                tags: statement::rows(&file.draft.tags)?,
                sources: statement::rows(&file.draft.sources)?,
                content: &file.draft.content,
            });
        }
        let sql = self.sql(
            "insert into knowledge_revisions (page_id, number, edit, actor_type, actor_id, author_name, hub_commit, at, slug, title, tags, sources, content) \
             select $1, cast(value->>'number' as bigint), value->>'edit', 'system', 0, value->>'author', value->>'commit', value->>'at', $2, \
             value->>'title', value->>'tags', value->>'sources', value->>'content' from {each}($3{::json})",
        );
        let query = sqlx::query(sql)
            .bind(id)
            .bind(slug.as_str())
            .bind(statement::rows(&lines)?);
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    /// Takes the lines of a file that says what the page says: some of them nobody sees here, and
    /// they may be new.
    async fn adopt_head(
        &mut self,
        id: i64,
        page: &KnowledgePage,
        file: &FrontMatter,
    ) -> Result<()> {
        if page.other == file.other {
            return Ok(());
        }
        let sql = "update knowledge_pages set other = $2, contributors = $3, created_on = $4, updated_on = $5 where id = $1";
        let query = sqlx::query(sql)
            .bind(id)
            .bind(statement::rows(&file.other)?)
            .bind(statement::rows(&file.contributors)?);
        query
            .bind(&file.created)
            .bind(&file.updated)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    async fn mark_mirrored(&mut self, id: i64, revision: i64, slug: Option<&Slug>) -> Result<()> {
        let query = sqlx::query(
            "update knowledge_pages set mirrored_revision = $2, mirrored_slug = $3 where id = $1",
        );
        query
            .bind(id)
            .bind(revision)
            .bind(slug.map(Slug::as_str))
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    async fn mark_commit(&mut self, id: i64, revision: i64, commit: &str) -> Result<()> {
        let query = sqlx::query(
            "update knowledge_revisions set hub_commit = $3 where page_id = $1 and number = $2 and hub_commit is null",
        );
        query
            .bind(id)
            .bind(revision)
            .bind(commit)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }
}

/// The file, without what no database can store.
fn read(file: &str, slug: &Slug) -> FrontMatter {
    FrontMatter::read(&file.replace('\0', ""), slug.as_str())
}

fn page(slug: Slug, file: FrontMatter, newest: &ImportedRevision, revision: i64) -> KnowledgePage {
    KnowledgePage {
        slug,
        draft: file.draft,
        contributors: file.contributors,
        created: file.created,
        updated: file.updated,
        updated_at: newest.at,
        revision,
        other: file.other,
    }
}
