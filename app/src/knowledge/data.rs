//! Wire types of the knowledge pages, and the draft that a form's fields become.

use model::{
    Draft, KnowledgePage,
    knowledge::{Backlinks, Disputed, Hunk, PageSummary, RevisionSummary, SearchHit, Source},
};
use serde::{Deserialize, Serialize};

use crate::ui::table_of_contents::Heading;

/// The list: all pages, and what a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub pages: Vec<PageSummary>,
    /// None where nothing is searched for.
    pub hits: Option<Vec<SearchHit>>,
}

/// A page as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub page: KnowledgePage,
    /// Its content as HTML, sanitised.
    pub html: String,
    pub headings: Vec<Heading>,
    pub backlinks: Backlinks,
}

/// A page as it is edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Editing {
    pub page: KnowledgePage,
    /// Its content as HTML, for the preview.
    pub html: String,
}

/// How saving ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// It is saved; somebody else's changes may have been joined with it.
    Saved {
        slug: String,
        revision: i64,
        merged: bool,
    },
    /// Somebody else wrote in the same places: nothing is saved.
    Conflict(Box<Round>),
}

/// A conflict that is to be settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// The revision that says theirs: what is settled is saved on top of it.
    pub revision: i64,
    pub page: Disputed,
}

/// A page's history, with one difference out of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub slug: String,
    pub title: String,
    /// Newest first.
    pub revisions: Vec<RevisionSummary>,
    /// What revision is looked at, and with which it is compared; none with the first.
    pub to: i64,
    pub from: Option<i64>,
    pub hunks: Vec<Hunk>,
}

/// `rust, web`
#[cfg(any(feature = "ssr", test))]
pub fn tags(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

/// One a line: `https://docs.rs/axum | Axum docs | 2026-03-01`
#[cfg(any(feature = "ssr", test))]
pub fn sources(text: &str) -> Vec<Source> {
    let source = |line: &str| {
        let mut parts = line.split(" | ").map(|part| part.trim().to_owned());
        let url = parts.next().filter(|url| !url.is_empty())?;
        let title = parts.next().unwrap_or_default();
        Some(Source {
            url,
            title,
            accessed_at: parts.next().filter(|day| !day.is_empty()),
        })
    };
    text.lines().filter_map(source).collect()
}

/// What [`sources`] reads.
pub fn source_lines(sources: &[Source]) -> String {
    let line = |source: &Source| {
        let mut line = source.url.clone();
        if !source.title.is_empty() || source.accessed_at.is_some() {
            line.push_str(&format!(" | {}", source.title));
        }
        if let Some(day) = &source.accessed_at {
            line.push_str(&format!(" | {day}"));
        }
        line
    };
    sources.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The fields of the form, as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub slug: String,
    pub title: String,
    pub tags: String,
    pub sources: String,
    pub content: String,
}

impl Typed {
    pub fn of(slug: &str, draft: &Draft) -> Self {
        Typed {
            slug: slug.to_owned(),
            title: draft.title.clone(),
            tags: draft.tags.join(", "),
            sources: source_lines(&draft.sources),
            content: draft.content.clone(),
        }
    }

    #[cfg(any(feature = "ssr", test))]
    pub fn draft(self) -> Draft {
        Draft {
            title: self.title,
            content: model::knowledge::unix_lines(self.content),
            tags: tags(&self.tags),
            sources: sources(&self.sources),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_a_draft_says() {
        let source = |url: &str, title: &str, day: Option<&str>| Source {
            url: url.into(),
            title: title.into(),
            accessed_at: day.map(Into::into),
        };
        let draft = Draft {
            title: "T".into(),
            content: "a\nb".into(),
            tags: vec!["rust".into(), "web".into()],
            sources: vec![
                source("u", "", None),
                source("https://x", "X", Some("2026-03-01")),
                source("y", "", Some("d")),
            ],
        };
        let typed = Typed::of("s", &draft);
        assert_eq!(
            (typed.tags.as_str(), typed.sources.as_str()),
            ("rust, web", "u\nhttps://x | X | 2026-03-01\ny |  | d")
        );
        assert_eq!(typed.draft(), draft);
        assert_eq!(tags(" , a,,b "), ["a", "b"]);
    }
}
