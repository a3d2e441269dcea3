//! What a milestone is, and where its issues may go instead.

use model::{Milestone, MilestoneStatus};

use super::super::functions::Opened;
use crate::{
    live::Optimistic,
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        time_ago::TimeAgo,
    },
};

/// What it is, and where else its issues may go.
#[component]
pub fn Aside(page: Optimistic<Opened>) -> impl IntoView {
    let milestone = page.part(|opened| opened.milestone.clone());
    let others = page.part(|opened| opened.others.clone());
    let target = |other: Milestone| {
        view! {
            <li class="drop-target" data-milestone=other.id.to_string()>
                <a class="row" href=format!("/milestones/{}", other.id) title=other.name.clone()>
                    <Icon shape=Shape::Flag />
                    <span class="row-title">{other.name.clone()}</span>
                    <span class="row-end">
                        {format!("{}/{}", other.completed_count, other.issue_count)}
                    </span>
                </a>
            </li>
        }
    };
    view! {
        <aside class="props" aria-label="Properties">
            <dl>{move || properties(&milestone.read())}</dl>
            <h3>"Other milestones"</h3>
            <p class="faint">"Drag an issue onto one to move it."</p>
            <ul class="rows -mx-3">
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
    let status = if milestone.status == MilestoneStatus::Open {
        "Open"
    } else {
        "Closed"
    };
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
