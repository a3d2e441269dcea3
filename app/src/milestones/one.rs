//! One milestone: progress, burn-up, and its issues by status.

use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use model::{IssueLink, MilestoneStatus, Status};

use super::{
    Progress, about,
    assign::{AssignMenu, Assigner, IssueRow},
    burn_up::BurnUp,
    functions::{
        AssignMilestone, CloseMilestone, ISSUES_MAX, Opened, ReopenMilestone, load_milestone,
    },
    percent,
};
use crate::{
    client::{mutation_id, now},
    error::AppError,
    issues::picker::IssuePicker,
    live::{self, Optimistic, optimistic},
    not_found::NotFoundPage,
    prelude::*,
    ui::{
        error_panel::ErrorPanel,
        form_error::Refused,
        icon::{Icon, Shape},
        loading::CrumbBar,
        page_title::PageTitle,
        picker::PlainForm,
        status_icon::StatusGlyph,
    },
};

/// The picker of issues to add.
const ADD: &str = "add-issues";

mod aside;
mod edit;

use aside::Aside;
use edit::{DeleteDialog, EditButtons, EditMilestone};

/// The page of one milestone, by its number.
#[component]
pub fn MilestonePage() -> impl IntoView {
    let params = use_params_map();
    let reference = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let opened = live::page(move || reference.get(), load_milestone);
    view! {
        <Transition fallback=|| {
            view! { <CrumbBar room="Milestones" href="/milestones" here="" /> }
        }>
            {move || Suspend::new(async move {
                outcome(opened.await, Callback::new(move |()| opened.refetch()))
            })}
        </Transition>
    }
}

fn outcome(loaded: Result<Opened, AppError>, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(first) => view! { <MilestoneView first /> },
        Err(error) if error.is_not_found() => view! { <NotFoundPage /> },
        Err(error) => view! {
            <CrumbBar room="Milestones" href="/milestones" here="" />
            <ErrorPanel error retry />
        },
    }
}

#[component]
fn MilestoneView(first: Opened) -> impl IntoView {
    let id = first.milestone.id;
    let page = optimistic(first, move || load_milestone(id.to_string()), about);
    let name = page.part(|opened| opened.milestone.name.clone());
    let others = page.part(|opened| super::aims(&opened.others));
    let assigner = Assigner::new(page);
    view! {
        <PageTitle text=name />
        <TopBar page />
        <Refused />
        <Gone page />
        <EditMilestone page />
        <DeleteDialog page />
        <div class="split">
            <article class="read">
                <h2 class="title">{move || name.get()}</h2>
                <Summary page />
                {move || {
                    page
                        .shown
                        .with(|opened| {
                            (!opened.description_html.is_empty())
                                .then(|| {
                                    view! {
                                        <div
                                            class="prose mb-4"
                                            inner_html=opened.description_html.clone()
                                        ></div>
                                    }
                                })
                        })
                }}
                {move || chart(&page.shown.read())}
                <Issues page assigner />
            </article>
            <Aside page />
        </div>
        <AssignMenu assigner choices=others />
    }
}

/// The milestone was deleted; what is on the screen can still be read and copied.
#[component]
fn Gone(page: Optimistic<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    view! {
        <Show when=move || page.gone.get()>
            <div class="notice notice-danger" role="alert">
                <Icon shape=Shape::Trash />
                {format!("Milestone #{id} was deleted.")}
                <a class="btn btn-sm" href="/milestones">
                    "All milestones"
                </a>
            </div>
        </Show>
    }
}

/// A closed milestone is drawn up to the day it was closed.
fn chart(opened: &Opened) -> impl IntoView + use<> {
    let last = opened
        .milestone
        .closed_at
        .map_or(opened.today, |at| at.day());
    view! { <BurnUp days=opened.burn_up.clone() last /> }
}

