//! Usage: the tokens that agents spend, and what they cost.

use serde::{Deserialize, Serialize};

use crate::{
    agent,
    error::Error,
    id::{SessionId, UsageId},
    text,
    timestamp::{Day, Timestamp},
};

/// Most tokens of one kind in one record. Sums of nine million such records still fit.
pub const TOKENS_MAX: i64 = 1_000_000_000_000;
/// The highest cost of one record, in dollars.
pub const COST_MAX: f64 = 1e9;
/// The model's name where nobody said which (contract 1.13).
pub const UNKNOWN_MODEL: &str = "unknown";

/// Tokens and cost of one request to a language model, or of a batch of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Its id; later ones are higher.
    pub id: UsageId,
    /// The agent's name.
    pub agent: String,
    /// The session in which it was used.
    pub session: Option<SessionId>,
    /// The language model, 1 to 128 characters.
    pub model: String,
    /// Tokens read.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Tokens read from the cache.
    pub cache_read_tokens: Option<i64>,
    /// Tokens put into the cache.
    pub cache_creation_tokens: Option<i64>,
    /// Dollars, as whoever reported it estimates them.
    pub cost_estimate: Option<f64>,
    /// When it was reported.
    pub at: Timestamp,
}

/// Fields of a usage record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewUsage {
    /// Who used it.
    pub agent: String,
    /// In which session.
    pub session: Option<SessionId>,
    /// Which language model; [`UNKNOWN_MODEL`] where nobody says.
    pub model: Option<String>,
    /// 0 to [`TOKENS_MAX`].
    pub input_tokens: i64,
    /// 0 to [`TOKENS_MAX`].
    pub output_tokens: i64,
    /// 0 to [`TOKENS_MAX`].
    pub cache_read_tokens: Option<i64>,
    /// 0 to [`TOKENS_MAX`].
    pub cache_creation_tokens: Option<i64>,
    /// 0 to [`COST_MAX`].
    pub cost_estimate: Option<f64>,
}

impl NewUsage {
    /// The same with its texts and numbers checked.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.agent = agent::check_name(&self.agent)?;
        self.model = Some(text::required(
            "Model",
            self.model.as_deref().unwrap_or(UNKNOWN_MODEL),
            text::NAME_MAX,
        )?);
        tokens("input_tokens", Some(self.input_tokens))?;
        tokens("output_tokens", Some(self.output_tokens))?;
        tokens("cache_read_tokens", self.cache_read_tokens)?;
        tokens("cache_creation_tokens", self.cache_creation_tokens)?;
        // Not a number is in no range.
        if self
            .cost_estimate
            .is_some_and(|cost| !(0.0..=COST_MAX).contains(&cost))
        {
            return Err(Error::OutOfRange {
                what: "cost_estimate",
                max: COST_MAX as i64,
            });
        }
        Ok(self)
    }
}

fn tokens(what: &'static str, count: Option<i64>) -> Result<(), Error> {
    if count.is_some_and(|count| !(0..=TOKENS_MAX).contains(&count)) {
        return Err(Error::OutOfRange {
            what,
            max: TOKENS_MAX,
        });
    }
    Ok(())
}

/// Which records. Every field narrows; empty ones do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageFilter {
    pub agent: Option<String>,
    pub session: Option<SessionId>,
    /// By this language model.
    pub model: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
}

/// Sums over some records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UsageSum {
    /// How many records.
    pub requests: i64,
    /// Tokens read.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Tokens read from the cache.
    pub cache_read_tokens: i64,
    /// Tokens put into the cache.
    pub cache_creation_tokens: i64,
    /// Dollars; records without an estimate count as none. `None` where no record has one: the cost
    /// is unknown, not zero.
    pub cost: Option<f64>,
}

impl UsageSum {
    /// With others.
    #[must_use]
    pub fn plus(self, other: &UsageSum) -> Self {
        UsageSum {
            requests: self.requests + other.requests,
            input_tokens: self.input_tokens + other.input_tokens,
            output_tokens: self.output_tokens + other.output_tokens,
            cache_read_tokens: self.cache_read_tokens + other.cache_read_tokens,
            cache_creation_tokens: self.cache_creation_tokens + other.cache_creation_tokens,
            cost: self
                .cost
                .into_iter()
                .chain(other.cost)
                .reduce(|sum, cost| sum + cost),
        }
    }
}

/// Usage of one language model by one agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsageShare {
    /// The agent's name.
    pub agent: String,
    /// The language model.
    pub model: String,
    pub sum: UsageSum,
}

/// Usage of one day, in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsageDay {
    pub day: Day,
    pub sum: UsageSum,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut NewUsage), expect: &str) {
        let mut usage = NewUsage {
            agent: "worker-1".into(),
            input_tokens: 1,
            output_tokens: 2,
            ..Default::default()
        };
        change(&mut usage);
        let said = usage.checked().map_or_else(
            |error| error.to_string(),
            |usage| usage.model.unwrap_or_default(),
        );
        assert_eq!(said, expect);
    }

    #[test]
    fn limits() {
        check(|_| (), "unknown");
        check(|u| u.model = Some(" opus ".into()), "opus");
        check(|u| u.model = Some(" ".into()), "Model must not be blank");
        check(
            |u| u.agent = "a b".into(),
            "Invalid agent_id 'a b'. Must be 3 to 64 letters, digits, '-' or '_'",
        );
        check(
            |u| u.input_tokens = -1,
            "input_tokens must be between 0 and 1000000000000",
        );
        check(
            |u| u.output_tokens = TOKENS_MAX + 1,
            "output_tokens must be between 0 and 1000000000000",
        );
        check(
            |u| u.cache_read_tokens = Some(-1),
            "cache_read_tokens must be between 0 and 1000000000000",
        );
        check(|u| u.cache_creation_tokens = Some(TOKENS_MAX), "unknown");
        for cost in [-0.01, 1e10, f64::NAN, f64::INFINITY] {
            check(
                |u| u.cost_estimate = Some(cost),
                "cost_estimate must be between 0 and 1000000000",
            );
        }
        check(|u| u.cost_estimate = Some(0.0), "unknown");
    }
}
