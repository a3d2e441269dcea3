//! Server functions of the milestone pages. Every change is a plain form first.

use leptos::prelude::*;
use model::{BurnUpDay, Day, IssueId, IssueLink, Milestone, MilestoneId};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::state::{actor, actor_as, store};

/// Most issues that a page of milestones shows; the list of issues has them all.
pub const ISSUES_MAX: u32 = 200;

/// All milestones, and what is to be put into one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The newest first.
    pub milestones: Vec<Milestone>,
    /// Open issues without a milestone, the newest first, at most [`ISSUES_MAX`].
    pub loose: Vec<IssueLink>,
    /// How many of them there are.
    pub loose_total: i64,
}

/// One milestone with all that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub milestone: Milestone,
    pub description_html: String,
    pub burn_up: Vec<BurnUpDay>,
    /// The server's day, up to which the burn-up is drawn.
    pub today: Day,
    /// Its issues by id, the newest first, at most [`ISSUES_MAX`].
    pub issues: Vec<IssueLink>,
    /// Other milestones that are aimed at.
    pub others: Vec<Milestone>,
}

impl Opened {
    /// An issue is put into this milestone, wherever it was.
    pub fn add(&mut self, link: &IssueLink) {
        if self.issues.iter().any(|issue| issue.id == link.id) {
            return;
        }
        let at = self
            .issues
            .iter()
            .position(|issue| issue.id < link.id)
            .unwrap_or(self.issues.len());
        self.issues.insert(at, link.clone());
        self.milestone.count_in(link.status);
    }
}

/// Optimistic update: moves an issue between milestones before the server confirms it.
pub trait Shelves: Clone + PartialEq + Send + Sync + 'static {
    /// The issue goes from a milestone, or from none, to another, or to none.
    fn carry(&mut self, issue: IssueId, from: Option<MilestoneId>, to: Option<MilestoneId>);
}

impl Shelves for Overview {
    fn carry(&mut self, issue: IssueId, from: Option<MilestoneId>, to: Option<MilestoneId>) {
        let Some(at) = self
            .loose
            .iter()
            .position(|link| link.id == issue)
            .filter(|_| from.is_none())
        else {
            return;
        };
        let link = self.loose.remove(at);
        self.loose_total -= 1;
        self.milestones
            .iter_mut()
            .filter(|milestone| Some(milestone.id) == to)
            .for_each(|it| it.count_in(link.status));
    }
}

impl Shelves for Opened {
    fn carry(&mut self, issue: IssueId, from: Option<MilestoneId>, to: Option<MilestoneId>) {
        let is_here = from == Some(self.milestone.id);
        let Some(at) = self
            .issues
            .iter()
            .position(|link| link.id == issue)
            .filter(|_| is_here)
        else {
            return;
        };
        let link = self.issues.remove(at);
        self.milestone.count_out(link.status);
        self.others
            .iter_mut()
            .filter(|milestone| Some(milestone.id) == to)
            .for_each(|it| it.count_in(link.status));
    }
}

#[cfg(feature = "ssr")]
async fn links(filter: model::IssueFilter) -> Result<(Vec<IssueLink>, i64), AppError> {
    let page = model::Page {
        limit: Some(ISSUES_MAX),
        after: None,
    };
    let cards = store()?
        .list_cards(&actor()?, &filter, model::Sort::default(), &page)
        .await?;
    let link = |card: model::Card| IssueLink {
        id: card.id,
        identifier: card.identifier,
        title: card.title,
        status: card.status,
    };
    Ok((cards.items.into_iter().map(link).collect(), cards.total))
}

#[server(prefix = "/fn", endpoint = "load_milestones", protocol = crate::wire::Form)]
pub async fn load_milestones() -> Result<Overview, AppError> {
    let milestones = store()?.list_milestones(&actor()?, None).await?;
    let open = Some(model::Lifecycle::Open);
    let (loose, loose_total) = links(model::IssueFilter {
        lifecycle: open,
        without_milestone: true,
        ..Default::default()
    })
    .await?;
    Ok(Overview {
        milestones,
        loose,
        loose_total,
    })
}

/// A reference that is no number names no milestone.
#[server(prefix = "/fn", endpoint = "load_milestone", protocol = crate::wire::Form)]
pub async fn load_milestone(reference: String) -> Result<Opened, AppError> {
    let none = || model::Error::NotFound {
        noun: model::Noun::Milestone,
        name: reference.chars().take(64).collect(),
    };
    let (store, actor, id) = (
        store()?,
        actor()?,
        reference.parse::<MilestoneId>().map_err(|_| none())?,
    );
    let milestone = store.milestone(&actor, id).await?;
    let burn_up = store.milestone_burn_up(&actor, id).await?;
    let (issues, _) = links(model::IssueFilter {
        milestone: Some(id),
        ..Default::default()
    })
    .await?;
    let mut others = store
        .list_milestones(&actor, Some(model::MilestoneStatus::Open))
        .await?;
    others.retain(|other| other.id != id);
    let description = milestone.description.as_deref().unwrap_or_default();
    // Identifiers are links where one is known; `#` begins none.
    let prefix = issues
        .first()
        .and_then(|issue| issue.identifier.rsplit_once('-'))
        .map_or("#", |(prefix, _)| prefix);
    let renderer = crate::ui::markdown::Renderer::new(&store, &actor, prefix);
    let description_html = renderer.one(description.to_owned()).await?.html.clone();
    Ok(Opened {
        description_html,
        milestone,
        burn_up,
        today: store.now().day(),
        issues,
        others,
    })
}

