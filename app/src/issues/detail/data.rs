//! The wire type of an issue's page, and the patch that a form's fields become.

use model::{
    Activity, Comment, Error, Issue, IssueLink, IssuePatch, IssueRef, Label, Lock, Milestone,
    MilestoneId, Noun, SigningEnforcement, Timestamp, knowledge::PageLink,
};
use serde::{Deserialize, Serialize};

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    pub issue: Issue,
    /// The description as HTML, sanitised.
    pub description_html: String,
    /// Its labels, by name.
    pub labels: Vec<Label>,
    pub subissues: Vec<IssueLink>,
    /// Issues that block it.
    pub blockers: Vec<IssueLink>,
    /// What waits for it.
    pub blocking: Vec<IssueLink>,
    pub parent: Option<IssueLink>,
    /// Comments and activities, oldest first.
    pub timeline: Vec<Entry>,
    /// All labels there are, most used first.
    pub all_labels: Vec<Label>,
    /// All milestones there are, newest first.
    pub milestones: Vec<Milestone>,
    /// The agent's lock on it.
    pub lock: Option<Lock>,
    /// Pages of the knowledge that name it.
    pub pages: Vec<PageLink>,
    /// Whether agents are to sign what they write.
    pub signing: SigningEnforcement,
    /// The server's clock.
    pub now: Timestamp,
    /// Issues that a picker found: what one of them looks like before the server has answered.
    #[serde(skip)]
    pub found: Vec<IssueLink>,
}

/// What the page shows that the issue itself does not say.
#[cfg(feature = "ssr")]
pub(super) struct DetailExtras {
    pub description_html: String,
    /// In the order of the comments.
    pub comments_html: Vec<String>,
    pub labels: Vec<Label>,
    pub milestones: Vec<Milestone>,
    pub lock: Option<Lock>,
    pub pages: Vec<PageLink>,
    pub signing: SigningEnforcement,
    pub now: Timestamp,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// What somebody wrote; its content is HTML, sanitised.
    Comment(Comment),
    /// What somebody did.
    Activity(Activity),
}

impl Entry {
    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Entry::Comment(comment) => comment.created_at,
            Entry::Activity(activity) => activity.at,
        }
    }

    /// The same for the same line, whatever else comes and goes.
    #[must_use]
    pub fn key(&self) -> (bool, i64) {
        match self {
            Entry::Comment(comment) => (true, comment.id.0),
            Entry::Activity(activity) => (false, activity.id.0),
        }
    }
}

impl Detail {
    #[cfg(feature = "ssr")]
    pub(super) fn new(detail: model::IssueDetail, beside: DetailExtras) -> Self {
        let comments =
            detail
                .comments
                .into_iter()
                .zip(beside.comments_html)
                .map(|(mut comment, html)| {
                    comment.content = html;
                    Entry::Comment(comment)
                });
        let mut timeline: Vec<_> = comments
            .chain(detail.activities.into_iter().map(Entry::Activity))
            .collect();
        timeline.sort_by_key(|entry| (entry.at(), entry.key()));
        let link = |issue: Issue| IssueLink {
            id: issue.id,
            identifier: issue.identifier,
            title: issue.title,
            status: issue.status,
        };
        Detail {
            description_html: beside.description_html,
            issue: detail.issue,
            labels: detail.labels,
            subissues: detail.subissues.into_iter().map(link).collect(),
            blockers: detail.blockers,
            blocking: detail.blocking,
            parent: detail.parent,
            timeline,
            all_labels: beside.labels,
            milestones: beside.milestones,
            lock: beside.lock,
            pages: beside.pages,
            signing: beside.signing,
            now: beside.now,
            found: Vec::new(),
        }
    }

    /// The milestone with its name, if the issue has one.
    #[must_use]
    pub fn milestone(&self) -> Option<&Milestone> {
        self.milestones
            .iter()
            .find(|milestone| Some(milestone.id) == self.issue.milestone)
    }
}

/// A field that a form changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    Description,
    Status,
    Priority,
    Parent,
    Milestone,
}

impl Field {
    /// The word in a form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Description => "description",
            Field::Status => "status",
            Field::Priority => "priority",
            Field::Parent => "parent",
            Field::Milestone => "milestone",
        }
    }

    /// The patch that sets it. An empty parent, milestone or description clears it.
    pub fn patch(self, value: &str, base: Option<&str>) -> Result<IssuePatch, Error> {
        let mut patch = IssuePatch::default();
        match self {
            Field::Title => {
                patch.title = Some(value.to_owned());
                patch.title_base = base.and_then(|json| serde_json::from_str(json).ok());
            }
            Field::Description => {
                patch.description =
                    Some(Some(one_line_end(value)).filter(|text| !text.trim().is_empty()));
                patch.description_base = base.and_then(|json| serde_json::from_str(json).ok());
            }
            Field::Status => patch.status = Some(value.parse()?),
            Field::Priority => patch.priority = Some(value.parse()?),
            Field::Parent if value.is_empty() => patch.parent = Some(None),
            Field::Parent => match value.parse()? {
                IssueRef::Id(id) => patch.parent = Some(Some(id)),
                name @ IssueRef::Identifier(_) => {
                    return Err(Error::NotFound {
                        noun: Noun::Parent,
                        name: name.to_string(),
                    });
                }
            },
            Field::Milestone => patch.milestone = Some(milestone(value)?),
        }
        Ok(patch)
    }
}

/// The milestone that a form names by its number; none when the field is empty.
pub fn milestone(value: &str) -> Result<Option<MilestoneId>, Error> {
    if value.is_empty() {
        return Ok(None);
    }
    let unknown = |_| Error::NotFound {
        noun: Noun::Milestone,
        name: value.chars().take(64).collect(),
    };
    value.parse().map(Some).map_err(unknown)
}

/// A form sends every line end as CR LF; nobody typed the CR.
pub fn one_line_end(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_become_patches() {
        let patch = |field: Field, value: &str| field.patch(value, None).unwrap();
        assert_eq!(
            patch(Field::Parent, "#7").parent,
            Some(Some(model::IssueId(7)))
        );
        assert_eq!(patch(Field::Parent, "").parent, Some(None));
        assert_eq!(patch(Field::Milestone, "").milestone, Some(None));
        assert_eq!(
            patch(Field::Milestone, "3").milestone,
            Some(Some(MilestoneId(3)))
        );
        assert_eq!(
            patch(Field::Description, "a\r\nb").description,
            Some(Some("a\nb".into()))
        );
        assert_eq!(patch(Field::Description, " \r\n").description, Some(None));
        assert!(Field::Status.patch("gone", None).is_err());
    }

    #[test]
    fn the_base_keeps_its_line_ends() {
        let stored = Some("a\r\nb\"".to_owned());
        let json = serde_json::to_string(&stored).unwrap();
        assert_eq!(
            Field::Description
                .patch("x", Some(&json))
                .unwrap()
                .description_base,
            Some(stored)
        );
        assert_eq!(
            Field::Description
                .patch("x", Some("null"))
                .unwrap()
                .description_base,
            Some(None)
        );
        assert_eq!(
            Field::Description
                .patch("x", None)
                .unwrap()
                .description_base,
            None
        );
        assert_eq!(
            Field::Title
                .patch("x", Some("\"old\""))
                .unwrap()
                .title_base
                .as_deref(),
            Some("old")
        );
        assert_eq!(Field::Title.patch("x", None).unwrap().title_base, None);
    }
}
