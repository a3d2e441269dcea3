//! The one sheet: our own (`style/*.css`), then the utilities that `app/src` uses, made by
//! encre-css.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use encre_css::{Config, Preflight};
use walkdir::WalkDir;

use crate::{Result, classes, workspace::Workspace};

/// Our sheets, in the order in which they are joined.
const SHEETS: [&str; 11] = [
    "tokens",
    "base",
    "shell",
    "controls",
    "overlays",
    "board",
    "pages",
    "agents",
    "planning",
    "prose",
    "knowledge",
];

/// Colour roles that utilities may name (`text-muted`, `border-line`), each a token of that name.
const COLORS: [&str; 15] = [
    "bg",
    "surface",
    "raised",
    "hover",
    "line",
    "line-strong",
    "ink",
    "muted",
    "faint",
    "accent",
    "accent-soft",
    "on-accent",
    "danger",
    "ok",
    "warn",
];

/// The whole sheet.
pub fn stylesheet(workspace: &Workspace) -> Result<String> {
    let own = own(&workspace.root)?;
    let mut words = BTreeSet::new();
    for (path, source) in sources(&workspace.root.join("app/src"))? {
        words.extend(classes::words(&source).map_err(|error| format!("{path}: {error}"))?);
    }
    let defined = classes::defined(&own);
    words.retain(|word| !defined.contains(word));
    Ok(own + &minify(&format!("@layer utilities {{\n{}\n}}\n", utilities(&words))))
}

/// Our sheets in one text, without comments and needless space.
pub fn own(root: &Path) -> Result<String> {
    let mut text = String::new();
    for name in SHEETS {
        let path = root.join("style").join(name).with_extension("css");
        text +=
            &fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(minify(&text))
}

/// The Rust files under a folder, by their path.
pub fn sources(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            found.insert(
                entry.path().display().to_string(),
                fs::read_to_string(entry.path())?,
            );
        }
    }
    Ok(found)
}

/// The rules for those of the words that are utilities; no rules for the rest.
pub fn utilities(words: &BTreeSet<String>) -> String {
    encre_css::generate(words.iter().map(String::as_str), &config())
}

fn config() -> Config {
    let mut config = Config::default();
    config.preflight = Preflight::None;
    for name in COLORS {
        config.theme.colors.add(name, format!("var(--{name})"));
    }
    // The sheet knows two widths, phone and desk; `md:` is where the desk begins.
    config.theme.screens.add("md", "1024px");
    config
}

/// Drops comments and runs of white space outside of strings: what brotli would not have found
/// anyway.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css.chars().peekable();
    while let Some(char) = rest.next() {
        match (quote, char) {
            (Some(open), _) => {
                out.push(char);
                if char == open {
                    quote = None;
                }
            }
            (None, '/') if rest.peek() == Some(&'*') => skip_comment(&mut rest),
            (None, '"' | '\'') => {
                quote = Some(char);
                out.push(char);
            }
            (None, _) if char.is_whitespace() => {
                if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',']) {
                    out.push(' ');
                }
            }
            (None, '{' | '}') => {
                out.truncate(out.trim_end_matches([' ', ';']).len());
                out.push(char);
            }
            _ => out.push(char),
        }
    }
    out
}

fn skip_comment(rest: &mut impl Iterator<Item = char>) {
    let mut before = ' ';
    rest.next();
    for char in rest {
        if before == '*' && char == '/' {
            return;
        }
        before = char;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(css: &str, expect: &str) {
        assert_eq!(minify(css), expect);
    }

    #[test]
    fn minify_keeps_what_has_meaning() {
        check("a  b > c {\n  color: red;\n}\n", "a b > c{color: red}");
        check(
            "/* note */ a { width: calc(1px + 2px); }",
            "a{width: calc(1px + 2px)}",
        );
        check(
            "a::before { content: \"/* {  } */\"; }",
            "a::before{content: \"/* {  } */\"}",
        );
        check("@layer a, b;\n@layer a { }", "@layer a,b;@layer a{}");
    }

    #[test]
    fn utilities_take_our_colours_and_widths() {
        let words = ["text-muted", "md:hidden", "no-such-thing"]
            .map(String::from)
            .into();
        let css = utilities(&words);
        assert!(css.contains("color: var(--muted)"), "{css}");
        assert!(css.contains("width >= 1024px"), "{css}");
        assert!(!css.contains("no-such-thing"), "{css}");
    }
}
