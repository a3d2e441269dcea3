//! Server functions of the knowledge pages.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its function"
)]

use leptos::prelude::*;

use super::data::{Editing, History, Listed, Outcome, Reading};
#[cfg(feature = "ssr")]
use super::{
    data::{Round, Typed},
    href,
};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    state::{actor, actor_as, store},
    ui::no_js_form,
};

/// All pages; those that have one of the query's words, where there is one.
#[server(prefix = "/fn", endpoint = "list_pages", protocol = crate::wire::Form)]
pub async fn list_pages(query: String) -> Result<Listed, AppError> {
    let (store, actor) = (store()?, actor()?);
    let pages = store.list_pages(&actor).await?;
    let hits = if query.trim().is_empty() {
        None
    } else {
        Some(store.search_pages(&actor, &query).await?)
    };
    Ok(Listed { pages, hits })
}

/// A page to be read; the address moves along with one that was renamed.
#[server(prefix = "/fn", endpoint = "load_page", protocol = crate::wire::Form)]
pub async fn load_page(slug: String) -> Result<Reading, AppError> {
    let (store, actor) = (store()?, actor()?);
    let page = store.page(&actor, &slug).await?;
    let backlinks = store.page_backlinks(&actor, page.slug.as_str()).await?;
    let document = render::document(&store, &actor, &page.draft.content).await?;
    if page.slug.as_str() != slug {
        leptos_axum::redirect(&href(page.slug.as_str()));
    }
    Ok(Reading {
        page,
        html: document.html.clone(),
        headings: document.headings.clone(),
        backlinks,
    })
}

/// A page to be edited.
#[server(prefix = "/fn", endpoint = "edit_page", protocol = crate::wire::Form)]
pub async fn edit_page(slug: String) -> Result<Editing, AppError> {
    let (store, actor) = (store()?, actor()?);
    let page = store.page(&actor, &slug).await?;
    let document = render::document(&store, &actor, &page.draft.content).await?;
    Ok(Editing {
        page,
        html: document.html.clone(),
    })
}

/// What a text will look like.
#[server(prefix = "/fn", endpoint = "preview_page", protocol = crate::wire::Json)]
pub async fn preview_page(content: String) -> Result<String, AppError> {
    let (store, actor) = (store()?, actor()?);
    if content.chars().count() > model::knowledge::CONTENT_MAX {
        return Err(model::Error::TooLong {
            what: "Content",
            max: model::knowledge::CONTENT_MAX,
        }
        .into());
    }
    Ok(render::document(&store, &actor, &content)
        .await?
        .html
        .clone())
}

/// Creates a page; a form without the wasm is led to it. Without a slug it gets one made of its
/// title.
#[server(prefix = "/fn", endpoint = "create_page", protocol = crate::wire::Form)]
pub async fn create_page(
    title: String,
    #[server(default)] slug: String,
    #[server(default)] content: String,
    #[server(default)] tags: String,
    #[server(default)] sources: String,
    #[server(default)] mutation: Option<String>,
) -> Result<Outcome, AppError> {
    let suggested = model::Slug::suggest(&title).filter(|_| slug.trim().is_empty());
    let slug = suggested.map_or(slug, String::from);
    let draft = Typed {
        title,
        tags,
        sources,
        content,
        ..Typed::default()
    }
    .draft();
    let page = store()?
        .create_page(&actor_as(mutation)?, model::NewPage { slug, draft })
        .await?;
    lead_to(&page.slug);
    Ok(Outcome::Saved {
        slug: page.slug.into(),
        revision: page.revision,
        merged: false,
    })
}

/// Saves a page that was written on top of the revision `base`; a form without the wasm is led to
/// it.
#[server(prefix = "/fn", endpoint = "update_page", protocol = crate::wire::Form)]
pub async fn update_page(
    page: String,
    base: i64,
    title: String,
    slug: String,
    #[server(default)] content: String,
    #[server(default)] tags: String,
    #[server(default)] sources: String,
    /// The wasm settles a conflict place by place; a form without it gets them in one text.
    #[server(default)]
    shows_conflicts: bool,
    #[server(default)] mutation: Option<String>,
) -> Result<Outcome, AppError> {
    let (store, actor) = (store()?, actor_as(mutation)?);
    let draft = Typed {
        title,
        tags,
        sources,
        content,
        ..Typed::default()
    }
    .draft();
    let patch = model::PagePatch {
        slug: Some(slug.clone()),
        title: Some(draft.title),
        content: Some(draft.content),
        tags: Some(draft.tags),
        sources: Some(draft.sources),
        base: Some(base),
    };
    match store.update_page(&actor, &page, patch).await {
        Ok(saved) => {
            lead_to(&saved.page.slug);
            Ok(Outcome::Saved {
                slug: saved.page.slug.into(),
                revision: saved.page.revision,
                merged: saved.merged,
            })
        }
        Err(store::Error::Rule(model::Error::PageConflict(conflict))) => {
            if !shows_conflicts && no_js_form::asks() {
                give_back(&conflict, &slug)?;
            }
            Ok(Outcome::Conflict(Box::new(Round {
                revision: conflict.revision,
                page: conflict.disputed,
            })))
        }
        Err(error) => Err(error.into()),
    }
}

