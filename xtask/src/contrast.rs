//! That text can be read: the contrast of the tokens' pairs, computed as WCAG 2.2 does.

use std::{collections::BTreeMap, fs, path::Path};

type Colour = [f64; 3];

/// A token in light and in dark.
type Tokens = BTreeMap<String, [Colour; 2]>;

#[test]
fn text_is_aa_on_every_ground_in_both_themes() {
    let tokens = tokens();
    let grounds = ["bg", "surface", "raised", "hover"];
    let words = ["ink", "muted", "faint", "accent", "danger", "ok", "warn"];
    let texts = tokens.keys().filter(|name| {
        words.contains(&name.as_str()) || name.starts_with("status-") || name.starts_with("hue-")
    });
    let mut low = Vec::new();
    for text in texts {
        low.extend(
            grounds
                .iter()
                .flat_map(|ground| below(&tokens, text, ground, 4.5)),
        );
    }
    for (text, ground) in [
        ("on-accent", "accent"),
        ("on-accent", "accent-hover"),
        ("accent", "accent-soft"),
        ("on-danger", "danger-fill"),
    ] {
        low.extend(below(&tokens, text, ground, 4.5));
    }
    low.extend(below(&tokens, "field-line", "surface", 3.0));
    assert!(
        low.is_empty(),
        "too little contrast:\n  {}",
        low.join("\n  ")
    );
}

/// Avatars and comment kinds write a hue on 12 % of itself over the surface.
#[test]
fn hues_are_aa_on_their_own_tint() {
    let tokens = tokens();
    for (name, hue) in tokens.iter().filter(|(name, _)| name.starts_with("hue-")) {
        for theme in 0..2 {
            let surface = tokens["surface"][theme];
            let tint = std::array::from_fn(|at| hue[theme][at] * 0.12 + surface[at] * 0.88);
            let ratio = ratio(hue[theme], tint);
            assert!(ratio >= 4.5, "{name}, theme {theme}: {ratio:.2}");
        }
    }
}

fn below(tokens: &Tokens, text: &str, ground: &str, least: f64) -> Vec<String> {
    (0..2)
        .map(|theme| ratio(tokens[text][theme], tokens[ground][theme]))
        .filter(|ratio| *ratio < least)
        .map(|ratio| format!("{text} on {ground}: {ratio:.2}"))
        .collect()
}

/// `--name: light-dark(#rrggbb, #rrggbb);`
fn tokens() -> Tokens {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/tokens.css");
    let css = fs::read_to_string(path).unwrap();
    let found: Tokens = css
        .lines()
        .filter_map(|line| {
            let (name, value) = line
                .trim()
                .strip_prefix("--")?
                .split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            Some((name.to_owned(), [colour(light)?, colour(dark)?]))
        })
        .collect();
    assert!(
        found.len() > 30,
        "the tokens are written in another way now: {}",
        found.len()
    );
    found
}

fn colour(hex: &str) -> Option<Colour> {
    let hex = hex.strip_prefix('#').filter(|it| it.len() == 6)?;
    let mut colour = [0.0; 3];
    for (at, part) in colour.iter_mut().enumerate() {
        *part = f64::from(u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()?) / 255.0;
    }
    Some(colour)
}

fn ratio(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
