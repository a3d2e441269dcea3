//! What could not be taken as it was, gathered so that a thousand equal complaints are one
//! sentence.

use std::{collections::BTreeMap, fmt::Display};

/// How many cases a sentence names.
const NAMED: usize = 3;

/// Complaints by their sentence.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    groups: BTreeMap<String, Cases>,
    single: Vec<String>,
}

#[derive(Debug, Default)]
struct Cases {
    count: usize,
    named: Vec<String>,
}

impl Warnings {
    /// One more case. The sentence reads the same for one case and for many: `Blank comments were
    /// left out`.
    pub(crate) fn add(&mut self, sentence: impl Into<String>, case: impl Display) {
        let cases = self.groups.entry(sentence.into()).or_default();
        cases.count += 1;
        if cases.named.len() < NAMED {
            cases.named.push(case.to_string());
        }
    }

    /// A complaint that is like no other.
    pub(crate) fn say(&mut self, sentence: String) {
        self.single.push(sentence);
    }

    /// The sentences, the shared ones first, each with its count and its first cases: `Blank
    /// comments were left out: 5 (#3, #8, #9 and 2 more)`.
    pub(crate) fn into_sentences(self) -> Vec<String> {
        let sentence = |(sentence, cases): (String, Cases)| {
            let more = cases.count - cases.named.len();
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!(
                "{sentence}: {} ({}{more})",
                cases.count,
                cases.named.join(", ")
            )
        };
        self.groups
            .into_iter()
            .map(sentence)
            .chain(self.single)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_cases_are_one_sentence() {
        let mut warnings = Warnings::default();
        for number in 1..=5 {
            warnings.add("Blank comments were left out", format_args!("#{number}"));
        }
        warnings.say("Line 7 is no JSON".to_owned());
        warnings.add("Titles were cut", "bd-1");
        let expect = [
            "Blank comments were left out: 5 (#1, #2, #3 and 2 more)",
            "Titles were cut: 1 (bd-1)",
            "Line 7 is no JSON",
        ];
        assert_eq!(warnings.into_sentences(), expect);
    }
}
