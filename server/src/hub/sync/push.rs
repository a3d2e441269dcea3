//! Passing on what was changed here.

use std::time::Duration;

use model::sync::{PushReport, SyncState};

use super::{Result, Side, SyncError, SyncSession};
use crate::hub::{
    BRANCH, KNOWLEDGE,
    git::{Commit, GitError, ObjectId},
    pages,
};

/// How often a push is tried anew after somebody else was faster.
pub(super) const TRIES: u32 = 8;

/// A commit that the remote did not take.
struct Rejected {
    branch: &'static str,
    /// What it was made on.
    on: Option<ObjectId>,
    reason: GitError,
}

/// A commit that the remote has, or does not take.
type Sent = std::result::Result<ObjectId, Rejected>;

impl SyncSession {
    /// Takes in what others changed, and pushes: issues and what belongs to them, then pages.
    pub(super) async fn push(&self, side: &Side) -> Result<PushReport> {
        self.fetch(side).await?;
        let mut report = PushReport::default();
        for attempt in 0..TRIES {
            let mut refusal = self.push_issues(side, &mut report).await?;
            if refusal.is_none() {
                refusal = self.push_pages(side, &mut report).await?;
            }
            match refusal {
                None => return self.pushed(report).await,
                Some(refusal) => self.learn(side, refusal, attempt).await?,
            }
        }
        Err(SyncError::Outpaced(side.remote.name().to_owned()))
    }

    async fn push_issues(&self, side: &Side, report: &mut PushReport) -> Result<Option<Rejected>> {
        // On what was taken in, not on what somebody else may have fetched into this clone
        // meanwhile: nobody's change is skipped.
        let Some(tip) = self
            .store
            .sync_state(&self.actor)
            .await?
            .files
            .as_deref()
            .and_then(ObjectId::remembered)
        else {
            return Err(SyncError::NoHub(side.remote.name().to_owned()));
        };
        let outgoing = self.store.changes_to_push(&self.actor).await?;
        let letter = side.git.compose(&tip, outgoing).await?;
        let mut made = None;
        if !letter.edits.is_empty() {
            let message = &letter.report.sentence();
            let commit = Commit {
                parent: Some(&tip),
                author: None,
                message,
                at: self.store.now(),
                edits: &letter.edits,
            };
            match side.send(commit, BRANCH).await? {
                Ok(commit) => made = Some(commit.as_str().to_owned()),
                Err(refusal) => return Ok(Some(refusal)),
            }
        }
        // The store first: if it ends between the two, the next fetch reads our own commit, which
        // says what the store knows.
        let written = letter.written;
        self.store.pushed(&self.actor, written.clone()).await?;
        self.remember(|state| {
            state.wrote(&written);
            state.files = made.or(state.files.take());
        })
        .await?;
        *report += letter.report;
        Ok(None)
    }

    async fn push_pages(&self, side: &Side, report: &mut PushReport) -> Result<Option<Rejected>> {
        let changed = self.store.pages_to_mirror(&self.actor).await?;
        let edits = pages::edits(&changed);
        if edits.is_empty() {
            return Ok(None);
        }
        let tip = self
            .store
            .sync_state(&self.actor)
            .await?
            .knowledge
            .as_deref()
            .and_then(ObjectId::remembered);
        let (message, at) = (pages::message(&changed), self.store.now());
        let commit = Commit {
            parent: tip.as_ref(),
            author: pages::author(&changed),
            message: &message,
            at,
            edits: &edits,
        };
        let commit = match side.send(commit, KNOWLEDGE).await? {
            Ok(commit) => commit,
            Err(refusal) => return Ok(Some(refusal)),
        };
        self.store
            .confirm_mirrored(&self.actor, &changed, commit.as_str())
            .await?;
        self.remember(|state| state.knowledge = Some(commit.as_str().to_owned()))
            .await?;
        report.pages += changed.len() as i64;
        Ok(None)
    }

    /// After a push that was refused: if somebody else was faster, takes in what they did;
    /// otherwise that was it.
    async fn learn(&self, side: &Side, refusal: Rejected, attempt: u32) -> Result<()> {
        self.fetch(side).await?;
        if side.git.tracked(&side.remote, refusal.branch).await? == refusal.on {
            return Err(SyncError::Refused {
                remote: side.remote.name().to_owned(),
                reason: refusal.reason,
            });
        }
        tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
        Ok(())
    }

    async fn pushed(&self, report: PushReport) -> Result<PushReport> {
        let (at, sentence) = (self.store.now(), report.sentence());
        self.remember(|state| (state.last_push_at, state.pushed) = (Some(at), Some(sentence)))
            .await?;
        Ok(report)
    }

    async fn remember(&self, change: impl FnOnce(&mut SyncState) + Send) -> Result<()> {
        let mut state = self.store.sync_state(&self.actor).await?;
        change(&mut state);
        Ok(self.store.save_sync_state(&self.actor, state).await?)
    }
}

impl Side {
    /// Makes a commit and pushes it.
    async fn send(&self, commit: Commit<'_>, branch: &'static str) -> Result<Sent> {
        let made = self.git.commit(commit).await?;
        let sent = self.git.push(&self.remote, &made, branch).await;
        let _ = self.git.release().await;
        Ok(sent.map(|()| made).map_err(|reason| Rejected {
            branch,
            on: commit.parent.cloned(),
            reason,
        }))
    }
}
