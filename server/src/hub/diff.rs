//! What is new on a hub since it was last looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{
    Uuid,
    sync::{HubSource, RemoteChanges},
};

use super::{
    HubFile,
    git::{Git, GitError, ObjectId, TreeEntry, portions},
    layout::Place,
};
use crate::import::hub::issues;

/// Longer files are no issue that anybody wrote.
const FILE_MAX: u64 = 8 << 20;
/// Most that is read of all issues, in bytes.
const SUM_MAX: u64 = 512 << 20;

impl Git {
    /// Issues whose files differ between two commits of the hub's branch, of which the newer has
    /// the files `now`; without an older one, all.
    pub(super) async fn issues_since(
        &self,
        older: Option<&ObjectId>,
        newer: &ObjectId,
        now: &[TreeEntry],
    ) -> Result<RemoteChanges, GitError> {
        let before = match older {
            Some(older) if self.is_ancestor(older, newer).await? => self.files(older).await?,
            // The branch begins anew: what is not on it was not deleted.
            _ => Vec::new(),
        };
        let anew = older.is_some() && before.is_empty();
        let touched = touched(&before, now);
        let present: BTreeSet<Uuid> = now.iter().filter_map(issue_of_issue_file).collect();
        let gone = before
            .iter()
            .filter_map(issue_of_issue_file)
            .collect::<BTreeSet<_>>();
        let changed =
            |file: &&TreeEntry| issue_of(file).is_some_and(|uuid| touched.contains(&uuid));
        let mut wanted: Vec<TreeEntry> = now.iter().filter(changed).cloned().collect();
        let mut findings = RemoteChanges {
            gone: gone
                .difference(&present)
                .map(|uuid| (HubSource::Files, *uuid))
                .collect(),
            anew,
            ..RemoteChanges::default()
        };
        for file in wanted.extract_if(.., |file| file.size > FILE_MAX) {
            findings.warnings.push(format!(
                "{} has more than 8 MiB and was left out",
                file.path
            ));
        }
        let mut sum = 0;
        for file in wanted.extract_if(.., |file| {
            sum += file.size;
            sum > SUM_MAX
        }) {
            findings.warnings.push(format!(
                "The hub has more than {} MiB of issues; {} was left out",
                SUM_MAX >> 20,
                file.path
            ));
        }
        self.understand(wanted, &mut findings).await?;
        Ok(findings)
    }

    async fn understand(
        &self,
        files: Vec<TreeEntry>,
        findings: &mut RemoteChanges,
    ) -> Result<(), GitError> {
        if files.is_empty() {
            return Ok(());
        }
        let all: Vec<&TreeEntry> = files.iter().collect();
        let mut read = Vec::with_capacity(files.len());
        for portion in portions(&all) {
            let contents = self.read_files(portion).await?;
            read.extend(portion.iter().zip(contents).map(|(file, content)| HubFile {
                path: file.path.clone(),
                content,
            }));
        }
        let files = read;
        // Thousands of JSON texts are milliseconds of work that no other task should wait for.
        let understood = tokio::task::spawn_blocking(move || issues(files)).await;
        let (issues, warnings) =
            understood.map_err(|error| GitError::Start(std::io::Error::other(error)))?;
        findings
            .issues
            .extend(issues.into_iter().map(|issue| (HubSource::Files, issue)));
        findings.warnings.extend(warnings);
        Ok(())
    }
}

/// Whose files differ.
fn touched(before: &[TreeEntry], now: &[TreeEntry]) -> BTreeSet<Uuid> {
    let old: HashMap<&str, &ObjectId> = before
        .iter()
        .map(|file| (file.path.as_str(), &file.blob))
        .collect();
    now.iter()
        .filter(|file| old.get(file.path.as_str()) != Some(&&file.blob))
        .filter_map(issue_of)
        .collect()
}

fn issue_of(file: &TreeEntry) -> Option<Uuid> {
    match Place::of(&file.path) {
        Place::Issue { uuid, .. } => Some(uuid),
        Place::Comment { issue, .. } => Some(issue),
        _ => None,
    }
}

fn issue_of_issue_file(file: &TreeEntry) -> Option<Uuid> {
    issue_of(file).filter(|_| matches!(Place::of(&file.path), Place::Issue { .. }))
}

/// A branch's files by the issue that they belong to.
pub(super) fn by_issue(files: &[TreeEntry]) -> BTreeMap<Uuid, Vec<&TreeEntry>> {
    let mut all: BTreeMap<Uuid, Vec<&TreeEntry>> = BTreeMap::new();
    for file in files {
        if let Some(uuid) = issue_of(file) {
            all.entry(uuid).or_default().push(file);
        }
    }
    all
}
