//! Lists: filters, sort orders and pages by key.

use serde::{Deserialize, Serialize};

use crate::{
    board::Card,
    error::Error,
    id::{IssueId, MilestoneId},
    priority::Priority,
    status::{Lifecycle, Status},
};

/// Which issues. Every field narrows; empty ones do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueFilter {
    /// Open, closed or archived; none for all three.
    pub lifecycle: Option<Lifecycle>,
    /// Any of these.
    #[serde(default)]
    pub statuses: Vec<Status>,
    /// Any of these.
    #[serde(default)]
    pub priorities: Vec<Priority>,
    /// All of these labels, by exact name.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Words, each of which must begin a word of title, description, identifier or a comment.
    pub search: Option<String>,
    /// Direct children of this issue.
    pub parent: Option<IssueId>,
    pub milestone: Option<MilestoneId>,
    /// Of no milestone.
    #[serde(default)]
    pub without_milestone: bool,
    /// `true`: blocked by an open issue; `false`: not.
    pub blocked: Option<bool>,
}

impl IssueFilter {
    /// Most labels that a filter may name.
    pub const LABELS_MAX: usize = 16;

    /// Refuses more than anybody can want: each label costs a statement time, and a page links.
    pub fn check(&self) -> Result<(), Error> {
        if self.labels.len() > Self::LABELS_MAX {
            Err(Error::TooManyLabels {
                max: Self::LABELS_MAX,
            })
        } else {
            Ok(())
        }
    }

    /// Returns true if it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == IssueFilter::default()
    }

    /// Returns true if it lets a card through. `None` when that depends on the search, which needs
    /// texts that a card does not carry.
    #[must_use]
    pub fn matches_card(&self, card: &Card) -> Option<bool> {
        let lifecycle = Lifecycle::of(card.status, card.archived);
        let fits = self.lifecycle.is_none_or(|wanted| wanted == lifecycle)
            && (self.statuses.is_empty() || self.statuses.contains(&card.status))
            && (self.priorities.is_empty() || self.priorities.contains(&card.priority))
            && self
                .labels
                .iter()
                .all(|name| card.labels.iter().any(|label| label.name == *name))
            && (self.parent.is_none() || self.parent == card.parent)
            && (self.milestone.is_none() || self.milestone == card.milestone)
            && !(self.without_milestone && card.milestone.is_some())
            && self
                .blocked
                .is_none_or(|wanted| wanted == (card.blocked_by > 0));
        let searching = self
            .search
            .as_ref()
            .is_some_and(|words| !words.trim().is_empty());
        if fits && searching { None } else { Some(fits) }
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The id, which is the order of creation here.
    #[default]
    Id,
    /// When it was created, also elsewhere.
    Created,
    /// When it last changed.
    Updated,
    /// How urgent it is.
    Priority,
    Title,
    /// By [`Status::LISTED`], and the newest first among those of one status.
    Status,
}

impl SortBy {
    /// All, as a menu shows them.
    pub const ALL: [SortBy; 6] = [
        SortBy::Id,
        SortBy::Created,
        SortBy::Updated,
        SortBy::Priority,
        SortBy::Title,
        SortBy::Status,
    ];

    /// The word in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SortBy::Id => "id",
            SortBy::Created => "created",
            SortBy::Updated => "updated",
            SortBy::Priority => "priority",
            SortBy::Title => "title",
            SortBy::Status => "status",
        }
    }
}

/// A sort order; the id breaks ties in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    pub by: SortBy,
    /// Largest, newest, most urgent first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Sort {
            by: SortBy::Id,
            descending: true,
        }
    }
}

/// Which part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// At most this many, 1 to 500; none for all.
    pub limit: Option<u32>,
    /// After the last item of the page before.
    pub after: Option<Cursor>,
}

impl Page {
    /// Most items a page can hold.
    pub const LIMIT_MAX: u32 = 500;
}

