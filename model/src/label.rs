//! Labels: one set a workspace, told apart by name.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Label {
    /// 1 to 128 characters; case-sensitive; unique in the workspace.
    pub name: String,
    /// Its colour.
    pub color: Color,
}

/// One of ten hues; the style sheet has a class for each, so that no page needs an inline style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Color {
    #[default]
    Gray,
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Indigo,
    Violet,
    Pink,
}

impl Color {
    /// All, in the order of their classes `hue-0` to `hue-9`.
    pub const ALL: [Color; 10] = [
        Color::Gray,
        Color::Red,
        Color::Orange,
        Color::Yellow,
        Color::Green,
        Color::Teal,
        Color::Blue,
        Color::Indigo,
        Color::Violet,
        Color::Pink,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Color::Gray => "gray",
            Color::Red => "red",
            Color::Orange => "orange",
            Color::Yellow => "yellow",
            Color::Green => "green",
            Color::Teal => "teal",
            Color::Blue => "blue",
            Color::Indigo => "indigo",
            Color::Violet => "violet",
            Color::Pink => "pink",
        }
    }

    /// The class that paints it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Color::Gray => "hue-0",
            Color::Red => "hue-1",
            Color::Orange => "hue-2",
            Color::Yellow => "hue-3",
            Color::Green => "hue-4",
            Color::Teal => "hue-5",
            Color::Blue => "hue-6",
            Color::Indigo => "hue-7",
            Color::Violet => "hue-8",
            Color::Pink => "hue-9",
        }
    }

    /// The colour of a new label or of an avatar: fixed for common words, else a hash of the name.
    /// Red is only for defects, so that no other name looks like one.
    #[must_use]
    pub fn for_name(name: &str) -> Self {
        match name.to_lowercase().as_str() {
            "bug" | "regression" | "security" => Color::Red,
            "feature" | "enhancement" => Color::Violet,
            "docs" | "documentation" => Color::Orange,
            "test" | "testing" | "tests" => Color::Teal,
            "chore" | "cleanup" | "refactor" => Color::Gray,
            "release" => Color::Green,
            "performance" | "perf" => Color::Yellow,
            other => {
                let sum = other.bytes().fold(7u32, |sum, byte| {
                    sum.wrapping_mul(31).wrapping_add(u32::from(byte))
                });
                Color::ALL[2 + (sum % 8) as usize]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_defects_are_red() {
        for (name, color) in [
            ("bug", Color::Red),
            ("Feature", Color::Violet),
            ("docs", Color::Orange),
            ("chore", Color::Gray),
        ] {
            assert_eq!(Color::for_name(name), color, "{name}");
        }
        for n in 0..500 {
            let color = Color::for_name(&format!("worker-{n}"));
            assert!(!matches!(color, Color::Red | Color::Gray), "worker-{n}");
        }
        assert_eq!(Color::for_name("frontend"), Color::for_name("FrontEnd"));
    }
}
