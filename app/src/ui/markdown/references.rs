//! What in a plain text is a link: `#42`, `MAIN-42`, and addresses that were pasted bare.

use model::{
    IssueRef,
    knowledge::links::{begins_word, reference},
};

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    Link { href: String, text: &'t str },
}

/// The text, cut where links begin and end.
pub(super) fn pieces<'t>(text: &'t str, prefix: &str) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let (mut done, mut before) = (0, ' ');
    for (at, char) in text.char_indices() {
        let begins = begins_word(std::mem::replace(&mut before, char));
        if at < done || !begins {
            continue;
        }
        let rest = &text[at..];
        if let Some((length, href)) = issue(rest, prefix).or_else(|| address(rest)) {
            if done < at {
                pieces.push(Piece::Text(&text[done..at]));
            }
            pieces.push(Piece::Link { href, text: &rest[..length] });
            done = at + length;
        }
    }
    if done < text.len() {
        pieces.push(Piece::Text(&text[done..]));
    }
    pieces
}

/// `#42` or `MAIN-42` at the beginning of `rest`: its length and where it leads. An identifier of another prefix is none of ours.
fn issue(rest: &str, prefix: &str) -> Option<(usize, String)> {
    let (length, reference) = reference(rest)?;
    let ours = matches!(&reference, IssueRef::Id(_)) || rest[..length].rsplit_once('-').is_some_and(|(own, _)| own == prefix);
    ours.then(|| (length, format!("/issues/{}", rest[..length].trim_start_matches('#'))))
}

/// `https://…` at the beginning of `rest`. A full stop or a bracket at its end belongs to the sentence.
fn address(rest: &str) -> Option<(usize, String)> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(rest.len());
    let mut url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    while url.ends_with(')') && url.matches(')').count() > url.matches('(').count() {
        url = url[..url.len() - 1].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    }
    (url.len() > scheme.len()).then(|| (url.len(), url.to_owned()))
}
