//! The contract's objects under the contract's names. Every nullable field is there, as null.

use model::Lifecycle;
use serde::Serialize;

/// `{"ok":true}`
#[derive(Debug, Serialize)]
pub struct OkResponse {
    ok: bool,
}

impl OkResponse {
    /// It worked.
    pub const OK: OkResponse = OkResponse { ok: true };
}

/// `{"id":43}`
#[derive(Debug, Serialize)]
pub struct CreatedResponse {
    /// What the new thing is called.
    pub id: i64,
}

#[derive(Debug, Serialize)]
pub struct Issue {
    pub id: i64,
    pub title: String,
    pub description: Option<String>,
    pub status: &'static str,
    pub priority: &'static str,
    pub parent_id: Option<i64>,
    pub created_at: String,
    pub updated_at: String,
    pub closed_at: Option<String>,
}

impl From<model::Issue> for Issue {
    fn from(issue: model::Issue) -> Self {
        let status: Lifecycle = issue.lifecycle();
        Issue {
            id: issue.id.0,
            title: issue.title,
            description: issue.description,
            status: status.as_str(),
            priority: issue.priority.local(),
            parent_id: issue.parent.map(|parent| parent.0),
            created_at: issue.created_at.to_seconds(),
            updated_at: issue.updated_at.to_seconds(),
            closed_at: issue.closed_at.map(|at| at.to_seconds()),
        }
    }
}

/// An issue as lists carry it.
#[derive(Debug, Serialize)]
pub struct IssueSummary {
    #[serde(flatten)]
    pub issue: Issue,
    pub labels: Vec<String>,
    pub blocker_count: i64,
}

impl From<model::IssueSummary> for IssueSummary {
    fn from(summary: model::IssueSummary) -> Self {
        IssueSummary {
            labels: summary.labels.into_iter().map(|label| label.name).collect(),
            blocker_count: summary.blocker_count,
            issue: summary.issue.into(),
        }
    }
}

/// Everything about one issue.
#[derive(Debug, Serialize)]
pub struct IssueDetail {
    #[serde(flatten)]
    pub issue: Issue,
    pub labels: Vec<String>,
    pub comments: Vec<Comment>,
    pub blockers: Vec<i64>,
    pub blocking: Vec<i64>,
    pub subissues: Vec<Issue>,
    pub milestone: Option<MilestoneRef>,
}

impl From<model::IssueDetail> for IssueDetail {
    fn from(detail: model::IssueDetail) -> Self {
        IssueDetail {
            labels: detail.labels.into_iter().map(|label| label.name).collect(),
            comments: detail.comments.into_iter().map(Comment::from).collect(),
            blockers: detail.blockers.iter().map(|link| link.id.0).collect(),
            blocking: detail.blocking.iter().map(|link| link.id.0).collect(),
            subissues: detail.subissues.into_iter().map(Issue::from).collect(),
            milestone: detail.milestone.map(MilestoneRef::from),
            issue: detail.issue.into(),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct Comment {
    pub id: i64,
    pub issue_id: i64,
    pub content: String,
    pub created_at: String,
    pub kind: &'static str,
    pub trigger_type: Option<String>,
    pub intervention_context: Option<String>,
    pub driver_key_fingerprint: Option<String>,
}

impl From<model::Comment> for Comment {
    fn from(comment: model::Comment) -> Self {
        Comment {
            id: comment.id.0,
            issue_id: comment.issue.0,
            content: comment.content,
            created_at: comment.created_at.to_seconds(),
            kind: comment.kind.as_str(),
            trigger_type: comment.trigger_type,
            intervention_context: comment.intervention_context,
            driver_key_fingerprint: comment.driver_key_fingerprint,
        }
    }
}

/// A session of work.
#[derive(Debug, Serialize)]
pub struct Session {
    pub id: i64,
    pub started_at: String,
    pub ended_at: Option<String>,
    pub active_issue_id: Option<i64>,
    pub handoff_notes: Option<String>,
    pub last_action: Option<String>,
    pub agent_id: Option<String>,
}

impl From<model::Session> for Session {
    fn from(session: model::Session) -> Self {
        Session {
            id: session.id.0,
            started_at: session.started_at.to_seconds(),
            ended_at: session.ended_at.map(|at| at.to_seconds()),
            active_issue_id: session.active_issue_id().map(|id| id.0),
            handoff_notes: session.handoff_notes,
            last_action: session.last_action,
            agent_id: session.agent,
        }
    }
}

/// A milestone with its progress.
#[derive(Debug, Serialize)]
pub struct MilestoneDetail {
    pub id: i64,
    pub name: String,
    pub description: Option<String>,
    pub status: &'static str,
    pub created_at: String,
    pub closed_at: Option<String>,
    pub issue_count: i64,
    pub completed_count: i64,
    pub progress_percent: f64,
}

impl From<model::Milestone> for MilestoneDetail {
    fn from(milestone: model::Milestone) -> Self {
        MilestoneDetail {
            id: milestone.id.0,
            status: milestone.status.as_str(),
            created_at: milestone.created_at.to_seconds(),
            closed_at: milestone.closed_at.map(|at| at.to_seconds()),
            issue_count: milestone.issue_count,
            completed_count: milestone.completed_count,
            progress_percent: milestone.progress_percent(),
            name: milestone.name,
            description: milestone.description,
        }
    }
}

/// As much of a milestone as its issues show.
#[derive(Debug, Serialize)]
pub struct MilestoneRef {
    pub id: i64,
    pub name: String,
    pub status: &'static str,
}

impl From<model::Milestone> for MilestoneRef {
    fn from(milestone: model::Milestone) -> Self {
        MilestoneRef {
            id: milestone.id.0,
            name: milestone.name,
            status: milestone.status.as_str(),
        }
    }
}
