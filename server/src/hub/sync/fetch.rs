//! Taking in what others changed.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Claim, Heartbeat, HubLock, Uuid,
    sync::{FetchReport, RemoteChanges, RemoteLock, SyncState, WARNINGS_MAX},
};

use super::{Result, Side, SyncError, SyncSession};
use crate::hub::{
    BRANCH, KNOWLEDGE,
    checkpoint::{Later, LaterState},
    git::{ObjectId, TreeEntry},
    presence::{Beat, Signs},
};

/// Where a remote's branches were when it was last fetched.
struct Tips {
    files: Option<ObjectId>,
    later: Later,
    knowledge: Option<ObjectId>,
}

impl Side {
    async fn tips(&self) -> Result<Tips> {
        let refs = self.git.tracked_refs(&self.remote).await?;
        let tip = |branch: &str| {
            let name = self.remote.tracking(branch);
            refs.iter()
                .find(|found| found.name == name)
                .map(|found| found.commit.clone())
        };
        Ok(Tips {
            files: tip(BRANCH),
            knowledge: tip(KNOWLEDGE),
            later: Later::of(&self.remote, &refs),
        })
    }
}

impl Tips {
    /// Returns true if issues, locks or signs of life may be told otherwise than when they were
    /// taken in last.
    fn moved(&self, state: &SyncState) -> bool {
        name(self.files.as_ref()) != state.files || self.later.key() != state.checkpoint
    }
}

fn name(commit: Option<&ObjectId>) -> Option<String> {
    commit.map(|commit| commit.as_str().to_owned())
}

impl SyncSession {
    pub(super) async fn fetch(&self, side: &Side) -> Result<FetchReport> {
        let unreachable = |reason| SyncError::Unreachable {
            remote: side.remote.name().to_owned(),
            reason,
        };
        side.git.fetch(&side.remote).await.map_err(unreachable)?;
        self.take_in(side).await
    }

    /// Takes in what was fetched.
    pub(super) async fn take_in(&self, side: &Side) -> Result<FetchReport> {
        let mut state = self.store.sync_state(&self.actor).await?;
        let tips = side.tips().await?;
        if tips.files.is_none() && tips.later.key().is_none() && tips.knowledge.is_none() {
            return Err(SyncError::NoHub(side.remote.name().to_owned()));
        }
        let mut report = FetchReport::default();
        if tips.moved(&state) {
            report = self.take_issues(side, &tips, &mut state).await?;
        }
        if tips.knowledge.is_some() && name(tips.knowledge.as_ref()) != state.knowledge {
            self.take_pages(side, &tips, &state, &mut report).await?;
        }
        state.files = name(tips.files.as_ref()).or(state.files);
        state.checkpoint = tips.later.key().or(state.checkpoint);
        state.knowledge = name(tips.knowledge.as_ref()).or(state.knowledge);
        state.last_fetch_at = Some(self.store.now());
        state.fetched = Some(report.sentence());
        // What lies in files and in a checkpoint is told of twice.
        let mut told = BTreeSet::new();
        report
            .warnings
            .retain(|warning| told.insert(warning.clone()));
        state.warnings = report.warnings.iter().take(WARNINGS_MAX).cloned().collect();
        self.store.save_sync_state(&self.actor, state).await?;
        Ok(report)
    }

    /// Takes in issues and what belongs to them, then what agents say of themselves.
    async fn take_issues(
        &self,
        side: &Side,
        tips: &Tips,
        state: &mut SyncState,
    ) -> Result<FetchReport> {
        let files = match &tips.files {
            Some(tip) => side.git.files(tip).await?,
            None => Vec::new(),
        };
        let later = side.git.read_later(&tips.later).await?;
        let findings = side.findings(tips, &files, &later, state).await?;
        let mut report = self.store.fetch_in(&self.actor, findings).await?;
        let mut signs = side.git.signs(&files, &later).await?;
        self.take_signs(&mut signs, &state.locks, &mut report)
            .await?;
        for Beat { agent, at, .. } in &signs.heartbeats {
            let heard = state.heartbeats.entry(agent.clone()).or_insert(*at);
            *heard = (*heard).max(*at);
        }
        state.locks = signs.locks;
        self.verify(side, &files, &tips.later, state).await?;
        Ok(report)
    }

