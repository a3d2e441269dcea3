//! Putting issues into milestones: a row to drag or to send by its menu, and the menu.

use leptos::server_fn::ServerFn;
use model::{IssueId, IssueLink, MilestoneId};
use serde::de::DeserializeOwned;
use web_sys::SubmitEvent;

use super::{
    drag,
    functions::{AssignMilestone, Shelves, UnassignMilestone},
};
use crate::{
    client::mutation_id,
    live::Optimistic,
    prelude::*,
    ui::{
        form_submit::read,
        icon::{Icon, Shape},
        menu,
        status_icon::StatusGlyph,
    },
};

const MENU: &str = "assign-menu";

/// What rows and menu share.
#[derive(Clone, Copy)]
pub struct Assigner {
    /// Whose menu is open, and the milestone it is in.
    picked: RwSignal<Option<(IssueId, Option<MilestoneId>)>>,
    /// Sends an issue from a milestone, or from none, to another, or to none.
    carry: Callback<(IssueId, Option<MilestoneId>, Option<MilestoneId>)>,
}

impl Assigner {
    pub fn new<T: Shelves>(page: Optimistic<T>) -> Self {
        let carry =
            move |(issue, from, to): (IssueId, Option<MilestoneId>, Option<MilestoneId>)| {
                let show = move |shown: &mut T| shown.carry(issue, from, to);
                let mutation = Some(mutation_id());
                match (from, to) {
                    _ if from == to => {}
                    (_, Some(id)) => page.send(
                        AssignMilestone {
                            id,
                            issue: issue.to_string(),
                            mutation,
                        },
                        show,
                    ),
                    (Some(id), None) => page.send(
                        UnassignMilestone {
                            id,
                            issue,
                            mutation,
                        },
                        show,
                    ),
                    (None, None) => {}
                }
            };
        Assigner {
            picked: RwSignal::new(None),
            carry: Callback::new(carry),
        }
    }

    /// The menu's form: the issue of the row that opened it goes to a milestone, or to none.
    fn chosen<S: DeserializeOwned>(
        self,
        event: &SubmitEvent,
        to: impl FnOnce(&S) -> Option<MilestoneId>,
    ) {
        if let (Some((form, choice)), Some((issue, from))) =
            (read::<S>(event), self.picked.get_untracked())
        {
            menu::close_around(&form);
            self.carry.run((issue, from, to(&choice)));
        }
    }
}

/// An issue that leads to its page, and can be sent to a milestone.
#[component]
pub fn IssueRow(issue: IssueLink, assigner: Assigner, from: Option<MilestoneId>) -> impl IntoView {
    let IssueLink {
        id, title, status, ..
    } = issue;
    let name = format!("Milestone of #{id}");
    let title_class = if status.is_closed() {
        "row-title muted"
    } else {
        "row-title"
    };
    let (dragged, words) = (format!("#{id} {title}"), title.clone());
    let press = move |event: web_sys::PointerEvent| {
        drag::begin(&event, dragged.clone(), move |to| {
            assigner.carry.run((id, from, to));
        });
    };
    view! {
        <li class="flex items-center gap-1">
            <a
                class="row flex-1 can-drag"
                href=format!("/issues/{id}")
                title=title
                draggable="false"
                on:pointerdown=press
                on:click=|event| drag::swallow(&event)
                on:touchmove=|event| drag::swallow(&event)
                on:contextmenu=|event| drag::swallow(&event)
            >
                <StatusGlyph status named=true />
                <span class="row-id">{format!("#{id}")}</span>
                <span class=title_class>{words}</span>
            </a>
            <button
                type="button"
                class="btn btn-ghost btn-icon btn-sm only-script"
                popovertarget=MENU
                aria-label=name.clone()
                title=name
                on:click=move |_| assigner.picked.set(Some((id, from)))
            >
                <Icon shape=Shape::Flag class="icon-sm" />
            </button>
        </li>
    }
}

/// The menu of all rows: where the issue of the row that opened it may go.
#[component]
pub fn AssignMenu(assigner: Assigner, choices: Memo<Vec<(MilestoneId, String)>>) -> impl IntoView {
    let picked = assigner.picked;
    let issue = move || {
        picked
            .get()
            .map(|(issue, _)| issue.to_string())
            .unwrap_or_default()
    };
    let from = move || picked.get().and_then(|(_, from)| from);
    let item = move |(id, name): (MilestoneId, String)| {
        let here = from() == Some(id);
        view! {
            <button
                class="menu-item"
                name="id"
                value=id.to_string()
                aria-current=here.then_some("true")
            >
                <Icon shape=if here { Shape::Check } else { Shape::Flag } />
                <span class="truncate">{name}</span>
            </button>
        }
    };
    let assign = move |event| assigner.chosen::<AssignMilestone>(&event, |choice| Some(choice.id));
    let unassign = move |event| assigner.chosen::<UnassignMilestone>(&event, |_| None);
    view! {
        <div id=MENU popover class="menu" on:keydown=menu::walk>
            <p class="menu-note">
                {move || picked.get().map(|(issue, _)| format!("Milestone of #{issue}"))}
            </p>
            <form action=AssignMilestone::url() method="post" on:submit=assign>
                <input type="hidden" name="issue" value=issue />
                {move || choices.get().into_iter().map(item).collect_view()}
            </form>
            <Show when=move || choices.with(Vec::is_empty)>
                <p class="menu-note">"No open milestones"</p>
            </Show>
            <Show when=move || from().is_some()>
                <form action=UnassignMilestone::url() method="post" on:submit=unassign>
                    <input type="hidden" name="issue" value=issue />
                    <input type="hidden" name="id" value=move || from().map(|id| id.to_string()) />
                    <button class="menu-item">
                        <Icon shape=Shape::Close />
                        "No milestone"
                    </button>
                </form>
            </Show>
        </div>
    }
}
