//! What may be shown on our pages of what people and agents wrote.

use std::{borrow::Cow, sync::LazyLock};

use ammonia::Builder;

use super::address;

/// Before each id, so that none of a text can be taken for one of ours.
pub(super) const ID_PREFIX: &str = "text-";

/// The HTML without what could run, style the page or load from elsewhere; with `images`, pictures
/// of the web may be loaded.
pub(super) fn sanitize(html: &str, images: bool) -> String {
    let sanitizer = if images { &WITH_IMAGES } else { &SANITIZER };
    sanitizer.clean(html).to_string()
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = builder();
    // A picture from elsewhere would tell its server who reads this; it becomes a link before it
    // gets here.
    builder.rm_tags(["img"]);
    builder
});

static WITH_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = builder();
    builder
        .set_tag_attribute_value("img", "loading", "lazy")
        .set_tag_attribute_value("img", "referrerpolicy", "no-referrer");
    builder
});

fn builder() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .link_rel(Some("noopener nofollow"))
        .url_schemes(["http", "https", "mailto"].into())
        .rm_tags(["map", "area"])
        // The only input is a task's box, whatever was written.
        .add_tags(["input"])
        .add_tag_attributes("input", ["checked", "aria-label"])
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("span", ["class"])
        .add_tag_attributes("a", ["class"])
        .attribute_filter(|tag, attribute, value| match (tag, attribute) {
            ("a", "class") => {
                Some(value.into()).filter(|_| ["missing", "picture"].contains(&value))
            }
            (_, "class") => highlighting(value),
            ("img", "src") => Some(value.into()).filter(|_| address::is_web(value)),
            (_, "href" | "cite" | "src") => address::allowed(value),
            _ => Some(value.into()),
        })
        .id_prefix(Some(ID_PREFIX));
    for heading in ["h1", "h2", "h3", "h4", "h5", "h6"] {
        builder.add_tag_attributes(heading, ["id"]);
    }
    // Each block has the direction of its own first letter: Hebrew beside English.
    for block in [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "blockquote",
        "table",
        "dl",
        "summary",
    ] {
        builder.set_tag_attribute_value(block, "dir", "auto");
    }
    builder
}

/// Of classes only those of the highlighting.
fn highlighting(value: &str) -> Option<Cow<'_, str>> {
    let ours = |class: &&str| class.starts_with("hl-") || class.starts_with("language-");
    if value.split_whitespace().all(|class| ours(&class)) {
        return Some(value.into()).filter(|_| !value.trim().is_empty());
    }
    let kept: Vec<_> = value.split_whitespace().filter(ours).collect();
    (!kept.is_empty()).then(|| kept.join(" ").into())
}
