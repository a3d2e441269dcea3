//! Backlinks of a page, and the pages that mention an issue.

use model::{
    Actor, IssueId,
    knowledge::{Backlinks, PageLink},
};
use sqlx::Row;

use super::NAMED;
use crate::{
    Result, Store,
    issues::with_words,
    shape,
    statement::{self, Values},
};

/// Most issues that are listed as pointing at a page.
const ISSUES_MAX: u32 = 100;
/// Most names of a page that its links are looked for by.
const NAMES_MAX: i64 = 8;

/// How a link to a page is written in a text: to the page, with a text of its own, or to a heading.
fn links_to(name: &str) -> [String; 7] {
    [
        format!("[[{name}]]"),
        format!("[[{name}|"),
        format!("[[{name}#"),
        format!("]({name}.md"),
        format!("](./{name}.md"),
        format!("](/knowledge/{name})"),
        format!("](/knowledge/{name}#"),
    ]
}

impl Store {
    /// Who points at a page by any name it had: pages by slug, then issues that say `[[slug]]` in
    /// description or comments.
    pub async fn page_backlinks(&self, actor: &Actor, slug: &str) -> Result<Backlinks> {
        let names = self.page_names(actor, slug).await?;
        if names.is_empty() {
            return Ok(Backlinks::default());
        }
        let mut values = Values::default();
        let workspace = values.bind(actor.workspace);
        let targets: Vec<String> = names
            .iter()
            .map(|name| values.bind(name.as_str()))
            .collect();
        // The index of words finds the candidates; then the link must be there.
        let issues: Vec<String> = names
            .iter()
            .map(|name| {
                let links: Vec<String> = links_to(name).into_iter().map(|link| values.bind(link)).collect();
                let has = |column: &str| {
                    links.iter().map(|link| format!("{{instr}}({column}, {link}) > 0")).collect::<Vec<_>>().join(" or ")
                };
                let candidates = with_words(self.dialect(), name, &mut values).unwrap_or_else(|| "select id from issues".to_owned());
                format!(
                    "select i.id from issues i where i.workspace_id = {workspace} and i.id in (select w.id from ({candidates}) w) and \
                     ({} or exists (select 1 from comments c where c.issue_id = i.id and ({})))",
                    has("i.description"),
                    has("c.content")
                )
            })
            .collect();
        let limit = values.bind(ISSUES_MAX);
        let sql = format!(
            "select (select {pages} from knowledge_pages p where p.workspace_id = {workspace} and p.deleted_at is null \
             and p.slug <> {own} and p.id in (select l.page_id from knowledge_links l where l.kind = 'page' and l.target in ({targets}))) as pages, \
             (select {found} from (select * from issues i where i.id in ({issues}) order by i.id desc limit {limit}) i) as issues",
            pages = shape::list("{page_link}", "p.slug"),
            own = targets[0],
            targets = targets.join(", "),
            found = shape::list("{link}", "i.id desc"),
            issues = issues.join(" union "),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        Ok(Backlinks {
            pages: statement::parse(&row.try_get::<String, _>("pages")?)?,
            issues: statement::parse(&row.try_get::<String, _>("issues")?)?,
        })
    }

    /// The slug that the page has, then those that it had.
    async fn page_names(&self, actor: &Actor, slug: &str) -> Result<Vec<String>> {
        let sql = self.sql(&format!(
            "select {names} from (select p.slug, 0 as old from knowledge_pages p where p.id = {NAMED} and p.deleted_at is null \
             union all select r.slug, 1 from knowledge_renames r where r.page_id = {NAMED} order by old, slug limit $3) n",
            names = shape::list("n.slug", "n.old, n.slug")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(slug)
            .bind(NAMES_MAX);
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }

    /// The pages that name an issue by its number or its identifier, by slug.
    pub async fn issue_pages(&self, actor: &Actor, id: IssueId) -> Result<Vec<PageLink>> {
        let sql = self.sql(&format!(
            "select {} from knowledge_pages p where p.workspace_id = $1 and p.deleted_at is null and p.id in (\
             select l.page_id from knowledge_links l where l.kind = 'issue' and l.target = $2 union \
             select l.page_id from knowledge_links l where l.kind = 'identifier' and l.target = \
                 (select i.identifier from issues i where i.id = $3 and i.workspace_id = $1))",
            shape::list("{page_link}", "p.slug")
        ));
        let query = sqlx::query_scalar(sql)
            .bind(actor.workspace.0)
            .bind(id.to_string())
            .bind(id.0);
        let json: String = query.fetch_one(self.readers()).await?;
        statement::parse(&json)
    }
}
