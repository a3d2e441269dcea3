//! A value in one line.

use super::{
    scalar,
    tree::{Kind, NodeId, Tree},
};

/// Longest line, in bytes. Aliases can make a short file say very much.
const LINE_MAX: usize = 16 << 10;
/// Deepest nesting; an alias may lead into itself.
const NESTING_MAX: usize = 16;

/// The value as it stands between brackets; `None` where it is longer or deeper than anybody wrote.
pub(super) fn flow(tree: &Tree, node: NodeId) -> Option<String> {
    let mut line = String::new();
    write(tree, node, NESTING_MAX, &mut line)?;
    Some(line)
}

fn write(tree: &Tree, node: NodeId, deeper: usize, line: &mut String) -> Option<()> {
    if deeper == 0 || line.len() > LINE_MAX {
        return None;
    }
    match &tree.node(node).kind {
        Kind::Null => line.push_str("null"),
        Kind::Text { text, plain } if *plain && is_plain(text) => line.push_str(text),
        Kind::Text { text, .. } => line.push_str(&scalar::quoted(text)),
        Kind::List { items, .. } => {
            line.push('[');
            for (at, item) in items.iter().enumerate() {
                line.push_str(if at > 0 { ", " } else { "" });
                write(tree, *item, deeper - 1, line)?;
            }
            line.push(']');
        }
        Kind::Map { pairs, .. } => {
            line.push('{');
            for (at, (key, value)) in pairs.iter().enumerate() {
                line.push_str(if at > 0 { ", " } else { "" });
                write(tree, *key, deeper - 1, line)?;
                line.push_str(": ");
                write(tree, *value, deeper - 1, line)?;
            }
            line.push('}');
        }
        Kind::Alias(_) => return None,
    }
    Some(())
}

/// A text that means the same without quotes, wherever it stands: a word, a number, a day.
fn is_plain(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '+');
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && !text.ends_with(' ')
        && text.chars().all(inside)
}
