//! Which class names the views use, and whether each of them means something.
//!
//! A class name may stand in four places, so that it can be found: in `class="…"` or
//! `class=<expression>` (and `let class = …`), in `class:name=…`, in a const whose name ends in
//! `_CLASS`, and in a function called `class` or `…_class`. In `format!("status-{status}")` what
//! touches the braces is a prefix, and some class of ours must begin with it.

use std::{collections::BTreeSet, str::FromStr};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::Result;

/// A class name as the source has it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Used {
    /// The whole name.
    Name(String),
    /// The beginning of a name that is completed when the program runs.
    Prefix(String),
}

/// Arguments of these are compared or looked up; they are no class names.
const QUESTIONS: [&str; 9] = [
    "contains",
    "get",
    "starts_with",
    "ends_with",
    "strip_prefix",
    "strip_suffix",
    "split",
    "expect",
    "with_context",
];

/// The class names that a Rust source uses.
#[cfg(test)]
pub fn used(source: &str) -> Result<BTreeSet<Used>> {
    let mut found = BTreeSet::new();
    walk(&tokens(source)?, &mut found);
    Ok(found)
}

/// Every word that could be a utility: those of all string literals (a class name in an unexpected
/// place still gets its rule), and those of `class:name`.
pub fn words(source: &str) -> Result<BTreeSet<String>> {
    let tokens = tokens(source)?;
    let mut found = BTreeSet::new();
    let mut used = BTreeSet::new();
    every_literal(&tokens, &mut found);
    walk(&tokens, &mut used);
    found.extend(used.into_iter().filter_map(|it| match it {
        Used::Name(name) => Some(name),
        Used::Prefix(_) => None,
    }));
    found.retain(|word| {
        !word.starts_with('[') && !word.contains(['{', '}', ';', '<', '>', '\\', '"', '\'', '`'])
    });
    Ok(found)
}

/// The classes that a sheet has rules for.
pub fn defined(css: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let blocks: Vec<&str> = css.split('{').collect();
    for block in &blocks[..blocks.len().saturating_sub(1)] {
        let selector = block.rsplit(['}', ';']).next().unwrap_or_default();
        for piece in selector.split('.').skip(1) {
            let name: String = piece
                .chars()
                .take_while(|it| it.is_alphanumeric() || matches!(it, '-' | '_'))
                .collect();
            if name.starts_with(char::is_alphabetic) {
                found.insert(name);
            }
        }
    }
    found
}

fn tokens(source: &str) -> Result<Vec<TokenTree>> {
    let stream = TokenStream::from_str(source).map_err(|error| format!("not Rust: {error}"))?;
    Ok(stream.into_iter().collect())
}

fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn walk(tokens: &[TokenTree], found: &mut BTreeSet<Used>) {
    for (at, token) in tokens.iter().enumerate() {
        let rest = &tokens[at + 1..];
        match token {
            TokenTree::Group(group) => walk(&inside(group), found),
            TokenTree::Ident(ident) => match ident.to_string() {
                word if word == "class" && assigns(rest) => value(&rest[1..], found),
                word if word == "class" && is(rest, 0, ':') => directive(&rest[1..], found),
                word if word.ends_with("_CLASS") || word.ends_with("_CLASSES") => {
                    constant(rest, found);
                }
                word if word == "fn" => function(rest, found),
                _ => {}
            },
            _ => {}
        }
    }
}

/// `class:card-selected=…`, or a `let class: String = …`.
fn directive(tokens: &[TokenTree], found: &mut BTreeSet<Used>) {
    let Some(end) = (0..tokens.len()).find(|&at| assigns(&tokens[at..])) else {
        return;
    };
    let name: String = tokens[..end].iter().map(ToString::to_string).collect();
    if name.starts_with(char::is_lowercase) && !name.contains(['(', '{', ',', '<', '&']) {
        found.insert(Used::Name(name));
    } else if name.starts_with(char::is_uppercase) || name.starts_with('&') {
        value(&tokens[end + 1..], found);
    }
}

/// `const CARD_CLASS: &str = …;`
fn constant(tokens: &[TokenTree], found: &mut BTreeSet<Used>) {
    let end = tokens
        .iter()
        .position(|it| is_punct(it, ';'))
        .unwrap_or(tokens.len());
    if is(tokens, 0, ':')
        && let Some(start) = (0..end).find(|&at| assigns(&tokens[at..]))
    {
        collect(&tokens[start + 1..end], found);
    }
}

/// `fn class(…) { … }`, `fn status_class(…) { … }`
fn function(tokens: &[TokenTree], found: &mut BTreeSet<Used>) {
    let name = tokens.first().map(ToString::to_string).unwrap_or_default();
    if name != "class" && !name.ends_with("_class") {
        return;
    }
    let body = tokens.iter().find_map(|it| match it {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        _ => None,
    });
    if let Some(body) = body {
        collect(&inside(body), found);
    }
}

