//! Taking in what others changed.

use std::collections::BTreeMap;

use model::{
    Claim, Heartbeat, HubLock, Uuid,
    hub::{FetchReport, Findings, SeenLock, SyncState, WARNINGS_MAX},
};

use super::{Exchange, Result, Side, SyncError};
use crate::hub::{
    BRANCH, CHECKPOINT, KNOWLEDGE,
    git::ObjectId,
    signs::{Beat, Signs},
};

/// Where a remote's branches were when it was last fetched.
struct Tips {
    files: Option<ObjectId>,
    checkpoint: Option<ObjectId>,
    knowledge: Option<ObjectId>,
}

impl Side {
    async fn tips(&self) -> Result<Tips> {
        let tip = |branch| self.git.tracked(&self.remote, branch);
        Ok(Tips { files: tip(BRANCH).await?, checkpoint: tip(CHECKPOINT).await?, knowledge: tip(KNOWLEDGE).await? })
    }
}

/// The tip of a branch, where it is another than the one that was taken in last, with that one.
fn moved<'t>(tip: Option<&'t ObjectId>, last: Option<&str>) -> Option<(Option<ObjectId>, &'t ObjectId)> {
    let tip = tip.filter(|tip| last != Some(tip.as_str()))?;
    Some((last.and_then(ObjectId::remembered), tip))
}

impl Exchange {
    pub(super) async fn fetch(&self, side: &Side) -> Result<FetchReport> {
        let unreachable = |reason| SyncError::Unreachable { remote: side.remote.name().to_owned(), reason };
        side.git.fetch(&side.remote).await.map_err(unreachable)?;
        self.take_in(side).await
    }

    /// Takes in what was fetched.
    async fn take_in(&self, side: &Side) -> Result<FetchReport> {
        let state = self.store.sync_state(&self.actor).await?;
        let tips = side.tips().await?;
        if tips.files.is_none() && tips.checkpoint.is_none() && tips.knowledge.is_none() {
            return Err(SyncError::NoHub(side.remote.name().to_owned()));
        }
        let mut report = self.store.fetch_in(&self.actor, side.findings(&tips, &state).await?).await?;
        let signs = side.git.signs(&side.remote, tips.files.as_ref(), tips.checkpoint.as_ref()).await?;
        self.take_signs(&signs, &state.locks, &mut report).await?;
        self.take_pages(side, &tips, &state, &mut report).await?;
        let name = |commit: Option<ObjectId>| commit.map(|commit| commit.as_str().to_owned());
        let state = SyncState {
            files: name(tips.files).or(state.files),
            checkpoint: name(tips.checkpoint).or(state.checkpoint),
            knowledge: name(tips.knowledge).or(state.knowledge),
            locks: signs.locks,
            last_fetch_at: Some(self.store.now()),
            fetched: Some(report.sentence()),
            warnings: report.warnings.iter().take(WARNINGS_MAX).cloned().collect(),
            ..state
        };
        self.store.save_sync_state(&self.actor, state).await?;
        Ok(report)
    }

    /// Takes in pages of knowledge, a portion at a time.
    async fn take_pages(&self, side: &Side, tips: &Tips, state: &SyncState, report: &mut FetchReport) -> Result<()> {
        let Some((last, tip)) = moved(tips.knowledge.as_ref(), state.knowledge.as_deref()) else { return Ok(()) };
        let mut pages = side.git.pages_since(last.as_ref(), tip).await?;
        report.warnings.append(&mut pages.warnings);
        while let Some(portion) = side.git.next_pages(&mut pages).await? {
            report.add_pages(&self.store.import_pages(&self.actor, portion).await?);
        }
        Ok(())
    }

    /// Takes in heartbeats that are new, and what changed of the locks since they were last seen: what was claimed or released here
    /// meanwhile stays so.
    async fn take_signs(&self, signs: &Signs, before: &BTreeMap<Uuid, SeenLock>, report: &mut FetchReport) -> Result<()> {
        let issues = signs.heartbeats.iter().filter_map(|beat| beat.issue).chain(signs.locks.keys().copied());
        let ids = self.store.issue_ids(&self.actor, &issues.chain(before.keys().copied()).collect()).await?;
        for Beat { agent, at, issue, machine } in &signs.heartbeats {
            let active_issue = issue.and_then(|issue| ids.get(&issue).copied());
            let (agent, machine) = (agent.clone(), machine.clone());
            let beat = Heartbeat { agent, at: Some(*at), active_issue, machine, description: None };
            let new = self.store.record_heartbeat(&self.actor, beat).await;
            report.heartbeats += i64::from(allowed(new, report)?);
        }
        for (uuid, lock) in signs.locks.iter().filter(|(uuid, lock)| before.get(uuid) != Some(*lock)) {
            let Some(issue) = ids.get(uuid).copied() else { continue };
            let SeenLock { agent, branch, claimed_at, signed_by } = lock.clone();
            let lock = HubLock { issue, claim: Claim { agent, branch, signed_by }, claimed_at };
            let new = self.store.take_lock_from_hub(&self.actor, lock).await;
            report.locks += i64::from(allowed(new, report)?);
        }
        for (uuid, lock) in before.iter().filter(|(uuid, _)| !signs.locks.contains_key(uuid)) {
            let Some(issue) = ids.get(uuid).copied() else { continue };
            // Somebody else's by now, or nobody's: then there is nothing to release.
            let released = self.store.release_lock(&self.actor, issue, Some(lock.agent.clone())).await;
            report.locks += i64::from(released.is_ok());
        }
        Ok(())
    }
}

impl Side {
    /// What the hub says of issues that it did not say before.
    async fn findings(&self, tips: &Tips, state: &SyncState) -> Result<Findings> {
        let mut findings = Findings::default();
        if let Some((last, tip)) = moved(tips.files.as_ref(), state.files.as_deref()) {
            findings = self.git.issues_since(last.as_ref(), tip).await?;
        }
        if let Some((_, tip)) = moved(tips.checkpoint.as_ref(), state.checkpoint.as_deref()) {
            let told = self.git.issues_of_checkpoint(tip).await?;
            findings.issues.extend(told.issues);
            findings.warnings.extend(told.warnings);
        }
        Ok(findings)
    }
}

/// What a rule refuses, such as an odd name, is told and left out.
fn allowed(taken: store::Result<bool>, report: &mut FetchReport) -> Result<bool> {
    match taken {
        Ok(new) => Ok(new),
        Err(store::Error::Rule(rule)) => {
            report.warnings.push(rule.to_string());
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
