//! What in a plain text is a link: `#42`, `MAIN-42`, and addresses that were pasted bare.

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
        let inside_word = before.is_alphanumeric() || matches!(before, '_' | '/' | '#' | '&' | '-');
        before = char;
        if at < done || inside_word {
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

/// `#42` or `MAIN-42` at the beginning of `rest`: its length and where it leads.
fn issue(rest: &str, prefix: &str) -> Option<(usize, String)> {
    let number = match rest.strip_prefix('#') {
        Some(number) => number,
        None => rest.strip_prefix(prefix)?.strip_prefix('-')?,
    };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !number[digits..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
    let length = rest.len() - number.len() + digits;
    ((1..=18).contains(&digits) && ends).then(|| (length, format!("/issues/{}", rest[..length].trim_start_matches('#'))))
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
