//! Files that were written to do harm: reading and writing them is a matter of moments, and of a
//! small stack.

use super::*;

fn survives(head: &str) -> FrontMatter {
    let file = format!("---\ntitle: x\n{head}\n---\n\ntext");
    let mut page = read(&file);
    page.draft.tags = vec!["new".into()];
    page.draft.sources = vec![source("new", "", None)];
    let again = read(&page.write());
    assert_eq!(again.draft.tags, page.draft.tags);
    page
}

#[test]
fn aliases_of_aliases() {
    let mut head = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..30 {
        let alias = format!("*a{}", n - 1);
        head += &format!("a{n}: &a{n} [{}]\n", [alias.as_str(); 9].join(", "));
    }
    survives(&(head + "tags: *a29\nsources:\n  - url: a\n    more: *a29"));
    survives("tags: &t [*t]\nsources: &s\n  - url: a\n    more: *s");
}

#[test]
fn deep_nesting() {
    survives(&format!("tags: {}", "[".repeat(100_000)));
    survives(&format!(
        "tags: {}{}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    ));
    survives(&format!("tags:\n{}x", "- ".repeat(100_000)));
    survives(&format!("a: {}", "{a: ".repeat(100_000)));
    let steps: String = (0..400)
        .map(|n| format!("{}k:\n", " ".repeat(n + 1)))
        .collect();
    survives(&format!("a:\n{steps}"));
}

#[test]
fn a_megabyte() {
    survives(&format!("tags: [{}]", "a, ".repeat(200_000)));
    survives(&format!("tags:\n{}", "  - a\n".repeat(100_000)));
    survives(&"key: value\n".repeat(80_000));
    survives(&"k: [\n".repeat(100_000));
    survives(&format!("sources:\n{}", "  - url: a: b\n".repeat(60_000)));
    survives(&format!("x: \"{}", "a".repeat(900_000)));
    survives(&format!("x: {}", "? ".repeat(100_000)));
    survives(&"&a ".repeat(100_000));
    survives(&"# remark\n".repeat(100_000));
    // Longer than anybody writes: it is text.
    let long = format!(
        "---\ntitle: x\n{}---\n\ntext",
        "key: value\n".repeat(200_000)
    );
    assert_eq!(read(&long).draft.content, long);
}
