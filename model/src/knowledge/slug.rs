//! What a page is known by: in paths, in `[[links]]`, and as its file's name on the hub.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{error::Error, text};

/// The name of a page. Anything that can be a file's name everywhere: not empty, at most 200 bytes, no `/`, `\`, `..` or control
/// character, no name that Windows keeps for itself, and not `search`, which the API's own route is called (contract 1.9, 2.4).
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

    /// A slug made of a title: letters and digits, lower case, with dashes between; `None` where there are none.
    #[must_use]
    pub fn suggest(title: &str) -> Option<Self> {
        let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
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
            Some(why) => Err(Error::InvalidSlug { slug: slug.chars().take(64).collect(), why }),
        }
    }
}

/// Why the text cannot be a slug.
fn fault(slug: &str) -> Option<&'static str> {
    if slug.is_empty() {
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
        let said = text.parse::<Slug>().map_or_else(|refusal| refusal.to_string(), |slug| format!("ok {slug}"));
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
        check("a/b", "'a/b' cannot be a slug: it must not contain a slash, a backslash or '..'");
        check("a\\b", "'a\\b' cannot be a slug: it must not contain a slash, a backslash or '..'");
        check("../x", "'../x' cannot be a slug: it must not contain a slash, a backslash or '..'");
        check("a\0b", "'a\0b' cannot be a slug: it must not contain control characters");
        check("search", "'search' cannot be a slug: 'search' is the name of the search itself");
        for reserved in ["CON", "nul", "lpt1", "aux.txt"] {
            check(reserved, &format!("'{reserved}' cannot be a slug: Windows keeps this name for itself"));
        }
        check(&"x".repeat(200), &format!("ok {}", "x".repeat(200)));
        check(&"x".repeat(201), &format!("'{}' cannot be a slug: it must not be longer than 200 bytes", "x".repeat(64)));
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
            assert_eq!(Slug::suggest(title).as_ref().map(Slug::as_str), expect, "{title}");
        }
        assert!(Slug::suggest(&"long ".repeat(100)).unwrap().as_str().len() <= 80);
    }
}
