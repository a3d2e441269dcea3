//! The agents in a table. A row stays the same row while what it shows changes.

use model::{Agent, AgentStatus, Timestamp};

use super::{
    data::{AgentList, AgentRow},
    heartbeat_chart::Beats,
    last_seen,
    status::{AgentAvatar, StatusWord},
};
use crate::{
    prelude::*,
    ui::{
        age::{Now, age},
        empty::Empty,
        icon::{Icon, Shape},
    },
};

/// Agents of the wanted status: the liveliest first, equals by name; stale ones by how lately they
/// were seen.
fn shown(list: &AgentList, wanted: Option<AgentStatus>, now: Timestamp) -> Vec<AgentRow> {
    let fits = |agent: &Agent| wanted.is_none_or(|status| agent.status(now) == status);
    let mut rows: Vec<AgentRow> = list
        .rows
        .iter()
        .filter(|row| fits(&row.agent))
        .cloned()
        .collect();
    let rank = |agent: &Agent| {
        let status = agent.status(now);
        let seen = agent
            .last_heartbeat
            .filter(|_| status == AgentStatus::Stale);
        (
            AgentStatus::ALL.iter().position(|other| *other == status),
            std::cmp::Reverse(seen),
        )
    };
    rows.sort_by(|a, b| (rank(&a.agent), &a.agent.name).cmp(&(rank(&b.agent), &b.agent.name)));
    rows
}

