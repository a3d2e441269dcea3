//! Identities: integers inside, each noun with a type of its own so that none is taken for another.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::Error;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> std::result::Result<Self, ParseIntError> {
                text.parse().map($name)
            }
        }
    )*};
}

ids! {
    /// An issue. Never reused; the local API's `id`, shown as `#42`.
    IssueId
    /// A comment on an issue.
    CommentId
    /// A label of a workspace.
    LabelId
    /// A milestone of a workspace.
    MilestoneId
    /// A workspace: the wall between tenants.
    WorkspaceId
    /// A crew: agents and the issues they share, with one identifier prefix.
    CrewId
    /// A person.
    UserId
    /// An agent: crew member, lock holder and hub participant in one row.
    AgentId
    /// One line of an issue's history.
    ActivityId
    /// A session of work.
    SessionId
    /// A record of tokens used.
    UsageId
}

/// A human-readable identifier such as `ENG-42`: a prefix `[A-Z][A-Z0-9]{0,9}` and a number from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identifier {
    /// Upper case, at most 10 characters.
    pub prefix: String,
    /// Counted per workspace and prefix, from 1; never reused.
    pub number: i64,
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.prefix, self.number)
    }
}

impl FromStr for Identifier {
    type Err = Error;

    /// Case-insensitive on the prefix.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = || Error::MalformedRef {
            text: text.chars().take(64).collect(),
        };
        let (prefix, number) = text.rsplit_once('-').ok_or_else(bad)?;
        let prefix = prefix.to_ascii_uppercase();
        let number: i64 = digits(number).ok_or_else(bad)?;
        if number < 1 || !is_prefix(&prefix) {
            return Err(bad());
        }
        Ok(Identifier { prefix, number })
    }
}

/// Returns true if `text` may be a crew's issue prefix: `^[A-Z][A-Z0-9]{0,9}$`.
#[must_use]
pub fn is_prefix(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=10).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes
            .iter()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// How a path or a person names an issue: digits are an id (`42`, `#42`), a dash makes an
/// identifier (`ENG-42`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssueRef {
    /// The integer id.
    Id(IssueId),
    Identifier(Identifier),
}

impl FromStr for IssueRef {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let bare = text.strip_prefix('#').unwrap_or(text);
        match digits(bare) {
            Some(id) => Ok(IssueRef::Id(IssueId(id))),
            None => text.parse().map(IssueRef::Identifier),
        }
    }
}

impl fmt::Display for IssueRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IssueRef::Id(id) => write!(f, "#{id}"),
            IssueRef::Identifier(identifier) => identifier.fmt(f),
        }
    }
}

/// ASCII digits only: `parse` alone would take `+42` and `-1`.
fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &str) {
        let shown = match input.parse::<IssueRef>() {
            Ok(reference) => reference.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expect, "{input:?}");
    }

    #[test]
    fn references() {
        check("42", "#42");
        check("#42", "#42");
        check(" 42 ", "#42");
        check("eng-42", "ENG-42");
        check("ENG2-7", "ENG2-7");
        check(
            "-1",
            "'-1' is not an issue: write a number like 42 or an identifier like ENG-42",
        );
        check(
            "+1",
            "'+1' is not an issue: write a number like 42 or an identifier like ENG-42",
        );
        check(
            "ENG-0",
            "'ENG-0' is not an issue: write a number like 42 or an identifier like ENG-42",
        );
        check(
            "",
            "'' is not an issue: write a number like 42 or an identifier like ENG-42",
        );
        check(
            "99999999999999999999",
            "'99999999999999999999' is not an issue: write a number like 42 or an identifier like ENG-42",
        );
        check(
            "2X-1",
            "'2X-1' is not an issue: write a number like 42 or an identifier like ENG-42",
        );
    }
}
