//! The site: pages and components, rendered on the server and hydrated in the browser, with their
//! server functions beside them.
//!
//! One folder a feature. The browser decides with `model`, the server's own rules compiled to wasm.
#![recursion_limit = "256"]
#![expect(
    clippy::needless_pass_by_value,
    reason = "components take what they show, whether they keep it or not"
)]

use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{Route, Router, Routes},
    path,
};

pub mod agents;
pub mod board;
pub mod client;
pub mod error;
pub mod issues;
pub mod knowledge;
mod lazy;
pub mod live;
pub mod locks;
pub mod milestones;
pub mod moves;
pub mod not_found;
mod prelude;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod shell;
pub mod state;
pub mod sync;
pub mod ui;
pub mod usage;
mod wire;

use agents::{AgentsPage, detail::AgentPage};
use board::BoardPage;
use issues::{IssuesPage, detail::IssuePage, form::NewIssuePage};
use knowledge::{EditPage, HistoryPage, KnowledgePage, NewKnowledgePage, ReadPage};
use lazy::page_route;
use locks::LocksPage;
use milestones::{MilestonesPage, one::MilestonePage};
use not_found::NotFoundPage;
use prelude::*;
use search::SearchPage;
use sessions::SessionsPage;
use settings::SettingsPage;
use shell::Shell;
use sync::SyncPage;
use ui::page_title;
use usage::UsagePage;

page_route!(board, BoardRoute, board_view, preload_board, BoardPage);
page_route!(list, IssuesRoute, issues_view, preload_issues, IssuesPage);
page_route!(
    dialogs,
    NewIssueRoute,
    new_issue_view,
    preload_new_issue,
    NewIssuePage
);
page_route!(issue, IssueRoute, issue_view, preload_issue, IssuePage);
page_route!(
    control,
    AgentsRoute,
    agents_view,
    preload_agents,
    AgentsPage
);
page_route!(control, AgentRoute, agent_view, preload_agent, AgentPage);
page_route!(control, LocksRoute, locks_view, preload_locks, LocksPage);
page_route!(
    control,
    SettingsRoute,
    settings_view,
    preload_settings,
    SettingsPage
);
page_route!(
    planning,
    MilestonesRoute,
    milestones_view,
    preload_milestones,
    MilestonesPage
);
page_route!(
    planning,
    MilestoneRoute,
    milestone_view,
    preload_milestone,
    MilestonePage
);
page_route!(
    planning,
    SessionsRoute,
    sessions_view,
    preload_sessions,
    SessionsPage
);
page_route!(planning, UsageRoute, usage_view, preload_usage, UsagePage);
page_route!(control, SyncRoute, sync_view, preload_sync, SyncPage);
page_route!(search, SearchRoute, search_view, preload_search, SearchPage);

page_route!(
    knowledge,
    KnowledgeRoute,
    knowledge_view,
    preload_knowledge,
    KnowledgePage
);
page_route!(
    knowledge,
    NewKnowledgeRoute,
    new_knowledge_view,
    preload_new_knowledge,
    NewKnowledgePage
);
page_route!(knowledge, ReadRoute, read_view, preload_read, ReadPage);
page_route!(knowledge, EditRoute, edit_view, preload_edit, EditPage);
page_route!(
    knowledge,
    HistoryRoute,
    history_view,
    preload_history,
    HistoryPage
);

/// The HTML document around the app.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<state::Assets>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content="Issue tracker and control room for coding agents" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {assets.font.clone().map(|href| view! { <link rel="preload" href=href r#as="font" type="font/woff2" crossorigin="anonymous" /> })}
                <link rel="stylesheet" href=assets.css.clone() />
                <state::StreamPosition />
                <state::Scripts assets />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The app: contexts, the frame, and the table of routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    client::provide_toasts();
    live::provide_live();
    moves::provide_moves();
    issues::form::provide_creator();
    ui::time_ago::provide_clock();
    view! {
        <Title formatter=page_title::of_document />
        <Router>
            <Shell>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view={Lazy::<BoardRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/issues") view={Lazy::<IssuesRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/issues/new") view={Lazy::<NewIssueRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/issues/:id") view={Lazy::<IssueRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/agents") view={Lazy::<AgentsRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/agents/:id") view={Lazy::<AgentRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/locks") view={Lazy::<LocksRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/settings") view={Lazy::<SettingsRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/milestones") view={Lazy::<MilestonesRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/milestones/:id") view={Lazy::<MilestoneRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sessions") view={Lazy::<SessionsRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/usage") view={Lazy::<UsageRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/search") view={Lazy::<SearchRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/sync") view={Lazy::<SyncRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/knowledge") view={Lazy::<KnowledgeRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/knowledge-new") view={Lazy::<NewKnowledgeRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/knowledge/:slug") view={Lazy::<ReadRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/knowledge/:slug/edit") view={Lazy::<EditRoute>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/knowledge/:slug/history") view={Lazy::<HistoryRoute>::new()} ssr=SsrMode::Async />
                </Routes>
            </Shell>
        </Router>
    }
}
