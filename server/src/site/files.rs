//! The site's files: inside the program when it is built for release, on the disk while it is being
//! developed.

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use super::Assets;

#[derive(RustEmbed)]
#[folder = "$CROSSLINK_SITE"]
struct Folder;

/// The names that a build has put into the site's `manifest.json`; none where only the server was
/// built.
#[derive(Default, Deserialize)]
struct Manifest {
    js: Option<String>,
    loader: Option<String>,
    wasm: Option<String>,
    css: Option<String>,
    font: Option<String>,
}

/// The finished site.
pub struct Site;

/// Hashed names never change their content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Other names are asked about each time, and answered briefly.
const ASK: &str = "no-cache";

impl Site {
    /// The hashed names of what every page loads.
    #[must_use]
    pub fn assets() -> Assets {
        Self::assets_of::<Folder>()
    }

    /// The file at a path, in the best encoding that the browser takes; `None` when there is none.
    #[must_use]
    pub fn answer(path: &str, asked: &HeaderMap) -> Option<Response> {
        Self::answer_from::<Folder>(path, asked)
    }

    fn assets_of<F: RustEmbed>() -> Assets {
        let manifest = F::get("manifest.json")
            .and_then(|file| serde_json::from_slice::<Manifest>(&file.data).ok());
        let Manifest {
            js,
            loader,
            wasm,
            css,
            font,
        } = manifest.unwrap_or_default();
        if js.is_none() {
            tracing::warn!(
                "this program holds no site, only forms work; `cargo xtask build` makes one"
            );
        }
        let named = Option::unwrap_or_default;
        Assets {
            js: named(js),
            loader: named(loader),
            wasm: named(wasm),
            css: named(css),
            font,
        }
    }

    fn answer_from<F: RustEmbed>(path: &str, asked: &HeaderMap) -> Option<Response> {
        let name = path.strip_prefix('/').filter(|name| is_public(name))?;
        let plain = F::get(name)?;
        let etag = etag(&plain)?;
        let kept = name.starts_with("assets/");
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind(name))),
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static(if kept { FOREVER } else { ASK }),
            ),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
            (header::ETAG, etag.clone()),
        ];
        if asked
            .get(header::IF_NONE_MATCH)
            .is_some_and(|known| has(known, &etag))
        {
            return Some((StatusCode::NOT_MODIFIED, headers).into_response());
        }
        let (encoding, file) = best::<F>(name, asked).unwrap_or((None, plain));
        Some(
            (
                headers,
                encoding.map(|name| [(header::CONTENT_ENCODING, name)]),
                body(file),
            )
                .into_response(),
        )
    }
}

/// Compressed copies are not for asking by name, nor is the list of names.
fn is_public(name: &str) -> bool {
    let inside = name
        .split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.'));
    inside && name != "manifest.json" && !name.ends_with(".br") && !name.ends_with(".gz")
}

type Encoded = (Option<HeaderValue>, EmbeddedFile);

fn best<F: RustEmbed>(name: &str, asked: &HeaderMap) -> Option<Encoded> {
    let takes = asked.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(takes, encoding))
        .find_map(|(encoding, ending)| {
            let file = F::get(&format!("{name}.{ending}"))?;
            Some((Some(HeaderValue::from_static(encoding)), file))
        })
}

/// Returns true if `Accept-Encoding` names an encoding and does not give it the weight 0.
fn accepts(takes: &str, encoding: &str) -> bool {
    takes.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|weight| {
            weight
                .strip_prefix("q=")
                .is_some_and(|q| q.parse() == Ok(0.0))
        });
        named && !refused
    })
}

/// By the plain file's content, for all its encodings: weak, for they are not the same bytes.
fn etag(file: &EmbeddedFile) -> Option<HeaderValue> {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("W/\"{digits}\"").parse().ok()
}

