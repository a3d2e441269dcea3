//! One milestone: how far it is, how it came there, and its issues by state.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;
use model::{Milestone, MilestoneStatus, Status};

use super::{
    Fields, Progress, about,
    assign::{AssignMenu, Assigner, IssueRow},
    burn_up::BurnUp,
    functions::{AssignMilestone, CloseMilestone, ISSUES_MAX, Opened, ReopenMilestone, UpdateMilestone, load_milestone},
};
use crate::{
    error::AppError,
    live::fresh,
    not_found::NotFoundPage,
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel,
        glyph::StatusGlyph,
        icon::{Icon, Shape},
        page_title::PageTitle,
        refused::Refused,
        send::sends,
        time_ago::TimeAgo,
    },
};

/// The page of one milestone, by its number.
#[component]
pub fn MilestonePage() -> impl IntoView {
    let params = use_params_map();
    let reference = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let opened = Resource::new_blocking(move || reference.get(), load_milestone);
    view! {
        <Transition fallback=|| view! { <Bar>"Milestone"</Bar> }>
            {move || Suspend::new(async move { outcome(opened.await, Callback::new(move |()| opened.refetch())) })}
        </Transition>
    }
}

fn outcome(loaded: Result<Opened, AppError>, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(first) => view! { <MilestoneView first /> }.into_any(),
        Err(error) if error.is_not_found() => view! { <NotFoundPage /> }.into_any(),
        Err(error) => view! {
            <Bar>"Milestone"</Bar>
            <ErrorPanel error retry />
        }
        .into_any(),
    }
}

/// The top of the page, with the way back.
#[component]
fn Bar(children: Children) -> impl IntoView {
    view! {
        <header class="bar">
            <DrawerButton />
            <h1 class="truncate">
                <a class="crumb" href="/milestones">
                    "Milestones"
                </a>
                " "
                {children()}
            </h1>
        </header>
    }
}

/// A part of what is shown, which changes only when that part does.
fn part<T: PartialEq + Send + Sync + 'static>(
    opened: RwSignal<Opened>,
    part: impl Fn(&Opened) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| opened.with(&part))
}

#[component]
fn MilestoneView(first: Opened) -> impl IntoView {
    let id = first.milestone.id;
    let (opened, read) = fresh(first, move || load_milestone(id.to_string()), about);
    let name = part(opened, |opened| opened.milestone.name.clone());
    let others = part(opened, |opened| super::aims(&opened.others));
    let assigner = Assigner::new(read);
    view! {
        <PageTitle text=name />
        <TopBar opened read />
        <Refused />
        <EditMilestone opened read />
        <div class="split">
            <article class="read">
                <h2 class="title">{move || name.get()}</h2>
                <Summary opened />
                {move || opened.with(|opened| (!opened.description_html.is_empty()).then(|| view! { <div class="prose mb-4" inner_html=opened.description_html.clone()></div> }))}
                <h2 class="section">
                    <Icon shape=Shape::Activity />
                    "Burn-up"
                </h2>
                {move || chart(&opened.read())}
                <Issues opened read assigner />
            </article>
            <Aside opened />
        </div>
        <AssignMenu assigner choices=others />
    }
}

/// A closed milestone is drawn up to the day it was closed.
fn chart(opened: &Opened) -> impl IntoView + use<> {
    let last = opened.milestone.closed_at.map_or(opened.today, |at| at.day());
    view! { <BurnUp days=opened.burn_up.clone() last /> }
}

#[component]
fn TopBar(opened: RwSignal<Opened>, read: Callback<()>) -> impl IntoView {
    let id = opened.with_untracked(|opened| opened.milestone.id);
    let is_open = part(opened, |opened| opened.milestone.status == MilestoneStatus::Open);
    let (close, reopen) = (sends::<CloseMilestone>(read), sends::<ReopenMilestone>(read));
    let submit = move |event| if is_open.get_untracked() { close(event) } else { reopen(event) };
    view! {
        <header class="bar">
            <DrawerButton />
            <h1 class="truncate">
                <a class="crumb" href="/milestones">
                    "Milestones"
                </a>
                {format!(" #{id}")}
            </h1>
            <span class="spacer"></span>
            <button type="button" class="btn" popovertarget="edit-milestone">
                <Icon shape=Shape::Edit />
                "Edit"
            </button>
            <form
                action=move || if is_open.get() { CloseMilestone::url() } else { ReopenMilestone::url() }
                method="post"
                on:submit=submit
            >
                <input type="hidden" name="id" value=id.to_string() />
                <button class="btn" class:btn-primary=move || is_open.get()>
                    {move || if is_open.get() { "Close" } else { "Reopen" }}
                </button>
            </form>
        </header>
    }
}

/// How far it is, in one line.
#[component]
fn Summary(opened: RwSignal<Opened>) -> impl IntoView {
    let milestone = part(opened, |opened| opened.milestone.clone());
    let line = move || {
        let milestone = milestone.get();
        let says =
            format!("{} of {} done · {} %", milestone.completed_count, milestone.issue_count, milestone.progress_percent());
        view! {
            <Progress milestone />
            <p class="muted num mt-1 mb-4">{says}</p>
        }
    };
    view! { <div>{line}</div> }
}