/// The key of a page's last item: its sort value as text and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The sort value, as the store writes it.
    pub value: String,
    /// Breaks ties.
    pub id: IssueId,
}

impl Cursor {
    /// Opaque text: the id, a dot, the value.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}.{}", self.id, self.value)
    }

    /// Reads what [`Cursor::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let (id, value) = text.split_once('.').ok_or(Error::MalformedCursor)?;
        let id = id.parse().map_err(|_| Error::MalformedCursor)?;
        Ok(Cursor {
            value: value.to_owned(),
            id,
        })
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// The page.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: i64,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
}

/// How many issues have a status, the archived apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCount {
    pub status: Status,
    /// True if they are archived.
    pub archived: bool,
    /// How many.
    pub count: i64,
}

impl StatusCount {
    /// Open, closed or archived.
    #[must_use]
    pub fn lifecycle(&self) -> Lifecycle {
        Lifecycle::of(self.status, self.archived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{label::Label, timestamp::Timestamp};

    fn card() -> Card {
        let at = Timestamp::from_micros(0).unwrap();
        Card {
            id: IssueId(42),
            identifier: "MAIN-42".into(),
            title: "Fix token refresh".into(),
            status: Status::Todo,
            priority: Priority::High,
            sort_order: 1024.0,
            version: 1,
            parent: Some(IssueId(7)),
            milestone: None,
            milestone_name: None,
            labels: vec![Label {
                name: "bug".into(),
                color: crate::label::Color::Red,
            }],
            blocked_by: 1,
            unblocks: 0,
            subissues_done: 0,
            subissues: 0,
            comments: 0,
            holder: None,
            created_at: at,
            updated_at: at,
            archived: false,
        }
    }

    fn check(filter: &IssueFilter, expect: Option<bool>) {
        assert_eq!(filter.matches_card(&card()), expect, "{filter:?}");
    }

    #[test]
    fn a_filter_names_few_labels() {
        let labels = |many: usize| IssueFilter {
            labels: (0..many).map(|n| n.to_string()).collect(),
            ..Default::default()
        };
        assert_eq!(labels(16).check(), Ok(()));
        assert_eq!(
            labels(17).check().unwrap_err().to_string(),
            "A filter has at most 16 labels"
        );
    }

    #[test]
    fn a_filter_knows_its_cards() {
        check(&IssueFilter::default(), Some(true));
        check(
            &IssueFilter {
                lifecycle: Some(Lifecycle::Open),
                ..Default::default()
            },
            Some(true),
        );
        check(
            &IssueFilter {
                lifecycle: Some(Lifecycle::Closed),
                ..Default::default()
            },
            Some(false),
        );
        check(
            &IssueFilter {
                statuses: vec![Status::Done, Status::Todo],
                ..Default::default()
            },
            Some(true),
        );
        check(
            &IssueFilter {
                priorities: vec![Priority::Low],
                ..Default::default()
            },
            Some(false),
        );
        check(
            &IssueFilter {
                labels: vec!["bug".into()],
                ..Default::default()
            },
            Some(true),
        );
        check(
            &IssueFilter {
                labels: vec!["bug".into(), "ui".into()],
                ..Default::default()
            },
            Some(false),
        );
        check(
            &IssueFilter {
                parent: Some(IssueId(7)),
                blocked: Some(true),
                ..Default::default()
            },
            Some(true),
        );
        check(
            &IssueFilter {
                milestone: Some(MilestoneId(1)),
                ..Default::default()
            },
            Some(false),
        );
        check(
            &IssueFilter {
                without_milestone: true,
                ..Default::default()
            },
            Some(true),
        );
        check(
            &IssueFilter {
                search: Some("token".into()),
                ..Default::default()
            },
            None,
        );
        check(
            &IssueFilter {
                search: Some("token".into()),
                blocked: Some(false),
                ..Default::default()
            },
            Some(false),
        );
    }
}
