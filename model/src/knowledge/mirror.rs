//! Pages on their way from and to the hub, where a page is a file and a revision is a commit.

use serde::{Deserialize, Serialize};

use super::{KnowledgePage, Slug};
use crate::timestamp::Timestamp;

/// A page's file as the hub has it, with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPage {
    /// The file's name without `.md`.
    pub slug: Slug,
    /// Its commits, oldest first; those that were given before are known again by their hash.
    pub revisions: Vec<ImportedRevision>,
}

/// One commit of a page's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRevision {
    /// Its hash.
    pub commit: String,
    /// Who made it, by name.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// The whole file after it; `None` where it removed the file.
    pub file: Option<String>,
}

/// What taking pages in did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesReport {
    /// Pages that were new.
    pub created: usize,
    /// Pages that changed.
    pub updated: usize,
    /// Pages that were removed.
    pub deleted: usize,
    /// Pages changed on both sides where the changes could not be joined: both are on the page.
    pub conflicts: usize,
}

/// A page that the hub does not have as it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MirrorPage {
    /// The row.
    pub id: i64,
    /// The page; its revision says which state this is.
    pub page: KnowledgePage,
    /// It is gone here: its file is to be removed.
    pub deleted: bool,
    /// The name under which its file lies on the hub now, if it does. Another than the page's slug
    /// is to be removed. Removals come before writes: another page may have taken the name.
    pub mirrored_as: Option<Slug>,
    /// Who made its newest revision, by name.
    pub author: String,
}

impl MirrorPage {
    /// The name of the file to write, and what it is to say; `None` where there is nothing to
    /// write.
    #[must_use]
    pub fn file(&self) -> Option<(String, String)> {
        (!self.deleted).then(|| {
            (
                file_name(&self.page.slug),
                super::FrontMatter::from(&self.page).write(),
            )
        })
    }

    /// The name of the file to remove first.
    #[must_use]
    pub fn removed_file(&self) -> Option<String> {
        self.mirrored_as
            .as_ref()
            .filter(|slug| self.deleted || **slug != self.page.slug)
            .map(file_name)
    }
}

/// `axum-routing.md`
#[must_use]
pub fn file_name(slug: &Slug) -> String {
    format!("{slug}.md")
}
