//! What a page is known by: in paths, in `[[links]]`, and as its file's name on the hub.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{error::Error, text};

/// The name of a page: not empty, at most 200 bytes, no `/`, `\`, `..` or control character, no
/// name that Windows keeps for itself, and not `search`, which the API's own route is called
/// (contract 1.9, 2.4).
///
/// A hub may have names that are not as careful as those that are given here: see
/// [`Slug::for_new`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Longest slug, in bytes: with `.md` it must be a file's name.
    pub const BYTES_MAX: usize = 200;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug of a page that gets it now: a name that every system can have as a file's, in the
    /// form that most of them write it in.
    pub fn for_new(text: &str) -> Result<Self, Error> {
        let slug: Slug = text.nfc().collect::<String>().parse()?;
        match unportable(slug.as_str()) {
            None => Ok(slug),
            Some(why) => Err(Error::InvalidSlug {
                slug: slug.as_str().chars().take(64).collect(),
                why,
            }),
        }
    }

    /// Returns true if the files of both would be one file on Windows or macOS, which tell neither
    /// capital letters nor ways to write an accent apart.
    #[must_use]
    pub fn is_twin_of(&self, other: &Slug) -> bool {
        let folded = |slug: &Slug| {
            slug.0
                .nfd()
                .flat_map(char::to_uppercase)
                .flat_map(char::to_lowercase)
                .nfd()
                .collect::<String>()
        };
        self == other || folded(self) == folded(other)
    }

    /// A slug made of a title: letters and digits, lower case, with dashes between; `None` where
    /// there are none.
    #[must_use]
    pub fn suggest(title: &str) -> Option<Self> {
        let words = title
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let mut slug = String::new();
        for word in words.map(str::to_lowercase) {
            if slug.len() + word.len() + 1 > 80 {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word);
        }
        slug.parse().ok()
    }
}

impl FromStr for Slug {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let slug = text.trim();
        match fault(slug) {
            None => Ok(Slug(slug.to_owned())),
            Some(why) => Err(Error::InvalidSlug {
                slug: slug.chars().take(64).collect(),
                why,
            }),
        }
    }
}

/// Why the text cannot be a slug.
fn fault(slug: &str) -> Option<&'static str> {
    if text::is_blank(slug) && !slug.contains(char::is_control) {
        return Some("it must not be empty");
    }
    if slug.len() > Slug::BYTES_MAX {
        return Some("it must not be longer than 200 bytes");
    }
    if slug.contains(['/', '\\']) || slug.contains("..") || slug == "." {
        return Some("it must not contain a slash, a backslash or '..'");
    }
    if slug.chars().any(char::is_control) {
        return Some("it must not contain control characters");
    }
    if slug == "search" {
        return Some("'search' is the name of the search itself");
    }
    text::is_reserved_by_windows(slug).then_some("Windows keeps this name for itself")
}

/// Why the slug cannot be a file's name somewhere.
fn unportable(slug: &str) -> Option<&'static str> {
    if slug.contains(['<', '>', ':', '"', '|', '?', '*']) {
        return Some("Windows has no files with any of < > : \" | ? * in their names");
    }
    if slug.ends_with('.') {
        return Some("Windows has no files whose names end with a dot");
    }
    // Line and paragraph separators, marks that turn the direction of writing: two names would look
    // the same.
    let unseen = |c: char| matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    slug.contains(unseen)
        .then_some("it must not contain characters that nobody can see")
}

impl TryFrom<String> for Slug {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let said = text
            .parse::<Slug>()
            .map_or_else(|refusal| refusal.to_string(), |slug| format!("ok {slug}"));
        assert_eq!(said, expect, "{text:?}");
    }

    #[test]
    fn slugs() {
        check(" axum-routing ", "ok axum-routing");
        check("With Spaces, ünïcode 🦀", "ok With Spaces, ünïcode 🦀");
        check(".git", "ok .git");
        check("Search", "ok Search");
        check("COM10", "ok COM10");
        check("console", "ok console");
        check("", "'' cannot be a slug: it must not be empty");
        check(
            "a/b",
            "'a/b' cannot be a slug: it must not contain a slash, a backslash or '..'",
        );
        check(
            "a\\b",
            "'a\\b' cannot be a slug: it must not contain a slash, a backslash or '..'",
        );
        check(
            "../x",
            "'../x' cannot be a slug: it must not contain a slash, a backslash or '..'",
        );
        check(
            "a\0b",
            "'a\0b' cannot be a slug: it must not contain control characters",
        );
        check(
            "search",
            "'search' cannot be a slug: 'search' is the name of the search itself",
        );
        check(
            "\u{200b}",
            "'\u{200b}' cannot be a slug: it must not be empty",
        );
        for reserved in ["CON", "nul", "lpt1", "aux.txt", "COM²", "conin$", "com0"] {
            check(
                reserved,
                &format!("'{reserved}' cannot be a slug: Windows keeps this name for itself"),
            );
        }
        check(&"x".repeat(200), &format!("ok {}", "x".repeat(200)));
        check(
            &"x".repeat(201),
            &format!(
                "'{}' cannot be a slug: it must not be longer than 200 bytes",
                "x".repeat(64)
            ),
        );
    }

    #[test]
    fn new_slugs_are_file_names_everywhere() {
        let check = |text: &str, expect: &str| {
            let said = Slug::for_new(text)
                .map_or_else(|refusal| refusal.to_string(), |slug| format!("ok {slug}"));
            assert_eq!(said, expect, "{text:?}");
        };
        check("cafe\u{301}", "ok caf\u{e9}");
        check(" .git ", "ok .git");
        check("v1.2, (draft) & more", "ok v1.2, (draft) & more");
        for odd in ["a:b*c?", "a<b", "a>b", "\"a\"", "a|b"] {
            check(
                odd,
                &format!(
                    "'{odd}' cannot be a slug: Windows has no files with any of < > : \" | ? * in their names"
                ),
            );
            assert!(odd.parse::<Slug>().is_ok(), "a hub may have it");
        }
        check(
            "a.",
            "'a.' cannot be a slug: Windows has no files whose names end with a dot",
        );
        check(
            "a\u{202e}b",
            "'a\u{202e}b' cannot be a slug: it must not contain characters that nobody can see",
        );
        check(
            "nul.txt",
            "'nul.txt' cannot be a slug: Windows keeps this name for itself",
        );
    }

    #[test]
    fn twins() {
        let twins = |one: &str, other: &str| {
            one.parse::<Slug>()
                .unwrap()
                .is_twin_of(&other.parse().unwrap())
        };
        assert!(
            twins("Guide", "guide")
                && twins("caf\u{e9}", "cafe\u{301}")
                && twins("CAFE\u{301}", "caf\u{e9}")
        );
        assert!(twins("straße", "STRASSE") && twins("ΣΑΣ", "σας") && twins("a", "a"));
        assert!(!twins("guide", "guides") && !twins("cafe", "café") && !twins("a b", "a-b"));
    }

    #[test]
    fn slugs_of_titles() {
        for (title, expect) in [
            ("Axum routing patterns", Some("axum-routing-patterns")),
            ("ADR: Full-System (v2)!", Some("adr-full-system-v2")),
            ("Über Straße", Some("über-straße")),
            ("search", None),
            ("???", None),
        ] {
            assert_eq!(
                Slug::suggest(title).as_ref().map(Slug::as_str),
                expect,
                "{title}"
            );
        }
        assert!(Slug::suggest(&"long ".repeat(100)).unwrap().as_str().len() <= 80);
    }
}
