//! Knowledge: pages of Markdown with their revisions, known by a slug, mirrored to the hub one file
//! a page.

use serde::{Deserialize, Serialize};

use crate::{actor::Author, error::Error, text, timestamp::Timestamp};

mod blocks;
pub mod diff;
pub mod disputed;
pub mod front_matter;
pub mod links;
pub mod merge;
pub mod mirror;
mod places;
pub mod search;
mod slug;

pub use diff::{DiffLine, Hunk, Side};
pub use disputed::{Choice, Disputed, Part};
pub use front_matter::FrontMatter;
pub use links::Links;
pub use merge::{Merged, PageConflict};
pub use mirror::{ImportedPage, ImportedRevision, MirrorPage, PagesReport};
pub use search::SearchHit;
pub use slug::Slug;

/// Longest content, in characters.
pub const CONTENT_MAX: usize = 1_048_576;
/// Most tags of a page.
pub const TAGS_MAX: usize = 32;
/// Longest tag, in characters.
pub const TAG_MAX: usize = 64;
/// Most sources of a page.
pub const SOURCES_MAX: usize = 64;
/// Longest address or title of a source, in characters.
pub const SOURCE_MAX: usize = 2_048;

/// Where something on a page comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// An address, or the name of a file.
    pub url: String,
    /// What it is called; may be empty.
    #[serde(default)]
    pub title: String,
    /// The day it was read, as it was written: `2026-03-01`.
    #[serde(default)]
    pub accessed_at: Option<String>,
}

/// What people write on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 1 to 512 characters.
    pub title: String,
    /// Markdown, up to 1,048,576 characters.
    pub content: String,
    /// Up to 32, each 1 to 64 characters, none twice.
    pub tags: Vec<String>,
    /// Up to 64.
    pub sources: Vec<Source>,
}

impl Draft {
    /// The same with its limits checked, its line breaks `\n`, and no tag twice.
    pub fn checked(self) -> Result<Self, Error> {
        let tags = self
            .tags
            .iter()
            .map(|tag| text::name("Tag", tag, TAG_MAX))
            .collect::<Result<Vec<_>, _>>()?;
        let sources = self
            .sources
            .into_iter()
            .map(Source::checked)
            .collect::<Result<Vec<_>, _>>()?;
        at_most("tags", tags.len(), TAGS_MAX)?;
        at_most("sources", sources.len(), SOURCES_MAX)?;
        Ok(Draft {
            title: text::name("Title", &self.title, text::TITLE_MAX)?,
            content: text::optional("Content", Some(unix_lines(self.content)), CONTENT_MAX)?
                .unwrap_or_default(),
            tags: once(tags),
            sources,
        })
    }
}

impl Source {
    fn checked(self) -> Result<Self, Error> {
        Ok(Source {
            url: text::name("Source", &self.url, SOURCE_MAX)?,
            title: text::optional("Source", Some(text::line(&self.title)), SOURCE_MAX)?
                .unwrap_or_default(),
            accessed_at: text::optional(
                "accessed_at",
                self.accessed_at.map(|day| text::line(&day)),
                TAG_MAX,
            )?
            .filter(|day| !day.is_empty()),
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgePage {
    /// What it is known by.
    pub slug: Slug,
    /// What people write on it.
    #[serde(flatten)]
    pub draft: Draft,
    /// Who wrote on it, by name, in the order they came.
    pub contributors: Vec<String>,
    /// The day it was created, `2026-03-01`; empty where nobody knows.
    pub created: String,
    /// The day it last changed.
    pub updated: String,
    /// The instant it last changed here.
    pub updated_at: Timestamp,
    /// Counts its revisions from 1.
    pub revision: i64,
    /// The lines of its file's front matter as the hub had them, fences included; what an edit does
    /// not change stays so.
    #[serde(default)]
    pub other: Vec<String>,
}

/// A page as lists carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSummary {
    /// What it is known by.
    pub slug: Slug,
    pub title: String,
    pub tags: Vec<String>,
    /// Who wrote it.
    #[serde(default)]
    pub contributors: Vec<String>,
    /// The day it last changed.
    pub updated: String,
    /// The instant it last changed here.
    pub updated_at: Timestamp,
    /// Counts its revisions from 1.
    pub revision: i64,
}

/// A page as text refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLink {
    /// What it is known by.
    pub slug: Slug,
    pub title: String,
}

/// What needs a page: who points at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backlinks {
    /// Pages that link to it, by slug.
    pub pages: Vec<PageLink>,
    /// Issues whose description or comments do, newest first.
    pub issues: Vec<crate::issue::IssueLink>,
}

/// What is needed to create a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPage {
    /// What it is to be known by.
    pub slug: String,
    /// What it says.
    pub draft: Draft,
}

