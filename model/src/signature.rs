//! Signature status of a comment.

use serde::{Deserialize, Serialize};

use crate::{actor::Party, comment::Comment, config::SigningEnforcement};

/// What the signature of a comment proves: at most that this author wrote these words; not when, on
/// which issue, or as what kind of comment. A comment without a signature has no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureStatus {
    /// It holds, by a key that the hub trusts as the author's.
    Verified,
    /// It holds, by a key that the hub trusts to vouch for what others left unsigned.
    Attested,
    /// It holds, by a key that the hub does not trust for this; or the key is of a kind that cannot
    /// be checked here. Proves nothing.
    UnknownKey,
    /// It does not hold for these words by this author, cannot be read, or is not by the key that
    /// it says.
    Wrong,
}

impl SignatureStatus {
    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SignatureStatus::Verified => "verified",
            SignatureStatus::Attested => "attested",
            SignatureStatus::UnknownKey => "unknown_key",
            SignatureStatus::Wrong => "wrong",
        }
    }

    /// Reads stored data; `None` for a word nobody knows.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        [
            SignatureStatus::Verified,
            SignatureStatus::Attested,
            SignatureStatus::UnknownKey,
            SignatureStatus::Wrong,
        ]
        .into_iter()
        .find(|verdict| verdict.as_str() == text)
    }
}

/// How a comment is marked for its signature, or for the one that it lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureBadge {
    /// It is signed, and this is what that is worth.
    Signed(SignatureStatus),
    /// It is said to be signed, and nobody has looked at that.
    Unchecked,
    /// An agent wrote it and did not sign.
    Unsigned,
}

impl SignatureBadge {
    /// The mark of a comment. That a signature is missing is said of agents only, and only where
    /// signatures are wanted.
    #[must_use]
    pub fn of(comment: &Comment, wanted: SigningEnforcement) -> Option<Self> {
        let by_agent = comment
            .author
            .as_ref()
            .is_some_and(|author| matches!(author.party, Party::Agent(_)));
        match (comment.verdict, &comment.signed_by) {
            (Some(verdict), _) => Some(SignatureBadge::Signed(verdict)),
            (None, Some(_)) => Some(SignatureBadge::Unchecked),
            (None, None) => {
                (by_agent && wanted != SigningEnforcement::Off).then_some(SignatureBadge::Unsigned)
            }
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            SignatureBadge::Signed(SignatureStatus::Verified) => "signed",
            SignatureBadge::Signed(SignatureStatus::Attested) => "vouched for",
            SignatureBadge::Signed(SignatureStatus::UnknownKey) => "signed by an unknown key",
            SignatureBadge::Signed(SignatureStatus::Wrong) => "signature is wrong",
            SignatureBadge::Unchecked => "signature not checked",
            SignatureBadge::Unsigned => "unsigned",
        }
    }

    /// What it means, a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            SignatureBadge::Signed(SignatureStatus::Verified) => {
                "Signed with a key that the hub trusts for this author."
            }
            SignatureBadge::Signed(SignatureStatus::Attested) => {
                "Signed later by someone the hub trusts to vouch for others."
            }
            SignatureBadge::Signed(SignatureStatus::UnknownKey) => {
                "Valid signature, but the key isn't trusted for this author."
            }
            SignatureBadge::Signed(SignatureStatus::Wrong) => {
                "The signature doesn't match the text and its author."
            }
            SignatureBadge::Unchecked => "Signature not checked yet.",
            SignatureBadge::Unsigned => "An agent wrote this without a signature.",
        }
    }

    /// Returns true if it deserves a warning.
    #[must_use]
    pub const fn is_doubtful(self) -> bool {
        matches!(
            self,
            SignatureBadge::Signed(SignatureStatus::UnknownKey | SignatureStatus::Wrong)
                | SignatureBadge::Unsigned
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{actor::Author, comment::CommentKind, id::*, timestamp::Timestamp};

    #[test]
    fn what_a_comment_is_marked_with() {
        let check = |party: Party, verdict, signed_by: Option<&str>, wanted, expect: &str| {
            let comment = Comment {
                id: CommentId(1),
                uuid: uuid::Uuid::nil(),
                issue: IssueId(1),
                author: Some(Author {
                    party,
                    name: "x".into(),
                }),
                content: String::new(),
                kind: CommentKind::Note,
                trigger_type: None,
                intervention_context: None,
                driver_key_fingerprint: None,
                signed_by: signed_by.map(str::to_owned),
                verdict,
                created_at: Timestamp::from_micros(0).unwrap(),
            };
            assert_eq!(
                SignatureBadge::of(&comment, wanted).map_or("", SignatureBadge::label),
                expect
            );
        };
        let (agent, person) = (Party::Agent(AgentId(1)), Party::User(UserId(1)));
        let (off, audit) = (SigningEnforcement::Off, SigningEnforcement::Audit);
        check(
            agent,
            Some(SignatureStatus::Verified),
            Some("k"),
            off,
            "signed",
        );
        check(
            agent,
            Some(SignatureStatus::Wrong),
            Some("k"),
            off,
            "signature is wrong",
        );
        check(agent, None, Some("k"), off, "signature not checked");
        check(agent, None, None, audit, "unsigned");
        check(agent, None, None, off, "");
        check(person, None, None, audit, "");
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        let check = |text: &str, expect: Option<SignatureStatus>| {
            assert_eq!(SignatureStatus::from_stored(text), expect, "{text}");
            assert_eq!(
                serde_json::from_value::<SignatureStatus>(text.into()).ok(),
                expect,
                "{text}"
            );
        };
        check("verified", Some(SignatureStatus::Verified));
        check("attested", Some(SignatureStatus::Attested));
        check("unknown_key", Some(SignatureStatus::UnknownKey));
        check("wrong", Some(SignatureStatus::Wrong));
        check("right", None);
    }
}
