//! Agents: who is here, how lively, working on what; and one agent's page.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{AgentStatus, Timestamp};

use crate::{
    live::{fresh, page},
    shell::DrawerButton,
    ui::{
        age::Now,
        icon::{Icon, Shape},
        loading::LoadedTable,
    },
};

pub mod beats;
pub mod data;
pub mod detail;
pub mod functions;
pub mod status;
mod table;

use data::{AgentList, concerns_agents};
use functions::load_agents;
use table::Table;

/// All agents.
#[component]
pub fn AgentsPage() -> impl IntoView {
    let agents = page(|| (), |()| load_agents());
    view! {
        <Title text="Agents" />
        <LoadedTable title="Agents" loaded=agents show=|first| view! { <Agents first /> }.into_any() />
    }
}

#[component]
fn Agents(first: AgentList) -> impl IntoView {
    let now = Now::new(first.now);
    let (list, _) = fresh(first, load_agents, concerns_agents);
    Effect::new(move |_| now.set(list.with(|list| list.now)));
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("status").and_then(|word| status_named(&word))));
    view! {
        <header class="bar flex-wrap md:flex-nowrap py-2 md:py-0">
            <DrawerButton />
            <h1>"Agents"</h1>
            <Statuses list now wanted />
        </header>
        <div class="flex-1 min-h-0 overflow-y-auto flex flex-col">
            <Show when=move || list.with(|list| !list.rows.is_empty()) fallback=|| view! { <NoAgents /> }>
                <Table list now wanted />
            </Show>
        </div>
    }
}

fn status_named(word: &str) -> Option<AgentStatus> {
    AgentStatus::ALL.into_iter().find(|status| status.as_str() == word)
}

/// How many there are of each status; each is a link to only those.
#[component]
fn Statuses(list: RwSignal<AgentList>, now: Now, wanted: Memo<Option<AgentStatus>>) -> impl IntoView {
    let count = move |status: Option<AgentStatus>| list.with(|list| list.count(status, now.get()));
    let link = move |status: Option<AgentStatus>| {
        let href = status.map_or("/agents".to_owned(), |status| format!("/agents?status={}", status.as_str()));
        let name = status.map_or("All", |status| if status == AgentStatus::Unknown { "Unknown" } else { status.label() });
        view! {
            <a href=href aria-current=move || (wanted.get() == status).then_some("page")>
                {name}
                " "
                <span class="num">{move || count(status)}</span>
            </a>
        }
    };
    view! {
        <nav class="seg overflow-x-auto max-w-full" aria-label="Status">
            {link(None)}
            {AgentStatus::ALL.map(|status| link(Some(status))).collect_view()}
        </nav>
    }
}

#[component]
fn NoAgents() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape=Shape::Agent />
            <h2>"No agents yet"</h2>
            <p>"An agent appears with its first heartbeat or its first lock, here or on the hub. It says that it is alive with"</p>
            <code class="break-words">"curl -X POST localhost:3100/api/v1/agents/worker-1/heartbeat"</code>
        </div>
    }
}

/// `12 s ago`, or that nothing was ever heard.
pub(crate) fn heard(last: Option<Timestamp>, now: Timestamp) -> String {
    last.map_or("never heard of".into(), |last| format!("{} ago", crate::ui::age::age(now.seconds_since(last))))
}
