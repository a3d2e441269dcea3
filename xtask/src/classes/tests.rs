//! What counts as a class name, and that every one in `app/src` has a rule.

use std::path::Path;

use super::*;
use crate::css;

/// Names plain, prefixes with a trailing `…`, in order.
fn check(source: &str, expect: &str) {
    let found: Vec<String> = used(source)
        .unwrap()
        .into_iter()
        .map(|it| match it {
            Used::Name(name) => name,
            Used::Prefix(prefix) => format!("{prefix}…"),
        })
        .collect();
    assert_eq!(found.join(" "), expect, "{source}");
}

#[test]
fn finds_names_in_attributes() {
    check(r#"<div class="row muted">"hello"</div>"#, "muted row");
    check(r#"<div id="x" class="row" title="not this"/>"#, "row");
    check(
        r#"<button class="btn" class:chip-on=move || on.get() class:md:hidden=true>"x"</button>"#,
        "btn chip-on md:hidden",
    );
    check(
        r#"<div class=("card-selected", move || mode == "select") id="y"/>"#,
        "card-selected",
    );
    check(r#"<div class=(["a", "b"], on)/>"#, "a b");
    check(r#"<div class:w-1/2=on class:mt-4=on/>"#, "mt-4 w-1/2");
    check(r#"<Row class="row" />"#, "row");
}

#[test]
fn finds_names_in_expressions() {
    check(
        r#"<i class=move || if state == "x" { "live live-on" } else { "live" } aria-label="Live"></i>"#,
        "live live-on",
    );
    check(
        r#"<i class=format!("label hue-{hue} {extra}") data-x="y"/>"#,
        "label hue-…",
    );
    check(
        r#"<i class={match kind { "plan" | "p" => "kind-plan", Kind::Note => "kind-note", _ => "" }} />"#,
        "kind-note kind-plan",
    );
    check(
        r#"<i class=match s { Some(x) if x == "n" => "row", _ => "nav" }/>"#,
        "nav row",
    );
    check(
        r#"<i class=move || { let s = ask("nothing"); if s { "row" } else { "" } }/>"#,
        "row",
    );
    check(
        r#"<i class=move || if set.contains("todo") { "chip-on" } else { "chip" } on:click=move |_| go("away")/>"#,
        "chip chip-on",
    );
}

#[test]
fn finds_names_by_convention() {
    check(
        r#"const CARD_CLASS: &str = "card"; const OTHER: &str = "no";"#,
        "card",
    );
    check(
        r#"const LANE_CLASSES: [&str; 2] = ["lane-yes", "lane-no"];"#,
        "lane-no lane-yes",
    );
    check(
        r#"fn status_class(s: Status) -> &'static str { match s { Status::Todo => "status-todo", _ => "faint" } }"#,
        "faint status-todo",
    );
    check(
        r#"let class = if on { "chip" } else { "btn" }; let class: String = "row".into(); let name = "no";"#,
        "btn chip row",
    );
    check(r#"struct A { class: String, name: &'static str } "no""#, "");
}

#[test]
fn finds_the_classes_of_a_sheet() {
    let css = "@layer a; .card, a.crumb:hover { width: .5rem; &.on > .x_y { } } @media (a) { .b::after { } }";
    assert_eq!(
        defined(css).into_iter().collect::<Vec<_>>(),
        ["b", "card", "crumb", "on", "x_y"]
    );
}

/// A class without a rule is a misspelling, or a rule that somebody forgot.
#[test]
fn every_class_in_the_app_has_a_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sheet = defined(&css::own(root).unwrap());
    let mut missing = Vec::new();
    for (path, source) in css::sources(&root.join("app/src")).unwrap() {
        let file = path.trim_start_matches(&*root.to_string_lossy()).to_owned();
        for it in used(&source).unwrap() {
            match it {
                Used::Name(name)
                    if !sheet.contains(&name)
                        && css::utilities(&[name.clone()].into()).is_empty() =>
                {
                    missing.push(format!("{file}: {name}"));
                }
                Used::Prefix(prefix) if !sheet.iter().any(|name| name.starts_with(&prefix)) => {
                    missing.push(format!("{file}: {prefix}…"));
                }
                _ => {}
            }
        }
    }
    assert!(
        missing.is_empty(),
        "class names without a rule:\n  {}",
        missing.join("\n  ")
    );
}
