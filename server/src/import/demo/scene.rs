//! The surroundings of the demonstration's issues, written by the store's verbs at their instants.

use futures::future::try_join_all;
use model::{
    Actor, Claim, Draft, Heartbeat, IssueId, MilestoneId, NewMilestone, NewPage, NewUsage,
    PagePatch, Party, Role, SessionRef, Timestamp,
};
use store::{Result, Store};

use super::{
    DAY, MINUTE, moved,
    world::{DemoUsage, WORLD, revisions},
};

const USAGE_DAYS: i64 = 30;

/// Who writes the demonstration, when, and about which issues.
pub(super) struct Scene<'a> {
    pub(super) store: &'a Store,
    pub(super) actor: &'a Actor,
    pub(super) now: Timestamp,
    /// The ids that the issues have here, in the order of the file.
    pub(super) issues: Vec<IssueId>,
}

impl Scene<'_> {
    fn ago(&self, minutes: i64) -> Timestamp {
        moved(self.now, -minutes * MINUTE)
    }

    fn then(&self, minutes: i64) -> Store {
        self.store.at(self.ago(minutes))
    }

    fn issue(&self, place: usize) -> Option<IssueId> {
        self.issues.get(place.checked_sub(1)?).copied()
    }

    /// A text with `{{8}}` as the number that the eighth issue has here.
    fn text(&self, template: &str) -> String {
        (1..=self.issues.len()).fold(template.to_owned(), |text, place| {
            let number = self
                .issue(place)
                .map_or_else(String::new, |id| format!("#{id}"));
            text.replace(&format!("{{{{{place}}}}}"), &number)
        })
    }

    async fn agent(&self, name: &str) -> Result<Actor> {
        let id = self.store.agent(self.actor, name).await?.id;
        Ok(Actor::new(
            Party::Agent(id),
            self.actor.workspace,
            Role::Manager,
        ))
    }

    pub(super) async fn agents(&self) -> Result<()> {
        for agent in &WORLD.agents {
            let beat = |minutes: i64| Heartbeat {
                agent: agent.name.clone(),
                at: Some(self.ago(minutes)),
                active_issue: self.issue(agent.issue),
                machine: Some(agent.machine.clone()),
                description: Some(agent.description.clone()),
            };
            let minutes = agent.beats.iter().flat_map(|(from, to, every)| {
                (0..=(from - to) / every).map(move |n| from - n * every)
            });
            try_join_all(
                minutes.map(|minutes| self.store.record_heartbeat(self.actor, beat(minutes))),
            )
            .await?;
        }
        Ok(())
    }

    pub(super) async fn locks(&self) -> Result<()> {
        let policy = model::Config::default().locks();
        for lock in &WORLD.locks {
            let Some(issue) = self.issue(lock.issue) else {
                continue;
            };
            let claim = Claim {
                agent: lock.agent.clone(),
                branch: Some(lock.branch.clone()),
                signed_by: None,
            };
            // Where someone holds the issue already, the demonstration does not take it away.
            match self
                .then(lock.claimed)
                .claim_lock(&self.agent(&lock.agent).await?, issue, claim, policy)
                .await
            {
                Ok(()) | Err(store::Error::Rule(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(super) async fn sessions(&self) -> Result<()> {
        for session in &WORLD.sessions {
            let agent = self.agent(&session.agent).await?;
            let store = self.then(session.started);
            let which = SessionRef::Id(
                store
                    .start_session(&agent, Some(session.agent.clone()))
                    .await?
                    .id,
            );
            store
                .set_active_issue(&agent, which.clone(), self.issue(session.issue))
                .await?;
            if let Some(action) = &session.action {
                store.set_last_action(&agent, which.clone(), action).await?;
            }
            if let Some(ended) = session.ended {
                let notes = session.notes.as_deref().map(|notes| self.text(notes));
                self.then(ended).end_session(&agent, which, notes).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn usage(&self) -> Result<()> {
        for (row, usage) in (0..).zip(&WORLD.usage) {
            try_join_all(
                (0..USAGE_DAYS)
                    .rev()
                    .map(|day| self.record(usage, row, day)),
            )
            .await?;
        }
        Ok(())
    }

    /// What an agent used on a day: between a quarter and one and a half of the usual, less at the
    /// weekend, and the same on every import.
    async fn record(&self, usage: &DemoUsage, row: i64, days_ago: i64) -> Result<()> {
        let at = self.ago(days_ago * 24 * 60 + 20 + row * 45);
        let weekend = matches!((at.day().number() + 4).rem_euclid(7), 0 | 6);
        let busy = 25 + (days_ago * 37 + row * 53 + days_ago * days_ago * 7) % 125;
        let percent = if weekend { busy / 4 } else { busy };
        let part = |tokens: i64| tokens * percent / 100;
        let new = NewUsage {
            agent: usage.agent.clone(),
            session: None,
            model: Some(usage.model.clone()),
            input_tokens: part(usage.input),
            output_tokens: part(usage.output),
            cache_read_tokens: usage.cached.map(part),
            cache_creation_tokens: usage.cached.map(|tokens| part(tokens) / 12),
            cost_estimate: usage
                .cost
                .map(|cost| (cost * percent as f64).round() / 100.0),
        };
        self.store
            .at(at)
            .record_usage(self.actor, new)
            .await
            .map(drop)
    }

    pub(super) async fn pages(&self) -> Result<()> {
        for page in &WORLD.pages {
            let author = match &page.by {
                Some(agent) => self.agent(agent).await?,
                None => self.actor.clone(),
            };
            let texts = revisions(&page.slug).map(|text| self.text(text));
            for (number, (text, minutes)) in texts.zip(&page.written).enumerate() {
                let (store, author) = (
                    self.then(*minutes),
                    if number == 0 { &author } else { self.actor },
                );
                let written = if number == 0 {
                    let draft = Draft {
                        title: page.title.clone(),
                        content: text,
                        tags: page.tags.clone(),
                        sources: Vec::new(),
                    };
                    store
                        .create_page(
                            author,
                            NewPage {
                                slug: page.slug.clone(),
                                draft,
                            },
                        )
                        .await
                        .map(drop)
                } else {
                    let patch = PagePatch {
                        content: Some(text),
                        ..PagePatch::default()
                    };
                    store.update_page(author, &page.slug, patch).await.map(drop)
                };
                match written {
                    Ok(()) => {}
                    // A page of that name is someone's own.
                    Err(store::Error::Rule(_)) => break,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    pub(super) async fn milestones(&self) -> Result<()> {
        for milestone in &WORLD.milestones {
            let new = NewMilestone {
                name: milestone.name.clone(),
                description: Some(milestone.description.clone()),
            };
            let id = self
                .then(milestone.created)
                .create_milestone(self.actor, new)
                .await?;
            for issue in milestone
                .issues
                .iter()
                .filter_map(|place| self.issue(*place))
            {
                self.assign(id, issue, self.ago(milestone.created)).await?;
            }
            if let Some(closed) = milestone.closed {
                self.then(closed).close_milestone(self.actor, id).await?;
            }
        }
        Ok(())
    }

    /// An issue goes into the milestone within a day of both being there, but not after now.
    async fn assign(
        &self,
        id: MilestoneId,
        issue: IssueId,
        milestone_created: Timestamp,
    ) -> Result<()> {
        let created = self.store.issue(self.actor, issue).await?.created_at;
        let at = moved(created.max(milestone_created), DAY).min(self.now);
        self.store
            .at(at)
            .assign_milestone(self.actor, id, issue)
            .await
    }
}