#[component]
fn TopBar(page: Optimistic<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    let is_open = page.part(|opened| opened.milestone.status == MilestoneStatus::Open);
    let name = page.part(|opened| opened.milestone.name.clone());
    let close = page.submits::<CloseMilestone>(|_, opened| {
        opened.milestone.close(now());
    });
    let reopen = page.submits::<ReopenMilestone>(|_, opened| {
        opened.milestone.reopen();
    });
    let submit = move |event| {
        if is_open.get_untracked() {
            close(event);
        } else {
            reopen(event);
        }
    };
    view! {
        <CrumbBar room="Milestones" href="/milestones" here=name>
            <EditButtons />
            <form
                action=move || {
                    if is_open.get() { CloseMilestone::url() } else { ReopenMilestone::url() }
                }
                method="post"
                on:submit=submit
            >
                <input type="hidden" name="id" value=id.to_string() />
                <button class="btn">
                    {move || if is_open.get() { "Close milestone" } else { "Reopen milestone" }}
                </button>
            </form>
        </CrumbBar>
    }
}

/// How far it is, in one line.
#[component]
fn Summary(page: Optimistic<Opened>) -> impl IntoView {
    let milestone = page.part(|opened| opened.milestone.clone());
    let line = move || {
        let milestone = milestone.get();
        let says = format!(
            "{} of {} done · {}",
            milestone.completed_count,
            milestone.issue_count,
            percent(&milestone)
        );
        view! {
            <Progress milestone />
            <p class="muted num mt-1 mb-4">{says}</p>
        }
    };
    view! { <div>{move || line()}</div> }
}

/// Its issues under the lanes they are in.
#[component]
fn Issues(page: Optimistic<Opened>, assigner: Assigner) -> impl IntoView {
    let opened = page.shown;
    let id = opened.with_untracked(|opened| opened.milestone.id);
    let groups = page.part(|opened| {
        let has = |status: &Status| opened.issues.iter().any(|issue| issue.status == *status);
        Status::ALL.into_iter().filter(has).collect::<Vec<_>>()
    });
    let of = move |status: Status| {
        opened.with(|opened| {
            opened
                .issues
                .iter()
                .filter(|issue| issue.status == status)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let total = page.part(|opened| opened.milestone.issue_count);
    view! {
        <h2 class="section">
            <Icon shape=Shape::List />
            "Issues"
            <span class="num">{move || total.get()}</span>
            <button type="button" class="btn btn-sm" popovertarget=ADD>
                <Icon shape=Shape::Plus class="icon-sm" />
                "Add issues…"
            </button>
        </h2>
        <AddIssues page />
        <For each=move || groups.get() key=|status| *status let:status>
            <section aria-label=status.label()>
                <h3 class="row-group">
                    <StatusGlyph status />
                    {status.label()}
                    <span class="num faint">{move || of(status).len()}</span>
                </h3>
                <ul class="rows">
                    <For
                        each=move || of(status)
                        key=|issue| (issue.id, issue.title.clone())
                        let:issue
                    >
                        <IssueRow issue assigner from=Some(id) />
                    </For>
                </ul>
            </section>
        </For>
        <Show when=move || groups.with(Vec::is_empty)>
            <p class="faint">
                "No issues yet. Add some here, or drag them onto this milestone in the list."
            </p>
        </Show>
        <Show when=move || { total.get() > i64::from(ISSUES_MAX) }>
            <a class="link" href=format!("/issues?lifecycle=all&milestone={id}")>
                {move || format!("All {} issues", total.get())}
            </a>
        </Show>
    }
}

/// The picker that adds issues, one after the other. Without the wasm a number or an identifier is
/// typed and sent.
#[component]
fn AddIssues(page: Optimistic<Opened>) -> impl IntoView {
    let id = page.shown.with_untracked(|opened| opened.milestone.id);
    let here = page.part(|opened| {
        opened
            .issues
            .iter()
            .map(|issue| issue.id)
            .collect::<Vec<_>>()
    });
    let add = Callback::new(move |found: Option<IssueLink>| {
        if let Some(issue) = found {
            let change = AssignMilestone {
                id,
                issue: issue.id.to_string(),
                mutation: Some(mutation_id()),
            };
            page.send(change, move |opened| opened.add(&issue));
        }
    });
    let plain = PlainForm {
        action: AssignMilestone::url(),
        name: "issue",
        hidden: vec![("id", id.to_string())],
    };
    view! { <IssuePicker id=ADD label="Add issues" on_pick=add leave_out=here multiple=true plain /> }
}
