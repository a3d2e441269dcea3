//! The panel: read-only, beside the page; what it shows stays until the next issue is there.

use leptos::html;
use model::{Comment, Issue, IssueId, IssueLink};

use super::{
    Peeking,
    functions::{Glance, peek_issue},
};
use crate::{
    error::AppError,
    live::{self, Frame},
    prelude::*,
    ui::{
        avatar::Avatar,
        error_panel::ErrorPanel,
        icon::{Icon, Shape},
        label::LabelPill,
        status_icon::{PriorityGlyph, StatusGlyph},
        time_ago::TimeAgo,
    },
};

/// Linked issues of a kind that are named; the issue's page has them all.
const LINKS: usize = 8;

#[component]
pub(super) fn Panel(peeking: Peeking) -> impl IntoView {
    let loaded = live::page(
        move || peeking.id.get(),
        async |id| match id {
            Some(id) => peek_issue(id).await.map(Some),
            None => Ok(None),
        },
    );
    let name = move || peeking.id.get().map(|id| format!("Peek at #{id}"));
    let panel = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        if peeking.id.get().is_some() && covers() {
            request_animation_frame(move || {
                let _ = panel.get_untracked().map(|panel| panel.focus());
            });
        }
    });
    view! {
        // It scrolls, so the keyboard must get there.
        <section
            class="peek"
            hidden=move || peeking.id.get().is_none()
            aria-label=name
            tabindex="0"
            node_ref=panel
        >
            <Head peeking />
            <Transition fallback=|| {
                view! { <div class="skeleton h-24"></div> }
            }>
                {move || Suspend::new(async move {
                    outcome(loaded.await, Callback::new(move |()| loaded.refetch()))
                })}
            </Transition>
        </section>
    }
}

/// Returns true if the panel covers the page: the focus would be behind it.
fn covers() -> bool {
    let narrow = window().match_media("(width < 1024px)").ok().flatten();
    narrow.is_some_and(|query| query.matches())
}

#[component]
fn Head(peeking: Peeking) -> impl IntoView {
    let href = move || peeking.id.get().map(|id| format!("/issues/{id}"));
    view! {
        <header class="peek-head">
            <span class="row-id">{move || peeking.id.get().map(|id| format!("#{id}"))}</span>
            <span class="spacer"></span>
            <a class="btn btn-sm" href=href>
                "Open"
                <kbd class="kbd only-desk">"O"</kbd>
            </a>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm"
                aria-label="Close peek"
                title="Close peek (Esc)"
                on:click=move |_| peeking.close()
            >
                <Icon shape=Shape::Close />
            </button>
        </header>
    }
}

fn outcome(loaded: Result<Option<Glance>, AppError>, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(Some(first)) => view! { <Shown first /> },
        Ok(None) => ().into_any(),
        Err(error) => view! { <ErrorPanel error retry /> },
    }
}

#[component]
fn Shown(first: Glance) -> impl IntoView {
    let id = first.issue.id;
    let known = StoredValue::new(first.clone());
    let shows = move |id: IssueId| known.try_with_value(|glance| glance.shows(id)) == Some(true);
    let about = move |frame: &Frame| match frame {
        Frame::Card { card, .. } => shows(card.id),
        Frame::CardRemoved { issue_id, .. } => shows(*issue_id),
        Frame::Milestones { .. } => true,
        _ => false,
    };
    let (shown, _) = live::live_query(first, move || peek_issue(id), about);
    let content = move || {
        let glance = shown.get();
        known.set_value(glance.clone());
        view! { <Content glance /> }
    };
    view! { {move || content()} }
}

#[component]
fn Content(glance: Glance) -> impl IntoView {
    let Glance {
        issue,
        description_html,
        labels,
        milestone,
        parent,
        blockers,
        subissues,
        comments,
        last_comment,
    } = glance;
    let labels = labels
        .into_iter()
        .map(|label| view! { <LabelPill label /> })
        .collect_view();
    let description = if description_html.is_empty() {
        view! { <p class="faint">"No description"</p> }
    } else {
        view! { <div class="prose" inner_html=description_html></div> }
    };
    view! {
        <h2 class="peek-title" dir="auto">
            {issue.title.clone()}
        </h2>
        <Facts issue=issue.clone() milestone />
        <p class="peek-facts">{labels}</p>
        {description}
        <Links name="Parent" issues=parent.into_iter().collect() />
        <Links name="Blocked by" issues=blockers />
        <Links name="Sub-issues" issues=subissues />
        {last_comment.map(|comment| view! { <LastComment id=issue.id comment comments /> })}
    }
}

#[component]
fn Facts(issue: Issue, milestone: Option<String>) -> impl IntoView {
    view! {
        <p class="peek-facts">
            <span>
                <StatusGlyph status=issue.status />
                {issue.status.label()}
            </span>
            <span>
                <PriorityGlyph priority=issue.priority />
                {issue.priority.label()}
            </span>
            {milestone
                .map(|name| {
                    view! {
                        <span>
                            <Icon shape=Shape::Flag />
                            {name}
                        </span>
                    }
                })}
            <span class="faint">"updated " <TimeAgo at=issue.updated_at /></span>
        </p>
    }
}

/// Issues that this one hangs together with; nothing where there are none.
#[component]
fn Links(name: &'static str, issues: Vec<IssueLink>) -> impl IntoView {
    let more = issues.len().saturating_sub(LINKS);
    let link = |issue: IssueLink| {
        view! {
            <li>
                <a class="prop-link" href=format!("/issues/{}", issue.id) title=issue.title>
                    <StatusGlyph status=issue.status named=true />
                    <span class="row-id">{format!("#{}", issue.id)}</span>
                    <span class="truncate">{issue.title.clone()}</span>
                </a>
            </li>
        }
    };
    (!issues.is_empty()).then(|| {
        view! {
            <h3 class="section">{name}</h3>
            <ul>
                {issues.into_iter().take(LINKS).map(link).collect_view()}
                {(more > 0)
                    .then(|| view! { <li class="faint num">{format!("and {more} more")}</li> })}
            </ul>
        }
    })
}

#[component]
fn LastComment(id: IssueId, comment: Comment, comments: usize) -> impl IntoView {
    let all = match comments {
        1 => "1 comment".to_owned(),
        many => format!("Newest of {many} comments"),
    };
    view! {
        <h3 class="section">
            <Icon shape=Shape::Comment />
            <a class="link" href=format!("/issues/{id}#comment-{}", comment.id)>
                {all}
            </a>
        </h3>
        <article class="comment">
            <header class="comment-head">
                {comment
                    .author
                    .map(|author| {
                        view! {
                            <Avatar author=author.clone() />
                            <b class="break-words">{author.name}</b>
                        }
                    })} <TimeAgo at=comment.created_at />
            </header>
            <div class="prose" inner_html=comment.content></div>
        </article>
    }
}
