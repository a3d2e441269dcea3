//! Which addresses a link in a text may have: web and mail addresses, and the paths of our own
//! pages.

use std::{borrow::Cow, sync::LazyLock};

use model::knowledge::links::{PageAddress, page_address};
use url::{ParseError, Url};

use super::{headings, sanitize::ID_PREFIX};
use crate::issues::filter::escape;

/// Where a relative address is taken to stand. The host exists nowhere, so that no address leads to
/// it by chance.
static BASE: LazyLock<Option<Url>> =
    LazyLock::new(|| Url::parse("https://crosslink.invalid/knowledge/").ok());

/// The paths of our pages, each as its parts, taken from the route table itself: a page that is
/// added there can be linked to.
static PAGES: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let routes = include_str!("../../lib.rs").split("path!(\"").skip(1);
    routes
        .filter_map(|route| {
            Some(
                route
                    .split_once('"')?
                    .0
                    .trim_start_matches('/')
                    .split('/')
                    .collect(),
            )
        })
        .collect()
});

/// The address as it may be written into a link, read as a browser reads it. `None` where it must
/// not be a link.
pub(super) fn allowed(written: &str) -> Option<Cow<'_, str>> {
    if let Some(fragment) = written.strip_prefix('#') {
        return Some(anchored(fragment).into());
    }
    match Url::parse(written) {
        Ok(url) => external(written, url),
        Err(ParseError::RelativeUrlWithoutBase) => internal(written).map(Cow::Owned),
        Err(_) => None,
    }
}

/// Returns true if the address is one of the web.
pub(super) fn is_web(written: &str) -> bool {
    Url::parse(written).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The address of a page of the knowledge.
pub(super) fn page(slug: &str, heading: Option<&str>) -> String {
    let fragment = heading.map(anchored).unwrap_or_default();
    format!("/knowledge/{}{fragment}", escape(slug))
}

fn external(written: &str, url: Url) -> Option<Cow<'_, str>> {
    let known = match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" => true,
        _ => false,
    };
    // `http:/fn/x` and `https:\\host` are not read the same everywhere: written out, they are.
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let start = written.get(..8).unwrap_or(written).to_ascii_lowercase();
    let plain = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| start.starts_with(scheme))
        && !written.contains(odd);
    known.then(|| {
        if plain {
            Cow::Borrowed(written)
        } else {
            Cow::Owned(url.into())
        }
    })
}

/// A path of one of our pages. Not `//host`, which looks like a path, and nothing under `/fn` or
/// `/api`.
fn internal(written: &str) -> Option<String> {
    if !written.starts_with('/')
        && let Some(PageAddress { slug, heading, .. }) = page_address(written)
    {
        return Some(page(&slug, heading.as_deref()));
    }
    let base = BASE.as_ref()?;
    let url = base.join(written).ok()?;
    let here = url.origin() == base.origin() && url.username().is_empty();
    let parts: Vec<&str> = url.path().trim_start_matches('/').split('/').collect();
    if !here
        || !url.path().starts_with('/')
        || url.path().starts_with("//")
        || !PAGES.iter().any(|page| fits(page, &parts))
    {
        return None;
    }
    let query = url
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let fragment = match url.fragment() {
        Some(fragment) if parts[0] == "knowledge" => anchored(fragment),
        Some(fragment) => format!("#{fragment}"),
        None => String::new(),
    };
    Some(format!("{}{query}{fragment}", url.path()))
}

fn fits(page: &[&str], parts: &[&str]) -> bool {
    let part =
        |(page, part): (&&str, &&str)| page == part || (page.starts_with(':') && !part.is_empty());
    page.len() == parts.len() && page.iter().zip(parts).all(part)
}

/// `#text-install`: the fragment of a heading, however its name is written. One that has the prefix
/// was copied from an address.
fn anchored(fragment: &str) -> String {
    let id = headings::id(&decoded(fragment));
    match id.strip_prefix(ID_PREFIX) {
        Some(rest) => format!("#{ID_PREFIX}{}", escape(rest)),
        None if id.is_empty() => "#".to_owned(),
        None => format!("#{ID_PREFIX}{}", escape(&id)),
    }
}

/// A fragment without its percent signs.
pub(super) fn decoded(fragment: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(fragment).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_elsewhere_than_they_look() {
        for bad in [
            "//evil.example/x",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\n//evil.example",
            "/\n\\evil.example",
            "/fn/delete_issue",
            "/issues/../fn/delete_issue",
            "/issues/%2e%2e/fn/x",
            "/api/v1/issues",
            "./../fn/x",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://e.com",
            "blob:https://e.com/x",
            "/favicon.svg",
            "/pkg/x.wasm",
            "/issues/1/2/3",
            "https://",
            "//",
            "/knowledge/a/b",
            "docs/guide.md",
            "intent://x",
        ] {
            assert_eq!(allowed(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn addresses_that_are_links() {
        for (written, expect) in [
            ("https://e.com", "https://e.com"),
            ("HTTP://e.com/ä", "HTTP://e.com/ä"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("http:/fn/x", "http://fn/x"),
            ("https:\\\\e.com\\x", "https://e.com/x"),
            ("ht\ntps://e.com", "https://e.com/"),
            ("/", "/"),
            ("/issues", "/issues"),
            ("/issues?all#x", "/issues?all#x"),
            ("/issues/12#comment-3", "/issues/12#comment-3"),
            ("../issues/12", "/issues/12"),
            ("/knowledge/guide/edit", "/knowledge/guide/edit"),
            ("/knowledge/guide#Install", "/knowledge/guide#text-install"),
            (
                "/knowledge/guide#text-install",
                "/knowledge/guide#text-install",
            ),
            ("guide.md#what%27s-new", "/knowledge/guide#text-whats-new"),
            ("./guide", "/knowledge/guide"),
            ("#install", "#text-install"),
        ] {
            assert_eq!(allowed(written).as_deref(), Some(expect), "{written:?}");
        }
    }
}
