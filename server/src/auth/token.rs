//! The secret that opens a server which is not only for its own machine.

use std::{fmt, hint};

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Fewest characters of a token that others may guess at.
pub const LENGTH_MIN: usize = 16;

/// The secret.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Returns true if it is long enough for a server that others can reach.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.0.chars().count() >= LENGTH_MIN
    }

    /// Returns true if this is it.
    pub(super) fn is(&self, given: &[u8]) -> bool {
        same(given, self.0.as_bytes())
    }

    /// What only who has the token can say of a text: in hexadecimal digits.
    pub(super) fn seal(&self, text: &str) -> String {
        // Keys of any length will do.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else {
            return String::new();
        };
        mac.update(text.as_bytes());
        mac.finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl std::str::FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let token = text.trim();
        if token.is_empty() {
            Err("a token must not be empty".into())
        } else {
            Ok(Token(token.to_owned()))
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Equality in a time that says nothing about where two texts differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    let differences = a
        .iter()
        .zip(b)
        .fold(0, |all, (a, b)| hint::black_box(all | (a ^ b)));
    a.len() == b.len() && differences == 0
}