/// Leads to the new milestone.
#[server(prefix = "/fn", endpoint = "create_milestone", protocol = crate::wire::Form)]
pub async fn create_milestone(name: String, description: String) -> Result<(), AppError> {
    let new = model::NewMilestone {
        name,
        description: text(&description),
    };
    let id = store()?.create_milestone(&actor()?, new).await?;
    leptos_axum::redirect(&format!("/milestones/{id}"));
    Ok(())
}

/// Changes the fields that differ from what the form was rendered with, `was_…`: what someone else
/// changed meanwhile stays.
#[server(prefix = "/fn", endpoint = "update_milestone", protocol = crate::wire::Form)]
pub async fn update_milestone(
    id: MilestoneId,
    name: String,
    description: String,
    was_name: String,
    was_description: String,
) -> Result<(), AppError> {
    let (description, was_description) = (text(&description), text(&was_description));
    let patch = model::MilestonePatch {
        name: (name != was_name).then_some(name),
        description: (description != was_description).then_some(description),
    };
    Ok(store()?.update_milestone(&actor()?, id, patch).await?)
}

#[server(prefix = "/fn", endpoint = "close_milestone", protocol = crate::wire::Form)]
pub async fn close_milestone(id: MilestoneId) -> Result<(), AppError> {
    Ok(store()?.close_milestone(&actor()?, id).await?)
}

#[server(prefix = "/fn", endpoint = "reopen_milestone", protocol = crate::wire::Form)]
pub async fn reopen_milestone(id: MilestoneId) -> Result<(), AppError> {
    Ok(store()?.reopen_milestone(&actor()?, id).await?)
}

/// Leads to the other milestones.
#[server(prefix = "/fn", endpoint = "delete_milestone", protocol = crate::wire::Form)]
pub async fn delete_milestone(id: MilestoneId) -> Result<(), AppError> {
    store()?.delete_milestone(&actor()?, id).await?;
    leptos_axum::redirect("/milestones");
    Ok(())
}

/// `issue` is a number or an identifier.
#[server(prefix = "/fn", endpoint = "assign_milestone", protocol = crate::wire::Form)]
pub async fn assign_milestone(
    id: MilestoneId,
    issue: String,
    mutation: Option<String>,
) -> Result<(), AppError> {
    let (store, actor) = (store()?, actor_as(mutation)?);
    let issue = store.find_issue(&actor, &issue.parse()?).await?;
    Ok(store.assign_milestone(&actor, id, issue).await?)
}

#[server(prefix = "/fn", endpoint = "unassign_milestone", protocol = crate::wire::Form)]
pub async fn unassign_milestone(
    id: MilestoneId,
    issue: IssueId,
    mutation: Option<String>,
) -> Result<(), AppError> {
    Ok(store()?
        .unassign_milestone(&actor_as(mutation)?, id, issue)
        .await?)
}

/// What a form's text says; nothing, where it says nothing.
#[cfg(feature = "ssr")]
fn text(field: &str) -> Option<String> {
    Some(crate::issues::detail::one_line_end(field)).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use model::{MilestoneStatus, Status, Timestamp, Uuid};

    use super::*;

    fn milestone(id: i64, completed_count: i64, issue_count: i64) -> Milestone {
        Milestone {
            id: MilestoneId(id),
            uuid: Uuid::nil(),
            name: format!("v{id}"),
            description: None,
            status: MilestoneStatus::Open,
            created_at: Timestamp::EPOCH,
            closed_at: None,
            issue_count,
            completed_count,
        }
    }

    fn issue(id: i64, status: Status) -> IssueLink {
        IssueLink {
            id: IssueId(id),
            identifier: format!("MAIN-{id}"),
            title: "x".into(),
            status,
        }
    }

    fn counts<'a>(milestones: impl IntoIterator<Item = &'a Milestone>) -> Vec<(i64, i64)> {
        milestones
            .into_iter()
            .map(|milestone| (milestone.completed_count, milestone.issue_count))
            .collect()
    }

    #[test]
    fn a_loose_issue_is_counted_where_it_is_put() {
        let mut shown = Overview {
            milestones: vec![milestone(2, 0, 0), milestone(1, 1, 3)],
            loose: vec![issue(8, Status::Todo), issue(7, Status::Backlog)],
            loose_total: 2,
        };
        shown.carry(IssueId(8), None, Some(MilestoneId(1)));
        // Read again meanwhile: it is no longer there.
        shown.carry(IssueId(8), None, Some(MilestoneId(1)));
        assert_eq!(
            (
                shown.loose.len(),
                shown.loose_total,
                counts(&shown.milestones)
            ),
            (1, 1, vec![(0, 0), (1, 4)])
        );
    }

    #[test]
    fn an_issue_leaves_the_page_of_its_milestone() {
        let mut shown = Opened {
            milestone: milestone(1, 1, 2),
            description_html: String::new(),
            burn_up: Vec::new(),
            today: Timestamp::EPOCH.day(),
            issues: vec![issue(8, Status::Done), issue(7, Status::Todo)],
            others: vec![milestone(2, 0, 0)],
        };
        for _ in 0..2 {
            shown.add(&issue(9, Status::Done));
        }
        assert_eq!(
            (shown.issues[0].id, counts([&shown.milestone])),
            (IssueId(9), vec![(2, 3)])
        );
        shown.carry(IssueId(9), Some(MilestoneId(1)), None);
        shown.carry(IssueId(8), Some(MilestoneId(1)), Some(MilestoneId(2)));
        shown.carry(IssueId(7), Some(MilestoneId(1)), None);
        assert_eq!(
            (
                shown.issues.len(),
                counts([&shown.milestone]),
                counts(&shown.others)
            ),
            (0, vec![(0, 0)], vec![(1, 1)])
        );
    }
}
