//! Bare addresses in a text, by the rules of GitHub's Markdown: `https://…`, `www.…`,
//! `name@example.com`.

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::MARKDOWN;

/// Longest address that is recognised, in bytes.
const LENGTH_MAX: usize = 4_096;
/// Longest part of an e-mail address before the `@`, in bytes.
const LOCAL_MAX: usize = 64;
/// What an address at the end of a sentence does not contain.
const TRAILING: [char; 10] = ['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"'];
/// Punctuation of texts without spaces: an address ends before it.
const WIDE: &str = "，。；：！？、（）【】《》「」『』“”‘’…";

/// A bare address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its place in the text, in bytes.
    pub range: Range<usize>,
    /// The link's target.
    pub href: String,
}

/// The bare addresses of a text, in their order.
pub fn addresses(text: &str) -> impl Iterator<Item = Address> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = next(text, from, text.len())?;
        from = found.range.end;
        Some(found)
    })
}

/// The first address that begins at or after `from` and contains a byte before `until`.
fn next(text: &str, from: usize, until: usize) -> Option<Address> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < until {
        let found = match bytes[at] {
            b'h' | b'H' | b'w' | b'W' if begins(text, at) => match web(&text[at..]) {
                Ok(found) => found,
                Err(looked_at) => {
                    at += looked_at.max(1);
                    continue;
                }
            },
            b'@' => mail(text, from, at),
            _ => None,
        };
        match found {
            Some((range, href)) => {
                let range = if bytes[at] == b'@' {
                    range
                } else {
                    range.start + at..range.end + at
                };
                return Some(Address { range, href });
            }
            None => at += 1,
        }
    }
    None
}

/// Returns true if an address may begin here: not inside an ASCII word.
fn begins(text: &str, at: usize) -> bool {
    at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric()
}

type Found = Option<(Range<usize>, String)>;

