//! The Markdown files of the hub: front matter between two fences, then the page (contract 2.4).
//!
//! Front matter is YAML, and is read as YAML. Not all of it is: `title: ADR: Full-System Review` is
//! among the real ones, so what no YAML reader takes is read key by key. A file that is written
//! keeps its lines: only a key whose value changed is written anew, and what cannot be read stays
//! as it is.

use super::{Draft, KnowledgePage, Source, unix_lines};

mod emit;
mod fences;
mod head;
mod lists;
mod scalar;
mod tree;
mod values;

use fences::Fenced;
use head::Head;

/// The keys that have a meaning here, in the order in which a new file has them.
const KEYS: [&str; 6] = [
    "title",
    "tags",
    "sources",
    "contributors",
    "created",
    "updated",
];

/// A page's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// What people write: title, tags, sources and the text after the front matter.
    pub draft: Draft,
    /// Names.
    pub contributors: Vec<String>,
    /// `2026-03-01`, or empty.
    pub created: String,
    /// `2026-03-05`, or empty.
    pub updated: String,
    /// What the page is called where its front matter gives it no title.
    pub name: String,
    /// The lines of the front matter as they were, fences included; none where there was none.
    pub other: Vec<String>,
}

impl FrontMatter {
    /// Reads a file. Without front matter, or without a title in it, the page is called `name`.
    #[must_use]
    pub fn read(file: &str, name: &str) -> Self {
        let file = if file.contains('\n') {
            file.to_owned()
        } else {
            unix_lines(file.to_owned())
        };
        let fenced =
            Fenced::of(&file).and_then(|fenced| Some((Head::of_page(fenced.inner)?, fenced)));
        let Some((head, fenced)) = fenced else {
            let content = unix_lines(file.strip_prefix('\u{feff}').unwrap_or(&file).to_owned());
            let draft = Draft {
                title: name.to_owned(),
                content,
                ..Draft::default()
            };
            return FrontMatter {
                draft,
                name: name.to_owned(),
                ..FrontMatter::default()
            };
        };
        let mut page = FrontMatter::told(&head, name);
        page.draft.content = unix_lines(fenced.content.to_owned());
        page.other = fenced.lines();
        page
    }

    /// What a head says.
    fn told(head: &Head, name: &str) -> Self {
        let draft = Draft {
            title: head.title().unwrap_or_else(|| name.to_owned()),
            content: String::new(),
            tags: head.list("tags").unwrap_or_default(),
            sources: head.sources().unwrap_or_default(),
        };
        FrontMatter {
            draft,
            contributors: head.list("contributors").unwrap_or_default(),
            created: head.day("created").unwrap_or_default(),
            updated: head.day("updated").unwrap_or_default(),
            name: name.to_owned(),
            other: Vec::new(),
        }
    }

    /// The file.
    #[must_use]
    pub fn write(&self) -> String {
        let (mut file, content) = (
            self.kept().unwrap_or_else(|| self.whole()),
            &self.draft.content,
        );
        let end = if file
            .split_inclusive('\n')
            .next()
            .is_some_and(|line| line.ends_with("\r\n"))
        {
            "\r\n"
        } else {
            "\n"
        };
        let fence = file.trim_end().len();
        // The one empty line below the fence is not part of the text, so a text that begins with
        // one needs it.
        if content.starts_with('\n') && file[fence..].matches('\n').count() < 2 {
            file.push_str(end);
        }
        file.push_str(&if end == "\n" {
            content.clone()
        } else {
            content.replace('\n', end)
        });
        file
    }

    /// The front matter with as many of its lines as say what the page says; `None` where that
    /// cannot be done, or there was none.
    fn kept(&self) -> Option<String> {
        let lines = self.other.join("\n") + "\n";
        let fenced = Fenced::of(&lines)?;
        let head = Head::read(fenced.inner)?;
        let edited = head.edited(self, fenced.line_end());
        let again = Head::read(&edited)?;
        let said = FrontMatter {
            draft: Draft {
                content: String::new(),
                ..self.draft.clone()
            },
            other: Vec::new(),
            ..self.clone()
        };
        let same = FrontMatter::told(&again, &self.name).without_unreadable(&head)
            == said.without_unreadable(&head);
        (same && (again.whole || !head.whole) && again.unknown() == head.unknown())
            .then(|| fenced.around(&edited))
    }

    /// Without what an edit leaves alone where it cannot be read.
    fn without_unreadable(mut self, head: &Head) -> Self {
        for (key, value) in [
            ("created", &mut self.created),
            ("updated", &mut self.updated),
        ] {
            if head.is_unreadable(key) {
                value.clear();
            }
        }
        if head.is_unreadable("contributors") {
            self.contributors.clear();
        }
        self
    }

    /// Front matter written from nothing, with the lines of keys that have no meaning here.
    fn whole(&self) -> String {
        let lines = self.other.join("\n") + "\n";
        let fenced = Fenced::of(&lines);
        let rest = match &fenced {
            // A database of an earlier version keeps only the lines that had no meaning.
            None => self
                .other
                .iter()
                .flat_map(|line| [line.as_str(), "\n"])
                .collect(),
            Some(fenced) => {
                Head::read(fenced.inner).map_or_else(String::new, |head| head.unknown_lines())
            }
        };
        let known: String = KEYS
            .iter()
            .filter_map(|key| Some(format!("{key}:{}\n", self.value(key)?)))
            .collect();
        format!("---\n{known}{}---\n\n", rest.replace("\r\n", "\n"))
    }

    /// The value of a key in a file written from nothing, as it stands behind the colon; `None`
    /// where it is left out.
    fn value(&self, key: &str) -> Option<String> {
        let day = |day: &str| (!day.is_empty()).then(|| format!(" {}", scalar::day(day)));
        match key {
            "title" => Some(format!(" {}", scalar::quoted(&self.draft.title))),
            "tags" => Some(format!(" {}", scalar::array(&self.draft.tags))),
            "contributors" => Some(format!(" {}", scalar::array(&self.contributors))),
            "created" => day(&self.created),
            "updated" => day(&self.updated),
            _ if self.draft.sources.is_empty() => Some(" []".to_owned()),
            _ => Some(
                self.draft
                    .sources
                    .iter()
                    .map(|source| format!("\n{}", lists::source(source, "  ")))
                    .collect(),
            ),
        }
    }
}

impl From<&KnowledgePage> for FrontMatter {
    fn from(page: &KnowledgePage) -> Self {
        FrontMatter {
            draft: page.draft.clone(),
            contributors: page.contributors.clone(),
            created: page.created.clone(),
            updated: page.updated.clone(),
            name: page.slug.as_str().to_owned(),
            other: page.other.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
