//! Locks: one agent at a time works on an issue.

use serde::{Deserialize, Serialize};

use crate::{
    agent::{self, AgentStatus},
    config::AutoSteal,
    error::Error,
    id::IssueId,
    issue::IssueLink,
    text,
    timestamp::Timestamp,
};

/// Longest name of a branch, in characters.
pub const BRANCH_MAX: usize = 255;

/// An issue held by an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub issue: IssueLink,
    /// Who holds it.
    pub agent: String,
    /// The branch that the work is on.
    pub branch: Option<String>,
    /// When it was claimed.
    pub claimed_at: Timestamp,
    /// The key that signed the claim, as a fingerprint.
    pub signed_by: Option<String>,
    /// When the holder was last heard of.
    pub heard_at: Option<Timestamp>,
}

/// Who holds an issue, as far as its card says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its name.
    pub agent: String,
    /// When it claimed the issue.
    pub claimed_at: Timestamp,
    /// When it was last heard of.
    pub heard_at: Option<Timestamp>,
}

impl Holder {
    /// Seconds since the claim; never negative, whatever the clocks of other machines say.
    #[must_use]
    pub fn age(&self, now: Timestamp) -> i64 {
        now.seconds_since(self.claimed_at).max(0)
    }

    /// Current status.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> AgentStatus {
        AgentStatus::at(self.heard_at, now)
    }

    /// It gave a sign of life; `false` where a newer one is known.
    pub fn hear(&mut self, at: Timestamp) -> bool {
        let news = self.heard_at.is_none_or(|heard| heard < at);
        if news {
            self.heard_at = Some(at);
        }
        news
    }
}

impl Lock {
    /// Its holder, as the issue's card says it.
    #[must_use]
    pub fn holder(&self) -> Holder {
        Holder {
            agent: self.agent.clone(),
            claimed_at: self.claimed_at,
            heard_at: self.heard_at,
        }
    }

    /// Seconds since the claim; never negative, whatever the clocks of other machines say.
    #[must_use]
    pub fn age(&self, now: Timestamp) -> i64 {
        now.seconds_since(self.claimed_at).max(0)
    }

    /// Status of the holder.
    #[must_use]
    pub fn holder_status(&self, now: Timestamp) -> AgentStatus {
        AgentStatus::at(self.heard_at, now)
    }

    /// Returns true if it is stale: the one definition (contract, section 0).
    #[must_use]
    pub fn is_stale(&self, policy: LockPolicy, now: Timestamp) -> bool {
        self.silent_for_longer_than(policy.stale_minutes, now)
    }

    /// The holder's last heartbeat, or the claim where there is none, is older than `minutes`.
    fn silent_for_longer_than(&self, minutes: i64, now: Timestamp) -> bool {
        let sign = self.heard_at.unwrap_or(self.claimed_at);
        now.micros() - sign.micros() > minutes.saturating_mul(60_000_000)
    }

    /// What a claim by `agent` does to it.
    pub fn on_claim(
        &self,
        agent: &str,
        policy: LockPolicy,
        now: Timestamp,
    ) -> Result<OnClaim, Error> {
        if self.agent == agent {
            return Ok(OnClaim::Held);
        }
        let minutes = policy
            .auto_steal
            .multiplier()
            .map(|times| policy.stale_minutes.saturating_mul(times));
        if minutes.is_some_and(|minutes| self.silent_for_longer_than(minutes, now)) {
            return Ok(OnClaim::Steal);
        }
        Err(Error::Locked {
            id: self.issue.id,
            agent: self.agent.clone(),
            stale: self.is_stale(policy, now),
        })
    }

    /// Whether `agent` may steal it: anybody else's, once it is stale.
    pub fn check_steal(
        &self,
        agent: &str,
        policy: LockPolicy,
        now: Timestamp,
    ) -> Result<OnClaim, Error> {
        if self.agent == agent {
            return Ok(OnClaim::Held);
        }
        if self.is_stale(policy, now) {
            return Ok(OnClaim::Steal);
        }
        Err(Error::LockNotStale {
            id: self.issue.id,
            agent: self.agent.clone(),
            minutes: policy.stale_minutes,
        })
    }

