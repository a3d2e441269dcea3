//! How keys are written, and told apart.

use web_sys::KeyboardEvent;

use crate::ui::key::key_of;

/// How what was typed stands to what is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Nothing,
    Beginning,
    Whole,
}

/// The key of an event as it is written in a registration; `None` for a modifier alone, and while
/// an input method composes.
pub(super) fn step(event: &KeyboardEvent) -> Option<String> {
    let (key, shift) = (key_of(event)?, event.shift_key());
    let key = latin(&key, &event.code(), shift).map_or(key, String::from);
    written(
        &key,
        event.ctrl_key() || event.meta_key(),
        event.alt_key(),
        shift,
    )
}

/// What the key writes on a keyboard with Latin letters, where its own letter is of another
/// alphabet. Letters of the Latin alphabet stay, wherever they are on the keyboard.
fn latin(key: &str, code: &str, shift: bool) -> Option<char> {
    let mut chars = key.chars();
    let char = chars.next().filter(|_| chars.next().is_none())?;
    let is_latin = char.is_ascii()
        || matches!(char, '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}');
    if is_latin || !char.is_alphanumeric() {
        return None;
    }
    let (plain, shifted) = match code {
        "BracketLeft" => ('[', '{'),
        "BracketRight" => (']', '}'),
        "Semicolon" => (';', ':'),
        "Quote" => ('\'', '"'),
        "Comma" => (',', '<'),
        "Period" => ('.', '>'),
        "Slash" => ('/', '?'),
        "Backslash" => ('\\', '|'),
        "Backquote" => ('`', '~'),
        _ => {
            let char = code
                .strip_prefix("Key")
                .or_else(|| code.strip_prefix("Digit"))?
                .chars()
                .next()?;
            (char, char)
        }
    };
    Some(if shift { shifted } else { plain })
}

fn written(key: &str, ctrl: bool, alt: bool, shift: bool) -> Option<String> {
    if matches!(
        key,
        "Shift"
            | "Control"
            | "Alt"
            | "Meta"
            | "AltGraph"
            | "CapsLock"
            | "Dead"
            | "Process"
            | "Unidentified"
            | ""
    ) {
        return None;
    }
    let mut chars = key.chars();
    let single = chars.next().filter(|_| chars.next().is_none());
    let name = match single {
        Some(' ') => "Space".to_owned(),
        Some(char) => char.to_uppercase().collect(),
        None => key.to_owned(),
    };
    // The Shift that a `?` needs differs from keyboard to keyboard; that of a letter or of an arrow
    // says something.
    let shift = shift && single.is_none_or(|char| char.is_alphabetic() || char == ' ');
    let modifiers = [(ctrl, "Mod+"), (alt, "Alt+"), (shift, "Shift+")];
    let modifiers: String = modifiers
        .into_iter()
        .filter_map(|(held, text)| held.then_some(text))
        .collect();
    Some(modifiers + &name)
}

/// The ways to type a registration: alternatives, each a sequence of keys.
pub(super) fn ways(keys: &str) -> impl Iterator<Item = Vec<&str>> {
    keys.split('|').map(|way| way.split(' ').collect())
}

/// Compares a registration with what was typed.
pub(super) fn compare(keys: &str, typed: &[String]) -> Match {
    let begins = |way: &[&str]| {
        way.len() >= typed.len() && way.iter().zip(typed).all(|(key, typed)| key == typed)
    };
    ways(keys).fold(Match::Nothing, |best, way| match (best, begins(&way)) {
        (_, true) if way.len() == typed.len() => Match::Whole,
        (Match::Nothing, true) => Match::Beginning,
        _ => best,
    })
}

/// Returns true if the key would write a character into a field: what the switch in the sheet turns
/// off.
pub(super) fn writes(step: &str) -> bool {
    let key = step.strip_prefix("Shift+").unwrap_or(step);
    key == "Space" || key.chars().count() == 1
}

/// A key as it is printed on a keyboard.
pub(super) fn printed(step: &str, mac: bool) -> String {
    let mut text = String::new();
    let mut rest = step;
    for (name, plain, apple) in [
        ("Mod+", "Ctrl ", "⌘"),
        ("Alt+", "Alt ", "⌥"),
        ("Shift+", "⇧", "⇧"),
    ] {
        if let Some(after) = rest.strip_prefix(name) {
            text.push_str(if mac { apple } else { plain });
            rest = after;
        }
    }
    text.push_str(match rest {
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "Escape" => "Esc",
        other => other,
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_as_they_are_written() {
        let check = |key, ctrl, alt, shift, expect: &str| {
            assert_eq!(
                written(key, ctrl, alt, shift).as_deref().unwrap_or("-"),
                expect
            );
        };
        check("j", false, false, false, "J");
        check("J", false, false, true, "Shift+J");
        check("?", false, false, true, "?");
        check("k", true, false, false, "Mod+K");
        check("ArrowUp", false, true, true, "Alt+Shift+ArrowUp");
        check(" ", false, false, false, "Space");
        check("Shift", false, false, true, "-");
    }

    #[test]
    fn letters_of_other_alphabets_are_where_latin_ones_are() {
        let check = |key, code, shift, expect: &str| {
            let key = latin(key, code, shift).map_or_else(|| key.to_owned(), String::from);
            assert_eq!(
                written(&key, false, false, shift).as_deref(),
                Some(expect),
                "{key} {code}"
            );
        };
        check("с", "KeyC", false, "C");
        check("С", "KeyC", true, "Shift+C");
        check("ψ", "KeyC", false, "C");
        check("ש", "KeyA", false, "A");
        check("ㅊ", "KeyC", false, "C");
        check("ض", "KeyQ", false, "Q");
        check("х", "BracketLeft", false, "[");
        check("Ю", "Period", true, ">");
        check("٣", "Digit3", false, "3");
        check("q", "KeyA", false, "Q");
        check("é", "Digit2", false, "É");
        check("?", "Digit7", true, "?");
        check("/", "KeyQ", false, "/");
    }

    #[test]
    fn what_was_typed_is_compared() {
        let check = |keys, typed: &[&str], expect| {
            assert_eq!(
                compare(
                    keys,
                    &typed
                        .iter()
                        .map(|key| (*key).to_owned())
                        .collect::<Vec<_>>()
                ),
                expect,
                "{keys} {typed:?}"
            );
        };
        check("J|ArrowDown", &["ArrowDown"], Match::Whole);
        check("J|ArrowDown", &["G"], Match::Nothing);
        check("G B", &["G"], Match::Beginning);
        check("G B", &["G", "B"], Match::Whole);
        check("G B", &["B"], Match::Nothing);
        check("G B", &["G", "I"], Match::Nothing);
        check("G|G G", &["G"], Match::Whole);
    }

    #[test]
    fn which_keys_the_switch_turns_off() {
        for (step, expect) in [
            ("J", true),
            ("Shift+J", true),
            ("?", true),
            ("Space", true),
            ("Mod+K", false),
            ("Enter", false),
            ("ArrowUp", false),
        ] {
            assert_eq!(writes(step), expect, "{step}");
        }
    }

    #[test]
    fn keys_as_they_are_printed() {
        assert_eq!(printed("Mod+K", false), "Ctrl K");
        assert_eq!(printed("Mod+K", true), "⌘K");
        assert_eq!(printed("Alt+ArrowUp", false), "Alt ↑");
        assert_eq!(printed("Shift+J", false), "⇧J");
    }
}
