//! Lists: filters, sort orders and pages by key.

use serde::{Deserialize, Serialize};

use crate::{
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
    /// Of this milestone.
    pub milestone: Option<MilestoneId>,
    /// `true`: blocked by an open issue; `false`: not.
    pub blocked: Option<bool>,
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
    /// Its title.
    Title,
}

impl SortBy {
    /// All, as a menu shows them.
    pub const ALL: [SortBy; 5] = [SortBy::Id, SortBy::Created, SortBy::Updated, SortBy::Priority, SortBy::Title];

    /// The word in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SortBy::Id => "id",
            SortBy::Created => "created",
            SortBy::Updated => "updated",
            SortBy::Priority => "priority",
            SortBy::Title => "title",
        }
    }
}

/// A sort order; the id breaks ties in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Largest, newest, most urgent first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Sort { by: SortBy::Id, descending: true }
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
        Ok(Cursor { value: value.to_owned(), id })
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
