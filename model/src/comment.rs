//! Comments, typed by what they are for.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    actor::Author,
    error::Error,
    id::{CommentId, IssueId},
    signature::SignatureStatus,
    text,
    timestamp::Timestamp,
};

/// The kind of a comment. Eight kinds may be written; three more exist in stored and imported data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentKind {
    /// Anything.
    #[default]
    Note,
    /// A plan.
    Plan,
    /// A decision with its reason.
    Decision,
    /// An observation.
    Observation,
    /// An obstacle.
    Blocker,
    /// How it was solved.
    Resolution,
    /// An outcome.
    Result,
    /// A person stepped in; carries a trigger.
    Intervention,
    /// Notes for the next session. Read, not written.
    Handoff,
    /// From a person. Read, not written.
    Human,
    /// From the program. Read, not written.
    System,
}

impl CommentKind {
    /// The kinds that may be written.
    pub const WRITABLE: [CommentKind; 8] = [
        CommentKind::Note,
        CommentKind::Plan,
        CommentKind::Decision,
        CommentKind::Observation,
        CommentKind::Blocker,
        CommentKind::Resolution,
        CommentKind::Result,
        CommentKind::Intervention,
    ];
    const READABLE: [CommentKind; 3] = [
        CommentKind::Handoff,
        CommentKind::Human,
        CommentKind::System,
    ];

    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CommentKind::Note => "note",
            CommentKind::Plan => "plan",
            CommentKind::Decision => "decision",
            CommentKind::Observation => "observation",
            CommentKind::Blocker => "blocker",
            CommentKind::Resolution => "resolution",
            CommentKind::Result => "result",
            CommentKind::Intervention => "intervention",
            CommentKind::Handoff => "handoff",
            CommentKind::Human => "human",
            CommentKind::System => "system",
        }
    }

    /// Reads stored or imported data: all eleven; `None` for a word nobody knows.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        Self::WRITABLE
            .into_iter()
            .chain(Self::READABLE)
            .find(|kind| kind.as_str() == text)
    }
}

impl FromStr for CommentKind {
    type Err = Error;

    /// Reads what somebody writes: the eight writable kinds.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::WRITABLE.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| Error::UnknownValue {
            field: "kind",
            value: text.chars().take(64).collect(),
            allowed: "note, plan, decision, observation, blocker, resolution, result, intervention",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub id: CommentId,
    /// The identity on the hub.
    pub uuid: Uuid,
    pub issue: IssueId,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Markdown.
    pub content: String,
    /// What it is for.
    pub kind: CommentKind,
    /// The trigger of an intervention.
    pub trigger_type: Option<String>,
    /// The context of an intervention.
    pub intervention_context: Option<String>,
    /// The key of the person who drove the agent.
    pub driver_key_fingerprint: Option<String>,
    /// The key that is said to have signed it, as a fingerprint.
    pub signed_by: Option<String>,
    /// `None` without a signature, and until it is verified.
    pub verdict: Option<SignatureStatus>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Fields of a new comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewComment {
    /// 1 to 1,048,576 characters.
    pub content: String,
    /// Defaults to a note.
    pub kind: CommentKind,
    /// Required for an intervention, dropped for any other kind.
    pub trigger_type: Option<String>,
    /// Interventions only.
    pub intervention_context: Option<String>,
}

impl NewComment {
    /// The same with its texts checked.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.content = text::required("Comment", &self.content, text::COMMENT_MAX)?;
        if self.kind == CommentKind::Intervention {
            let trigger = self.trigger_type.as_deref().unwrap_or_default();
            if trigger.trim().is_empty() {
                return Err(Error::TriggerMissing);
            }
            self.trigger_type = Some(text::name("trigger_type", trigger, text::LABEL_MAX)?);
            self.intervention_context = text::optional(
                "intervention_context",
                self.intervention_context,
                text::NOTE_MAX,
            )?;
        } else {
            self.trigger_type = None;
            self.intervention_context = None;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_when_writing_liberal_when_reading() {
        assert!("handoff".parse::<CommentKind>().is_err());
        assert_eq!(
            CommentKind::from_stored("handoff"),
            Some(CommentKind::Handoff)
        );
        assert_eq!(CommentKind::from_stored("gossip"), None);
        for kind in CommentKind::WRITABLE {
            assert_eq!(kind.as_str().parse::<CommentKind>().unwrap(), kind);
        }
    }

    #[test]
    fn an_intervention_names_its_trigger() {
        let comment = |kind, trigger: Option<&str>| {
            NewComment {
                content: "x".into(),
                kind,
                trigger_type: trigger.map(Into::into),
                intervention_context: None,
            }
            .checked()
        };
        assert_eq!(
            comment(CommentKind::Intervention, Some(" ")).unwrap_err(),
            Error::TriggerMissing
        );
        assert!(comment(CommentKind::Intervention, Some("redirect")).is_ok());
        assert_eq!(
            comment(CommentKind::Note, Some("redirect"))
                .unwrap()
                .trigger_type,
            None
        );
    }
}
