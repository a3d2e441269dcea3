//! The agents in a table. A row stays the same row while what it shows changes.

use leptos::prelude::*;
use model::{Agent, AgentStatus, Timestamp};

use super::{
    beats::Beats,
    data::{AgentList, AgentRow},
    heard,
    status::{AgentAvatar, StatusWord},
};
use crate::ui::{
    age::{Now, age},
    icon::{Icon, Shape},
};

/// Those of the wanted status; the liveliest first, and among equals by name.
fn shown(list: &AgentList, wanted: Option<AgentStatus>, now: Timestamp) -> Vec<AgentRow> {
    let fits = |agent: &Agent| wanted.is_none_or(|status| agent.status(now) == status);
    let mut rows: Vec<AgentRow> = list.rows.iter().filter(|row| fits(&row.agent)).cloned().collect();
    let rank = |agent: &Agent| AgentStatus::ALL.iter().position(|status| *status == agent.status(now));
    rows.sort_by(|a, b| (rank(&a.agent), &a.agent.name).cmp(&(rank(&b.agent), &b.agent.name)));
    rows
}

#[component]
pub(super) fn Table(list: RwSignal<AgentList>, now: Now, wanted: Memo<Option<AgentStatus>>) -> impl IntoView {
    let rows = Memo::new(move |_| list.with(|list| shown(list, wanted.get(), now.get())));
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty()) fallback=|| view! { <Nobody /> }>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th>"Agent"</th>
                            <th>"Status"</th>
                            <th class="only-desk">"Heartbeats, 3 h"</th>
                            <th class="only-desk">"Working on"</th>
                            <th class="only-desk">"Branch"</th>
                            <th class="only-desk">"Locks"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || rows.get()
                            key=|row| row.agent.id
                            children=move |first| {
                                let id = first.agent.id;
                                let row = Memo::new(move |_| {
                                    list.with(|list| list.rows.iter().find(|row| row.agent.id == id).cloned()).unwrap_or_else(|| first.clone())
                                });
                                view! { <Row row list now /> }
                            }
                        />
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

#[component]
fn Row(row: Memo<AgentRow>, list: RwSignal<AgentList>, now: Now) -> impl IntoView {
    let name = row.with_untracked(|row| row.agent.name.clone());
    let (href, held) = (format!("/agents/{name}"), name.clone());
    let status = Memo::new(move |_| row.with(|row| row.agent.status(now.get())));
    let last = move || heard(row.with(|row| row.agent.last_heartbeat), now.get());
    let heartbeats = Signal::derive(move || row.with(|row| row.agent.heartbeats.clone()));
    let clock = Signal::derive(move || now.get());
    view! {
        <tr>
            <td>
                <a class="flex items-center gap-3 min-w-0" href=href>
                    <AgentAvatar name=name.clone() status />
                    <span class="min-w-0">
                        <span class="block truncate max-w-48 font-medium">{name}</span>
                        <span class="block truncate max-w-48 faint text-sm">{move || row.with(|row| row.agent.machine.clone())}</span>
                    </span>
                </a>
                <div class="only-phone pt-1 text-sm">{move || working_on(&row.read().agent)}</div>
            </td>
            <td>
                <StatusWord status />
                <span class="block faint text-sm num whitespace-nowrap">{last}</span>
            </td>
            <td class="only-desk">
                <Show when=move || status.get() != AgentStatus::Unknown>
                    <Beats heartbeats now=clock bars=36 minutes=5 />
                </Show>
            </td>
            <td class="only-desk">{move || working_on(&row.read().agent)}</td>
            <td class="only-desk">
                <span class="block truncate max-w-56 mono muted text-sm">{move || row.with(|row| row.branch.clone())}</span>
            </td>
            <td class="only-desk">{move || locks(&list.read(), &held, now.get())}</td>
        </tr>
    }
}

/// The issue that it said it works on, or the first that it holds.
pub(super) fn working_on(agent: &Agent) -> Option<impl IntoView + use<>> {
    let issue = agent.active_issue.as_ref().or(agent.locks.first())?;
    Some(view! {
        <a class="line-clamp-2 break-words" href=format!("/issues/{}", issue.id)>
            <span class="faint num">{format!("#{} ", issue.id)}</span>
            {issue.title.clone()}
        </a>
    })
}

/// How long it holds what it holds longest, and whether that is stale.
fn locks(list: &AgentList, name: &str, now: Timestamp) -> Option<impl IntoView + use<>> {
    let held: Vec<_> = list.locks.of(name).collect();
    let first = held.first()?;
    let stale = held.iter().any(|lock| list.locks.is_stale(lock, now));
    let more = (held.len() > 1).then(|| format!("{} locks, ", held.len()));
    Some(view! {
        <span class="flex items-center gap-2 num whitespace-nowrap">
            <Icon shape=Shape::Lock />
            {more}
            {age(first.age(now))}
            {stale.then(|| view! { <span class="danger">"stale"</span> })}
        </span>
    })
}

#[component]
fn Nobody() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape=Shape::Agent />
            <h2>"No agent is so"</h2>
            <p>"Others are."</p>
            <a class="btn" href="/agents">
                "Show all"
            </a>
        </div>
    }
}
