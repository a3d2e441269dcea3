//! Agents, and the status that follows from their last heartbeat.

use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    id::{AgentId, IssueId},
    issue::IssueLink,
    text,
    timestamp::Timestamp,
};

/// From this age of the last heartbeat an agent is idle, in seconds.
pub const IDLE_AFTER: i64 = 5 * 60;
/// From this age of the last heartbeat an agent is stale, in seconds.
pub const STALE_AFTER: i64 = 30 * 60;
/// How many heartbeats of an agent are kept: a day's, at one every five minutes.
pub const HISTORY_MAX: i64 = 288;
/// How far ahead of ours the clock of another machine may be, in seconds. Later heartbeats are not
/// believed: they would keep their agent active for as long as that clock is wrong.
pub const CLOCK_SKEW_MAX: i64 = 5 * 60;

/// What the age of the last heartbeat says of an agent (contract, section 1.10): active < 5 min <=
/// idle < 30 min <= stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentStatus {
    /// Heard of less than 5 minutes ago.
    Active,
    /// Heard of less than 30 minutes ago.
    Idle,
    /// Not heard of for 30 minutes or longer.
    Stale,
    /// Never heard of.
    #[default]
    Unknown,
}

impl AgentStatus {
    /// All of them, the liveliest first.
    pub const ALL: [AgentStatus; 4] = [
        AgentStatus::Active,
        AgentStatus::Idle,
        AgentStatus::Stale,
        AgentStatus::Unknown,
    ];

    /// The one clock rule: what an agent is `now` that was last heard of at `last_heartbeat`.
    #[must_use]
    pub fn at(last_heartbeat: Option<Timestamp>, now: Timestamp) -> Self {
        match last_heartbeat.map(|last| now.seconds_since(last)) {
            None => AgentStatus::Unknown,
            Some(age) if age < IDLE_AFTER => AgentStatus::Active,
            Some(age) if age < STALE_AFTER => AgentStatus::Idle,
            Some(_) => AgentStatus::Stale,
        }
    }

    /// Who was last heard of after this instant is active `now`: the same rule, for a query that
    /// counts them.
    #[must_use]
    pub fn active_after(now: Timestamp) -> Timestamp {
        Timestamp::from_micros(now.micros() - IDLE_AFTER * 1_000_000).unwrap_or(Timestamp::EPOCH)
    }

    /// The instant at which time alone makes it something else; `None` for what only a heartbeat
    /// can change.
    #[must_use]
    pub fn next_threshold(last_heartbeat: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let last = last_heartbeat?;
        let after = match AgentStatus::at(Some(last), now) {
            AgentStatus::Active => IDLE_AFTER,
            AgentStatus::Idle => STALE_AFTER,
            AgentStatus::Stale | AgentStatus::Unknown => return None,
        };
        Timestamp::from_micros(last.micros() + after * 1_000_000)
    }

    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            AgentStatus::Active => "active",
            AgentStatus::Idle => "idle",
            AgentStatus::Stale => "stale",
            AgentStatus::Unknown => "unknown",
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            AgentStatus::Active => "Active",
            AgentStatus::Idle => "Idle",
            AgentStatus::Stale => "Stale",
            AgentStatus::Unknown => "Never seen",
        }
    }
}

/// An agent with what it is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Its id here.
    pub id: AgentId,
    /// Unique name; the contract's `agent_id`.
    pub name: String,
    /// The machine it runs on.
    pub machine: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was first known here.
    pub created_at: Timestamp,
    /// When it was last heard of.
    pub last_heartbeat: Option<Timestamp>,
    /// The issue named in its last heartbeat.
    pub active_issue: Option<IssueLink>,
    /// The issues it holds, by id.
    pub locks: Vec<IssueLink>,
    /// Its last heartbeats, newest first: [`HISTORY_MAX`] in one agent's detail, those of the last
    /// hours in a list.
    pub heartbeats: Vec<Timestamp>,
}

impl Agent {
    /// Current status.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> AgentStatus {
        AgentStatus::at(self.last_heartbeat, now)
    }
}

/// A sign of life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// Whose; an agent that is not known yet becomes known.
    pub agent: String,
    /// When; now, where nobody says.
    pub at: Option<Timestamp>,
    /// The agent's current issue.
    pub active_issue: Option<IssueId>,
    /// The machine it runs on; left as it is where nobody says.
    pub machine: Option<String>,
    /// What it is for; left as it is where nobody says.
    pub description: Option<String>,
}

