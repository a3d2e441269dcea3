//! Milestones: all of them with their progress, and the open issues in none.

use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{Milestone, MilestoneId, MilestoneStatus};

use crate::{
    error::AppError,
    live::{self, Frame, optimistic},
    prelude::*,
    shell::DrawerButton,
    ui::{
        empty::Empty,
        error_panel::ErrorPanel,
        form_error::Refused,
        icon::{Icon, Shape},
        time_ago::TimeAgo,
    },
};

mod assign;
mod burn_up;
mod drag;
mod form;
mod functions;
pub mod one;

use assign::{AssignMenu, Assigner, IssueRow};
use form::NewMilestone;
use functions::{ISSUES_MAX, Overview, load_milestones};

/// Which milestones the list shows; the address says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Open,
    Closed,
    All,
}

impl View {
    const ALL: [(View, &'static str, &'static str); 3] = [
        (View::Open, "Open", "/milestones"),
        (View::Closed, "Closed", "/milestones?status=closed"),
        (View::All, "All", "/milestones?status=all"),
    ];

    fn shows(self, milestone: &Milestone) -> bool {
        match self {
            View::Open => milestone.status == MilestoneStatus::Open,
            View::Closed => milestone.status == MilestoneStatus::Closed,
            View::All => true,
        }
    }
}

#[component]
pub fn MilestonesPage() -> impl IntoView {
    let query = use_query_map();
    let view = Memo::new(move |_| match query.read().get("status").as_deref() {
        Some("closed") => View::Closed,
        Some("all") => View::All,
        _ => View::Open,
    });
    let overview = live::page(|| (), |()| load_milestones());
    view! {
        <Title text="Milestones" />
        <header class="bar">
            <DrawerButton />
            <h1>"Milestones"</h1>
            <nav class="seg" aria-label="View">
                {View::ALL
                    .into_iter()
                    .map(|(which, name, href)| {
                        view! {
                            <a
                                href=href
                                aria-current=move || (view.get() == which).then_some("page")
                            >
                                {name}
                            </a>
                        }
                    })
                    .collect_view()}
            </nav>
            <span class="spacer"></span>
            <button
                type="button"
                class="btn btn-primary"
                popovertarget="new-milestone"
                aria-label="New milestone"
            >
                <Icon shape=Shape::Plus />
                <span class="only-desk">"New milestone"</span>
            </button>
        </header>
        <Refused />
        <NewMilestone />
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                outcome(view, overview.await, Callback::new(move |()| overview.refetch()))
            })}
        </Transition>
    }
}

fn outcome(view: Memo<View>, loaded: Result<Overview, AppError>, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(first) => view! { <Milestones view first /> },
        Err(error) => view! { <ErrorPanel error retry /> },
    }
}

/// Returns true if a frame may say something about milestones or what is in them.
fn about(frame: &Frame) -> bool {
    matches!(
        frame,
        Frame::Card { .. } | Frame::CardRemoved { .. } | Frame::Milestones { .. }
    )
}

#[component]
fn Milestones(view: Memo<View>, first: Overview) -> impl IntoView {
    let page = optimistic(first, load_milestones, about);
    let (overview, assigner) = (page.shown, Assigner::new(page));
    let listed = move || {
        overview.with(|overview| {
            overview
                .milestones
                .iter()
                .filter(|it| view.get().shows(it))
                .map(|it| it.id)
                .collect::<Vec<_>>()
        })
    };
    let open = Memo::new(move |_| overview.with(|overview| aims(&overview.milestones)));
    let is_empty = Memo::new(move |_| {
        overview.with(|overview| !overview.milestones.iter().any(|it| view.get().shows(it)))
    });
    view! {
        <div class="split split-planning">
            <section class="read" aria-label="Milestones">
                <Show when=move || is_empty.get()>
                    <NoMilestones view />
                </Show>
                <ul class="rows">
                    <For each=listed key=|id| *id let:id>
                        <MilestoneRow id overview />
                    </For>
                </ul>
            </section>
            <Loose overview assigner />
        </div>
        <AssignMenu assigner choices=open />
    }
}

/// Those that are still aimed at, with their names.
fn aims(milestones: &[Milestone]) -> Vec<(MilestoneId, String)> {
    milestones
        .iter()
        .filter(|it| it.status == MilestoneStatus::Open)
        .map(|it| (it.id, it.name.clone()))
        .collect()
}

/// One line that leads to the milestone. It stays while what is in it changes, so that an update
/// takes no focus away.
#[component]
fn MilestoneRow(id: MilestoneId, overview: Memo<Overview>) -> impl IntoView {
    let milestone = Memo::new(move |_| {
        overview.with(|overview| overview.milestones.iter().find(|it| it.id == id).cloned())
    });
    let line = move || {
        milestone
            .get()
            .map(|milestone| view! { <Line milestone /> })
    };
    view! {
        <li data-milestone=id.to_string()>
            <a class="milestone-row" href=format!("/milestones/{id}")>
                {move || line()}
            </a>
        </li>
    }
}

