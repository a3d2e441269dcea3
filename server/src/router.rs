//! All routes on one page, grouped by who calls them.

use axum::{
    Router,
    routing::{delete, get, post},
};

use crate::{
    api::local::{blockers, comments, health, issues, labels, listing},
    live,
    state::AppState,
};

/// Agents, scripts and dashboards: the local API.
pub fn local_api() -> Router<AppState> {
    Router::new()
        .route("/health", get(health::health))
        .route("/issues", get(listing::list_issues).post(issues::create_issue))
        .route("/issues/blocked", get(listing::list_blocked))
        .route("/issues/ready", get(listing::list_ready))
        .route("/issues/{id}", get(issues::issue_detail).patch(issues::update_issue).delete(issues::delete_issue))
        .route("/issues/{id}/close", post(issues::close_issue))
        .route("/issues/{id}/reopen", post(issues::reopen_issue))
        .route("/issues/{id}/archive", post(issues::archive_issue))
        .route("/issues/{id}/unarchive", post(issues::unarchive_issue))
        .route("/issues/{id}/subissue", post(issues::create_subissue))
        .route("/issues/{id}/tree", get(listing::issue_tree))
        .route("/issues/{id}/comments", get(comments::list_comments).post(comments::add_comment))
        .route("/issues/{id}/labels", get(labels::list_labels).post(labels::add_label))
        .route("/issues/{id}/labels/{label}", delete(labels::remove_label))
        .route("/issues/{id}/block", post(blockers::add_blocker))
        .route("/issues/{id}/block/{blocker_id}", delete(blockers::remove_blocker))
}

/// Whoever wants to hear of changes as they happen.
pub fn socket() -> Router<AppState> {
    Router::new().route("/ws", get(live::connect))
}