impl Heartbeat {
    /// The same with its texts checked.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.agent = check_name(&self.agent)?;
        self.machine = text::optional("Machine", self.machine, text::NAME_MAX)?;
        self.description = text::optional("Description", self.description, text::NOTE_MAX)?;
        Ok(self)
    }

    /// Returns true if it may be believed `now`.
    #[must_use]
    pub fn is_believable(at: Timestamp, now: Timestamp) -> bool {
        at.seconds_since(now) <= CLOCK_SKEW_MAX
    }
}

/// A name that an agent may go by: 3 to 64 of the characters `A-Z a-z 0-9 _ -`.
///
/// A name is a folder's name and part of a git ref, so nothing else may be in it; and it may stand
/// where a program expects options.
pub fn check_name(name: &str) -> Result<String, Error> {
    let sound = (3..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if !sound {
        return Err(Error::invalid(
            "agent_id",
            name,
            "3 to 64 letters, digits, '-' or '_'",
        ));
    }
    if name.starts_with('-') {
        return Err(Error::invalid(
            "agent_id",
            name,
            "a name that does not begin with '-'",
        ));
    }
    if text::is_reserved_by_windows(name) {
        return Err(Error::invalid(
            "agent_id",
            name,
            "another name: Windows keeps this one for itself",
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    #[test]
    fn one_clock_rule() {
        let check = |age: i64, expect: AgentStatus, next: Option<i64>| {
            let (last, now) = (Some(at(10_000)), at(10_000 + age));
            assert_eq!(AgentStatus::at(last, now), expect, "{age}");
            assert_eq!(
                AgentStatus::next_threshold(last, now),
                next.map(|seconds| at(10_000 + seconds)),
                "{age}"
            );
        };
        check(-60, AgentStatus::Active, Some(300));
        check(0, AgentStatus::Active, Some(300));
        check(299, AgentStatus::Active, Some(300));
        check(300, AgentStatus::Idle, Some(1800));
        check(1799, AgentStatus::Idle, Some(1800));
        check(1800, AgentStatus::Stale, None);
        check(1_000_000, AgentStatus::Stale, None);
        assert_eq!(AgentStatus::at(None, at(0)), AgentStatus::Unknown);
        assert_eq!(AgentStatus::next_threshold(None, at(0)), None);
    }

    #[test]
    fn names() {
        let check = |name: &str, good: bool| assert_eq!(check_name(name).is_ok(), good, "{name:?}");
        for bad in ["--help", "-rf", "CON", "nul", "COM1"] {
            check(bad, false);
        }
        check("console", true);
        check("worker-1", true);
        check("maxine--basel--gh-287_X", true);
        check(&"a".repeat(64), true);
        for name in [
            "",
            "ab",
            "../x",
            "a b c",
            "-é-",
            "a\0bc",
            "a/b",
            &"a".repeat(65),
        ] {
            check(name, false);
        }
        let sentence = check_name("a b").unwrap_err().to_string();
        assert_eq!(
            sentence,
            "Invalid agent_id 'a b'. Must be 3 to 64 letters, digits, '-' or '_'"
        );
    }

    proptest::proptest! {
        #[test]
        fn the_next_threshold_is_where_the_status_changes(last in 0i64..4_000_000_000, age in 0i64..4_000) {
            let (last, now) = (at(last), at(last + age));
            let before = AgentStatus::at(Some(last), now);
            match AgentStatus::next_threshold(Some(last), now) {
                Some(next) => {
                    proptest::prop_assert!(next > now);
                    let just_before = Timestamp::from_micros(next.micros() - 1).unwrap();
                    proptest::prop_assert_eq!(AgentStatus::at(Some(last), just_before), before);
                    proptest::prop_assert_ne!(AgentStatus::at(Some(last), next), before);
                }
                None => proptest::prop_assert_eq!(before, AgentStatus::Stale),
            }
        }

        #[test]
        fn active_are_those_heard_of_after_the_threshold(last in 0i64..4_000_000_000, micros in -2_000_000i64..302_000_000) {
            let last = at(last);
            let now = Timestamp::from_micros(last.micros() + micros).unwrap();
            let active = AgentStatus::at(Some(last), now) == AgentStatus::Active;
            proptest::prop_assert_eq!(last > AgentStatus::active_after(now), active);
        }

        #[test]
        fn age_only_ever_makes_staler(a in 0i64..10_000, b in 0i64..10_000) {
            let place = |age| AgentStatus::ALL.iter().position(|s| *s == AgentStatus::at(Some(at(0)), at(age))).unwrap();
            let (young, old) = (a.min(b), a.max(b));
            proptest::prop_assert!(place(young) <= place(old));
        }
    }
}
