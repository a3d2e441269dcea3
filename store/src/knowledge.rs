//! Knowledge: finding and reading pages.

mod backlinks;
mod commands;
mod history;
mod merge;
mod persist;
mod sync;

use model::{
    Actor, Error as DomainError, KnowledgePage, Slug,
    knowledge::{PageLink, PageSummary, SearchHit, search},
};
use serde::Deserialize;
use sqlx::Row;

use crate::{
    Result, Store, shape,
    statement::{self, Values},
    transaction::Transaction,
};

/// Most pages that a search finds.
const FOUND_MAX: i64 = 50;

/// The id of the page that is, or was, known by the slug `$2` in the workspace `$1`: one that is
/// there before one that was renamed before one that is gone.
const NAMED: &str = "(select n.id from (\
    select k.id, case when k.deleted_at is null then 0 else 2 end as rank from knowledge_pages k where k.workspace_id = $1 and k.slug = $2 \
    union all select r.page_id, 1 from knowledge_renames r where r.workspace_id = $1 and r.slug = $2\
    ) n order by n.rank, n.id desc limit 1)";

/// A page with its row.
#[derive(Deserialize)]
pub(crate) struct PageRow {
    id: i64,
    page: KnowledgePage,
    deleted: bool,
    mirrored_revision: i64,
}

#[derive(Deserialize)]
struct Found {
    slug: Slug,
    title: String,
    content: String,
}

impl Store {
    /// All pages by slug.
    pub async fn list_pages(&self, actor: &Actor) -> Result<Vec<PageSummary>> {
        let sql = self.sql(&format!(
            "select {} from knowledge_pages p where p.workspace_id = $1 and p.deleted_at is null",
            shape::list("{page_summary}", "p.slug")
        ));
        let json: String = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .fetch_one(self.readers())
            .await?;
        statement::parse(&json)
    }

    /// The page of that slug. One that was renamed is found by its old slug too, and says its new
    /// one.
    pub async fn page(&self, actor: &Actor, slug: &str) -> Result<KnowledgePage> {
        let sql =
            self.sql(&format!("select {{page}}{{::text}} from knowledge_pages p where p.id = {NAMED} and p.deleted_at is null"));
        let json: Option<String> = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(slug)
            .fetch_optional(self.readers())
            .await?;
        statement::parse(&json.ok_or_else(|| DomainError::no_page(slug))?)
    }

    /// Slug and title of those of the named pages that are there, under the names they were asked
    /// for.
    pub async fn page_titles(&self, actor: &Actor, slugs: &[String]) -> Result<Vec<PageLink>> {
        if slugs.is_empty() {
            return Ok(Vec::new());
        }
        let sql = self.sql(
            "with asked (slug) as (select {value} from {each}($2{::json})), \
             named (slug, title) as (select p.slug, p.title from knowledge_pages p join asked a on a.slug = p.slug \
                 where p.workspace_id = $1 and p.deleted_at is null), \
             moved (slug, title) as (select r.slug, p.title from knowledge_renames r join asked a on a.slug = r.slug \
                 join knowledge_pages p on p.id = r.page_id where r.workspace_id = $1 and p.deleted_at is null) \
             select coalesce({array}({object}('slug', b.slug, 'title', b.title)), '[]'{::json}){::text} from (\
                 select n.slug, n.title from named n union all \
                 select m.slug, m.title from moved m where m.slug not in (select n.slug from named n)) b",
        );
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(statement::rows(&slugs)?);
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }

    /// Pages that have any of the query's words in title, tags or content: those with most of the
    /// words first, then by slug.
    ///
    /// Words are parts of words, as the contract has it (2.4); an index of whole words cannot
    /// answer that, so the texts are scanned.
    pub async fn search_pages(&self, actor: &Actor, query: &str) -> Result<Vec<SearchHit>> {
        let terms = search::terms(query);
        if terms.is_empty() {
            return Err(DomainError::Blank { what: "The search" }.into());
        }
        let mut values = Values::default();
        let workspace = values.bind(actor.workspace);
        let has: Vec<String> = terms
            .iter()
            .map(|term| {
                format!(
                    "case when {{instr}}(p.searched, {}) > 0 then 1 else 0 end",
                    values.bind(term.as_str())
                )
            })
            .collect();
        let limit = values.bind(FOUND_MAX);
        let sql = format!(
            "select {list} as items from (select f.* from (select p.slug, p.title, p.content, {rank} as rank from knowledge_pages p \
             where p.workspace_id = {workspace} and p.deleted_at is null) f where f.rank > 0 order by f.rank desc, f.slug limit {limit}) f",
            list = shape::list(
                "{object}('slug', f.slug, 'title', f.title, 'content', f.content)",
                "f.rank desc, f.slug"
            ),
            rank = has.join(" + "),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        let found: Vec<Found> = statement::parse(&row.try_get::<String, _>("items")?)?;
        Ok(found
            .iter()
            .flat_map(|page| search::hits(&page.slug, &page.title, &page.content, &terms))
            .collect())
    }
}

impl Transaction {
    /// The page of that slug, there or gone.
    pub(crate) async fn page_row(&mut self, slug: &str) -> Result<PageRow> {
        let sql = self.sql(&format!(
            "select {{page_row}}{{::text}} from knowledge_pages p where p.id = {NAMED}"
        ));
        let json: Option<String> = sqlx::query_scalar(sql)
            .bind(self.workspace())
            .bind(slug)
            .fetch_optional(&mut self.conn)
            .await?;
        statement::parse(&json.ok_or_else(|| DomainError::no_page(slug))?)
    }

    /// The page of that slug.
    pub(crate) async fn live_page(&mut self, slug: &str) -> Result<PageRow> {
        let row = self.page_row(slug).await?;
        if row.deleted {
            Err(DomainError::no_page(slug).into())
        } else {
            Ok(row)
        }
    }

    /// `Ok` when no page that is there has the slug, nor one whose file could not lie beside its
    /// own everywhere. A page may become its own twin: `except` is its slug.
    pub(crate) async fn check_free(&mut self, slug: &Slug, except: Option<&Slug>) -> Result<()> {
        let sql = "select slug from knowledge_pages where workspace_id = $1 and deleted_at is null";
        let rows: Vec<(String,)> = sqlx::query_as(sql)
            .bind(self.workspace())
            .fetch_all(&mut self.conn)
            .await?;
        let others = rows
            .into_iter()
            .filter_map(|(other,)| other.parse::<Slug>().ok())
            .filter(|other| Some(other) != except);
        let mut twins: Vec<Slug> = others.filter(|other| slug.is_twin_of(other)).collect();
        // The page itself, where there is one, is the better answer.
        twins.sort_by_key(|other| other != slug);
        twins
            .into_iter()
            .next()
            .map_or(Ok(()), |slug| Err(DomainError::PageExists { slug }.into()))
    }

    pub(crate) async fn is_taken(&mut self, slug: &Slug) -> Result<bool> {
        let sql = "select count(*) from knowledge_pages where workspace_id = $1 and slug = $2 and deleted_at is null";
        let query = sqlx::query_scalar::<_, i64>(sql)
            .bind(self.workspace())
            .bind(slug.as_str());
        Ok(query.fetch_one(&mut self.conn).await? > 0)
    }
}
