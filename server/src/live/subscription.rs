//! Channels, and which of them a socket hears.

use std::{fmt, str::FromStr};

/// What a client can subscribe to. Four are the contract's, `cards` is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Heartbeats and what they say of an agent.
    Agents,
    /// Hints that something about an issue changed.
    Issues,
    /// Locks claimed and released.
    Locks,
    /// Stages of an execution.
    Execution,
    /// The changed card itself, so that a thousand boards need not ask for it.
    Cards,
}

impl Channel {
    const ALL: [Channel; 5] = [
        Channel::Agents,
        Channel::Issues,
        Channel::Locks,
        Channel::Execution,
        Channel::Cards,
    ];

    /// The wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Channel::Agents => "agents",
            Channel::Issues => "issues",
            Channel::Locks => "locks",
            Channel::Execution => "execution",
            Channel::Cards => "cards",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(text: &str) -> Result<Self, UnknownChannel> {
        let known = Channel::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text);
        known.ok_or_else(|| UnknownChannel(text.chars().take(64).collect()))
    }
}

/// A channel that does not exist.
#[derive(Debug)]
pub struct UnknownChannel(String);

impl fmt::Display for UnknownChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = Channel::ALL
            .iter()
            .map(|channel| channel.as_str())
            .collect();
        write!(
            f,
            "Unknown channel '{}'. Must be one of: {}",
            self.0,
            known.join(", ")
        )
    }
}

/// The channels that a socket hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscription(u8);

impl Default for Subscription {
    /// Everything that the contract knows.
    fn default() -> Self {
        Channel::ALL
            .into_iter()
            .filter(|channel| *channel != Channel::Cards)
            .collect()
    }
}

impl FromIterator<Channel> for Subscription {
    fn from_iter<I: IntoIterator<Item = Channel>>(channels: I) -> Self {
        Subscription(
            channels
                .into_iter()
                .fold(0, |bits, channel| bits | channel.bit()),
        )
    }
}

impl Subscription {
    /// The set that a client named, and the first name in it that is none. There is no set where no
    /// name was one.
    #[must_use]
    pub fn named(names: &[String]) -> (Option<Self>, Option<UnknownChannel>) {
        let (mut known, mut unknown) = (Vec::new(), None);
        for name in names {
            match name.parse::<Channel>() {
                Ok(channel) => known.push(channel),
                Err(error) => unknown = unknown.or(Some(error)),
            }
        }
        let set = !known.is_empty() || unknown.is_none();
        (set.then(|| known.into_iter().collect()), unknown)
    }

    /// Returns true if it has the channel.
    #[must_use]
    pub const fn has(self, channel: Channel) -> bool {
        self.0 & channel.bit() != 0
    }

    /// Returns true if they have a channel in common.
    #[must_use]
    pub const fn meets(self, other: Subscription) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns true if it has none at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its channels by name.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        Channel::ALL
            .into_iter()
            .filter(|channel| self.has(*channel))
            .map(Channel::as_str)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_what_the_contract_knows() {
        assert_eq!(
            Subscription::default().names(),
            ["agents", "issues", "locks", "execution"]
        );
    }

    #[test]
    fn a_set_is_what_was_named() {
        let named = |names: &[&str]| {
            let (set, unknown) =
                Subscription::named(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
            (
                set.map(Subscription::names),
                unknown.map(|unknown| unknown.to_string()),
            )
        };
        assert_eq!(
            named(&["cards", "issues", "issues"]),
            (Some(vec!["issues", "cards"]), None)
        );
        assert_eq!(named(&[]), (Some(vec![]), None));
        let says =
            "Unknown channel 'gossip'. Must be one of: agents, issues, locks, execution, cards";
        assert_eq!(
            named(&["gossip", "issues", "more"]),
            (Some(vec!["issues"]), Some(says.into())),
            "what is known holds"
        );
        assert_eq!(
            named(&["gossip"]),
            (None, Some(says.into())),
            "nothing is known: as it was"
        );
    }
}
