//! One agent: heartbeats, locks, worktree and status message.

use leptos_router::hooks::use_params_map;
use model::{Agent, Timestamp};

use super::{
    data::{AgentView, concerns_agents},
    functions::load_agent,
    heartbeat_chart::Beats,
    last_seen,
    status::{AgentAvatar, StatusWord},
    table::working_on,
};
use crate::{
    live::{live_query, page},
    not_found::NotFoundPage,
    prelude::*,
    ui::{
        age::{Now, age},
        error_panel::ErrorPanel,
        icon::{Icon, Shape},
        loading::CrumbBar,
        page_title::PageTitle,
        time_ago::TimeAgo,
    },
};

/// The page of one agent, by its name.
#[component]
pub fn AgentPage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let agent = page(move || name.get(), load_agent);
    view! {
        <Transition fallback=|| {
            view! { <CrumbBar room="Agents" href="/agents" here="" /> }
        }>
            {move || Suspend::new(async move {
                match agent.await {
                    Ok(first) => view! { <OneAgent first /> },
                    Err(error) if error.is_not_found() => view! { <NotFoundPage /> },
                    Err(error) => {
                        let retry = move |()| agent.refetch();
                        view! {
                            <CrumbBar room="Agents" href="/agents" here=name.get_untracked() />
                            <ErrorPanel error retry />
                        }
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn OneAgent(first: AgentView) -> impl IntoView {
    let name = first.row.agent.name.clone();
    let now = Now::new(first.now);
    let asked = name.clone();
    let (shown, _) = live_query(first, move || load_agent(asked.clone()), concerns_agents);
    Effect::new(move |_| now.set(shown.with(|shown| shown.now)));
    let title = name.clone();
    let heartbeats = Signal::derive(move || shown.with(|shown| shown.row.agent.heartbeats.clone()));
    let clock = Signal::derive(move || now.get());
    let lately = Memo::new(move |_| {
        let last = shown.with(|shown| shown.row.agent.last_heartbeat);
        last.is_some_and(|last| now.get().seconds_since(last) < 24 * 60 * 60)
    });
    view! {
        <PageTitle text=Memo::new(move |_| title.clone()) />
        <CrumbBar room="Agents" href="/agents" here=name.clone() />
        <div class="split">
            <article class="read">
                <Heading shown now name />
                <h2 class="section">
                    <Icon shape=Shape::Activity />
                    "Heartbeats, 24 h"
                </h2>
                <Show
                    when=move || lately.get()
                    fallback=|| view! { <p class="faint">"No heartbeats in the last 24 h"</p> }
                >
                    <Beats heartbeats now=clock bars=96 minutes=15 wide=true />
                </Show>
                <Locks shown now />
                <Kickoff shown />
            </article>
            <Properties shown now />
        </div>
    }
}

#[component]
fn Heading(shown: RwSignal<AgentView>, now: Now, name: String) -> impl IntoView {
    let status = Memo::new(move |_| shown.with(|shown| shown.row.agent.status(now.get())));
    view! {
        <div class="flex flex-wrap items-center gap-3 mb-3">
            <AgentAvatar name=name.clone() status />
            <h2 class="text-title font-semibold break-words min-w-0">{name}</h2>
            <StatusWord status />
        </div>
        <p class="muted break-words">
            {move || shown.with(|shown| shown.row.agent.description.clone())}
        </p>
    }
}

#[component]
fn Locks(shown: RwSignal<AgentView>, now: Now) -> impl IntoView {
    let rows = move || {
        let (view, now) = (shown.read(), now.get());
        let row = |lock: &model::Lock| {
            let stale = view.locks.is_stale(lock, now);
            view! {
                <li>
                    <a class="row" href=format!("/issues/{}", lock.issue.id)>
                        <Icon shape=Shape::Lock />
                        <span class="row-id">{format!("#{}", lock.issue.id)}</span>
                        <span class="row-title">{lock.issue.title.clone()}</span>
                        <span class="row-end">
                            {stale.then(|| view! { <span class="kind hue-1">"stale"</span> })}
                            {age(lock.age(now))}
                        </span>
                    </a>
                </li>
            }
        };
        view.locks.locks.iter().map(row).collect_view()
    };
    let none = move || shown.with(|shown| shown.locks.locks.is_empty());
    view! {
        <h2 class="section">
            <Icon shape=Shape::Lock />
            "Locks"
            <a class="btn btn-sm" href="/locks">
                "All locks"
            </a>
        </h2>
        <ul class="rows">{move || rows()}</ul>
        <Show when=none>
            <p class="faint">"No locks held."</p>
        </Show>
    }
}

#[component]
fn Kickoff(shown: RwSignal<AgentView>) -> impl IntoView {
    view! {
        {move || {
            shown
                .with(|shown| shown.kickoff_status.clone())
                .map(|text| {
                    view! {
                        <h2 class="section">
                            <Icon shape=Shape::Flag />
                            "Status message"
                        </h2>
                        <pre class="log" tabindex="0">
                            {text}
                        </pre>
                    }
                })
        }}
    }
}

#[component]
fn Properties(shown: RwSignal<AgentView>, now: Now) -> impl IntoView {
    let text = move |class: &'static str, part: fn(&AgentView) -> Option<String>| {
        move || {
            let value = shown.with(part);
            let class = if value.is_some() { class } else { "faint" };
            view! { <span class=class>{value.unwrap_or_else(|| "None".into())}</span> }
        }
    };
    let last = move || {
        last_seen(
            shown.with(|shown| shown.row.agent.last_heartbeat),
            now.get(),
        )
    };
    let known = shown.with_untracked(|shown| first_seen(&shown.row.agent));
    view! {
        <aside class="props">
            <dl>
                <div class="prop">
                    <dt>"Last seen"</dt>
                    <dd class="num">{move || last()}</dd>
                </div>
                <div class="prop">
                    <dt>"Working on"</dt>
                    <dd class="min-w-0">{move || working_on(&shown.read().row.agent)}</dd>
                </div>
                <div class="prop">
                    <dt>"Machine"</dt>
                    <dd class="min-w-0">
                        {text("break-words", |shown| shown.row.agent.machine.clone())}
                    </dd>
                </div>
                <div class="prop">
                    <dt>"Branch"</dt>
                    <dd class="min-w-0">
                        {text("mono break-all", |shown| shown.row.branch.clone())}
                    </dd>
                </div>
                <div class="prop">
                    <dt>"Worktree"</dt>
                    <dd class="min-w-0">
                        {text("mono break-all", |shown| shown.row.worktree.clone())}
                    </dd>
                </div>
                <div class="prop">
                    <dt>"First seen"</dt>
                    <dd>
                        <TimeAgo at=known />
                    </dd>
                </div>
            </dl>
        </aside>
    }
}

/// An agent that came from the hub was at work before it was known here.
fn first_seen(agent: &Agent) -> Timestamp {
    agent
        .heartbeats
        .iter()
        .copied()
        .chain(agent.last_heartbeat)
        .fold(agent.created_at, Timestamp::min)
}