#[component]
fn Line(milestone: Milestone) -> impl IntoView {
    let shape = if milestone.status == MilestoneStatus::Open {
        Shape::Flag
    } else {
        Shape::Check
    };
    let count = format!("{}/{}", milestone.completed_count, milestone.issue_count);
    view! {
        <Icon shape />
        <span class="row-title" title=milestone.name.clone()>
            {milestone.name.clone()}
        </span>
        <span class="row-end only-desk">
            {match milestone.closed_at {
                Some(at) => {
                    view! {
                        "closed "
                        <TimeAgo at />
                    }
                }
                None => {
                    view! {
                        "created "
                        <TimeAgo at=milestone.created_at />
                    }
                }
            }}
        </span>
        <Progress milestone=milestone.clone() />
        <span class="row-end milestone-count">{count}</span>
        <span class="row-end milestone-count">{percent(&milestone)}</span>
    }
}

/// `27%`. All is done at 100% and nothing at 0%, however large the milestone is.
fn percent(milestone: &Milestone) -> String {
    let rounded = milestone.progress_percent().round() as i64;
    let percent = match (milestone.completed_count, milestone.issue_count) {
        (0, _) => 0,
        (done, all) if done < all => rounded.clamp(1, 99),
        _ => 100,
    };
    format!("{percent}%")
}

/// How much of a milestone is done.
#[component]
fn Progress(milestone: Milestone) -> impl IntoView {
    let label = format!(
        "{} of {} done",
        milestone.completed_count, milestone.issue_count
    );
    let whole = milestone.issue_count > 0 && milestone.completed_count == milestone.issue_count;
    view! {
        <progress
            class="progress"
            class:progress-ok=whole
            value=milestone.completed_count.to_string()
            max=milestone.issue_count.max(1).to_string()
            aria-label=label
        ></progress>
    }
}

#[component]
fn NoMilestones(view: Memo<View>) -> impl IntoView {
    let title = Signal::derive(move || match view.get() {
        View::Open => "No open milestones".to_owned(),
        View::Closed => "No closed milestones".to_owned(),
        View::All => "No milestones yet".to_owned(),
    });
    let says = Signal::derive(move || match view.get() {
        View::Closed => "Completed and dropped milestones appear here.".to_owned(),
        _ => "Group issues toward a goal. Create a milestone, then drag issues onto it.".to_owned(),
    });
    view! { <Empty shape=Shape::Flag title says /> }
}

/// Open issues that are in no milestone: to be dragged onto one, or sent there by their menu.
#[component]
fn Loose(overview: Memo<Overview>, assigner: Assigner) -> impl IntoView {
    let loose = move || overview.with(|overview| overview.loose.clone());
    let more = move || {
        let total = overview.with(|overview| overview.loose_total);
        (total > i64::from(ISSUES_MAX))
            .then(|| format!("Showing the newest {ISSUES_MAX} of {total}"))
    };
    view! {
        <aside class="props" aria-label="No milestone">
            <h2 class="section mt-0">
                "No milestone"
                <span class="num">{move || overview.with(|overview| overview.loose_total)}</span>
            </h2>
            <ul class="rows">
                <For each=loose key=|issue| (issue.id, issue.status, issue.title.clone()) let:issue>
                    <IssueRow issue assigner from=None />
                </For>
            </ul>
            <Show when=move || overview.with(|overview| overview.loose.is_empty())>
                <p class="faint">"Every open issue has a milestone."</p>
            </Show>
            <p class="faint">{move || more()}</p>
        </aside>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="split" aria-busy="true">
            <div class="read">
                <p class="sr-only" role="status">
                    "Loading"
                </p>
                {(0..5).map(|_| view! { <div class="skeleton h-11 mb-1"></div> }).collect_view()}
            </div>
            <aside class="props"></aside>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use model::{Timestamp, Uuid};

    use super::*;

    #[test]
    fn percents_are_whole() {
        let percent = |(completed_count, issue_count)| {
            percent(&Milestone {
                id: MilestoneId(1),
                uuid: Uuid::nil(),
                name: String::new(),
                description: None,
                status: MilestoneStatus::Open,
                created_at: Timestamp::EPOCH,
                closed_at: None,
                issue_count,
                completed_count,
            })
        };
        assert_eq!(
            [(0, 0), (0, 900), (1, 900), (3, 11), (899, 900), (2, 2)].map(percent),
            ["0%", "0%", "1%", "27%", "99%", "100%"]
        );
    }
}