    /// Takes in pages of knowledge, a portion at a time.
    async fn take_pages(
        &self,
        side: &Side,
        tips: &Tips,
        state: &SyncState,
        report: &mut FetchReport,
    ) -> Result<()> {
        let Some(tip) = &tips.knowledge else {
            return Ok(());
        };
        let last = state.knowledge.as_deref().and_then(ObjectId::remembered);
        let mut pages = side.git.pages_since(last.as_ref(), tip).await?;
        while let Some(portion) = side.git.next_pages(&mut pages).await? {
            report.add_pages(&self.store.import_pages(&self.actor, portion).await?);
        }
        report.warnings.append(&mut pages.warnings);
        Ok(())
    }

    /// Takes in heartbeats that are new, and what changed of the locks since they were last seen:
    /// what was claimed or released here meanwhile stays so.
    async fn take_signs(
        &self,
        signs: &mut Signs,
        before: &BTreeMap<Uuid, RemoteLock>,
        report: &mut FetchReport,
    ) -> Result<()> {
        let issues = signs
            .heartbeats
            .iter()
            .filter_map(|beat| beat.issue)
            .chain(signs.locks.keys().copied());
        let ids = self
            .store
            .issue_ids(&self.actor, &issues.chain(before.keys().copied()).collect())
            .await?;
        for Beat {
            agent,
            at,
            issue,
            machine,
        } in &signs.heartbeats
        {
            let active_issue = issue.and_then(|issue| ids.get(&issue).copied());
            let (agent, machine) = (agent.clone(), machine.clone());
            let beat = Heartbeat {
                agent,
                at: Some(*at),
                active_issue,
                machine,
                description: None,
            };
            let new = self.store.record_heartbeat(&self.actor, beat).await;
            report.heartbeats += i64::from(allowed(new, report)?);
        }
        // What is not here was not released here: it is not remembered as seen, or the next push
        // would take it away there.
        signs.locks.retain(|uuid, _| ids.contains_key(uuid));
        let mut refused = Vec::new();
        for (uuid, lock) in signs
            .locks
            .iter()
            .filter(|(uuid, lock)| before.get(uuid) != Some(*lock))
        {
            let RemoteLock {
                agent,
                branch,
                claimed_at,
                signed_by,
                ..
            } = lock.clone();
            let lock = HubLock {
                issue: ids[uuid],
                claim: Claim {
                    agent,
                    branch,
                    signed_by,
                },
                claimed_at,
            };
            match self.store.take_lock_from_hub(&self.actor, lock).await {
                Err(store::Error::Rule(rule)) => {
                    report.warnings.push(rule.to_string());
                    refused.push(*uuid);
                }
                taken => report.locks += i64::from(taken?),
            }
        }
        for uuid in refused {
            // What was known of it stays so; what was not is nothing that could be released here.
            match before.get(&uuid) {
                Some(known) => drop(signs.locks.insert(uuid, known.clone())),
                None => drop(signs.locks.remove(&uuid)),
            }
        }
        report.warnings.append(&mut signs.warnings);
        if signs.unreadable {
            // Nobody knows what it says: what was known stays.
            report.warnings.push(
                "Not all locks could be read; those that were known stay as they were".to_owned(),
            );
            for (uuid, lock) in before {
                signs.locks.entry(*uuid).or_insert_with(|| lock.clone());
            }
        }
        for (uuid, lock) in before
            .iter()
            .filter(|(uuid, _)| !signs.locks.contains_key(uuid))
        {
            let Some(issue) = ids.get(uuid).copied() else {
                continue;
            };
            // Somebody else's by now, or nobody's: then there is nothing to release.
            let released = self
                .store
                .release_lock(&self.actor, issue, Some(lock.agent.clone()))
                .await;
            report.locks += i64::from(released.is_ok());
        }
        Ok(())
    }
}

impl Side {
    /// What the hub says of issues that it did not say before, and all its milestones.
    async fn findings(
        &self,
        tips: &Tips,
        files: &[TreeEntry],
        later: &LaterState,
        state: &SyncState,
    ) -> Result<RemoteChanges> {
        let mut findings = RemoteChanges::default();
        if let Some(tip) = tips
            .files
            .as_ref()
            .filter(|tip| state.files.as_deref() != Some(tip.as_str()))
        {
            let last = state.files.as_deref().and_then(ObjectId::remembered);
            findings = self.git.issues_since(last.as_ref(), tip, files).await?;
        }
        if tips.later.key() != state.checkpoint {
            later.find(&mut findings);
        }
        findings.milestones = self.git.milestones(files, later).await?;
        if findings.milestones.is_none() {
            findings.warnings.push(
                "A file of milestones could not be read; all milestones stay as they were"
                    .to_owned(),
            );
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