    /// Whether it may be released in the name of `agent`; a person, who names none, may release
    /// every lock.
    pub fn check_release(&self, agent: Option<&str>) -> Result<(), Error> {
        match agent {
            Some(agent) if agent != self.agent => Err(Error::Locked {
                id: self.issue.id,
                agent: self.agent.clone(),
                stale: false,
            }),
            _ => Ok(()),
        }
    }
}

/// Outcome of a permitted claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnClaim {
    /// It is theirs already: nothing changes.
    Held,
    /// It passes to them.
    Steal,
}

/// The two settings that say when locks go stale and what becomes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockPolicy {
    /// `stale_lock_timeout_minutes`
    pub stale_minutes: i64,
    /// `auto_steal_stale_locks`
    pub auto_steal: AutoSteal,
}

/// Most locks that one request releases by number.
pub const SELECTION_MAX: usize = 500;

/// The locks that are released together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockSelection {
    /// Those on these issues, at most [`SELECTION_MAX`].
    Of(Vec<IssueId>),
    /// All that are stale by this policy when they are released.
    Stale(LockPolicy),
}

impl LockSelection {
    /// The same without repetitions; too many are refused.
    pub fn checked(self) -> Result<Self, Error> {
        match self {
            LockSelection::Of(mut ids) => {
                ids.sort_unstable();
                ids.dedup();
                if ids.len() > SELECTION_MAX {
                    return Err(Error::TooManyAtOnce {
                        what: "locks",
                        max: SELECTION_MAX,
                    });
                }
                Ok(LockSelection::Of(ids))
            }
            stale @ LockSelection::Stale(_) => Ok(stale),
        }
    }

    /// Its part of `locks`, and the issues in it that nobody holds.
    #[must_use]
    pub fn choose(&self, mut locks: Vec<Lock>, now: Timestamp) -> (Vec<Lock>, Vec<IssueId>) {
        match self {
            LockSelection::Stale(policy) => {
                locks.retain(|lock| lock.is_stale(*policy, now));
                (locks, Vec::new())
            }
            LockSelection::Of(ids) => {
                locks.retain(|lock| ids.contains(&lock.issue.id));
                let missing = ids
                    .iter()
                    .filter(|id| !locks.iter().any(|lock| lock.issue.id == **id))
                    .copied()
                    .collect();
                (locks, missing)
            }
        }
    }
}

/// Who reaches for a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The agent; one that is not known yet becomes known.
    pub agent: String,
    /// The branch that the work will be on.
    pub branch: Option<String>,
    /// The key that signed the claim, as a fingerprint.
    pub signed_by: Option<String>,
}

impl Claim {
    /// The same with its texts checked; blank ones are none.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.agent = agent::check_name(&self.agent)?;
        self.branch = text::optional("Branch", self.branch, BRANCH_MAX)?
            .filter(|branch| !branch.trim().is_empty());
        self.signed_by = text::optional("Fingerprint", self.signed_by, text::NAME_MAX)?
            .filter(|key| !key.trim().is_empty());
        Ok(self)
    }
}

/// A lock as another server knows it, with its own instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubLock {
    pub issue: IssueId,
    /// Who holds it there.
    pub claim: Claim,
    /// Since when.
    pub claimed_at: Timestamp,
}

/// The contract's two words for what happened to a lock (section 4). A steal is both: released by
/// one, claimed by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockAction {
    /// Somebody holds it now.
    Claimed,
    /// Its holder let go, or was made to.
    Released,
}

