//! A list that changed: items that stay keep their lines, and what stands beside them.

use std::ops::Range;

use super::{
    Source, emit,
    head::{Entry, Head},
    scalar,
    tree::{Kind, NodeId},
    values::Item,
};
use crate::text;

/// Makes a list of words say `words`.
pub(super) fn texts(head: &Head, entry: &Entry, words: &[String]) -> (Range<usize>, String) {
    let whole = || head.replaced(entry, &format!(" {}", scalar::array(words)));
    let Some((items, flow)) = own_items(head, entry) else {
        return whole();
    };
    let known: Vec<Option<String>> = items
        .iter()
        .map(|item| head.tree.text(*item).map(text::line))
        .collect();
    if !flow {
        let line = |word: &String, indent: &str| format!("{indent}- {}\n", scalar::quoted(word));
        return if words.is_empty() {
            whole()
        } else {
            in_lines(head, entry, &items, &placed(&known, words), line)
        };
    }
    let raw = |at: usize| head.text[head.tree.place(items[at]).range.clone()].to_owned();
    let items: Vec<String> = placed(&known, words)
        .into_iter()
        .map(|item| match item {
            Placed::Old(at) => raw(at),
            Placed::New(word) => scalar::quoted(word),
        })
        .collect();
    head.replaced(entry, &format!(" [{}]", items.join(", ")))
}

/// Makes the list of sources say `sources`. One that changed keeps its further keys.
pub(super) fn sources(head: &Head, entry: &Entry, sources: &[Source]) -> (Range<usize>, String) {
    let items = entry.node.map(|node| head.items(node)).unwrap_or_default();
    let known: Vec<Option<Source>> = items.iter().map(|item| item.source.clone()).collect();
    let line = |source: &Source, indent: &str| {
        let more = items.iter().find(|item| {
            item.source
                .as_ref()
                .is_some_and(|old| old.url == source.url)
        });
        let more = more
            .map(|item| further(head, item, indent))
            .unwrap_or_default();
        format!("{}\n{more}", self::source(source, indent))
    };
    let all = placed(&known, sources);
    if let Some((ids, false)) = own_items(head, entry).filter(|_| !all.is_empty()) {
        return in_lines(head, entry, &ids, &all, line);
    }
    if all.is_empty() {
        return head.replaced(entry, " []");
    }
    let written = |item: &Placed<Source>| match item {
        Placed::New(source) => line(source, "  "),
        Placed::Old(at) => {
            let old = &items[*at];
            old.source.as_ref().map_or_else(
                || {
                    emit::flow(&head.tree, old.node)
                        .map(|value| format!("  - {value}\n"))
                        .unwrap_or_default()
                },
                |source| line(source, "  "),
            )
        }
    };
    let lines: String = all.iter().map(written).collect();
    head.replaced(entry, &format!("\n{}", lines.trim_end()))
}

/// A source's lines.
pub(super) fn source(source: &Source, indent: &str) -> String {
    let mut lines = format!(
        "{indent}- url: {}\n{indent}  title: {}",
        scalar::quoted(&source.url),
        scalar::quoted(&source.title)
    );
    if let Some(day) = &source.accessed_at {
        lines += &format!("\n{indent}  accessed_at: {}", scalar::day(day));
    }
    lines
}

fn further(head: &Head, item: &Item, indent: &str) -> String {
    let line = |(key, value): &(NodeId, NodeId)| {
        Some(format!(
            "{indent}  {}: {}\n",
            emit::flow(&head.tree, *key)?,
            emit::flow(&head.tree, *value)?
        ))
    };
    item.more.iter().filter_map(line).collect()
}

/// An item of the new list.
enum Placed<'a, T> {
    /// One of the old list, as it stands there.
    Old(usize),
    New(&'a T),
}

/// The new list by the old one's items. Those that nobody can read stay behind the item that they
/// stood behind.
fn placed<'a, T: PartialEq>(known: &[Option<T>], wanted: &'a [T]) -> Vec<Placed<'a, T>> {
    let mut used = vec![false; known.len()];
    let mut all = Vec::with_capacity(wanted.len());
    let unreadable = |from: usize, used: &mut Vec<bool>, all: &mut Vec<Placed<'a, T>>| {
        for at in from..known.len() {
            if known[at].is_some() {
                break;
            }
            if !std::mem::replace(&mut used[at], true) {
                all.push(Placed::Old(at));
            }
        }
    };
    unreadable(0, &mut used, &mut all);
    for item in wanted {
        let at = (0..known.len()).find(|at| !used[*at] && known[*at].as_ref() == Some(item));
        match at {
            Some(at) => {
                used[at] = true;
                all.push(Placed::Old(at));
                unreadable(at + 1, &mut used, &mut all);
            }
            None => all.push(Placed::New(item)),
        }
    }
    all.extend(
        (0..known.len())
            .filter(|at| known[*at].is_none() && !used[*at])
            .map(Placed::Old),
    );
    all
}

/// The items of a list that stands in the file itself, not behind an alias, and whether it stands
/// between brackets.
fn own_items(head: &Head, entry: &Entry) -> Option<(Vec<NodeId>, bool)> {
    let node = entry.node.filter(|_| entry.exact)?;
    match &head.tree.place(node).kind {
        Kind::List { items, flow } if !items.is_empty() => Some((items.clone(), *flow)),
        _ => None,
    }
}

/// A list of one item a line. An item has the remarks above it, from the line after the item
/// before.
fn in_lines<T>(
    head: &Head,
    entry: &Entry,
    items: &[NodeId],
    all: &[Placed<T>],
    line: impl Fn(&T, &str) -> String,
) -> (Range<usize>, String) {
    let start = head.line_end(entry.colon);
    let mut ends: Vec<usize> = items
        .iter()
        .map(|item| head.line_end(head.tree.place(*item).range.end.max(entry.colon)))
        .collect();
    ends.insert(0, start);
    let end = *ends.last().unwrap_or(&start);
    let first = &head.text[start.min(end)..end];
    let dash = first
        .lines()
        .find(|line| line.trim_start().starts_with('-'))
        .unwrap_or("  -");
    let indent = &dash[..dash.len() - dash.trim_start().len()];
    let written = |item: &Placed<T>| match item {
        Placed::Old(at) => head.text[ends[*at].min(ends[at + 1])..ends[at + 1]].to_owned(),
        Placed::New(item) => line(item, indent),
    };
    (start..end, all.iter().map(written).collect())
}