fn has(known: &HeaderValue, etag: &HeaderValue) -> bool {
    let (known, etag) = (
        known.to_str().unwrap_or_default(),
        etag.to_str().unwrap_or_default(),
    );
    known
        .split(',')
        .any(|one| one.trim() == etag || one.trim() == "*")
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes).into(),
        Cow::Owned(bytes) => bytes.into(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("gzip;q=0.5,BR;q=1.0", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("gzip, br;q=0.000", "br"));
        assert!(!accepts("gzip", "br"));
        assert!(!accepts("", "br"));
    }

    #[test]
    fn paths_stay_inside_and_off_what_is_not_public() {
        for name in ["assets/app.js", "favicon.svg", "a/b/c.txt"] {
            assert!(is_public(name), "{name}");
        }
        for name in [
            "",
            "../Cargo.toml",
            "assets/../../Cargo.toml",
            "/etc/passwd",
            "a//b",
            ".git",
            "manifest.json",
            "app.js.br",
        ] {
            assert!(!is_public(name), "{name}");
        }
    }

    #[derive(RustEmbed)]
    #[folder = "tests/fixtures/site"]
    struct Fixture;

    /// The status and, of the answer, the values of these headers and the body.
    async fn check(
        path: &str,
        asked: &[(&'static str, &'static str)],
        status: u16,
        expect: &[&str],
    ) {
        let asked = asked
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        let answer = Site::answer_from::<Fixture>(path, &asked).unwrap();
        let (head, body) = answer.into_parts();
        let names = ["content-type", "cache-control", "vary", "content-encoding"];
        let mut said: Vec<_> = names
            .iter()
            .filter_map(|name| head.headers.get(*name))
            .map(|it| it.to_str().unwrap().to_owned())
            .collect();
        said.push(
            String::from_utf8(axum::body::to_bytes(body, 1000).await.unwrap().to_vec()).unwrap(),
        );
        assert_eq!(
            (head.status.as_u16(), said),
            (status, expect.iter().map(|it| (*it).to_owned()).collect()),
            "{path}"
        );
    }

    #[tokio::test]
    async fn a_hashed_file_in_the_best_encoding_for_ever() {
        let path = "/assets/app-1234.js";
        let js = "text/javascript; charset=utf-8";
        for (takes, encoding, body) in [
            ("gzip, br", "br", "the script in brotli"),
            ("gzip", "gzip", "the script in gzip"),
        ] {
            check(
                path,
                &[("accept-encoding", takes)],
                200,
                &[js, FOREVER, "accept-encoding", encoding, body],
            )
            .await;
        }
        check(
            path,
            &[],
            200,
            &[js, FOREVER, "accept-encoding", "the script"],
        )
        .await;
        check(
            path,
            &[("accept-encoding", "zstd")],
            200,
            &[js, FOREVER, "accept-encoding", "the script"],
        )
        .await;
    }

    #[tokio::test]
    async fn another_file_is_asked_about_each_time() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#;
        check(
            "/favicon.svg",
            &[("accept-encoding", "br")],
            200,
            &["image/svg+xml", ASK, "accept-encoding", svg],
        )
        .await;
        let first = Site::answer_from::<Fixture>("/favicon.svg", &HeaderMap::new()).unwrap();
        let known =
            HeaderMap::from_iter([(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())]);
        let again = Site::answer_from::<Fixture>("/favicon.svg", &known).unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[header::ETAG], first.headers()[header::ETAG]);
    }

    #[test]
    fn what_is_not_a_file_of_the_site() {
        for path in [
            "/",
            "/manifest.json",
            "/assets/app-1234.js.br",
            "/assets",
            "/../site/favicon.svg",
            "/assets/..%2Ffavicon.svg",
        ] {
            assert!(
                Site::answer_from::<Fixture>(path, &HeaderMap::new()).is_none(),
                "{path}"
            );
        }
    }

    #[test]
    fn the_manifest_names_what_every_page_loads() {
        let assets = Site::assets_of::<Fixture>();
        assert_eq!(
            (assets.js.as_str(), assets.wasm.as_str(), assets.font),
            ("/assets/app-1234.js", "", None)
        );
    }
}
