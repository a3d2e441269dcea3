//! Priority: five values, seen by the local API as four.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How urgent an issue is. Ordered: `None` is least.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Nobody said.
    #[default]
    None,
    /// Can wait.
    Low,
    /// The usual.
    Medium,
    /// Soon.
    High,
    /// Now. The local API says `critical`.
    Urgent,
}

impl Priority {
    /// Every priority, most urgent first, as menus show them.
    pub const ALL: [Priority; 5] = [
        Priority::Urgent,
        Priority::High,
        Priority::Medium,
        Priority::Low,
        Priority::None,
    ];

    /// The stored and crew word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Priority::None => "none",
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Urgent => "urgent",
        }
    }

    /// The word people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Priority::None => "No priority",
            Priority::Low => "Low",
            Priority::Medium => "Medium",
            Priority::High => "High",
            Priority::Urgent => "Urgent",
        }
    }

    /// The local API's word: `critical` for urgent, and `medium` where nobody said.
    #[must_use]
    pub const fn local(self) -> &'static str {
        match self {
            Priority::Low => "low",
            Priority::None | Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Urgent => "critical",
        }
    }

    /// Reads the local API's word.
    pub fn from_local(text: &str) -> Result<Self, Error> {
        match text {
            "low" => Ok(Priority::Low),
            "medium" => Ok(Priority::Medium),
            "high" => Ok(Priority::High),
            "critical" => Ok(Priority::Urgent),
            _ => Err(Error::UnknownValue {
                field: "priority",
                value: text.chars().take(64).collect(),
                allowed: "low, medium, high, critical",
            }),
        }
    }

    /// 0 to 4, for ordering in SQL.
    #[must_use]
    pub const fn rank(self) -> i64 {
        self as i64
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Priority {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Priority::ALL
            .into_iter()
            .find(|p| p.as_str() == text)
            .ok_or_else(|| Error::UnknownValue {
                field: "priority",
                value: text.chars().take(64).collect(),
                allowed: "none, low, medium, high, urgent",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for priority in Priority::ALL {
            assert_eq!(priority.as_str().parse::<Priority>().unwrap(), priority);
        }
        for word in ["low", "medium", "high", "critical"] {
            assert_eq!(Priority::from_local(word).unwrap().local(), word);
        }
        assert_eq!(Priority::None.local(), "medium");
        assert!(Priority::from_local("urgent").is_err());
    }
}
