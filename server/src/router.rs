//! All routes on one page, grouped by who calls them.

use axum::{
    Router,
    routing::{delete, get, post},
};

use crate::{
    api::local::{
        agents, blockers, comments, config, health, issues, knowledge, labels, listing, locks,
        milestones, search, sessions, sync, usage,
    },
    live,
    state::AppState,
};

/// Agents, scripts and dashboards: the local API.
pub fn local_api() -> Router<AppState> {
    Router::new()
        .route("/health", get(health::health))
        .route(
            "/issues",
            get(listing::list_issues).post(issues::create_issue),
        )
        .route("/issues/blocked", get(listing::list_blocked))
        .route("/issues/ready", get(listing::list_ready))
        .route(
            "/issues/{id}",
            get(issues::issue_detail)
                .patch(issues::update_issue)
                .delete(issues::delete_issue),
        )
        .route("/issues/{id}/close", post(issues::close_issue))
        .route("/issues/{id}/reopen", post(issues::reopen_issue))
        .route("/issues/{id}/archive", post(issues::archive_issue))
        .route("/issues/{id}/unarchive", post(issues::unarchive_issue))
        .route("/issues/{id}/subissue", post(issues::create_subissue))
        .route("/issues/{id}/tree", get(listing::issue_tree))
        .route(
            "/issues/{id}/comments",
            get(comments::list_comments).post(comments::add_comment),
        )
        .route(
            "/issues/{id}/labels",
            get(labels::list_labels).post(labels::add_label),
        )
        .route("/issues/{id}/labels/{label}", delete(labels::remove_label))
        .route("/issues/{id}/block", post(blockers::add_blocker))
        .route(
            "/issues/{id}/block/{blocker_id}",
            delete(blockers::remove_blocker),
        )
        .route("/sessions/current", get(sessions::current_session))
        .route("/sessions/start", post(sessions::start_session))
        .route("/sessions/end", post(sessions::end_session))
        .route("/sessions/action", post(sessions::set_last_action))
        .route("/sessions/work", delete(sessions::clear_active_issue))
        .route("/sessions/work/{id}", post(sessions::set_active_issue))
        .route(
            "/milestones",
            get(milestones::list_milestones).post(milestones::create_milestone),
        )
        .route(
            "/milestones/{id}",
            get(milestones::milestone)
                .patch(milestones::update_milestone)
                .delete(milestones::delete_milestone),
        )
        .route(
            "/milestones/{id}/assign",
            post(milestones::assign_milestone),
        )
        .route(
            "/milestones/{id}/assign/{issue_id}",
            delete(milestones::unassign_milestone),
        )
        .route("/milestones/{id}/close", post(milestones::close_milestone))
        .route(
            "/milestones/{id}/reopen",
            post(milestones::reopen_milestone),
        )
        .route(
            "/milestones/{id}/burn-up",
            get(milestones::milestone_burn_up),
        )
        .route("/usage", get(usage::list_usage).post(usage::record_usage))
        .route("/usage/summary", get(usage::usage_summary))
        .route("/usage/daily", get(usage::usage_days))
        .route("/search", get(search::search))
        .route(
            "/knowledge",
            get(knowledge::list_pages).post(knowledge::create_page),
        )
        .route("/knowledge/search", get(knowledge::search_pages))
        .route(
            "/knowledge/{slug}",
            get(knowledge::page)
                .patch(knowledge::update_page)
                .delete(knowledge::delete_page),
        )
        .route(
            "/knowledge/{slug}/history",
            get(knowledge::history::page_history),
        )
        .route(
            "/knowledge/{slug}/revisions/{number}",
            get(knowledge::history::page_revision),
        )
        .route("/knowledge/{slug}/diff", get(knowledge::history::page_diff))
        .route(
            "/knowledge/{slug}/restore",
            post(knowledge::history::restore_page),
        )
        .route("/agents", get(agents::list_agents))
        .route("/agents/{agent_id}", get(agents::agent_detail))
        .route("/agents/{agent_id}/status", get(agents::agent_status))
        .route(
            "/agents/{agent_id}/heartbeat",
            post(agents::record_heartbeat),
        )
        .route("/locks", get(locks::list_locks))
        .route("/locks/stale", get(locks::list_stale_locks))
        .route("/locks/notify", post(locks::notify_lock))
        .route("/locks/{id}/claim", post(locks::claim_lock))
        .route("/locks/{id}/release", post(locks::release_lock))
        .route("/locks/{id}/steal", post(locks::steal_lock))
        .route("/sync/status", get(sync::sync_status))
        .route("/sync/fetch", post(sync::fetch_hub))
        .route("/sync/push", post(sync::push_hub))
        .route(
            "/config",
            get(config::load_config).patch(config::change_config),
        )
}

/// Whoever wants to hear of changes as they happen.
pub fn socket() -> Router<AppState> {
    Router::new().route("/ws", get(live::connect))
}
