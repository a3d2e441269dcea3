//! Short forms of large numbers and small amounts.

/// `999`, `1.2K`, `34.5M`, `6.0B`.
#[must_use]
pub fn short(count: i64) -> String {
    const UNITS: [(i64, &str); 4] = [
        (1_000_000_000_000, "T"),
        (1_000_000_000, "B"),
        (1_000_000, "M"),
        (1_000, "K"),
    ];
    match UNITS.into_iter().find(|(unit, _)| count >= *unit) {
        // Cut, not rounded: 999,999 is not yet 1,000.0K.
        Some((unit, letter)) => format!("{}.{}{letter}", count / unit, count % unit * 10 / unit),
        None => count.to_string(),
    }
}

/// `$1,234.25`; `$0.0045` where two digits would say nothing; a dash where nobody said what it
/// cost.
#[must_use]
pub fn dollars(cost: Option<f64>) -> String {
    let Some(cost) = cost else {
        return "—".to_owned();
    };
    if cost > 0.0 && cost < 0.1 {
        return format!("${cost:.4}");
    }
    let text = format!("{cost:.2}");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    format!("${}.{cents}", groups.join(","))
}

/// The same for a column that is narrow: from a million on, `$246.9M`.
#[must_use]
pub fn short_dollars(cost: Option<f64>) -> String {
    match cost {
        Some(cost) if cost >= 1e6 => format!("${}", short(cost as i64)),
        _ => dollars(cost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_cost_is_not_free() {
        assert_eq!(dollars(None), "—");
    }

    #[test]
    fn numbers() {
        let said = [
            0,
            999,
            1_000,
            999_999,
            34_560_000,
            6_000_000_000,
            2_500_000_000_000,
        ]
        .map(short);
        assert_eq!(
            said,
            ["0", "999", "1.0K", "999.9K", "34.5M", "6.0B", "2.5T"]
        );
        assert_eq!(
            [0.0, 0.0045, 0.1, 12.346].map(|cost| dollars(Some(cost))),
            ["$0.00", "$0.0045", "$0.10", "$12.35"]
        );
        assert_eq!(
            [999_999.5, 246_913_579.0].map(|cost| short_dollars(Some(cost))),
            ["$999,999.50", "$246.9M"]
        );
        assert_eq!(
            [999.0, 1_000.5, 246_913_579.0].map(|cost| dollars(Some(cost))),
            ["$999.00", "$1,000.50", "$246,913,579.00"]
        );
    }
}