/// The wasm goes there by itself, unless somebody types on.
#[cfg(feature = "ssr")]
fn lead_to(slug: &model::Slug) {
    if no_js_form::asks() {
        leptos_axum::redirect(&href(slug.as_str()));
    }
}

/// What was typed, with both sides of each conflict between marks: whoever saves that has seen what
/// somebody else wrote.
#[cfg(feature = "ssr")]
fn give_back(conflict: &model::knowledge::PageConflict, slug: &str) -> Result<(), AppError> {
    let (base, both) = (
        conflict.revision.to_string(),
        Typed::of(slug, &conflict.marked),
    );
    let fields = [
        ("mine", both.content.as_str()),
        ("base", &base),
        ("title", &both.title),
        ("slug", &both.slug),
        ("tags", &both.tags),
        ("sources", &both.sources),
    ];
    no_js_form::give_back(
        &format!("{}/edit", href(conflict.slug.as_str())),
        &fields,
        "The page",
    )
}

/// Deletes a page and leads to its history, where it can be restored.
#[server(prefix = "/fn", endpoint = "delete_page", protocol = crate::wire::Form)]
pub async fn delete_page(
    slug: String,
    #[server(default)] mutation: Option<String>,
) -> Result<(), AppError> {
    store()?.delete_page(&actor_as(mutation)?, &slug).await?;
    leptos_axum::redirect(&format!("{}/history", href(&slug)));
    Ok(())
}

/// Makes a page say again what it said, and leads to it.
#[server(prefix = "/fn", endpoint = "restore_page", protocol = crate::wire::Form)]
pub async fn restore_page(
    slug: String,
    number: i64,
    #[server(default)] mutation: Option<String>,
) -> Result<(), AppError> {
    let page = store()?
        .restore_page(&actor_as(mutation)?, &slug, number)
        .await?;
    leptos_axum::redirect(&href(page.slug.as_str()));
    Ok(())
}

/// A page's history, with what a revision changed: the newest, unless somebody says which.
#[server(prefix = "/fn", endpoint = "page_history", protocol = crate::wire::Form)]
pub async fn page_history(
    slug: String,
    from: Option<i64>,
    to: Option<i64>,
) -> Result<History, AppError> {
    let (store, actor) = (store()?, actor()?);
    let revisions = store.page_history(&actor, &slug).await?;
    let newest = revisions.first().map_or(1, |newest| newest.number);
    let to = to.unwrap_or(newest);
    let from = from.or(Some(to - 1)).filter(|from| *from > 0);
    let new = store.page_revision(&actor, &slug, to).await?;
    let old = match from {
        Some(from) => {
            store
                .page_revision(&actor, &slug, from)
                .await?
                .draft
                .content
        }
        None => String::new(),
    };
    let hunks = crate::ui::markdown::away(move || {
        model::knowledge::diff::diff(&old, &new.draft.content, 3)
    })
    .await?;
    let title = revisions
        .first()
        .map_or_else(|| slug.clone(), |newest| newest.title.clone());
    Ok(History {
        slug,
        title,
        revisions,
        to,
        from,
        hunks,
    })
}

#[cfg(feature = "ssr")]
mod render {
    use std::sync::Arc;

    use model::Actor;
    use store::Store;

    use crate::{
        error::AppError,
        ui::markdown::{Document, Renderer},
    };

    /// The text as HTML, with the titles of the pages that it links to.
    pub(super) async fn document(
        store: &Store,
        actor: &Actor,
        content: &str,
    ) -> Result<Arc<Document>, AppError> {
        let prefix = store.home_prefix(actor).await?;
        Renderer::of_page(store, actor, &prefix)
            .one(content.to_owned())
            .await
    }
}
