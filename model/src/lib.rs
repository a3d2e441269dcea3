//! Types and rules of the tracker.
//!
//! Nothing here does I/O, awaits, reads a clock or rolls dice: time and ids come in as arguments.
//! The same code decides in the server and, compiled to wasm, in the browser. One noun is one file;
//! its rules stand beside it.

pub mod activity;
pub mod actor;
pub mod agent;
pub mod board;
pub mod bulk;
pub mod burn_up;
pub mod comment;
pub mod config;
pub mod error;
pub mod event;
pub mod id;
pub mod import;
pub mod issue;
pub mod knowledge;
pub mod label;
pub mod lock;
pub mod milestone;
pub mod priority;
pub mod query;
pub mod relation;
pub mod search;
pub mod session;
pub mod signature;
pub mod status;
pub mod sync;
pub mod text;
pub mod timestamp;
pub mod undo;
pub mod usage;

pub use activity::{Action, Activity};
pub use actor::{Actor, Author, Party, Role};
pub use agent::{Agent, AgentStatus, Heartbeat};
pub use board::{Board, Card, Lane, Place};
pub use bulk::{BULK_MAX, BulkChange, BulkOutcome, Skipped};
pub use burn_up::{BurnUpDay, IssueHistory};
pub use comment::{Comment, CommentKind, NewComment};
pub use config::{AutoSteal, Config, ConfigPatch, SigningEnforcement, TrackingMode};
pub use error::{Error, ErrorKind, Noun, Result};
pub use event::{Change, Event, IssueField};
pub use id::{
    ActivityId, AgentId, CommentId, CrewId, Identifier, IssueId, IssueRef, LabelId, MilestoneId,
    SessionId, UsageId, UserId, WorkspaceId,
};
pub use issue::{Issue, IssueDetail, IssueLink, IssuePatch, IssueSummary, NewIssue};
pub use knowledge::{Draft, KnowledgePage, NewPage, PagePatch, Slug};
pub use label::{Color, Label};
pub use lock::{Claim, Holder, HubLock, Lock, LockAction, LockPolicy, LockSelection};
pub use milestone::{Milestone, MilestonePatch, MilestoneStatus, NewMilestone};
pub use priority::Priority;
pub use query::{Cursor, IssueFilter, Listing, Page, Sort, SortBy, StatusCount};
pub use relation::RelationKind;
pub use search::{SearchHit, SearchKind};
pub use session::{Session, SessionRef};
pub use signature::SignatureStatus;
pub use status::{Lifecycle, Status};
pub use timestamp::{Day, Timestamp};
pub use undo::{Before, MadeBulk, MadeMove};
pub use usage::{NewUsage, Usage, UsageDay, UsageFilter, UsageShare, UsageSum};
pub use uuid::Uuid;