impl std::str::FromStr for LockAction {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "claimed" => Ok(LockAction::Claimed),
            "released" => Ok(LockAction::Released),
            _ => Err(Error::UnknownValue {
                field: "action",
                value: text.chars().take(64).collect(),
                allowed: "claimed, released",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::status::Status;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(minutes * 60_000_000).unwrap()
    }

    fn lock(claimed: i64, heard: Option<i64>) -> Lock {
        let issue = IssueLink {
            id: IssueId(42),
            identifier: "MAIN-42".into(),
            title: "x".into(),
            status: Status::Todo,
        };
        let (claimed_at, heard_at) = (at(claimed), heard.map(at));
        Lock {
            issue,
            agent: "worker-1".into(),
            branch: None,
            claimed_at,
            signed_by: None,
            heard_at,
        }
    }

    const fn policy(auto_steal: AutoSteal) -> LockPolicy {
        LockPolicy {
            stale_minutes: 60,
            auto_steal,
        }
    }

    #[test]
    fn a_holder_is_as_lively_as_its_last_heartbeat() {
        let mut holder = lock(10, None).holder();
        assert_eq!(
            (holder.age(at(0)), holder.age(at(12)), holder.status(at(12))),
            (0, 120, AgentStatus::Unknown)
        );
        assert!(holder.hear(at(11)) && !holder.hear(at(11)) && !holder.hear(at(9)));
        assert_eq!(
            (
                holder.heard_at,
                holder.status(at(12)),
                holder.status(at(41))
            ),
            (Some(at(11)), AgentStatus::Active, AgentStatus::Stale)
        );
    }

    #[test]
    fn one_definition_of_stale() {
        let check = |claimed, heard, now, expect| {
            assert_eq!(
                lock(claimed, heard).is_stale(policy(AutoSteal::Off), at(now)),
                expect,
                "{claimed} {heard:?} {now}"
            );
        };
        check(0, None, 60, false);
        check(0, None, 61, true);
        check(0, Some(30), 90, false);
        check(0, Some(30), 91, true);
        check(0, Some(-30), 31, true);
        check(10, None, 0, false);
    }

    fn claim(agent: &str, auto_steal: AutoSteal, now: i64) -> String {
        match lock(0, None).on_claim(agent, policy(auto_steal), at(now)) {
            Ok(done) => format!("{done:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn first_claim_wins() {
        let held = "Issue #42 is locked by worker-1";
        let stale = "Issue #42 is locked by worker-1, whose lock is stale and can be taken over";
        assert_eq!(claim("worker-1", AutoSteal::Off, 100), "Held");
        assert_eq!(claim("worker-2", AutoSteal::Off, 0), held);
        assert_eq!(claim("worker-2", AutoSteal::Off, 61), stale);
        assert_eq!(claim("worker-2", AutoSteal::AtTimeout, 60), held);
        assert_eq!(claim("worker-2", AutoSteal::AtTimeout, 61), "Steal");
        assert_eq!(claim("worker-2", AutoSteal::Times(3), 61), stale);
        assert_eq!(claim("worker-2", AutoSteal::Times(3), 180), stale);
        assert_eq!(claim("worker-2", AutoSteal::Times(3), 181), "Steal");
    }

    #[test]
    fn only_what_is_stale_can_be_stolen() {
        let lock = lock(0, None);
        let steal = |agent: &str, now| lock.check_steal(agent, policy(AutoSteal::Off), at(now));
        assert_eq!(steal("worker-2", 61).unwrap(), OnClaim::Steal);
        assert_eq!(steal("worker-1", 61).unwrap(), OnClaim::Held);
        let sentence = steal("worker-2", 60).unwrap_err().to_string();
        assert_eq!(
            sentence,
            "The lock on issue #42 is not stale: worker-1 was last seen within the last 60 minutes"
        );
        assert!(lock.check_release(None).is_ok() && lock.check_release(Some("worker-1")).is_ok());
        assert_eq!(
            lock.check_release(Some("worker-2"))
                .unwrap_err()
                .to_string(),
            "Issue #42 is locked by worker-1"
        );
    }

    proptest! {
        #[test]
        fn automatic_stealing_never_comes_before_stale(
            heard in proptest::option::of(0i64..1_000), now in 0i64..100_000, minutes in 1i64..525_600, times in 0usize..5,
        ) {
            let policy = LockPolicy { stale_minutes: minutes, auto_steal: AutoSteal::ALL[times] };
            let lock = lock(0, heard);
            let stolen = lock.on_claim("worker-2", policy, at(now)) == Ok(OnClaim::Steal);
            prop_assert!(!stolen || lock.is_stale(policy, at(now)));
            prop_assert_eq!(lock.check_steal("worker-2", policy, at(now)).is_ok(), lock.is_stale(policy, at(now)));
        }

        #[test]
        fn a_heartbeat_never_makes_a_lock_staler(heard in 0i64..1_000, later in 0i64..1_000, now in 1_000i64..100_000) {
            let policy = policy(AutoSteal::Off);
            let (before, after) = (lock(0, Some(heard)), lock(0, Some(heard + later)));
            prop_assert!(before.is_stale(policy, at(now)) || !after.is_stale(policy, at(now)));
        }
    }
}
