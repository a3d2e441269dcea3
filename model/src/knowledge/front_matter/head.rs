//! What stands between the fences: keys with their values, and what an edit does to them.

use std::ops::Range;

use super::{
    FrontMatter, KEYS, emit, lists, scalar,
    tree::{Kind, NodeId, Tree},
};

/// The keys of a head.
pub(super) struct Head<'a> {
    pub(super) text: &'a str,
    pub(super) tree: Tree,
    entries: Vec<Entry>,
    /// All of it stands between braces.
    flow: bool,
    /// It is YAML as a whole.
    pub(super) whole: bool,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    key: String,
    /// Where its first line begins; between braces, where its key does.
    start: usize,
    /// Where the colon ends.
    pub(super) colon: usize,
    /// Where its value ends.
    pub(super) end: usize,
    /// The value, where it could be read.
    pub(super) node: Option<NodeId>,
    /// The node stands where it says.
    pub(super) exact: bool,
}

impl<'a> Head<'a> {
    /// Reads the lines; `None` where they are text between two rules, not keys.
    pub(super) fn of_page(text: &'a str) -> Option<Self> {
        Head::read(text).filter(|head| !head.entries.is_empty() || text.trim().is_empty())
    }

    /// The same, also where there is nothing but remarks.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut tree = Tree::default();
        if text
            .lines()
            .all(|line| line.trim().is_empty() || line.starts_with('#'))
        {
            return Some(Head {
                text,
                tree,
                entries: Vec::new(),
                flow: false,
                whole: true,
            });
        }
        let Some(root) = tree.add(text) else {
            return Head::of_blocks(text);
        };
        let (pairs, flow) = match &tree.node(root).kind {
            Kind::Map { pairs, flow } => (pairs.clone(), *flow),
            _ => return None,
        };
        let mut entries = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let place = tree.place(key).range.clone();
            let colon = place.end + text.get(place.end..)?.find(':')? + 1;
            let (node, null) = (
                tree.place(value),
                matches!(tree.place(value).kind, Kind::Null),
            );
            let end = if null && node.range.is_empty() {
                colon
            } else {
                node.range.end.max(colon)
            };
            let name = tree.text(key).unwrap_or_default().to_owned();
            let line = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
            let start = if flow { place.start } else { line };
            entries.push(Entry {
                key: name,
                start,
                colon,
                end,
                node: Some(value),
                exact: true,
            });
        }
        Some(Head {
            text,
            tree,
            entries,
            flow,
            whole: true,
        })
    }

    /// Reads what is no YAML as a whole: each key by itself, and where even that fails, with its
    /// values in quotes.
    fn of_blocks(text: &'a str) -> Option<Self> {
        let (mut tree, mut entries) = (Tree::default(), Vec::new());
        for block in blocks(text) {
            let lines = &text[block.clone()];
            let Some((key, _)) = lines.split_once(':').filter(|_| !lines.starts_with('#')) else {
                continue;
            };
            let mended = scalar::mended(lines);
            let root = tree.add(lines).or_else(|| tree.add(&mended));
            let node = root.and_then(|root| match &tree.node(root).kind {
                Kind::Map { pairs, .. } if pairs.len() == 1 => Some(pairs[0].1),
                _ => None,
            });
            let (colon, end) = (
                block.start + key.len() + 1,
                block.start + lines.trim_end().len(),
            );
            let key = key.trim().trim_matches(['"', '\'']).to_owned();
            entries.push(Entry {
                key,
                start: block.start,
                colon,
                end,
                node,
                exact: false,
            });
        }
        // Text between two rules has no such key.
        let known = entries
            .iter()
            .any(|entry| KEYS.contains(&entry.key.as_str()));
        known.then_some(Head {
            text,
            tree,
            entries,
            flow: false,
            whole: false,
        })
    }

    /// The key's entry; of several, the last.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == key)
    }

    /// The keys that have no meaning here, as they stand there, and whether each can be read.
    pub(super) fn unknown(&self) -> Vec<(&str, bool)> {
        self.others()
            .map(|entry| (&self.text[entry.start..entry.end], entry.node.is_some()))
            .collect()
    }

    /// Their lines, without what others of them are needed for.
    pub(super) fn unknown_lines(&self) -> String {
        let line = |entry: &Entry| {
            let lines = self.text[entry.start..self.line_end(entry.end)].trim_end();
            let alone = !self.flow && (!entry.exact || Tree::default().add(lines).is_some());
            let value = entry
                .node
                .filter(|_| !alone)
                .and_then(|node| emit::flow(&self.tree, node));
            value.map_or_else(
                || format!("{lines}\n"),
                |value| format!("{}: {value}\n", scalar::quoted(&entry.key)),
            )
        };
        self.others().map(line).collect()
    }

    fn others(&self) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(|entry| !KEYS.contains(&entry.key.as_str()))
    }

    /// Where the line ends that `at` is on.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..]
            .find('\n')
            .map_or(self.text.len(), |end| at + end + 1)
    }

    /// Its lines with what the page says: only keys that say something else are written anew.
    pub(super) fn edited(&self, page: &FrontMatter, line_end: &str) -> String {
        let (mut text, mut edits) = (self.text.to_owned(), Vec::new());
        // Where a key that is not there yet belongs: below the one that comes before it in a new
        // file.
        let mut place = 0;
        for key in KEYS {
            if let Some(entry) = self.entry(key) {
                edits.extend(
                    self.change(entry, page)
                        .map(|(range, with)| (range, ended(&with, line_end))),
                );
                place = self.line_end(entry.end);
            } else if self.says_something(key, page) {
                let line = page
                    .value(key)
                    .map(|value| format!("{key}:{value}\n"))
                    .unwrap_or_default();
                edits.push((place..place, ended(&line, line_end)));
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        for (range, with) in edits.into_iter().rev() {
            text.replace_range(range, &with);
        }
        text
    }

    /// Returns true if the page says something of a key that its file does not have.
    fn says_something(&self, key: &str, page: &FrontMatter) -> bool {
        match key {
            "title" => page.draft.title != page.name,
            "tags" => !page.draft.tags.is_empty(),
            "sources" => !page.draft.sources.is_empty(),
            "contributors" => !page.contributors.is_empty(),
            "created" => !page.created.is_empty(),
            _ => !page.updated.is_empty(),
        }
    }

    /// What makes a key's value what the page says, where it says something else. What was put
    /// there by nobody but the program is left alone where it cannot be read.
    fn change(&self, entry: &Entry, page: &FrontMatter) -> Option<(Range<usize>, String)> {
        let draft = &page.draft;
        match entry.key.as_str() {
            "title" if self.title().as_ref().unwrap_or(&page.name) == &draft.title => None,
            "tags" if self.list("tags").unwrap_or_default() == draft.tags => None,
            "sources" if self.sources().unwrap_or_default() == draft.sources => None,
            "contributors"
                if self
                    .list("contributors")
                    .is_none_or(|list| list == page.contributors) =>
            {
                None
            }
            "created" if self.day("created").is_none_or(|day| day == page.created) => None,
            "updated" if self.day("updated").is_none_or(|day| day == page.updated) => None,
            "tags" => Some(lists::texts(self, entry, &draft.tags)),
            "contributors" => Some(lists::texts(self, entry, &page.contributors)),
            "sources" => Some(lists::sources(self, entry, &draft.sources)),
            key => Some(self.replaced(
                entry,
                &page.value(key).unwrap_or_else(|| " \"\"".to_owned()),
            )),
        }
    }

    /// A value in the place of another. One that stands on the key's line leaves a remark behind it
    /// where it is.
    pub(super) fn replaced(&self, entry: &Entry, value: &str) -> (Range<usize>, String) {
        let end = if entry.key == "title" {
            entry.end + self.number_after(entry).len()
        } else {
            entry.end
        };
        let old = entry
            .node
            .filter(|_| entry.exact)
            .map(|node| self.tree.place(node).range.clone());
        match old.filter(|old| {
            !old.is_empty()
                && !value.starts_with('\n')
                && !self.text[entry.colon..old.end].contains('\n')
        }) {
            Some(old) => (old.start..old.end.max(end), value.trim_start().to_owned()),
            None => (entry.colon..end, value.to_owned()),
        }
    }
}

/// The text with its lines ended so.
fn ended(text: &str, line_end: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', line_end)
}

/// The lines, each key with those that belong to it: indented ones, items and empty ones.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let (mut blocks, mut at): (Vec<Range<usize>>, usize) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        match blocks.last_mut() {
            Some(block) if line.starts_with([' ', '\t', '-']) || line.trim().is_empty() => {
                block.end = end;
            }
            _ => blocks.push(at..end),
        }
        at = end;
    }
    blocks
}
