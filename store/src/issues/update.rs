//! Changing an issue: the model decides, here it is written down, recorded and announced.

use model::{
    Action, Actor, Card, Issue, IssueField, IssueId, IssuePatch, Place, Status, board::LaneKey,
};

use crate::{Result, Store, transaction::Transaction};

impl Store {
    /// Changes fields.
    pub async fn update_issue(
        &self,
        actor: &Actor,
        id: IssueId,
        patch: IssuePatch,
    ) -> Result<Issue> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.update_issue(id, patch).await })
        })
        .await
    }

    /// Moves a card: to another lane by the table of moves, or within its lane. A move that was
    /// made under the actor's name for this change already is not made again.
    pub async fn move_issue(
        &self,
        actor: &Actor,
        id: IssueId,
        status: Status,
        place: Place,
    ) -> Result<Card> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.move_issue(id, status, place).await })
        })
        .await
    }
}

impl Transaction {
    pub(crate) async fn update_issue(&mut self, id: IssueId, patch: IssuePatch) -> Result<Issue> {
        let before = self.issue(id).await?;
        if let Some(Some(parent)) = patch.parent.filter(|parent| *parent != before.parent) {
            self.check_parent(id, parent).await?;
        }
        if let Some(Some(milestone)) = patch.milestone {
            self.check_milestone(milestone).await?;
        }
        let mut issue = before.clone();
        let actions = issue.apply(patch, self.now)?;
        if issue.status != before.status {
            issue.sort_order = self.arrival(issue.status).await?;
        }
        self.change(&before, &issue, actions).await?;
        Ok(issue)
    }

    async fn move_issue(&mut self, id: IssueId, status: Status, place: Place) -> Result<Card> {
        let before = self.issue(id).await?;
        if self.was_made().await? {
            return self.card(id).await;
        }
        let mut issue = before.clone();
        let mut actions = Vec::new();
        if status != before.status {
            actions = issue.apply(
                IssuePatch {
                    status: Some(status),
                    ..Default::default()
                },
                self.now,
            )?;
        }
        let neighbours = self.neighbours_at(id, status, place).await?;
        let key = LaneKey {
            sort_order: before.sort_order,
            created_at: before.created_at,
            id,
        };
        if status != before.status || !neighbours.hold(&key) {
            issue.sort_order = self.order_at(id, status, place, neighbours).await?;
            // A reorder says nothing about the issue itself: it is another version of the card, but
            // no newer issue.
            issue.version = before.version + 1;
        }
        self.change(&before, &issue, actions).await?;
        if before == issue && self.actor.mutation.is_some() {
            self.remember_move(&before, status, false).await?;
        }
        self.card(id).await
    }

    /// Writes, records and announces what a verb did to an issue; nothing, where it did nothing.
    pub(crate) async fn change(
        &mut self,
        before: &Issue,
        after: &Issue,
        actions: Vec<Action>,
    ) -> Result<()> {
        if before == after {
            return Ok(());
        }
        self.save(before, after).await?;
        if before.status != after.status || before.sort_order.total_cmp(&after.sort_order).is_ne() {
            self.remember_move(before, after.status, true).await?;
        }
        for action in actions {
            self.record(after.id, action);
        }
        self.announce_fields(before, after);
        self.announce_around(std::iter::once((before, after))).await
    }

    async fn save(&mut self, before: &Issue, after: &Issue) -> Result<()> {
        // Texts are written only where they changed: writing them is what makes the search index
        // them again.
        let texts = before.title != after.title || before.description != after.description;
        let sql = self.sql(&format!(
            "update issues set status = $2, priority = $3, parent_id = $4, milestone_id = $5, sort_order = $6, version = $7, \
             updated_at = $8, closed_at = $9, archived_at = $10{} where id = $1",
            if texts { ", title = $11, description = $12" } else { "" }
        ));
        let query = sqlx::query(sql)
            .bind(after.id.0)
            .bind(after.status.as_str())
            .bind(after.priority.rank());
        let query = query
            .bind(after.parent.map(|id| id.0))
            .bind(after.milestone.map(|id| id.0));
        let query = query
            .bind(after.sort_order)
            .bind(after.version)
            .bind(after.updated_at.to_string());
        let mut query = query
            .bind(after.closed_at.map(|at| at.to_string()))
            .bind(after.archived_at.map(|at| at.to_string()));
        if texts {
            query = query.bind(&after.title).bind(after.description.as_deref());
        }
        query.execute(&mut self.conn).await?;
        Ok(())
    }

    /// Announces what about an issue changed.
    pub(crate) fn announce_fields(&mut self, before: &Issue, after: &Issue) {
        let id = after.id;
        let updated = before.title != after.title
            || before.description != after.description
            || before.priority != after.priority
            || before.parent != after.parent;
        let moved = before.status != after.status
            || before.archived_at.is_some() != after.archived_at.is_some();
        if updated {
            self.announce(id, IssueField::Updated);
        } else if before.milestone != after.milestone {
            self.announce(id, IssueField::Milestone);
        }
        if moved {
            self.announce(id, IssueField::Status);
        } else if before.sort_order.total_cmp(&after.sort_order).is_ne() {
            self.announce(id, IssueField::Order);
        }
    }

    /// Announces the issues around changed ones whose counts depend on them: what they block or
    /// wait for, and their parents.
    pub(crate) async fn announce_around<'a>(
        &mut self,
        changes: impl Iterator<Item = (&'a Issue, &'a Issue)>,
    ) -> Result<()> {
        let (mut turned, mut parents) = (Vec::new(), Vec::new());
        for (before, after) in changes {
            let closed_or_opened = before.status.is_closed() != after.status.is_closed();
            if closed_or_opened {
                turned.push(after.id);
            }
            if closed_or_opened || before.parent != after.parent {
                parents.extend([before.parent, after.parent].into_iter().flatten());
            }
        }
        if !turned.is_empty() {
            for neighbour in self.neighbours(&turned).await? {
                self.announce(neighbour, IssueField::Blockers);
            }
        }
        for parent in parents {
            self.announce(parent, IssueField::Subissues);
        }
        Ok(())
    }
}