/// The value of a `class=` attribute: from here to the next attribute or the end of the tag.
fn value(tokens: &[TokenTree], found: &mut BTreeSet<Used>) {
    let end = (0..tokens.len())
        .find(|&at| ends_value(tokens, at))
        .unwrap_or(tokens.len());
    match &tokens[..end] {
        // `class=("name", condition)`: only what stands before the comma names classes.
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            let inner = inside(group);
            collect(
                inner
                    .split(|it| is_punct(it, ','))
                    .next()
                    .unwrap_or_default(),
                found,
            );
        }
        value => collect(value, found),
    }
}

fn ends_value(tokens: &[TokenTree], at: usize) -> bool {
    let arrow = at > 0 && (is_punct(&tokens[at - 1], '=') || is_punct(&tokens[at - 1], '-'));
    let close = is(tokens, at, '>') && !arrow;
    let slash = is(tokens, at, '/') && is(tokens, at + 1, '>');
    close
        || slash
        || is(tokens, at, ';')
        || is(tokens, at, ',')
        || (at > 0 && attribute_starts(&tokens[at..]))
}

/// `name=`, `on:click=`, `prop:value=`, `aria-label=`
fn attribute_starts(tokens: &[TokenTree]) -> bool {
    let name = tokens.iter().take_while(|it| match it {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | '-'),
        _ => false,
    });
    let length = name.count();
    length % 2 == 1 && matches!(tokens[0], TokenTree::Ident(_)) && assigns(&tokens[length..])
}

/// The literals of an expression that are its value: no patterns, conditions, comparisons or
/// lookups.
fn collect(tokens: &[TokenTree], found: &mut BTreeSet<Used>) {
    let mut condition = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if *ident == "if" || *ident == "match" => condition = true,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                condition = false;
                let inner = inside(group);
                collect(
                    inner
                        .rsplit(|it| is_punct(it, ';'))
                        .next()
                        .unwrap_or_default(),
                    found,
                );
            }
            TokenTree::Group(group) if !condition && !asks(tokens, at) => {
                collect(&inside(group), found);
            }
            // A match arm's guard ends at its arrow.
            TokenTree::Punct(punct) if punct.as_char() == '=' && is(tokens, at + 1, '>') => {
                condition = false;
            }
            TokenTree::Literal(_) if !condition && !is_pattern(tokens, at) => note(token, found),
            _ => {}
        }
    }
}

/// `.contains(…)` and the like.
fn asks(tokens: &[TokenTree], at: usize) -> bool {
    at > 0
        && matches!(&tokens[at - 1], TokenTree::Ident(name) if QUESTIONS.iter().any(|it| name == it))
}

/// `"a" =>`, `"a" |`, `"a" if`, `== "a"`, `"a" ==`
fn is_pattern(tokens: &[TokenTree], at: usize) -> bool {
    let before =
        at > 1 && is(tokens, at - 1, '=') && (is(tokens, at - 2, '=') || is(tokens, at - 2, '!'));
    let guard = matches!(tokens.get(at + 1), Some(TokenTree::Ident(word)) if *word == "if");
    let after = is(tokens, at + 1, '|')
        || ((is(tokens, at + 1, '=') || is(tokens, at + 1, '!')) && tokens.len() > at + 2);
    before || after || guard
}

fn note(literal: &TokenTree, found: &mut BTreeSet<Used>) {
    let Some(text) = text(literal) else { return };
    for word in text.split_whitespace() {
        match word.split_once('{') {
            None => found.insert(Used::Name(word.to_owned())),
            Some(("", _)) => false,
            Some((prefix, _)) => found.insert(Used::Prefix(prefix.to_owned())),
        };
    }
}

fn every_literal(tokens: &[TokenTree], found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => every_literal(&inside(group), found),
            _ => found.extend(
                text(token)
                    .unwrap_or_default()
                    .split_whitespace()
                    .map(str::to_owned),
            ),
        }
    }
}

/// What a string literal says; escapes do not matter to a class name.
fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    let written = literal.to_string();
    let raw = written.trim_start_matches('r').trim_matches('#');
    Some(
        raw.strip_prefix('"')?
            .strip_suffix('"')?
            .replace("\\n", " ")
            .replace("\\\n", " "),
    )
}

fn is(tokens: &[TokenTree], at: usize, char: char) -> bool {
    tokens.get(at).is_some_and(|it| is_punct(it, char))
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// A single `=`: neither `==` nor `=>`.
fn assigns(tokens: &[TokenTree]) -> bool {
    is(tokens, 0, '=') && !is(tokens, 1, '=') && !is(tokens, 1, '>')
}

#[cfg(test)]
mod tests;
