//! What the values of a head mean.

use super::{
    Source,
    head::{Entry, Head},
    tree::{Kind, NodeId},
};
use crate::text;

/// An item of `sources`.
pub(super) struct Item {
    pub(super) node: NodeId,
    /// What it says; `None` where it names nothing.
    pub(super) source: Option<Source>,
    /// Its further keys.
    pub(super) more: Vec<(NodeId, NodeId)>,
}

impl Head<'_> {
    /// The title, in one line; `None` where there is none that can be read.
    pub(super) fn title(&self) -> Option<String> {
        let entry = self.entry("title")?;
        let node = entry.node?;
        let said = match &self.tree.node(node).kind {
            Kind::Text { text, .. } => format!("{text}{}", self.number_after(entry)),
            // `[Draft] Plan` is no list; `[Draft]` alone is one, and a title all the same.
            Kind::List { flow: true, .. } | Kind::Map { flow: true, .. } => {
                self.text[entry.colon..entry.end].to_owned()
            }
            _ => return None,
        };
        Some(text::line(&said)).filter(|title| !title.is_empty())
    }

    /// What YAML takes for a remark behind a plain text and is none: `Notes on #12`, which the
    /// hub's other programs write without quotes.
    pub(super) fn number_after(&self, entry: &Entry) -> &str {
        let plain = entry.node.is_some_and(|node| {
            matches!(self.tree.place(node).kind, Kind::Text { plain: true, .. })
        });
        let rest = self.text[entry.end..]
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end();
        let number = rest
            .trim_start()
            .strip_prefix('#')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if plain && entry.exact && number {
            rest
        } else {
            ""
        }
    }

    /// A day as it stands there; `None` where the key is not there or has another kind of value.
    pub(super) fn day(&self, key: &str) -> Option<String> {
        let node = self.entry(key)?.node?;
        match &self.tree.node(node).kind {
            Kind::Null => Some(String::new()),
            Kind::Text { text, .. } => Some(text::line(text)),
            _ => None,
        }
    }

    /// A list of words, or words with commas between; `None` where the key is not there or has
    /// another kind of value.
    pub(super) fn list(&self, key: &str) -> Option<Vec<String>> {
        let node = self.entry(key)?.node?;
        let words: Vec<String> = match &self.tree.node(node).kind {
            Kind::Null => Vec::new(),
            // A bracket that is not closed is a list that somebody meant.
            Kind::Text { text, .. } => text
                .trim_matches(['[', ']'])
                .split([',', '\n'])
                .map(text::line)
                .collect(),
            Kind::List { items, .. } => items
                .iter()
                .filter_map(|item| self.tree.text(*item))
                .map(text::line)
                .collect(),
            Kind::Map { .. } | Kind::Alias(_) => return None,
        };
        let mut once: Vec<String> = Vec::with_capacity(words.len());
        for word in words {
            if !word.is_empty() && !once.contains(&word) {
                once.push(word);
            }
        }
        Some(once)
    }

    /// The sources; `None` where the key is not there or has another kind of value.
    pub(super) fn sources(&self) -> Option<Vec<Source>> {
        let node = self.entry("sources")?.node?;
        match &self.tree.node(node).kind {
            Kind::Null => Some(Vec::new()),
            Kind::Text { text, .. } => {
                // An address may hold a comma; between addresses there is also a space.
                let addresses = text
                    .split([' ', '\n', '\t'])
                    .map(|address| address.trim_matches(['[', ']', ',']));
                Some(
                    addresses
                        .filter(|address| !address.is_empty())
                        .map(plain)
                        .collect(),
                )
            }
            Kind::List { .. } => Some(
                self.items(node)
                    .into_iter()
                    .filter_map(|item| item.source)
                    .collect(),
            ),
            Kind::Map { .. } => self.item(node).source.map(|source| vec![source]),
            Kind::Alias(_) => None,
        }
    }

    /// The items of a list of sources.
    pub(super) fn items(&self, list: NodeId) -> Vec<Item> {
        match &self.tree.node(list).kind {
            Kind::List { items, .. } => items.iter().map(|item| self.item(*item)).collect(),
            _ => Vec::new(),
        }
    }

    fn item(&self, node: NodeId) -> Item {
        let mut item = Item {
            node,
            source: None,
            more: Vec::new(),
        };
        match &self.tree.node(node).kind {
            Kind::Text { text, .. } => item.source = Some(plain(text)),
            Kind::Map { pairs, .. } => {
                let mut source = Source::default();
                for (key, value) in pairs {
                    let said = || match &self.tree.node(*value).kind {
                        Kind::Null => Some(String::new()),
                        _ => self.tree.text(*value).map(text::line),
                    };
                    match (self.tree.text(*key).unwrap_or_default(), said()) {
                        ("url", Some(url)) => source.url = url,
                        ("title", Some(title)) => source.title = title,
                        ("accessed_at", Some(day)) => {
                            source.accessed_at = Some(day).filter(|day| !day.is_empty());
                        }
                        _ => item.more.push((*key, *value)),
                    }
                }
                item.source = Some(source);
            }
            _ => {}
        }
        item.source = item.source.filter(|source| !source.url.is_empty());
        item
    }

    /// Returns true if the key has a value of a kind that means nothing here.
    pub(super) fn is_unreadable(&self, key: &str) -> bool {
        let read = if key == "contributors" {
            self.list(key).is_some()
        } else {
            self.day(key).is_some()
        };
        self.entry(key).is_some() && !read
    }
}

fn plain(address: &str) -> Source {
    Source {
        url: text::line(address),
        ..Source::default()
    }
}
