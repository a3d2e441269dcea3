//! Widths of text in the interface font, for what must be known before it is rendered: how many
//! lines a title takes.

/// Advance widths of the characters from space to `~` in Inter Medium, in thousandths of an em.
const ADVANCE: [u16; 95] = [
    267, 304, 494, 639, 646, 993, 653, 313, 369, 369, 521, 667, 303, 462, 303,
    370, // space to /
    646, 415, 616, 627, 656, 603, 630, 571, 629, 630, 303, 315, 667, 667, 667, 527, // 0 to ?
    982, 709, 657, 733, 722, 603, 589, 748, 745, 272, 575, 688, 565, 913, 756, 767, // @ to O
    642, 769, 648, 646, 653, 740, 709, 1003, 701, 696, 641, 369, 370, 369, 477, 463, // P to _
    337, 568, 618, 577, 618, 587, 379, 620, 602, 252, 252, 559, 252, 888, 602, 604, // ` to o
    618, 618, 387, 539, 340, 602, 575, 829, 557, 575, 559, 440, 346, 440, 667, // p to ~
];
/// Letters with accents, Greek, Cyrillic.
const LETTER: u16 = 600;
/// Scripts whose characters fill a square, and emoji.
const SQUARE: u16 = 1_000;

/// The width of a line of text, in em.
#[must_use]
pub fn em(text: &str) -> f64 {
    f64::from(
        text.chars()
            .map(|char| u32::from(advance(char)))
            .sum::<u32>(),
    ) / 1_000.0
}

fn advance(char: char) -> u16 {
    let known = (char as usize)
        .checked_sub(' ' as usize)
        .and_then(|index| ADVANCE.get(index));
    known
        .copied()
        .unwrap_or(if char < '\u{1100}' { LETTER } else { SQUARE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        assert!((em("") - 0.0).abs() < 1e-9);
        assert!((em("a b~") - 2.120).abs() < 1e-9);
        assert!((em("é") - 0.6).abs() < 1e-9);
        assert!((em("修复") - 2.0).abs() < 1e-9);
        // Chromium measures 8.02 em, with kerning.
        assert!(
            (em("Fix token refresh") - 8.02).abs() < 0.2,
            "{}",
            em("Fix token refresh")
        );
    }
}
