//! What may stand on our pages of what people and agents wrote.

use std::{borrow::Cow, sync::LazyLock};

use ammonia::Builder;

/// Before each id, so that none of a text can be taken for one of ours.
pub(super) const ID_PREFIX: &str = "text-";

/// The HTML without what could run, style the page or load from elsewhere.
pub(super) fn sanitize(html: &str) -> String {
    SANITIZER.clean(html).to_string()
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .link_rel(Some("noopener nofollow"))
        // A picture from elsewhere would tell its server who reads this; it becomes a link before it gets here.
        .rm_tags(["img", "map", "area"])
        // The only input is a task's box, whatever was written.
        .add_tags(["input"])
        .add_tag_attributes("input", ["checked", "aria-label"])
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("span", ["class"])
        .attribute_filter(|_, attribute, value| match attribute {
            "class" => highlighting(value),
            _ => Some(value.into()),
        })
        .id_prefix(Some(ID_PREFIX));
    for heading in ["h1", "h2", "h3", "h4", "h5", "h6"] {
        builder.add_tag_attributes(heading, ["id"]);
    }
    builder
});

/// Of classes only those of the highlighting.
fn highlighting(value: &str) -> Option<Cow<'_, str>> {
    let ours = |class: &&str| class.starts_with("hl-") || class.starts_with("language-");
    if value.split_whitespace().all(|class| ours(&class)) {
        return Some(value.into()).filter(|_| !value.trim().is_empty());
    }
    let kept: Vec<_> = value.split_whitespace().filter(ours).collect();
    (!kept.is_empty()).then(|| kept.join(" ").into())
}
