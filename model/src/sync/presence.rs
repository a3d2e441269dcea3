//! Presence on the hub: its locks and heartbeats, and which of ours it does not have yet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::HubSource;
use crate::timestamp::Timestamp;

/// A lock as the hub told it, or is to be told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteLock {
    /// Who holds it.
    pub agent: String,
    /// The branch they work on.
    pub branch: Option<String>,
    /// Since when.
    pub claimed_at: Timestamp,
    /// The key that signed the claim.
    pub signed_by: Option<String>,
    /// Where the hub says so.
    #[serde(default = "in_files")]
    pub telling: HubSource,
}

const fn in_files() -> HubSource {
    HubSource::Files
}

/// A lock that is to be written to the hub, or taken away there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingLock {
    pub issue: Uuid,
    /// Who holds it now; `None` where it was released.
    pub lock: Option<RemoteLock>,
}

/// A sign of life that is to be written to the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingHeartbeat {
    /// Whose.
    pub agent: String,
    /// When.
    pub at: Timestamp,
    /// The agent's current issue.
    pub issue: Option<Uuid>,
    /// The machine it runs on.
    pub machine: Option<String>,
}

/// What was claimed, passed on or released here since the hub was last heard. A release of what a
/// checkpoint says cannot be told: checkpoints are only read.
#[must_use]
pub fn lock_changes(
    here: BTreeMap<Uuid, RemoteLock>,
    seen: &BTreeMap<Uuid, RemoteLock>,
) -> Vec<OutgoingLock> {
    let gone = seen
        .iter()
        .filter(|(issue, lock)| lock.telling == HubSource::Files && !here.contains_key(issue));
    let released: Vec<_> = gone
        .map(|(issue, _)| OutgoingLock {
            issue: *issue,
            lock: None,
        })
        .collect();
    let known = |issue: &Uuid, lock: &RemoteLock| {
        seen.get(issue)
            .is_some_and(|seen| (&seen.agent, seen.claimed_at) == (&lock.agent, lock.claimed_at))
    };
    let claimed = here.into_iter().filter(|(issue, lock)| !known(issue, lock));
    released
        .into_iter()
        .chain(claimed.map(|(issue, lock)| OutgoingLock {
            issue,
            lock: Some(lock),
        }))
        .collect()
}

/// Those of the signs of life that are newer than what the hub was last heard to know.
#[must_use]
pub fn unheard(
    mut here: Vec<OutgoingHeartbeat>,
    heard: &BTreeMap<String, Timestamp>,
) -> Vec<OutgoingHeartbeat> {
    here.retain(|beat| heard.get(&beat.agent).is_none_or(|at| *at < beat.at));
    here
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    fn lock(agent: &str, seconds: i64, telling: HubSource) -> RemoteLock {
        RemoteLock {
            agent: agent.into(),
            branch: None,
            claimed_at: at(seconds),
            signed_by: None,
            telling,
        }
    }

    #[test]
    fn what_changed_of_locks() {
        let files = |agent: &str, seconds| lock(agent, seconds, HubSource::Files);
        let uuid = Uuid::from_u128;
        let seen = BTreeMap::from([
            (uuid(1), files("a", 1)),
            (uuid(2), files("a", 2)),
            (uuid(3), files("a", 3)),
            (uuid(4), lock("a", 4, HubSource::Checkpoint)),
        ]);
        let here = BTreeMap::from([
            (uuid(1), files("a", 1)),
            (uuid(2), files("b", 9)),
            (uuid(5), files("b", 9)),
        ]);
        let told = lock_changes(here, &seen)
            .into_iter()
            .map(|out| (out.issue.as_u128(), out.lock.map(|lock| lock.agent)));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [(3, None), (2, Some("b".into())), (5, Some("b".into()))]
        );
    }

    #[test]
    fn what_the_hub_has_not_heard() {
        let beat = |agent: &str, seconds| OutgoingHeartbeat {
            agent: agent.into(),
            at: at(seconds),
            issue: None,
            machine: None,
        };
        let heard = BTreeMap::from([("a".to_owned(), at(5)), ("b".to_owned(), at(5))]);
        let new = unheard(vec![beat("a", 5), beat("b", 6), beat("c", 1)], &heard);
        assert_eq!(new, [beat("b", 6), beat("c", 1)]);
    }
}
