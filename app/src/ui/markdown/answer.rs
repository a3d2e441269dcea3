//! The texts of one answer: what they link to is looked up at once, what was rendered before is
//! taken as it is, and the rest is rendered on threads that nothing else waits for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use leptos::prelude::use_context;
use model::{Actor, knowledge::Links};
use store::Store;
use tokio::sync::Semaphore;

use super::{
    Document, Style,
    cache::{Kept, cache},
    render,
};
use crate::{error::AppError, state::ExternalImages};

/// A few at a time, so that long texts leave room for everything else.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Semaphore::new((cores / 2).max(1))
});

/// A text to be rendered.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub markdown: String,
    /// What the ids of its headings begin with, where a page shows more than one text.
    pub anchor: String,
}

impl From<String> for Text {
    fn from(markdown: String) -> Self {
        Text {
            markdown,
            anchor: String::new(),
        }
    }
}

/// Renders the texts of an answer.
pub struct Renderer<'a> {
    store: &'a Store,
    actor: &'a Actor,
    style: Style,
}

impl<'a> Renderer<'a> {
    /// For issues and comments: a line break stays one. `prefix` is the workspace's.
    #[must_use]
    pub fn new(store: &'a Store, actor: &'a Actor, prefix: &str) -> Self {
        let images = use_context::<ExternalImages>().is_some_and(|ExternalImages(allowed)| allowed);
        let style = Style {
            prefix: prefix.to_owned(),
            breaks: true,
            images,
            ..Style::default()
        };
        Renderer {
            store,
            actor,
            style,
        }
    }

    /// For pages of the knowledge: lines are filled.
    #[must_use]
    pub fn of_page(store: &'a Store, actor: &'a Actor, prefix: &str) -> Self {
        let mut renderer = Renderer::new(store, actor, prefix);
        renderer.style.breaks = false;
        renderer
    }

    /// One text.
    pub async fn one(&self, text: impl Into<Text>) -> Result<Arc<Document>, AppError> {
        Ok(self.all(vec![text.into()]).await?.pop().unwrap_or_default())
    }

    /// All texts, in their order; their links are looked up in one query.
    pub async fn all(&self, texts: Vec<Text>) -> Result<Vec<Arc<Document>>, AppError> {
        let (texts, names) = self.names(texts).await?;
        let all: BTreeSet<&String> = names.iter().flat_map(|names| names.iter()).collect();
        let asked: Vec<String> = all.into_iter().cloned().collect();
        let found = self.store.page_titles(self.actor, &asked).await?;
        let titles: BTreeMap<String, String> = found
            .into_iter()
            .map(|page| (page.slug.into(), page.title))
            .collect();
        let jobs: Vec<(Style, String)> = texts
            .into_iter()
            .zip(&names)
            .map(|(text, names)| self.job(text, names, &titles))
            .collect();
        documents(jobs).await
    }

    /// The text with its style: of the titles only its own, so that the title of another page makes
    /// it no other.
    fn job(
        &self,
        text: Text,
        names: &[String],
        titles: &BTreeMap<String, String>,
    ) -> (Style, String) {
        let own = names
            .iter()
            .filter_map(|name| Some((name.clone(), titles.get(name)?.clone())))
            .collect();
        (
            Style {
                titles: Some(own),
                anchor: text.anchor,
                ..self.style.clone()
            },
            text.markdown,
        )
    }

    /// The slugs that each text names.
    async fn names(&self, texts: Vec<Text>) -> Result<(Vec<Text>, Vec<Arc<[String]>>), AppError> {
        let known: Option<Vec<_>> = texts
            .iter()
            .map(|text| known_names(&text.markdown))
            .collect();
        match known {
            Some(names) => Ok((texts, names)),
            None => {
                away(move || {
                    let names = texts.iter().map(|text| names(&text.markdown)).collect();
                    (texts, names)
                })
                .await
            }
        }
    }
}

async fn documents(jobs: Vec<(Style, String)>) -> Result<Vec<Arc<Document>>, AppError> {
    let known: Option<Vec<_>> = jobs.iter().map(known_document).collect();
    match known {
        Some(documents) => Ok(documents),
        None => away(move || jobs.iter().map(document).collect()).await,
    }
}

/// Runs on a thread that may take long, when it is its turn.
pub(crate) async fn away<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let _turn = TURNS
        .acquire()
        .await
        .map_err(|_| AppError::failed("The server is shutting down"))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| AppError::failed("The text could not be read"))
}

/// The names in a text, if they are known without work.
fn known_names(markdown: &str) -> Option<Arc<[String]>> {
    if !(markdown.contains("[[") || markdown.contains("](") || markdown.contains("]:")) {
        return Some(Arc::default());
    }
    match cache().get(cache().key(&markdown))? {
        Kept::Names(names) => Some(names),
        Kept::Document(_) => None,
    }
}

fn names(markdown: &str) -> Arc<[String]> {
    known_names(markdown).unwrap_or_else(|| {
        let names: Arc<[String]> = Links::of(markdown).pages.into_iter().collect();
        cache().put(cache().key(&markdown), Kept::Names(Arc::clone(&names)));
        names
    })
}

fn known_document(job: &(Style, String)) -> Option<Arc<Document>> {
    match cache().get(cache().key(job))? {
        Kept::Document(document) => Some(document),
        Kept::Names(_) => None,
    }
}

fn document(job: &(Style, String)) -> Arc<Document> {
    // Somebody else may have rendered it while this one waited for its turn.
    known_document(job).unwrap_or_else(|| {
        let document = Arc::new(render(&job.1, &job.0));
        cache().put(cache().key(job), Kept::Document(Arc::clone(&document)));
        document
    })
}