/// Its issues under the lanes they are in.
#[component]
fn Issues(opened: RwSignal<Opened>, read: Callback<()>, assigner: Assigner) -> impl IntoView {
    let id = opened.with_untracked(|opened| opened.milestone.id);
    let groups = part(opened, |opened| {
        let has = |status: &Status| opened.issues.iter().any(|issue| issue.status == *status);
        Status::ALL.into_iter().filter(has).collect::<Vec<_>>()
    });
    let of = move |status: Status| {
        opened.with(|opened| opened.issues.iter().filter(|issue| issue.status == status).cloned().collect::<Vec<_>>())
    };
    let total = part(opened, |opened| opened.milestone.issue_count);
    let add = sends::<AssignMilestone>(read);
    view! {
        <h2 class="section">
            <Icon shape=Shape::List />
            "Issues"
            <span class="num">{move || total.get()}</span>
        </h2>
        <form class="flex gap-2 mb-2" action=AssignMilestone::url() method="post" on:submit=add>
            <input type="hidden" name="id" value=id.to_string() />
            <input
                class="input"
                name="issue"
                aria-label="Number of an issue to add"
                placeholder="Add an issue: its number"
                autocomplete="off"
                required
                maxlength="32"
            />
            <button class="btn h-8">"Add"</button>
        </form>
        <For each=move || groups.get() key=|status| *status let:status>
            <section aria-label=status.label()>
                <h3 class="row-group">
                    <StatusGlyph status />
                    {status.label()}
                    <span class="num faint">{move || of(status).len()}</span>
                </h3>
                <ul class="rows">
                    <For each=move || of(status) key=|issue| (issue.id, issue.title.clone()) let:issue>
                        <IssueRow issue assigner from=Some(id) />
                    </For>
                </ul>
            </section>
        </For>
        <Show when=move || groups.with(Vec::is_empty)>
            <p class="faint">"No issue is in this milestone yet. Add one by its number, or drag some here from the list of milestones."</p>
        </Show>
        <Show when=move || { total.get() > i64::from(ISSUES_MAX) }>
            <a class="link" href=format!("/issues?lifecycle=all&milestone={id}")>
                {move || format!("All {} issues", total.get())}
            </a>
        </Show>
    }
}

/// What it is, and where else its issues may go.
#[component]
fn Aside(opened: RwSignal<Opened>) -> impl IntoView {
    let milestone = part(opened, |opened| opened.milestone.clone());
    let others = part(opened, |opened| opened.others.clone());
    let target = |other: Milestone| {
        view! {
            <li class="drop-target" data-milestone=other.id.to_string()>
                <a class="row" href=format!("/milestones/{}", other.id) title=other.name.clone()>
                    <Icon shape=Shape::Flag />
                    <span class="row-title">{other.name.clone()}</span>
                    <span class="row-end">{format!("{}/{}", other.completed_count, other.issue_count)}</span>
                </a>
            </li>
        }
    };
    view! {
        <aside class="props" aria-label="Properties">
            <dl>{move || properties(&milestone.read())}</dl>
            <h3>"Other milestones"</h3>
            <p class="faint only-desk">"Drag an issue onto one to move it there."</p>
            <ul class="rows">
                {move || others.get().into_iter().map(target).collect_view()}
                <li class="drop-target" data-milestone="">
                    <span class="row">
                        <Icon shape=Shape::Close />
                        <span class="row-title">"No milestone"</span>
                    </span>
                </li>
            </ul>
        </aside>
    }
}

fn properties(milestone: &Milestone) -> impl IntoView + use<> {
    let status = if milestone.status == MilestoneStatus::Open { "Open" } else { "Closed" };
    view! {
        <div class="prop">
            <dt>"Status"</dt>
            <dd>{status}</dd>
        </div>
        <div class="prop">
            <dt>"Created"</dt>
            <dd>
                <TimeAgo at=milestone.created_at />
            </dd>
        </div>
        {milestone
            .closed_at
            .map(|at| {
                view! {
                    <div class="prop">
                        <dt>"Closed"</dt>
                        <dd>
                            <TimeAgo at />
                        </dd>
                    </div>
                }
            })}
    }
}

/// The form of its name and description. It begins anew with what they are whenever they were changed.
#[component]
fn EditMilestone(opened: RwSignal<Opened>, read: Callback<()>) -> impl IntoView {
    let id = opened.with_untracked(|opened| opened.milestone.id);
    let texts = part(opened, |opened| (opened.milestone.name.clone(), opened.milestone.description.clone().unwrap_or_default()));
    let submit = sends::<UpdateMilestone>(read);
    let fields = move || {
        let (name, description) = texts.get();
        view! { <Fields name description /> }
    };
    view! {
        <div id="edit-milestone" popover class="dialog" role="dialog" aria-labelledby="edit-milestone-title">
            <form action=UpdateMilestone::url() method="post" on:submit=submit>
                <input type="hidden" name="id" value=id.to_string() />
                <header class="dialog-head">
                    <h2 id="edit-milestone-title">"Edit the milestone"</h2>
                </header>
                <div class="dialog-body form">{fields}</div>
                <footer class="dialog-foot">
                    <button type="button" class="btn" popovertarget="edit-milestone" popovertargetaction="hide">
                        "Cancel"
                    </button>
                    <button class="btn btn-primary">"Save"</button>
                </footer>
            </form>
        </div>
    }
}
