//! Instants. The clock is read elsewhere; here they are only compared, parsed and written.

use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant in UTC to the microsecond. Its text has one width (`2026-03-01T12:00:00.000000Z`), so
/// that text order is time order in every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Timestamp = Timestamp(0);

    /// From microseconds since 1970-01-01T00:00:00Z; `None` outside the years 0 to 9999, which have
    /// no one-width text.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        const MIN: i64 = -62_167_219_200_000_000;
        const MAX: i64 = 253_402_300_799_999_999;
        (MIN..=MAX).contains(&micros).then_some(Timestamp(micros))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// RFC 3339 to the second, as the contracts write instants: `2026-03-01T12:00:00Z`.
    #[must_use]
    pub fn to_seconds(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The day in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY))
    }

    /// Whole seconds from `earlier` to `self`; negative when `earlier` is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Timestamp) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl FromStr for Timestamp {
    type Err = String;

    /// Any RFC 3339 text; other offsets become UTC, finer fractions are cut to the microsecond.
    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = DateTime::parse_from_rfc3339(text)
            .map_err(|_| format!("'{text}' is not an RFC 3339 instant"))?;
        Timestamp::from_micros(parsed.timestamp_micros())
            .ok_or_else(|| format!("'{text}' lies outside the years 0 to 9999"))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// Microseconds of a day; Unix time has no leap seconds.
const DAY: i64 = 86_400_000_000;

/// A day in UTC, `2026-03-01`: how many days after 1970-01-01 it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// How many days after 1970-01-01.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// So many days later, or earlier; it stays within the years 0 to 9999.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        self.0
            .checked_add(days)
            .and_then(|day| day.checked_mul(DAY))
            .and_then(Timestamp::from_micros)
            .map_or(self, Timestamp::day)
    }

    /// Its first instant.
    #[must_use]
    pub fn begin(self) -> Timestamp {
        Timestamp(self.0 * DAY)
    }

    /// Its last instant.
    #[must_use]
    pub fn end(self) -> Timestamp {
        Timestamp(self.0 * DAY + DAY - 1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.begin().utc().format("%Y-%m-%d").fmt(f)
    }
}

impl FromStr for Day {
    type Err = String;

    /// `2026-03-01`.
    fn from_str(text: &str) -> Result<Self, String> {
        let begin = (text.len() == 10)
            .then(|| format!("{text}T00:00:00Z").parse::<Timestamp>().ok())
            .flatten();
        begin
            .map(Timestamp::day)
            .ok_or_else(|| format!("'{text}' is not a day like 2026-03-01"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_width_and_back() {
        for (input, expect) in [
            ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000000Z"),
            (
                "2026-03-23T13:59:04.388095939Z",
                "2026-03-23T13:59:04.388095Z",
            ),
            (
                "2025-11-02T21:58:07.295058-08:00",
                "2025-11-03T05:58:07.295058Z",
            ),
        ] {
            let parsed: Timestamp = input.parse().unwrap();
            assert_eq!(parsed.to_string(), expect);
            assert_eq!(expect.parse::<Timestamp>().unwrap(), parsed);
        }
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn days() {
        let last: Timestamp = "2026-02-28T23:59:59.999999Z".parse().unwrap();
        assert_eq!(
            (last.day().to_string(), last.day().plus(1).to_string()),
            ("2026-02-28".into(), "2026-03-01".into())
        );
        assert_eq!(
            (last.day().end(), last.day().begin().to_seconds()),
            (last, "2026-02-28T00:00:00Z".into())
        );
        assert_eq!("1969-12-31".parse::<Day>().map(Day::number), Ok(-1));
        assert_eq!(
            "9999-12-31".parse::<Day>().unwrap().plus(1).to_string(),
            "9999-12-31"
        );
        for bad in ["", "2026-3-1", "2026-02-30", "2026-03-01T", "März 2026!"] {
            assert_eq!(
                bad.parse::<Day>(),
                Err(format!("'{bad}' is not a day like 2026-03-01"))
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn text_order_is_time_order(a in 0i64..4_102_444_800_000_000, b in 0i64..4_102_444_800_000_000) {
            let (a, b) = (Timestamp(a), Timestamp(b));
            proptest::prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }
    }
}
