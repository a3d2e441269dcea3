//! Mends JSON text that another program broke, so that one bad character does not cost an issue.

/// The text with what JSON forbids inside strings replaced: a backslash that begins no escape, and
/// half of a surrogate pair, by U+FFFD; a raw control character by its escape. Whatever else is
/// wrong stays wrong.
pub(super) fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut in_string = false;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '\\' if in_string => escape(rest, &mut out),
            '\0'..='\x1f' if in_string => {
                out.push_str(&format!("\\u{:04x}", u32::from(next)));
                1
            }
            other => {
                in_string ^= other == '"';
                out.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Writes the escape that `rest` begins with, mended where needed, and returns its length.
fn escape(rest: &str, out: &mut String) -> usize {
    let length = match (rest.as_bytes().get(1), unit(rest)) {
        (Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'), _) => 2,
        (_, Some(0xd800..=0xdbff)) if matches!(unit(&rest[6..]), Some(0xdc00..=0xdfff)) => 12,
        (_, Some(0xd800..=0xdfff)) => {
            out.push('\u{fffd}');
            return 6;
        }
        (_, Some(_)) => 6,
        // The backslash alone goes; what follows is most likely text.
        (_, None) => {
            out.push('\u{fffd}');
            return 1;
        }
    };
    out.push_str(&rest[..length]);
    length
}

/// The number in the `\uXXXX` that `text` begins with.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &str) {
        let text: String = serde_json::from_str(&repaired(input)).unwrap();
        assert_eq!(text, expect, "{input}");
    }

    #[test]
    fn mends_what_is_broken() {
        check(
            r#""by \user@example.com\u003e""#,
            "by \u{fffd}user@example.com>",
        );
        check(r#""\x41""#, "\u{fffd}x41");
        check(r#""\u12é""#, "\u{fffd}u12é");
        check(r#""\ud83d!""#, "\u{fffd}!");
        check(r#""\ude00\ud83d\n""#, "\u{fffd}\u{fffd}\n");
        check("\"a\nb\"", "a\nb");
    }

    #[test]
    fn leaves_alone_what_is_whole() {
        for whole in [
            r#""a\\user \" \/ \b\f\n\r\t \u00e9 \ud83d\ude00""#,
            "{\n\t\"a\": [1, \"b\"]\n}",
            "[\"\\\\\"]",
        ] {
            assert_eq!(repaired(whole), whole);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_in_quotes_becomes_json(text in "[^\"]{0,40}") {
            // An odd number of backslashes at the end would take the closing quote.
            let text = text.trim_end_matches('\\');
            let json = repaired(&format!("\"{text}\""));
            proptest::prop_assert!(serde_json::from_str::<String>(&json).is_ok(), "{}", json);
        }
    }
}
