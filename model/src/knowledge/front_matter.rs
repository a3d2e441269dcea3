//! The Markdown files of the hub: front matter between two `---` lines, then the page (contract 2.4).
//!
//! Written by a parser of our own, for these files are not YAML: `title: ADR: Full-System Review` is among the real ones, and
//! every YAML reader refuses it. Reading is tolerant, line by line; writing is YAML that every reader takes. Lines that we have
//! no word for are kept as they are.

use super::{Draft, KnowledgePage, Source, unix_lines};

mod scalar;

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
    /// Lines that we have no word for, as they were.
    pub other: Vec<String>,
}

impl FrontMatter {
    /// Reads a file. Without front matter, or without a title in it, the page is called `title`.
    #[must_use]
    pub fn read(file: &str, title: &str) -> Self {
        let file = unix_lines(file.strip_prefix('\u{feff}').unwrap_or(file).to_owned());
        let mut page = FrontMatter::default();
        page.draft.content = match split(&file) {
            None => file,
            Some((head, content)) => {
                blocks(head).into_iter().for_each(|block| page.take(&block));
                content.to_owned()
            }
        };
        if page.draft.title.trim().is_empty() {
            title.clone_into(&mut page.draft.title);
        }
        page
    }

    fn take(&mut self, block: &[&str]) {
        let (key, value) = block[0].split_once(':').unwrap_or_default();
        let value = value.trim();
        match key {
            "title" => self.draft.title = scalar::read(value),
            "tags" => self.draft.tags = list(value, &block[1..]),
            "contributors" => self.contributors = list(value, &block[1..]),
            "sources" => self.draft.sources = sources(&block[1..]),
            "created" => self.created = scalar::read(value),
            "updated" => self.updated = scalar::read(value),
            _ => self.other.extend(block.iter().map(|line| (*line).to_owned())),
        }
    }

    /// The file.
    #[must_use]
    pub fn write(&self) -> String {
        let Draft { title, content, tags, sources } = &self.draft;
        let mut file = format!("---\ntitle: {}\ntags: {}\n", scalar::quoted(title), scalar::array(tags));
        file.push_str(if sources.is_empty() { "sources: []\n" } else { "sources:\n" });
        for source in sources {
            file.push_str(&format!("  - url: {}\n    title: {}\n", scalar::quoted(&source.url), scalar::quoted(&source.title)));
            if let Some(day) = &source.accessed_at {
                file.push_str(&format!("    accessed_at: {}\n", scalar::day(day)));
            }
        }
        file.push_str(&format!("contributors: {}\n", scalar::array(&self.contributors)));
        for (key, day) in [("created", &self.created), ("updated", &self.updated)] {
            if !day.is_empty() {
                file.push_str(&format!("{key}: {}\n", scalar::day(day)));
            }
        }
        for line in &self.other {
            file.push_str(line);
            file.push('\n');
        }
        file.push_str("---\n\n");
        file.push_str(content);
        file
    }
}

impl From<&KnowledgePage> for FrontMatter {
    fn from(page: &KnowledgePage) -> Self {
        FrontMatter {
            draft: page.draft.clone(),
            contributors: page.contributors.clone(),
            created: page.created.clone(),
            updated: page.updated.clone(),
            other: page.other.clone(),
        }
    }
}

/// The lines between the two `---`, and what comes after them, one empty line left out.
fn split(file: &str) -> Option<(&str, &str)> {
    let head = file.strip_prefix("---\n")?;
    let end = if head.starts_with("---\n") {
        0
    } else {
        head.find("\n---\n").or_else(|| head.find("\n---").filter(|end| end + 4 == head.len()))? + 1
    };
    let content = head.get(end + 4..).unwrap_or_default();
    Some((&head[..end], content.strip_prefix('\n').unwrap_or(content)))
}

/// The lines, each key with those that belong to it: indented ones, items and empty ones.
fn blocks(head: &str) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for line in head.lines() {
        match blocks.last_mut() {
            Some(block) if line.starts_with([' ', '\t', '-']) || line.trim().is_empty() => block.push(line),
            _ => blocks.push(vec![line]),
        }
    }
    blocks
}

/// `[a, "b, c"]`, or items under the key.
fn list(value: &str, items: &[&str]) -> Vec<String> {
    let inline = value.strip_prefix('[').map(|value| scalar::items(value.strip_suffix(']').unwrap_or(value)));
    inline.unwrap_or_else(|| {
        items.iter().filter_map(|line| line.trim().strip_prefix('-')).map(|item| scalar::read(item.trim())).collect()
    })
}

fn sources(lines: &[&str]) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for line in lines.iter().map(|line| line.trim()) {
        let pair = match line.strip_prefix('-') {
            Some(first) => {
                sources.push(Source::default());
                first.trim()
            }
            None => line,
        };
        let (Some(source), Some((key, value))) = (sources.last_mut(), pair.split_once(':')) else { continue };
        let value = scalar::read(value.trim());
        match key.trim() {
            "url" => source.url = value,
            "title" => source.title = value,
            "accessed_at" => source.accessed_at = Some(value).filter(|day| !day.is_empty()),
            _ => {}
        }
    }
    sources.retain(|source| !source.url.is_empty());
    sources
}

#[cfg(test)]
mod tests;
