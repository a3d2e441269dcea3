//! Closing, reopening, archiving. Repeating one changes nothing, the instant of the last change
//! included.

use model::{Action, Actor, Error as DomainError, Issue, IssueId, Timestamp};

use crate::{Result, Store, transaction::Transaction};

/// A rule of the model that changes an issue, or says that nothing is to be changed.
type Step = fn(&mut Issue, Timestamp) -> Result<Option<Action>, DomainError>;

impl Store {
    /// Closes it.
    pub async fn close_issue(&self, actor: &Actor, id: IssueId) -> Result<Issue> {
        self.step(actor, id, |issue, now| Ok(issue.close(now)))
            .await
    }

    pub async fn reopen_issue(&self, actor: &Actor, id: IssueId) -> Result<Issue> {
        self.step(actor, id, |issue, now| Ok(issue.reopen(now)))
            .await
    }

    /// Puts it away.
    pub async fn archive_issue(&self, actor: &Actor, id: IssueId) -> Result<Issue> {
        self.step(actor, id, Issue::archive).await
    }

    /// Takes it out of the archive.
    pub async fn unarchive_issue(&self, actor: &Actor, id: IssueId) -> Result<Issue> {
        self.step(actor, id, |issue, now| Ok(issue.unarchive(now)))
            .await
    }

    async fn step(&self, actor: &Actor, id: IssueId, step: Step) -> Result<Issue> {
        self.write(actor, move |tx| {
            Box::pin(async move { tx.step(id, step).await })
        })
        .await
    }
}

impl Transaction {
    async fn step(&mut self, id: IssueId, step: Step) -> Result<Issue> {
        let before = self.issue(id).await?;
        let mut issue = before.clone();
        let action = step(&mut issue, self.now)?;
        if issue.status != before.status {
            issue.sort_order = self.arrival(issue.status).await?;
        }
        self.change(&before, &issue, action.into_iter().collect())
            .await?;
        Ok(issue)
    }
}
