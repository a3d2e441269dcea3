//! Single values of the front matter.

use super::tree::Tree;

/// The value in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // What YAML forbids, or takes for a line's end.
            '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(char)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A day stands plain, as in every file of the hub; anything else in quotes.
pub(super) fn day(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// `["a", "b"]`
pub(super) fn array(items: &[String]) -> String {
    let items: Vec<_> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// Lines of one key with every value in quotes that is none without, and spaces for tabs.
pub(super) fn mended(lines: &str) -> String {
    lines
        .lines()
        .map(|line| mended_line(line.trim_end()) + "\n")
        .collect()
}

fn mended_line(line: &str) -> String {
    let inner = line.trim_start_matches([' ', '\t', '-']);
    let indent = line[..line.len() - inner.len()].replace('\t', "  ");
    let (before, value) = match inner.split_once(": ") {
        Some((key, value)) if !key.starts_with(['"', '\'', '[', '{', '#']) => {
            (format!("{indent}{key}: "), value.trim_start())
        }
        _ if indent.contains('-') && !inner.ends_with(':') => (indent, inner),
        _ => return indent + inner,
    };
    let whole = value.is_empty() || Tree::default().add(&format!("key: {value}")).is_some();
    before
        + &if whole {
            value.to_owned()
        } else {
            quoted(value)
        }
}
