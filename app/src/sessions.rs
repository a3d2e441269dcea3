//! Sessions: the active ones with their issues, and ended ones with their handoff notes.

use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{AgentId, Author, IssueLink, Party, Session, SessionId};

use crate::{
    error::AppError,
    live::{self, Frame, Optimistic, optimistic},
    prelude::*,
    shell::DrawerButton,
    ui::{
        avatar::Avatar,
        empty::Empty,
        error_panel::ErrorPanel,
        form_error::Refused,
        icon::{Icon, Shape},
        status_icon::StatusGlyph,
        time_ago::TimeAgo,
    },
};

mod forms;
mod functions;

use forms::{OpenForms, START, StartForm};
use functions::{Ended, Sessions, load_sessions};

#[component]
pub fn SessionsPage() -> impl IntoView {
    let query = use_query_map();
    let before = Memo::new(move |_| {
        query
            .read()
            .get("before")
            .and_then(|id| id.parse::<SessionId>().ok())
    });
    let sessions = live::page(move || before.get(), load_sessions);
    view! {
        <Title text="Sessions" />
        <header class="bar">
            <DrawerButton />
            <h1>"Sessions"</h1>
            <span class="spacer"></span>
            <button type="button" class="btn btn-primary" popovertarget=START>
                <Icon shape=Shape::Plus />
                "Start session"
            </button>
        </header>
        <Refused />
        <div class="page">
            <div class="page-narrow">
                <Transition fallback=Skeleton>
                    {move || Suspend::new(async move {
                        outcome(
                            before.get_untracked(),
                            sessions.await,
                            Callback::new(move |()| sessions.refetch()),
                        )
                    })}
                </Transition>
            </div>
        </div>
    }
}

fn outcome(
    before: Option<SessionId>,
    loaded: Result<Sessions, AppError>,
    retry: Callback<()>,
) -> AnyView {
    match loaded {
        Ok(first) => view! { <All before first /> },
        Err(error) => view! { <ErrorPanel error retry /> },
    }
}

fn about(frame: &Frame) -> bool {
    matches!(frame, Frame::Sessions { .. } | Frame::CardRemoved { .. })
}

#[component]
fn All(before: Option<SessionId>, first: Sessions) -> impl IntoView {
    let page = optimistic(first, move || load_sessions(before), about);
    let sessions = page.shown;
    let open = move || {
        sessions.with(|sessions| {
            sessions
                .open
                .iter()
                .map(|session| session.id)
                .collect::<Vec<_>>()
        })
    };
    let nobody = Memo::new(move |_| sessions.with(|sessions| sessions.open.is_empty()));
    let nothing =
        Memo::new(move |_| nobody.get() && sessions.with(|sessions| sessions.ended.is_empty()));
    view! {
        <StartForm read=page.read />
        <Show
            when=move || nobody.get()
            fallback=move || {
                view! {
                    <h2 class="section">
                        <Icon shape=Shape::Activity />
                        "Active"
                        <span class="num">
                            {move || sessions.with(|sessions| sessions.open.len())}
                        </span>
                    </h2>
                }
            }
        >
            <Empty
                shape=Shape::Clock
                title="No active sessions"
                says="A session records who is working on what. Start one here, or run:"
                command="curl {host}/api/v1/sessions/start --json '{\"agent_id\":\"worker-1\"}'"
            />
        </Show>
        <ul class="sessions">
            <For each=open key=|id| *id let:id>
                <OpenSession id page />
            </For>
        </ul>
        <Show when=move || !nothing.get()>
            <History sessions />
        </Show>
    }
}

/// An active session. Its forms stay while the session changes, so that no typed text is lost.
#[component]
fn OpenSession(id: SessionId, page: Optimistic<Sessions>) -> impl IntoView {
    let session = page.part(move |all| all.open.iter().find(|session| session.id == id).cloned());
    let head = move || session.get().map(|session| view! { <Head session /> });
    let works = Signal::derive(move || {
        session.with(|session| session.as_ref().is_some_and(|it| it.active_issue.is_some()))
    });
    view! {
        <li class="session session-open">
            <div class="session-main">{move || head()}</div>
            <OpenForms id works page />
        </li>
    }
}

#[component]
fn Head(session: Session) -> impl IntoView {
    let Session {
        id,
        agent,
        active_issue,
        last_action,
        started_at,
        ..
    } = session;
    view! {
        <div class="session-head">
            <Who agent />
            <span class="faint">{format!("Session {id}")}</span>
            <span class="faint">"started " <TimeAgo at=started_at /></span>
        </div>
        {match active_issue {
            Some(issue) => view! { <Issue issue /> },
            None => view! { <p class="faint">"No issue"</p> },
        }}
        {last_action.map(|action| view! { <p class="muted break-words">{action}</p> })}
    }
}

/// The agent, where one is named.
#[component]
fn Who(agent: Option<String>) -> impl IntoView {
    match agent {
        Some(name) => {
            let author = Author {
                party: Party::Agent(AgentId(0)),
                name: name.clone(),
            };
            view! {
                <Avatar author />
                <a class="font-semibold" href=format!("/agents/{name}")>
                    {name.clone()}
                </a>
            }
        }
        None => view! { <b>"Unnamed session"</b> },
    }
}

#[component]
fn Issue(issue: IssueLink) -> impl IntoView {
    let words = issue.title.clone();
    view! {
        <a class="session-issue" href=format!("/issues/{}", issue.id) title=words>
            <StatusGlyph status=issue.status named=true />
            <span class="row-id">{format!("#{}", issue.id)}</span>
            <span class="row-title">{issue.title}</span>
        </a>
    }
}

/// Ended sessions, a page at a time.
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
            <p class="faint">"No ended sessions"</p>
        </Show>
        <ol class="sessions">
            <For each=ended key=|ended| ended.session.id let:ended>
                <EndedSession ended />
            </For>
        </ol>
        {move || older()}
    }
}

#[component]
fn EndedSession(ended: Ended) -> impl IntoView {
    let Ended {
        session,
        notes_html,
    } = ended;
    let lasted = session
        .ended_at
        .map_or(0, |end| end.seconds_since(session.started_at));
    view! {
        <li class="session session-ended">
            <div class="session-head">
                <Who agent=session.agent />
                <span class="faint">{format!("Session {}", session.id)}</span>
                {session
                    .ended_at
                    .map(|at| view! { <span class="faint">"ended " <TimeAgo at /></span> })}
                <span class="faint num">{format!("lasted {}", duration(lasted))}</span>
            </div>
            {session.active_issue.map(|issue| view! { <Issue issue /> })}
            {if notes_html.is_empty() {
                view! { <p class="faint">"No handoff notes"</p> }
            } else {
                view! { <div class="prose" inner_html=notes_html></div> }
            }}
        </li>
    }
}

/// `3 h 20 min`; what is shorter than a minute counts as one.
fn duration(seconds: i64) -> String {
    let minutes = (seconds / 60).max(1);
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
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
        let said = [5, 60, 3_599, 18_000, 12_000, 90_000, 86_400].map(duration);
        assert_eq!(
            said,
            [
                "1 min",
                "1 min",
                "59 min",
                "5 h",
                "3 h 20 min",
                "1 d 1 h",
                "1 d"
            ]
        );
    }
}
