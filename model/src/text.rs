//! Length limits of texts. Lengths count characters (Unicode scalar values), not bytes.

use crate::error::Error;

/// Longest title.
pub const TITLE_MAX: usize = 512;
/// Longest description.
pub const DESCRIPTION_MAX: usize = 65_536;
/// Longest comment.
pub const COMMENT_MAX: usize = 1_048_576;
/// Longest label.
pub const LABEL_MAX: usize = 128;
/// Longest milestone name.
pub const NAME_MAX: usize = 128;
/// Longest handoff note of a session.
pub const HANDOFF_MAX: usize = 65_536;
/// Longest search.
pub const QUERY_MAX: usize = 512;
/// Longest short free text, such as a comment's trigger type.
pub const NOTE_MAX: usize = 4_096;

/// A text that must say something: trimmed, at least one character that can be seen, at most `max`.
pub fn required(what: &'static str, text: &str, max: usize) -> Result<String, Error> {
    let text = text.trim();
    if is_blank(text) {
        return Err(Error::Blank { what });
    }
    at_most(what, text, max)?;
    Ok(text.to_owned())
}

/// The same for a name, which lists show in one line.
pub fn name(what: &'static str, text: &str, max: usize) -> Result<String, Error> {
    required(what, &line(text), max)
}

/// A text in one line: a space for what ends lines, and for other characters that only steer.
#[must_use]
pub fn line(text: &str) -> String {
    // NUL is refused, not mended.
    let steers = |c: char| (c.is_control() && c != '\0') || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(steers) {
        return text.trim().to_owned();
    }
    text.split(steers)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns true if nobody would see anything of the text.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c != '\0' && (c.is_whitespace() || c.is_control() || is_invisible(c)))
}

/// Letters, joiners and selectors of Unicode that take no room by themselves, or nothing but room.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text that may be anything up to `max` characters; kept as it is.
pub fn optional(
    what: &'static str,
    text: Option<String>,
    max: usize,
) -> Result<Option<String>, Error> {
    if let Some(text) = &text {
        at_most(what, text, max)?;
    }
    Ok(text)
}

fn at_most(what: &'static str, text: &str, max: usize) -> Result<(), Error> {
    // PostgreSQL cannot store NUL in text, so nobody may.
    if text.contains('\0') {
        return Err(Error::NulCharacter { what });
    }
    // Counting characters walks the text; a text short in bytes is short in characters.
    if text.len() > max && text.chars().count() > max {
        return Err(Error::TooLong { what, max });
    }
    Ok(())
}

/// `CON`, `con.txt`, `LPT1`: no file on Windows can be called so.
pub(crate) fn is_reserved_by_windows(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        _ => ["COM", "LPT"].iter().any(|port| {
            let mut number = stem.strip_prefix(port).unwrap_or_default().chars();
            matches!(
                (number.next(), number.next()),
                (Some('0'..='9' | '¹' | '²' | '³'), None)
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        name("Title", text, TITLE_MAX)
            .map_or_else(|e| e.to_string(), |t| format!("ok {}", t.chars().count()))
    }

    #[test]
    fn titles() {
        assert_eq!(title("  x "), "ok 1");
        assert_eq!(title(" \n\t"), "Title must not be blank");
        assert_eq!(title(&"é".repeat(512)), "ok 512");
        assert_eq!(
            title(&"é".repeat(513)),
            "Title exceeds maximum length of 512 characters"
        );
        assert_eq!(title("a\0b"), "Title must not contain the character NUL");
        assert_eq!(title("\0"), "Title must not contain the character NUL");
    }

    #[test]
    fn what_nobody_sees_is_blank() {
        for blank in [
            "\u{200b}",
            "\u{feff} \u{2060}",
            "\u{3164}",
            "\u{2800}",
            "\u{ad}\u{200d}",
            "\u{1b}",
            "\u{85}\u{2028}",
        ] {
            assert_eq!(title(blank), "Title must not be blank", "{blank:?}");
            assert_eq!(
                required("Comment", blank, 9).unwrap_err().to_string(),
                "Comment must not be blank",
                "{blank:?}"
            );
        }
        assert_eq!(title("👩\u{200d}💻"), "ok 3");
    }

    #[test]
    fn names_are_one_line() {
        let check =
            |text: &str, expect: &str| assert_eq!(name("Title", text, TITLE_MAX).unwrap(), expect);
        check("one\r\n  two\n\nthree\n", "one two three");
        check("a\tb\u{2028}c\u{85}d\u{b}e", "a b c d e");
        check("two  spaces", "two  spaces");
        assert_eq!(required("Comment", "one\ntwo", 9).unwrap(), "one\ntwo");
    }
}
