//! Domain errors, each with a sentence that a person can act on.

use serde::{Deserialize, Serialize};

use crate::{
    id::{IssueId, MilestoneId, SessionId},
    knowledge::{PageConflict, Slug},
    status::Status,
};

/// Result of a rule.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal. Its `Display` is the sentence shown to people and sent as `detail`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A text that must say something says nothing.
    #[error("{what} must not be blank")]
    Blank {
        /// The field, as a sentence begins with it.
        what: &'static str,
    },
    /// A text is longer than its limit.
    #[error("{what} exceeds maximum length of {max} characters")]
    TooLong {
        /// The field.
        what: &'static str,
        /// The limit, in characters.
        max: usize,
    },
    /// A text holds a NUL, which not every database can store.
    #[error("{what} must not contain the character NUL")]
    NulCharacter {
        /// The field.
        what: &'static str,
    },
    /// A value is not one of the words allowed.
    #[error("Invalid {field} '{value}'. Must be one of: {allowed}")]
    UnknownValue {
        field: &'static str,
        /// The input, cut to 64 characters.
        value: String,
        /// The words allowed.
        allowed: &'static str,
    },
    /// A value is not of the form it must have.
    #[error("Invalid {field} '{value}'. Must be {must}")]
    InvalidValue {
        field: &'static str,
        /// The input, cut to 64 characters.
        value: String,
        /// The form, so that the sentence ends with it.
        must: &'static str,
    },
    /// A text names no issue.
    #[error("'{text}' is not an issue: write a number like 42 or an identifier like ENG-42")]
    MalformedRef {
        /// The input, cut to 64 characters.
        text: String,
    },
    /// A number lies outside its limits.
    #[error("{what} must be between 0 and {max}")]
    OutOfRange {
        /// The field.
        what: &'static str,
        /// The highest allowed.
        max: i64,
    },
    /// Nobody is working, so nothing can be ended.
    #[error("No active session to end")]
    NoSessionToEnd,
    /// Nobody is working, so there is nothing to work on it with.
    #[error("No active session — call POST /sessions/start first")]
    NoSession,
    /// The session is over.
    #[error("Session #{id} has ended already")]
    SessionEnded { id: SessionId },
    /// A page was asked for with a cursor that no page gave.
    #[error("The cursor is not one that a previous page returned")]
    MalformedCursor,
    /// The table of moves does not have this move.
    #[error("{}", illegal_move(*from, *to))]
    IllegalMove {
        /// Where the issue is.
        from: Status,
        /// Where it was to go.
        to: Status,
    },
    /// A move that is not known, or no longer.
    #[error("This move of #{id} can't be undone any more")]
    UndoUnknown { id: IssueId },
    /// A move is undone only for a short time.
    #[error("#{id} was moved more than {minutes} minutes ago, so this can't be undone any more")]
    UndoTooLate {
        id: IssueId,
        /// How long it could be.
        minutes: i64,
    },
    /// A move is undone only by its author.
    #[error("Someone else moved #{id}, so only they can undo it")]
    UndoForeign { id: IssueId },
    /// The issue was moved again since.
    #[error("#{id} was moved again since, so this can't be undone")]
    UndoOvertaken { id: IssueId },
    /// A change of several issues that is not known, not the caller's own, too old or taken back
    /// already.
    #[error("This change can't be undone any more")]
    UndoBulkUnknown,
    /// The changed fields of the issue were changed again since.
    #[error("#{id} was changed again since, so this can't be undone")]
    UndoChanged { id: IssueId },
    /// Only closed issues can be archived.
    #[error("Only a closed issue can be archived; close #{id} first")]
    ArchiveOpen { id: IssueId },
    /// An issue blocks itself.
    #[error("An issue cannot block itself")]
    SelfBlock,
    /// An edge would close a circle of blockers.
    #[error("Adding this dependency would create a circular dependency chain")]
    BlockerCycle,
    /// An issue is its own parent.
    #[error("An issue cannot be its own parent")]
    SelfParent,
    /// A parent link would close a circle.
    #[error("An issue cannot be moved under one of its own sub-issues")]
    ParentCycle,
    /// An intervention says what triggered it.
    #[error("trigger_type is required when comment kind is 'intervention'")]
    TriggerMissing,
    /// Something named does not exist, or not for this actor.
    #[error("{noun} {name} does not exist")]
    NotFound {
        /// What it would have been.
        noun: Noun,
        /// How it was named, `#42`.
        name: String,
    },
    /// The issue has no such label.
    #[error("Label '{label}' not found on issue #{id}")]
    LabelNotOnIssue { id: IssueId, label: String },
    /// The issue has no such blocker.
    #[error("Issue #{blocker} is not a blocker of issue #{id}")]
    NotABlocker {
        id: IssueId,
        /// What does not block it.
        blocker: IssueId,
    },
    /// The issue does not count for this milestone.
    #[error("Issue #{id} is not in milestone #{milestone}")]
    NotInMilestone { id: IssueId, milestone: MilestoneId },
    /// The issue has the label already.
    #[error("Issue #{id} already has the label '{label}'")]
    DuplicateLabel { id: IssueId, label: String },
    /// The title was changed by somebody else since it was read.
    #[error("The title of #{id} was changed while you were editing it")]
    TitleConflict {
        id: IssueId,
        /// The title now.
        current: String,
    },
    /// The description was changed by somebody else since it was read.
    #[error("The description of #{id} was changed while you were editing it")]
    DescriptionConflict {
        id: IssueId,
        /// Its current text.
        current: Option<String>,
    },
    /// Another agent holds the issue.
    #[error("Issue #{id} is locked by {agent}{}", if *stale { CAN_BE_STOLEN } else { "" })]
    Locked {
        id: IssueId,
        /// Who holds it.
        agent: String,
        /// True if the lock is stale, so that it can be stolen.
        stale: bool,
    },
    /// Nobody holds the issue.
    #[error("Issue #{id} is not locked")]
    NotLocked { id: IssueId },
    /// Only a stale lock can be stolen.
    #[error(
        "The lock on issue #{id} is not stale: {agent} was last seen within the last {minutes} minutes"
    )]
    LockNotStale {
        id: IssueId,
        /// Who holds it.
        agent: String,
        /// How long silence has to last.
        minutes: i64,
    },
    /// A text cannot be what a page is known by.
    #[error("'{slug}' cannot be a slug: {why}")]
    InvalidSlug {
        /// The input, cut to 64 characters.
        slug: String,
        /// The reason.
        why: &'static str,
    },
    /// There are more of something on a page than it may have.
    #[error("A page has at most {max} {what}")]
    TooMany {
        /// The text or list that is too long.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// A filter names more labels than it may.
    #[error("A filter has at most {max} labels")]
    TooManyLabels {
        /// The limit.
        max: usize,
    },
    /// One request names more of something than it may.
    #[error("At most {max} {what} at once")]
    TooManyAtOnce {
        /// The text or list that is too long.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// Another page is known by that slug.
    #[error("Page '{slug}' already exists")]
    PageExists { slug: Slug },
    /// The page was changed by somebody else since it was read, in the same places.
    #[error("Page '{}' was changed while you were editing it, in the same places", .0.slug)]
    PageConflict(Box<PageConflict>),
    /// The actor's role does not allow this.
    #[error("Your role does not allow this: {needs} is needed")]
    Forbidden {
        /// The least role that may.
        needs: &'static str,
    },
}

const CAN_BE_STOLEN: &str = ", whose lock is stale and can be taken over";

impl Error {
    /// [`Error::InvalidValue`] with the value cut.
    #[must_use]
    pub fn invalid(field: &'static str, value: &str, must: &'static str) -> Self {
        Error::InvalidValue {
            field,
            value: value.chars().take(64).collect(),
            must,
        }
    }

    /// The family of the refusal; a wire dialect maps it to a status code.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotFound { .. }
            | Error::LabelNotOnIssue { .. }
            | Error::NotABlocker { .. }
            | Error::NotLocked { .. }
            | Error::NotInMilestone { .. }
            | Error::NoSessionToEnd
            | Error::NoSession => ErrorKind::NotFound,
            Error::DuplicateLabel { .. }
            | Error::TitleConflict { .. }
            | Error::DescriptionConflict { .. }
            | Error::ArchiveOpen { .. }
            | Error::UndoUnknown { .. }
            | Error::UndoTooLate { .. }
            | Error::UndoOvertaken { .. }
            | Error::UndoBulkUnknown
            | Error::UndoChanged { .. }
            | Error::Locked { .. }
            | Error::LockNotStale { .. }
            | Error::SessionEnded { .. }
            | Error::PageExists { .. }
            | Error::PageConflict(_) => ErrorKind::Conflict,
            Error::Forbidden { .. } | Error::UndoForeign { .. } => ErrorKind::Forbidden,
            _ => ErrorKind::Invalid,
        }
    }

    /// `Page 'x' does not exist`.
    #[must_use]
    pub fn no_page(slug: &str) -> Self {
        Error::NotFound {
            noun: Noun::Page,
            name: format!("'{}'", slug.chars().take(64).collect::<String>()),
        }
    }

    /// `Issue #42 does not exist`.
    #[must_use]
    pub fn no_issue(id: IssueId) -> Self {
        Error::NotFound {
            noun: Noun::Issue,
            name: format!("#{id}"),
        }
    }
}

