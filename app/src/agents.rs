//! Agents: their status, heartbeats and work; and one agent's page.

use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{AgentStatus, Timestamp};

use crate::{
    live::{live_query, page},
    prelude::*,
    shell::DrawerButton,
    sync::{Outcome, functions::FetchHub},
    ui::{
        age::Now, empty::Empty, form_error::Refused, form_submit::ActionForm, icon::Shape,
        loading::LoadedTable,
    },
};

pub mod data;
pub mod detail;
pub mod functions;
pub mod heartbeat_chart;
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
        <LoadedTable title="Agents" loaded=agents show=|first| view! { <Agents first /> } />
    }
}

#[component]
fn Agents(first: AgentList) -> impl IntoView {
    let now = Now::new(first.now);
    let (list, read) = live_query(first, load_agents, concerns_agents);
    let fetch = ServerAction::<FetchHub>::new();
    Effect::new(move |_| now.set(list.with(|list| list.now)));
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| query.get("status").and_then(|word| status_named(&word)))
    });
    view! {
        <header class="bar flex-wrap md:flex-nowrap py-2 md:py-0">
            <DrawerButton />
            <h1>"Agents"</h1>
            <Statuses list now wanted />
            <span class="spacer only-desk"></span>
            <ActionForm action=fetch attr:class="only-desk">
                <button class="btn btn-ghost" aria-busy=move || fetch.pending().get().to_string()>
                    "Fetch hub"
                </button>
            </ActionForm>
        </header>
        <Refused />
        <Outcome value=Signal::derive(move || fetch.value().get()) again=read />
        <div class="flex-1 min-h-0 overflow-y-auto flex flex-col">
            <Show
                when=move || list.with(|list| !list.rows.is_empty())
                fallback=|| {
                    view! {
                        <Empty
                            shape=Shape::Agent
                            title="No agents yet"
                            says="Agents show up after their first heartbeat or lock. Send one with:"
                            command="curl -X POST {host}/api/v1/agents/worker-1/heartbeat"
                        />
                    }
                }
            >
                <Table list now wanted />
            </Show>
        </div>
    }
}

fn status_named(word: &str) -> Option<AgentStatus> {
    AgentStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == word)
}

/// How many there are of each status; each is a link to only those.
#[component]
fn Statuses(
    list: RwSignal<AgentList>,
    now: Now,
    wanted: Memo<Option<AgentStatus>>,
) -> impl IntoView {
    let count = move |status: Option<AgentStatus>| list.with(|list| list.count(status, now.get()));
    let link = move |status: Option<AgentStatus>| {
        let href = status.map_or("/agents".to_owned(), |status| {
            format!("/agents?status={}", status.as_str())
        });
        let name = status.map_or("All", |status| {
            if status == AgentStatus::Unknown {
                "Unknown"
            } else {
                status.label()
            }
        });
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

/// `12 s ago`, or that no heartbeat ever came.
pub(crate) fn last_seen(last: Option<Timestamp>, now: Timestamp) -> String {
    last.map_or("Never seen".into(), |last| {
        format!("{} ago", crate::ui::age::age(now.seconds_since(last)))
    })
}
