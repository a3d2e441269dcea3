//! What a signature is worth.

use serde::{Deserialize, Serialize};

/// What the signature of a comment proves: at most that this author wrote these words; not when, on which issue, or as what kind of
/// comment. A comment without a signature has no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds, by a key that the hub trusts as the author's.
    Verified,
    /// It holds, by a key that the hub trusts to vouch for what others left unsigned.
    Attested,
    /// It holds, by a key that the hub does not trust for this; or the key is of a kind that cannot be checked here. Proves nothing.
    UnknownKey,
    /// It does not hold for these words by this author, cannot be read, or is not by the key that it says.
    Wrong,
}

impl Verdict {
    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::Attested => "attested",
            Verdict::UnknownKey => "unknown_key",
            Verdict::Wrong => "wrong",
        }
    }

    /// Reads stored data; `None` for a word nobody knows.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        [Verdict::Verified, Verdict::Attested, Verdict::UnknownKey, Verdict::Wrong]
            .into_iter()
            .find(|verdict| verdict.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        let check = |text: &str, expect: Option<Verdict>| {
            assert_eq!(Verdict::from_stored(text), expect, "{text}");
            assert_eq!(serde_json::from_value::<Verdict>(text.into()).ok(), expect, "{text}");
        };
        check("verified", Some(Verdict::Verified));
        check("attested", Some(Verdict::Attested));
        check("unknown_key", Some(Verdict::UnknownKey));
        check("wrong", Some(Verdict::Wrong));
        check("right", None);
    }
}