/// An address at the beginning of `rest`; else how many bytes cannot begin one.
fn web(rest: &str) -> Result<Found, usize> {
    let starts = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let Some(prefix) = ["https://", "http://", "www."]
        .into_iter()
        .find(|prefix| starts(prefix))
    else {
        return Err(1);
    };
    let www = prefix == "www.";
    let mut end = rest.len().min(LENGTH_MAX);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let rest = &rest[..end];
    let host_at = if www { 0 } else { prefix.len() };
    let host = &rest[host_at..];
    let host = &host[..host
        .find(|c: char| ends_address(c) || matches!(c, '/' | '?' | '#' | ':'))
        .unwrap_or(host.len())];
    if !is_host(host, www) {
        return Err(host_at + host.len());
    }
    let end = rest.find(ends_address).unwrap_or(rest.len());
    let url = &rest[..trimmed(&rest[..end])];
    if url.len() <= prefix.len() {
        return Err(prefix.len());
    }
    let href = if www {
        format!("http://{url}")
    } else {
        url.to_owned()
    };
    Ok(Some((0..url.len(), href)))
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`') || WIDE.contains(c)
}

/// GitHub's rule of a valid domain: no underscore in its last two parts; after `www.` at least one
/// more dot.
fn is_host(host: &str, www: bool) -> bool {
    let host = host.trim_end_matches(TRAILING).trim_end_matches([')', ']']);
    let name = host.rsplit_once('@').map_or(host, |(_, name)| name);
    let begins = name.chars().next().is_some_and(char::is_alphanumeric) || name.starts_with('[');
    begins
        && !name.rsplit('.').take(2).any(|part| part.contains('_'))
        && (!www || name.len() > "www.".len())
}

/// The length of the address without what belongs to the sentence around it.
fn trimmed(url: &str) -> usize {
    let count = |c: char| url.matches(c).count();
    let mut surplus = [
        (')', count(')').saturating_sub(count('('))),
        (']', count(']').saturating_sub(count('['))),
    ];
    let mut end = url.len();
    while let Some(last) = url[..end].chars().next_back() {
        if TRAILING.contains(&last) {
            end -= last.len_utf8();
        } else if last == ';' {
            // `&copy;` at the end is a sign of the sentence.
            let word = url[..end - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            end = if word.ends_with('&') && word.len() < end - 1 {
                word.len() - 1
            } else {
                end - 1
            };
        } else if let Some((_, surplus)) = surplus
            .iter_mut()
            .find(|(bracket, surplus)| *bracket == last && *surplus > 0)
        {
            *surplus -= 1;
            end -= 1;
        } else {
            break;
        }
    }
    end
}

/// The e-mail address around the `@` at `at`, not before `from`.
fn mail(text: &str, from: usize, at: usize) -> Found {
    let bytes = text.as_bytes();
    let local = bytes[from..at]
        .iter()
        .rev()
        .take(LOCAL_MAX + 1)
        .take_while(|byte| is_local(**byte))
        .count();
    let start = at - local;
    let domain_at = at + 1;
    let is_domain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let mut length = bytes[domain_at..]
        .iter()
        .take(255)
        .take_while(is_domain)
        .count();
    length = text[domain_at..domain_at + length]
        .trim_end_matches('.')
        .len();
    let domain = &text[domain_at..domain_at + length];
    let end = domain_at + length;
    let parts = domain.contains('.') && domain.split('.').all(|part| !part.is_empty());
    // `git@example.com:owner/repo.git` names a repository, `user@example.com/path` and
    // `@name@example.com` are no address either.
    let goes_on = match text[end..].strip_prefix([':', '/', '@']) {
        Some(rest) => {
            text[end..].starts_with('@')
                || rest.starts_with(|c: char| c.is_alphanumeric() || c == '/')
        }
        None => false,
    };
    let before = text[..start].chars().next_back();
    let alone = !matches!(before, Some('/' | '@')) && before.is_none_or(|c| !c.is_alphanumeric());
    if !(1..=LOCAL_MAX).contains(&local)
        || !parts
        || domain.ends_with(['-', '_'])
        || goes_on
        || !alone
    {
        return None;
    }
    let address = &text[start..end];
    let scheme = text[from..start].len() >= "mailto:".len() && text[..start].ends_with("mailto:");
    let start = if scheme {
        start - "mailto:".len()
    } else {
        start
    };
    Some((start..end, format!("mailto:{address}")))
}

const fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+')
}

/// Marks that mean something to the parser inside a line.
const MARKS: [char; 6] = ['*', '_', '~', '[', ']', '!'];

/// The text with the marks inside its bare addresses escaped, so that emphasis does not begin or
/// end in one.
#[must_use]
pub fn shield(text: &str) -> Cow<'_, str> {
    let may = (text.contains("://") || text.contains("www.") || text.contains("WWW."))
        && text.contains(['*', '_', '~', '[']);
    let ranges = if may { in_text(text) } else { Vec::new() };
    let mut shielded = String::with_capacity(text.len() + 16);
    let mut done = 0;
    for range in ranges {
        shielded.push_str(&text[done..range.start]);
        let mut escaped = false;
        for char in text[range.clone()].chars() {
            if MARKS.contains(&char) && !escaped {
                shielded.push('\\');
            }
            escaped = char == '\\' && !escaped;
            shielded.push(char);
        }
        done = range.end;
    }
    if done == 0 {
        return text.into();
    }
    shielded.push_str(&text[done..]);
    shielded.into()
}

/// The web addresses in the source of a text that are neither in code nor in a link.
fn in_text(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut silent, mut cell, mut done) = (0_u32, text.len(), 0);
    for (event, range) in Parser::new_ext(text, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock,
            ) => silent += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                silent -= 1;
            }
            Event::Start(Tag::TableCell) => cell = range.end,
            Event::End(TagEnd::TableCell) => cell = text.len(),
            Event::Text(_) if silent == 0 && range.end > done => {
                let source = &text[..cell.max(range.end)];
                let mut from = range.start.max(done);
                while let Some(address) = next(source, from, range.end) {
                    from = address.range.end;
                    done = from;
                    if !address.href.starts_with("mailto:") {
                        found.push(address.range);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses, as `text` or `text -> href` where they differ.
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = addresses(text)
            .map(|found| match &text[found.range] {
                shown if shown == found.href => shown.to_owned(),
                shown => format!("{shown} -> {}", found.href),
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn web_addresses() {
        check(
            "https://example.com/_next_/static/a.js",
            &["https://example.com/_next_/static/a.js"],
        );
        check("see HTTPS://e.com.", &["HTTPS://e.com"]);
        check(
            "(http://e.com/(x)) and [https://e.com/a]",
            &["http://e.com/(x)", "https://e.com/a"],
        );
        check(
            "https://e.com/a?b=c;, https://e.com/x&copy; https://e.com/*",
            &["https://e.com/a?b=c", "https://e.com/x", "https://e.com/"],
        );
        check(
            "**https://e.com/** \"https://e.com/q\"",
            &["https://e.com/", "https://e.com/q"],
        );
        check("请看https://e.com/路径，谢谢", &["https://e.com/路径"]);
        check(
            "http://localhost:3100/issues/1",
            &["http://localhost:3100/issues/1"],
        );
        check(
            "xhttps://e.com http:// https://_e_ www. http://a_b.c_d",
            &[],
        );
        check(
            "www.commonmark.org/a.b.",
            &["www.commonmark.org/a.b -> http://www.commonmark.org/a.b"],
        );
        check(
            "a <https://e.com> `https://f.com`",
            &["https://e.com", "https://f.com"],
        );
    }

    #[test]
    fn mail_addresses() {
        check(
            "a.b-c_d@e.f and foo@bar.baz.",
            &[
                "a.b-c_d@e.f -> mailto:a.b-c_d@e.f",
                "foo@bar.baz -> mailto:foo@bar.baz",
            ],
        );
        check("mailto:foo@bar.baz", &["mailto:foo@bar.baz"]);
        check(
            "hello+xyz@mail.example, a@b a@b.c_ a@b.c-",
            &["hello+xyz@mail.example -> mailto:hello+xyz@mail.example"],
        );
        check("git@github.com:owner/repo.git npm/@scope/x@1.2 @name", &[]);
    }

    #[test]
    fn marks_in_addresses_are_escaped() {
        for (text, expect) in [
            ("https://e.com/_a_", "https://e.com/\\_a_"),
            ("*https://e.com/a*", "*https://e.com/a*"),
            ("`https://e.com/_a_`", "`https://e.com/_a_`"),
            ("[x](https://e.com/_a_)", "[x](https://e.com/_a_)"),
            ("<https://e.com/_a_>", "<https://e.com/_a_>"),
            (
                "https://e.com/~~a~~b *c*",
                "https://e.com/\\~\\~a\\~\\~b *c*",
            ),
            ("https://e.com/a\\_b_c", "https://e.com/a\\_b\\_c"),
            (
                "a | b\n--|--\nhttps://e.com/_a|_b_",
                "a | b\n--|--\nhttps://e.com/\\_a|_b_",
            ),
            ("    https://e.com/_a_b", "    https://e.com/_a_b"),
        ] {
            assert_eq!(shield(text), expect);
        }
    }
}
