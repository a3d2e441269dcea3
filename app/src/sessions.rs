//! Sessions: who works on what now, and what those who worked left for whoever goes on.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{AgentId, Author, IssueLink, Party, Session, SessionId};

use crate::{
    error::AppError,
    live::{self, Ahead, Frame, ahead},
    shell::DrawerButton,
    ui::{
        avatar::Avatar,
        error_panel::ErrorPanel,
        glyph::StatusGlyph,
        icon::{Icon, Shape},
        refused::Refused,
        time_ago::TimeAgo,
    },
};

mod forms;
mod functions;

use forms::{OpenForms, StartForm};
use functions::{Ended, Sessions, load_sessions};

/// The sessions.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let query = use_query_map();
    let before = Memo::new(move |_| query.read().get("before").and_then(|id| id.parse::<SessionId>().ok()));
    let sessions = live::page(move || before.get(), load_sessions);
    view! {
        <Title text="Sessions" />
        <header class="bar">
            <DrawerButton />
            <h1>"Sessions"</h1>
        </header>
        <Refused />
        <div class="page">
            <div class="page-narrow">
                <Transition fallback=Skeleton>
                    {move || Suspend::new(async move {
                        outcome(before.get_untracked(), sessions.await, Callback::new(move |()| sessions.refetch()))
                    })}
                </Transition>
            </div>
        </div>
    }
}

fn outcome(before: Option<SessionId>, loaded: Result<Sessions, AppError>, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(first) => view! { <All before first /> }.into_any(),
        Err(error) => view! { <ErrorPanel error retry /> }.into_any(),
    }
}

fn about(frame: &Frame) -> bool {
    matches!(frame, Frame::Sessions { .. } | Frame::CardRemoved { .. })
}

#[component]
fn All(before: Option<SessionId>, first: Sessions) -> impl IntoView {
    let page = ahead(first, move || load_sessions(before), about);
    let sessions = page.shown;
    let open = move || sessions.with(|sessions| sessions.open.iter().map(|session| session.id).collect::<Vec<_>>());
    let nobody = Memo::new(move |_| sessions.with(|sessions| sessions.open.is_empty()));
    view! {
        <StartForm read=page.read />
        <h2 class="section">
            <Icon shape=Shape::Activity />
            "Open"
            <span class="num">{move || sessions.with(|sessions| sessions.open.len())}</span>
        </h2>
        <Show when=move || nobody.get()>
            <div class="empty">
                <Icon shape=Shape::Clock />
                <h2>"Nobody is working"</h2>
                <p>"A session says who works on what. Start one here, or have an agent do it:"</p>
                <code>"curl -X POST localhost:3100/api/v1/sessions/start -H 'Content-Type: application/json' -d '{\"agent_id\":\"worker-1\"}'"</code>
            </div>
        </Show>
        <ul>
            <For each=open key=|id| *id let:id>
                <OpenSession id page />
            </For>
        </ul>
        <History sessions />
    }
}

/// A session that goes on. Its forms stay while what is said of it changes, so that no typed text is lost.
#[component]
fn OpenSession(id: SessionId, page: Ahead<Sessions>) -> impl IntoView {
    let session = page.part(move |all| all.open.iter().find(|session| session.id == id).cloned());
    let head = move || session.get().map(|session| view! { <Head session /> });
    let works = Signal::derive(move || session.with(|session| session.as_ref().is_some_and(|it| it.active_issue.is_some())));
    view! {
        <li class="panel session mb-3">
            {head}
            <OpenForms id works page />
        </li>
    }
}

#[component]
fn Head(session: Session) -> impl IntoView {
    let Session { id, agent, active_issue, last_action, started_at, .. } = session;
    view! {
        <div class="session-head">
            <Who agent />
            <span class="num faint">{format!("Session {id}")}</span>
            <span>"started " <TimeAgo at=started_at /></span>
        </div>
        {match active_issue {
            Some(issue) => view! { <Issue issue /> }.into_any(),
            None => view! { <p class="faint">"Works on no issue"</p> }.into_any(),
        }}
        {last_action.map(|action| view! { <p class="break-words">"Last: " {action}</p> })}
    }
}

/// The agent, or that nobody said who.
#[component]
fn Who(agent: Option<String>) -> impl IntoView {
    match agent {
        Some(name) => {
            let author = Author { party: Party::Agent(AgentId(0)), name: name.clone() };
            view! {
                <Avatar author />
                <b>{name}</b>
            }
            .into_any()
        }
        None => view! { <b>"Somebody"</b> }.into_any(),
    }
}

#[component]
fn Issue(issue: IssueLink) -> impl IntoView {
    let words = issue.title.clone();
    view! {
        <a class="row" href=format!("/issues/{}", issue.id) title=words>
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class="row-title">{issue.title}</span>
        </a>
    }
}

/// Those that are over, a page at a time.
#[component]
fn History(sessions: Memo<Sessions>) -> impl IntoView {
    let ended = move || sessions.with(|sessions| sessions.ended.clone());
    let older = move || {
        sessions.with(|sessions| sessions.next).map(|id| {
            view! {
                <a class="btn mt-3" href=format!("/sessions?before={id}")>
                    "Older sessions"
                </a>
            }
        })
    };
    view! {
        <h2 class="section">
            <Icon shape=Shape::Archive />
            "Ended"
        </h2>
        <Show when=move || sessions.with(|sessions| sessions.ended.is_empty())>
            <p class="faint">"No session has ended yet."</p>
        </Show>
        <ol>
            <For each=ended key=|ended| ended.session.id let:ended>
                <EndedSession ended />
            </For>
        </ol>
        {older}
    }
}

#[component]
fn EndedSession(ended: Ended) -> impl IntoView {
    let Ended { session, notes_html } = ended;
    let lasted = session.ended_at.map_or(0, |end| end.seconds_since(session.started_at));
    view! {
        <li class="comment session mb-3">
            <div class="session-head">
                <Who agent=session.agent />
                <span class="num faint">{format!("Session {}", session.id)}</span>
                {session.ended_at.map(|at| view! { <span>"ended " <TimeAgo at /></span> })}
                <span class="num">{format!("after {}", duration(lasted))}</span>
            </div>
            {session.active_issue.map(|issue| view! { <Issue issue /> })}
            {if notes_html.is_empty() {
                view! { <p class="faint">"No handoff notes"</p> }.into_any()
            } else {
                view! { <div class="prose" inner_html=notes_html></div> }.into_any()
            }}
        </li>
    }
}

/// `3 h 20 min`; what is shorter than a minute counts as one.
fn duration(seconds: i64) -> String {
    let minutes = (seconds / 60).max(1);
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <p class="sr-only" role="status">
            "Loading"
        </p>
        {(0..4).map(|_| view! { <div class="skeleton h-24 mb-3"></div> }).collect_view()}
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations() {
        let said = [5, 60, 3_599, 12_000, 90_000].map(duration);
        assert_eq!(said, ["1 min", "1 min", "59 min", "3 h 20 min", "1 d 1 h"]);
    }
}