/// Families of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The request breaks a rule.
    Invalid,
    /// The object does not exist.
    NotFound,
    /// It contradicts what is there now.
    Conflict,
    /// The actor may not.
    Forbidden,
    /// There is no room for it, or nothing can be written.
    Unstorable,
}

/// Things that can fail to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Issue,
    /// An issue named as a parent.
    Parent,
    /// An issue named as a blocker.
    Blocker,
    Milestone,
    Crew,
    Agent,
    Session,
    /// A page of the knowledge.
    Page,
    /// A revision of a page.
    Revision,
}

impl std::fmt::Display for Noun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Noun::Issue => "Issue",
            Noun::Parent => "Parent issue",
            Noun::Blocker => "Blocker issue",
            Noun::Milestone => "Milestone",
            Noun::Crew => "Crew",
            Noun::Agent => "Agent",
            Noun::Session => "Session",
            Noun::Page => "Page",
            Noun::Revision => "Revision",
        })
    }
}

fn illegal_move(from: Status, to: Status) -> String {
    if from == to {
        return format!("The issue is already in {}", from.label());
    }
    let allowed: Vec<_> = Status::ALL
        .into_iter()
        .filter(|to| from.can_move_to(*to))
        .map(Status::label)
        .collect();
    format!(
        "Can't move from {} to {}. Allowed: {}",
        from.label(),
        to.label(),
        allowed.join(", ")
    )
}