/// What is to change about a page; `None` leaves a field alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagePatch {
    /// Another slug; the old one leads there.
    pub slug: Option<String>,
    /// Another title.
    pub title: Option<String>,
    /// Another text.
    pub content: Option<String>,
    /// Other tags, all of them.
    pub tags: Option<Vec<String>>,
    /// Other sources, all of them.
    pub sources: Option<Vec<Source>>,
    /// The revision that this was written on. Without it, the newest: then nothing is merged.
    pub base: Option<i64>,
}

impl PagePatch {
    /// What its author wants the page to say, who wrote on top of `base`.
    #[must_use]
    pub fn on(self, base: Draft) -> Draft {
        Draft {
            title: self.title.unwrap_or(base.title),
            content: self.content.unwrap_or(base.content),
            tags: self.tags.unwrap_or(base.tags),
            sources: self.sources.unwrap_or(base.sources),
        }
    }
}

/// What a revision did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// The page is new, or there again.
    Created,
    /// Somebody changed it.
    Edited,
    /// Somebody changed it on top of a newer revision; both are in it.
    Merged,
    /// It has another slug.
    Renamed,
    /// It says again what an older revision said.
    Restored,
    /// It is gone.
    Deleted,
    /// It came from the hub.
    Imported,
}

impl Edit {
    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Edit::Created => "created",
            Edit::Edited => "edited",
            Edit::Merged => "merged",
            Edit::Renamed => "renamed",
            Edit::Restored => "restored",
            Edit::Deleted => "deleted",
            Edit::Imported => "imported",
        }
    }
}

/// One line of a page's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionSummary {
    /// Counts from 1.
    pub number: i64,
    /// What it did.
    pub edit: Edit,
    /// Who.
    pub author: Author,
    /// When.
    pub at: Timestamp,
    /// The slug it had.
    pub slug: Slug,
    /// The title it had.
    pub title: String,
}

/// What a page said once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its line in the history.
    #[serde(flatten)]
    pub summary: RevisionSummary,
    /// What the page said.
    pub draft: Draft,
}

/// A page after it was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPage {
    pub page: KnowledgePage,
    /// Somebody else had saved meanwhile; both changes are in it.
    pub merged: bool,
}

fn at_most(what: &'static str, count: usize, max: usize) -> Result<(), Error> {
    if count > max {
        Err(Error::TooMany { what, max })
    } else {
        Ok(())
    }
}

fn once(tags: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(tags.len());
    for tag in tags {
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    kept
}

/// Forms send `\r\n`; files and merges want one kind of line.
#[must_use]
pub fn unix_lines(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(draft: Draft, expect: &str) {
        let said = draft.checked().map_or_else(
            |refusal| refusal.to_string(),
            |draft| format!("{:?} {:?}", draft.content, draft.tags),
        );
        assert_eq!(said, expect);
    }

    #[test]
    fn drafts_have_limits() {
        let draft = || Draft {
            title: "T".into(),
            ..Default::default()
        };
        check(
            Draft {
                content: "a\r\nb\rc".into(),
                tags: vec![" x ".into(), "x".into()],
                ..draft()
            },
            r#""a\nb\nc" ["x"]"#,
        );
        check(
            Draft {
                title: " ".into(),
                ..draft()
            },
            "Title must not be blank",
        );
        check(
            Draft {
                title: "é".repeat(513),
                ..draft()
            },
            "Title exceeds maximum length of 512 characters",
        );
        check(
            Draft {
                content: "é".repeat(CONTENT_MAX + 1),
                ..draft()
            },
            "Content exceeds maximum length of 1048576 characters",
        );
        check(
            Draft {
                tags: vec![String::new()],
                ..draft()
            },
            "Tag must not be blank",
        );
        check(
            Draft {
                tags: vec!["x".repeat(65)],
                ..draft()
            },
            "Tag exceeds maximum length of 64 characters",
        );
        check(
            Draft {
                tags: (0..33).map(|n| n.to_string()).collect(),
                ..draft()
            },
            "A page has at most 32 tags",
        );
        check(
            Draft {
                sources: vec![Source::default()],
                ..draft()
            },
            "Source must not be blank",
        );
        let source = Source {
            url: "u".into(),
            ..Default::default()
        };
        check(
            Draft {
                sources: vec![source; 65],
                ..draft()
            },
            "A page has at most 64 sources",
        );
    }
}
