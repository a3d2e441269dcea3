//! Limits of what people may type. Lengths count characters (Unicode scalar values), not bytes.

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

/// A text that must say something: trimmed, at least one character, at most `max`.
pub fn required(what: &'static str, text: &str, max: usize) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Blank { what });
    }
    at_most(what, text, max)?;
    Ok(text.to_owned())
}

/// A text that may be anything up to `max` characters; kept as it is.
pub fn optional(what: &'static str, text: Option<String>, max: usize) -> Result<Option<String>, Error> {
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
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => ["COM", "LPT"].iter().any(|port| {
            let number = stem.strip_prefix(port).unwrap_or_default();
            matches!(number.as_bytes(), [b'1'..=b'9'])
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        required("Title", text, TITLE_MAX).map_or_else(|e| e.to_string(), |t| format!("ok {}", t.chars().count()))
    }

    #[test]
    fn titles() {
        assert_eq!(title("  x "), "ok 1");
        assert_eq!(title(" \n\t"), "Title must not be blank");
        assert_eq!(title(&"é".repeat(512)), "ok 512");
        assert_eq!(title(&"é".repeat(513)), "Title exceeds maximum length of 512 characters");
        assert_eq!(title("a\0b"), "Title must not contain the character NUL");
    }
}
