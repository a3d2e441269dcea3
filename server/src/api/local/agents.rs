//! Agents (contract, section 1.10).

use axum::extract::State;
use model::{Agent, Heartbeat, IssueId, Timestamp};
use serde::{Deserialize, Serialize};

use super::wire::OkResponse;
use crate::{
    agents::worktrees::Worktree,
    api::{
        error::{ApiError, Result},
        extract::{AgentParam, Json},
    },
    auth::Caller,
    state::AppState,
};

/// An agent as lists carry it.
#[derive(Debug, Serialize)]
pub struct AgentSummary {
    pub agent_id: String,
    /// The same: ours, for clients that look for it.
    pub id: String,
    pub machine_id: String,
    pub description: Option<String>,
    pub status: &'static str,
    pub last_heartbeat: Option<String>,
    pub active_issue_id: Option<i64>,
    pub branch: Option<String>,
    pub worktree_path: Option<String>,
    pub locks: Vec<i64>,
}

/// Everything about one agent.
#[derive(Debug, Serialize)]
pub struct AgentDetail {
    #[serde(flatten)]
    pub agent: AgentSummary,
    pub heartbeat_history: Vec<String>,
    pub kickoff_status: Option<String>,
}

/// `{"status":"RUNNING"}`
#[derive(Debug, Serialize)]
pub struct KickoffStatus {
    status: String,
}

/// The body of `POST /agents/{id}/heartbeat`; every field may be left out.
#[derive(Debug, Deserialize)]
pub struct HeartbeatRequest {
    active_issue_id: Option<i64>,
    machine_id: Option<String>,
    description: Option<String>,
}

impl AgentSummary {
    fn new(agent: Agent, worktree: Option<Worktree>, now: Timestamp) -> Self {
        let (path, branch) = worktree.map_or((None, None), |worktree| {
            (Some(worktree.path), worktree.branch)
        });
        AgentSummary {
            status: agent.status(now).as_str(),
            id: agent.name.clone(),
            agent_id: agent.name,
            machine_id: agent.machine.unwrap_or_default(),
            description: agent.description,
            last_heartbeat: agent.last_heartbeat.map(Timestamp::to_seconds),
            active_issue_id: agent.active_issue.map(|issue| issue.id.0),
            branch,
            worktree_path: path.map(|path| path.to_string_lossy().into_owned()),
            locks: agent.locks.iter().map(|issue| issue.id.0).collect(),
        }
    }
}

/// `GET /agents`: a bare array by name.
pub async fn list_agents(
    State(state): State<AppState>,
    Caller(actor): Caller,
) -> Result<Json<Vec<AgentSummary>>> {
    let (agents, now) = (state.store.list_agents(&actor).await?, state.store.now());
    let summary = |agent: Agent| {
        let worktree = state.worktrees.of_agent(&agent.name);
        AgentSummary::new(agent, worktree, now)
    };
    Ok(Json(agents.into_iter().map(summary).collect()))
}

/// `GET /agents/{id}`: with its heartbeats, newest first.
pub async fn agent_detail(
    State(state): State<AppState>,
    Caller(actor): Caller,
    AgentParam(name): AgentParam,
) -> Result<Json<AgentDetail>> {
    let agent = state.store.agent(&actor, &name).await?;
    let worktree = state.worktrees.of_agent(&agent.name);
    let kickoff_status = match &worktree {
        Some(worktree) => worktree.kickoff_status().await,
        None => None,
    };
    let heartbeat_history = agent.heartbeats.iter().map(|at| at.to_seconds()).collect();
    Ok(Json(AgentDetail {
        agent: AgentSummary::new(agent, worktree, state.store.now()),
        heartbeat_history,
        kickoff_status,
    }))
}

/// `GET /agents/{id}/status`: what the agent wrote into its `.kickoff-status`.
pub async fn agent_status(
    State(state): State<AppState>,
    Caller(actor): Caller,
    AgentParam(name): AgentParam,
) -> Result<Json<KickoffStatus>> {
    let agent = state.store.agent(&actor, &name).await?;
    let none = || ApiError::NotFound(format!("Agent '{name}' has no .kickoff-status"));
    let worktree = state.worktrees.of_agent(&agent.name).ok_or_else(none)?;
    Ok(Json(KickoffStatus {
        status: worktree.kickoff_status().await.ok_or_else(none)?,
    }))
}

/// `POST /agents/{id}/heartbeat`: ours. An agent that is not known yet becomes known.
pub async fn record_heartbeat(
    State(state): State<AppState>,
    Caller(actor): Caller,
    AgentParam(agent): AgentParam,
    Json(body): Json<HeartbeatRequest>,
) -> Result<Json<OkResponse>> {
    let HeartbeatRequest {
        active_issue_id,
        machine_id: machine,
        description,
    } = body;
    let heartbeat = Heartbeat {
        agent,
        at: None,
        active_issue: active_issue_id.map(IssueId),
        machine,
        description,
    };
    state.store.record_heartbeat(&actor, heartbeat).await?;
    Ok(Json(OkResponse::OK))
}
