//! Milestones as the hub carries them, and their three-way merge.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{milestone::MilestoneStatus, text, timestamp::Timestamp};

/// A milestone as the hub carries it: what can differ between two servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubMilestone {
    /// Its identity.
    pub uuid: Uuid,
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Set exactly while it is closed.
    pub closed_at: Option<Timestamp>,
}

impl HubMilestone {
    /// Open or closed.
    #[must_use]
    pub const fn status(&self) -> MilestoneStatus {
        if self.closed_at.is_some() {
            MilestoneStatus::Closed
        } else {
            MilestoneStatus::Open
        }
    }

    /// The same within the limits of a milestone here: without what no database can store, and cut
    /// to its length.
    #[must_use]
    pub fn tidied(self) -> Self {
        let plain = |text: &str, max: usize| {
            text.replace('\0', "")
                .trim()
                .chars()
                .take(max)
                .collect::<String>()
        };
        let name = plain(&text::line(&self.name), text::NAME_MAX);
        HubMilestone {
            name: if text::is_blank(&name) {
                format!("Milestone {}", &self.uuid.to_string()[..8])
            } else {
                name
            },
            description: self
                .description
                .map(|text| plain(&text, text::DESCRIPTION_MAX))
                .filter(|text| !text.is_empty()),
            ..self
        }
    }
}

/// What both sides will have, and what was dropped for it: where both changed a field differently,
/// what was changed here stays, and a sentence says what the hub had. A milestone's file does not
/// say when it changed, so nobody can tell which is newer.
#[must_use]
pub fn merge(
    base: Option<&HubMilestone>,
    ours: &HubMilestone,
    theirs: &HubMilestone,
) -> (HubMilestone, Vec<String>) {
    let mut dropped = Vec::new();
    let mut note = |field: &str, text: &str| {
        dropped.push(format!(
            "Milestone '{}': its {field} was changed on both sides; the hub said '{}'",
            ours.name,
            shortened(text)
        ));
    };
    let name = pick(base.map(|base| &base.name), &ours.name, &theirs.name);
    if name.is_none() {
        note("name", &theirs.name);
    }
    let description = pick(
        base.map(|base| &base.description),
        &ours.description,
        &theirs.description,
    );
    if description.is_none() {
        note(
            "description",
            theirs.description.as_deref().unwrap_or_default(),
        );
    }
    let closed_at = pick(
        base.map(|base| &base.closed_at),
        &ours.closed_at,
        &theirs.closed_at,
    )
    .copied();
    let merged = HubMilestone {
        uuid: ours.uuid,
        name: name.unwrap_or(&ours.name).clone(),
        description: description.unwrap_or(&ours.description).clone(),
        created_at: ours.created_at.min(theirs.created_at),
        // Of two who closed it, the first did; of one who closed and one who opened it, the one who
        // closed.
        closed_at: closed_at
            .unwrap_or_else(|| ours.closed_at.into_iter().chain(theirs.closed_at).min()),
    };
    (merged, dropped)
}

/// The one that changed; `None` where both did, each differently. Without a base nobody knows, and
/// what is here stays.
fn pick<'t, T: PartialEq>(base: Option<&T>, ours: &'t T, theirs: &'t T) -> Option<&'t T> {
    match base {
        _ if ours == theirs => Some(ours),
        None => Some(ours),
        Some(base) if base == theirs => Some(ours),
        Some(base) => (base == ours).then_some(theirs),
    }
}

fn shortened(text: &str) -> String {
    const LENGTH: usize = 200;
    if text.chars().count() > LENGTH {
        text.chars().take(LENGTH).chain(['…']).collect()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milestone(name: &str, description: &str, closed: Option<i64>) -> HubMilestone {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000).unwrap();
        let description = (!description.is_empty()).then(|| description.to_owned());
        HubMilestone {
            uuid: Uuid::from_u128(1),
            name: name.into(),
            description,
            created_at: at(0),
            closed_at: closed.map(at),
        }
    }

    #[test]
    fn what_one_side_changed_is_taken() {
        let base = milestone("A", "text", None);
        let check = |ours: HubMilestone, theirs: HubMilestone, expect: HubMilestone| {
            assert_eq!(merge(Some(&base), &ours, &theirs), (expect, Vec::new()));
        };
        check(base.clone(), base.clone(), base.clone());
        check(
            milestone("B", "text", None),
            milestone("A", "", Some(3)),
            milestone("B", "", Some(3)),
        );
        check(
            milestone("A", "text", Some(5)),
            milestone("A", "text", Some(3)),
            milestone("A", "text", Some(3)),
        );
        check(
            milestone("B", "more", None),
            milestone("B", "more", None),
            milestone("B", "more", None),
        );
    }

    #[test]
    fn what_both_changed_stays_as_here_and_is_told() {
        let (base, ours, theirs) = (
            milestone("A", "", None),
            milestone("B", "x", None),
            milestone("C", &"y".repeat(201), None),
        );
        let (merged, dropped) = merge(Some(&base), &ours, &theirs);
        assert_eq!(merged, ours);
        assert_eq!(
            dropped[0],
            "Milestone 'B': its name was changed on both sides; the hub said 'C'"
        );
        assert!(
            dropped[1].ends_with("y…'") && dropped.len() == 2,
            "{dropped:?}"
        );
        assert_eq!(
            merge(None, &ours, &theirs),
            (ours.clone(), Vec::new()),
            "seen for the first time on both sides"
        );
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let tidy = milestone(&format!(" {}\0", "n".repeat(200)), "\0", None).tidied();
        assert_eq!((tidy.name.len(), tidy.description), (text::NAME_MAX, None));
        assert_eq!(milestone(" ", "", None).tidied().name, "Milestone 00000000");
    }
}
