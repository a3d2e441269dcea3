//! Addresses of pages in links: `[[Guide#Install]]`, `[x](guide.md)`, `[x](./guide.md#part)`.

/// The page and the heading that a link names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAddress {
    /// The page's slug, without the `.md` of its file.
    pub slug: String,
    /// The slug as it was written, where that has an ending `.md`: a page may have such a name.
    pub file: Option<String>,
    /// What is behind the `#`, decoded; may be empty.
    pub heading: Option<String>,
}

/// The page that the target of a link names: relative, as from file to file on the hub, or
/// `/knowledge/…`. `None` for all others.
#[must_use]
pub fn page_address(target: &str) -> Option<PageAddress> {
    let (path, heading) = match target.split_once('#') {
        Some((path, heading)) => (path, Some(decode(heading)?)),
        None => (target, None),
    };
    let mut path = path.split('?').next().unwrap_or_default();
    match path.strip_prefix("/knowledge/") {
        Some(rest) => path = rest,
        None => {
            while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix("../")) {
                path = rest;
            }
            path = path.strip_prefix("knowledge/").unwrap_or(path);
        }
    }
    let file = decode(path)?;
    // A colon is the end of a scheme: a page whose name has one is linked by its path or as
    // `[[…]]`.
    let relative = !file.is_empty() && !file.contains(['/', '\\']) && !path.contains(':');
    let slug = file
        .strip_suffix(".md")
        .filter(|slug| !slug.is_empty())
        .map(str::to_owned);
    relative.then_some(match slug {
        Some(slug) => PageAddress {
            slug,
            file: Some(file),
            heading,
        },
        None => PageAddress {
            slug: file,
            file: None,
            heading,
        },
    })
}

/// Both readings of the inside of `[[…]]`: all of it a slug, and a slug with a heading behind `#`.
#[must_use]
pub fn wiki_address(inside: &str) -> (&str, Option<(&str, &str)>) {
    let inside = inside.trim();
    let parts = inside
        .split_once('#')
        .map(|(slug, heading)| (slug.trim(), heading.trim()));
    (inside, parts)
}

/// Replaces `%41` by `A`; `None` where that is no text or has control characters.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .filter(|_| *byte == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: &str, expect: &str) {
        let said = page_address(target).map_or_else(
            || "none".to_owned(),
            |page| {
                format!(
                    "{}{}",
                    page.slug,
                    page.heading
                        .map_or_else(String::new, |heading| format!(" at {heading}"))
                )
            },
        );
        assert_eq!(said, expect, "{target}");
    }

    #[test]
    fn targets() {
        check("guide.md", "guide");
        check("./guide.md", "guide");
        check("../knowledge/guide.md#part", "guide at part");
        check("guide", "guide");
        check("/knowledge/guide#what%27s-new", "guide at what's-new");
        check("my%20guide.md?plain=1", "my guide");
        check(".md", ".md");
        check("über.md#", "über at ");
        for target in [
            "",
            "#part",
            "docs/guide.md",
            "https://e.com",
            "mailto:a@b.c",
            "//host",
            "/\\host",
            "/issues/1",
            "a%2Fb",
            "a%00b",
        ] {
            check(target, "none");
        }
    }
}
