//! Escaped text for the inside of a `<textarea>`.

/// Text as the content of an element.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Text as the content of a `<textarea>`, for its `inner_html`. The parser of a page takes a first
/// line break for its own, so the server writes one more; what the browser's program sets stays as
/// it is.
#[must_use]
pub fn area_html(text: &str) -> String {
    let text = escaped(text);
    if cfg!(feature = "ssr") {
        format!("\n{text}")
    } else {
        text
    }
}
