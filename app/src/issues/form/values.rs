//! The form's values as text, for a form, an address and the browser's storage.

use leptos_router::params::ParamsMap;
use model::{Error, NewIssue, Noun, Priority, Status};
use serde::{Deserialize, Serialize};

use super::Draft;
use crate::live;

fn kept() -> live::Draft {
    live::Draft::of("issue.new")
}

/// The form's fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Values {
    pub title: String,
    pub description: String,
    pub status: Status,
    pub priority: Priority,
    /// A milestone's number.
    pub milestone: String,
    /// Names, with commas between them.
    pub labels: String,
    /// A number or an identifier.
    pub parent: String,
}

impl Default for Values {
    fn default() -> Self {
        Values {
            title: String::new(),
            description: String::new(),
            status: Status::Backlog,
            priority: Priority::None,
            milestone: String::new(),
            labels: String::new(),
            parent: String::new(),
        }
    }
}

impl Values {
    /// What an address asks for: `?status=todo&parent=42`.
    pub fn from_query(query: &ParamsMap) -> Self {
        let get = |name: &str| query.get(name).unwrap_or_default();
        Values {
            title: get("title"),
            description: get("description"),
            status: get("status").parse().unwrap_or(Status::Backlog),
            priority: get("priority").parse().unwrap_or_default(),
            milestone: get("milestone"),
            labels: get("labels"),
            parent: get("parent"),
        }
    }

    /// What was typed and not sent, with what the place where one asked for the form says.
    pub fn begin(draft: Draft) -> Self {
        let mut values: Values = kept()
            .restore()
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        values.status = draft.status.unwrap_or(values.status);
        values.parent = draft.parent.map_or(values.parent, |id| format!("#{id}"));
        values
    }

    /// Remembers what was typed; a form in which nobody wrote anything is not worth it.
    pub fn keep(&self) {
        if self.title.trim().is_empty() && self.description.trim().is_empty() {
            Self::forget();
        } else if let Ok(json) = serde_json::to_string(self) {
            kept().keep(&json);
        }
    }

    /// It was sent.
    pub fn forget() {
        kept().discard();
    }

    /// The issue they describe. Parent and milestone are left out: which they are, only the server
    /// can say.
    pub fn new_issue(&self) -> NewIssue {
        let labels = self
            .labels
            .split(',')
            .map(str::trim)
            .filter(|label| !label.is_empty());
        NewIssue {
            title: self.title.clone(),
            description: Some(self.description.replace("\r\n", "\n"))
                .filter(|text| !text.trim().is_empty()),
            status: Some(self.status),
            priority: self.priority,
            labels: labels.map(str::to_owned).collect(),
            ..NewIssue::default()
        }
    }

    /// The page's address with all of it, and why it was refused; `None` when it is too long for an
    /// address.
    #[cfg(feature = "ssr")]
    pub fn address(&self, refusal: &Error) -> Option<String> {
        let Refusal { field, detail } = Refusal::from(refusal);
        let pairs = [
            ("title", self.title.as_str()),
            ("description", &self.description),
            ("status", self.status.as_str()),
            ("priority", self.priority.as_str()),
            ("milestone", &self.milestone),
            ("labels", &self.labels),
            ("parent", &self.parent),
            ("field", field.unwrap_or_default()),
            ("error", &detail),
        ];
        let pairs = pairs
            .map(|(name, value)| format!("{name}={}", leptos_router::location::Url::escape(value)));
        Some(format!("/issues/new?{}", pairs.join("&"))).filter(|address| address.len() <= 30_000)
    }
}

/// Why the form was refused, and beside which field that is to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub field: Option<&'static str>,
    pub detail: String,
}

const FIELDS: [&str; 5] = ["title", "description", "milestone", "labels", "parent"];

impl Refusal {
    pub fn from_query(query: &ParamsMap) -> Option<Self> {
        let field = query.get("field").unwrap_or_default();
        Some(Refusal {
            field: FIELDS.into_iter().find(|name| *name == field),
            detail: query.get("error")?,
        })
    }
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        let field = match error {
            Error::Blank { what } | Error::TooLong { what, .. } | Error::NulCharacter { what } => {
                match *what {
                    "Title" => Some("title"),
                    "Description" => Some("description"),
                    "Label" => Some("labels"),
                    _ => None,
                }
            }
            Error::NotFound {
                noun: Noun::Milestone,
                ..
            } => Some("milestone"),
            Error::MalformedRef { .. } | Error::NotFound { .. } => Some("parent"),
            _ => None,
        };
        Refusal {
            field,
            detail: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_commas_between_them() {
        let values = Values {
            labels: " bug, , docs ,bug".into(),
            ..Values::default()
        };
        assert_eq!(
            values.new_issue().checked().map(|new| new.labels),
            Err(Error::Blank { what: "Title" })
        );
        let values = Values {
            title: "x".into(),
            ..values
        };
        assert_eq!(
            values.new_issue().checked().unwrap().labels,
            ["bug", "docs"]
        );
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn what_was_refused_comes_back() {
        let values = Values {
            title: "a & b".into(),
            description: "x\n#1".into(),
            parent: "999".into(),
            ..Values::default()
        };
        let address = values
            .address(&Error::no_issue(model::IssueId(999)))
            .unwrap();
        let query = leptos_router::location::RequestUrl::new(&address);
        let query = query.parse().unwrap();
        let query = query.search_params();
        assert_eq!(Values::from_query(query), values);
        let refusal = Refusal {
            field: Some("parent"),
            detail: "Issue #999 does not exist".into(),
        };
        assert_eq!(Refusal::from_query(query), Some(refusal));
    }
}