#[component]
pub(super) fn Table(
    list: RwSignal<AgentList>,
    now: Now,
    wanted: Memo<Option<AgentStatus>>,
) -> impl IntoView {
    let rows = Memo::new(move |_| list.with(|list| shown(list, wanted.get(), now.get())));
    // Among all, the stale ones are folded away below the others; who asks for them sees them.
    let is_folded = move |row: &AgentRow| {
        wanted.get().is_none() && row.agent.status(now.get()) == AgentStatus::Stale
    };
    let part = move |folded: bool| {
        Memo::new(move |_| {
            rows.with(|rows| {
                rows.iter()
                    .filter(|row| is_folded(row) == folded)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    let (front, folded) = (part(false), part(true));
    let branches =
        Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| row.branch.is_some())));
    let row = move |first: AgentRow| {
        let id = first.agent.id;
        let row = Memo::new(move |_| {
            list.with(|list| list.rows.iter().find(|row| row.agent.id == id).cloned())
                .unwrap_or_else(|| first.clone())
        });
        view! { <Row row list now branches /> }
    };
    view! {
        <Show
            when=move || rows.with(|rows| !rows.is_empty())
            fallback=move || view! { <NoneOfStatus wanted /> }
        >
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th>"Agent"</th>
                            <th>"Status"</th>
                            <th class="only-desk">"Heartbeats, 3 h"</th>
                            <th class="only-desk wide">"Working on"</th>
                            <Show when=move || branches.get()>
                                <th class="only-desk">"Branch"</th>
                            </Show>
                            <th class="only-desk">"Locks"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || front.get() key=|row| row.agent.id children=row />
                    </tbody>
                    <Show when=move || folded.with(|rows| !rows.is_empty())>
                        <tbody class="fold">
                            <FoldHead
                                count=Signal::derive(move || folded.with(Vec::len))
                                open=front.with_untracked(Vec::is_empty)
                            />
                            <For each=move || folded.get() key=|row| row.agent.id children=row />
                        </tbody>
                    </Show>
                </table>
            </div>
        </Show>
    }
}

/// The line that unfolds the stale agents: a checkbox, so that it works without the wasm.
#[component]
fn FoldHead(count: Signal<usize>, open: bool) -> impl IntoView {
    view! {
        <tr class="fold-head">
            <td colspan="6">
                <label>
                    <input
                        type="checkbox"
                        checked=open
                        aria-label=move || format!("Show {} stale agents", count.get())
                    />
                    <Icon shape=Shape::ChevronRight class="icon-sm" />
                    <span class="num">{move || format!("{} stale", count.get())}</span>
                </label>
            </td>
        </tr>
    }
}

#[component]
fn Row(
    row: Memo<AgentRow>,
    list: RwSignal<AgentList>,
    now: Now,
    branches: Memo<bool>,
) -> impl IntoView {
    let name = row.with_untracked(|row| row.agent.name.clone());
    let (href, held) = (format!("/agents/{name}"), name.clone());
    let status = Memo::new(move |_| row.with(|row| row.agent.status(now.get())));
    let last = move || last_seen(row.with(|row| row.agent.last_heartbeat), now.get());
    let heartbeats = Signal::derive(move || row.with(|row| row.agent.heartbeats.clone()));
    let clock = Signal::derive(move || now.get());
    view! {
        <tr>
            <td>
                <a class="flex items-center gap-3 min-w-0" href=href>
                    <AgentAvatar name=name.clone() status />
                    <span class="agent-name">
                        <span class="block font-medium">{name}</span>
                        <span class="block faint text-sm">
                            {move || row.with(|row| row.agent.machine.clone())}
                        </span>
                    </span>
                </a>
                <div class="only-phone pt-1 text-sm">{move || working_on(&row.read().agent)}</div>
            </td>
            <td>
                <StatusWord status />
                <span class="block faint text-sm num whitespace-nowrap">{move || last()}</span>
            </td>
            <td class="only-desk">
                <Show when=move || heartbeats.with(|beats| !beats.is_empty())>
                    <Beats heartbeats now=clock bars=36 minutes=5 />
                </Show>
            </td>
            <td class="only-desk wide">{move || working_on(&row.read().agent)}</td>
            <Show when=move || branches.get()>
                <td class="only-desk">
                    <span class="block truncate max-w-56 mono muted text-sm">
                        {move || row.with(|row| row.branch.clone())}
                    </span>
                </td>
            </Show>
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
            {stale.then(|| view! { <span class="kind hue-1">"stale"</span> })}
        </span>
    })
}

#[component]
fn NoneOfStatus(wanted: Memo<Option<AgentStatus>>) -> impl IntoView {
    let title = Signal::derive(move || {
        let status = wanted.get().map_or("", |status| status.as_str());
        format!("No {status} agents")
    });
    view! {
        <Empty shape=Shape::Agent title>
            <a class="btn" href="/agents">
                "Show all"
            </a>
        </Empty>
    }
}

#[cfg(test)]
mod tests {
    use model::AgentId;

    use super::*;
    use crate::agents::data::LockList;

    #[test]
    fn the_liveliest_first_and_of_the_stale_who_was_seen_last() {
        let minute = |n: i64| Timestamp::from_micros(n * 60_000_000).unwrap();
        let row = |(id, (name, seen)): (usize, (&str, Option<i64>))| AgentRow {
            agent: Agent {
                id: AgentId(id as i64),
                name: name.to_owned(),
                machine: None,
                description: None,
                created_at: minute(0),
                last_heartbeat: seen.map(minute),
                active_issue: None,
                locks: Vec::new(),
                heartbeats: Vec::new(),
            },
            branch: None,
            worktree: None,
        };
        let agents = [
            ("old", Some(1)),
            ("idle", Some(990)),
            ("never", None),
            ("b", Some(999)),
            ("a", Some(998)),
            ("older", Some(0)),
        ];
        let rows = agents.into_iter().enumerate().map(row).collect();
        let list = AgentList {
            rows,
            locks: LockList {
                locks: Vec::new(),
                config: None,
            },
            now: minute(1000),
        };
        let names = |wanted| {
            shown(&list, wanted, minute(1000))
                .into_iter()
                .map(|row| row.agent.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(None), ["a", "b", "idle", "old", "older", "never"]);
        assert_eq!(names(Some(AgentStatus::Idle)), ["idle"]);
    }
}
