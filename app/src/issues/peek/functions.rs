//! What the panel asks the server for.

use leptos::prelude::*;
use model::{Comment, Issue, IssueId, IssueLink, Label};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// An issue at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Glance {
    /// The issue, its description left out.
    pub issue: Issue,
    /// The description as HTML, sanitised.
    pub description_html: String,
    pub labels: Vec<Label>,
    /// The milestone's name.
    pub milestone: Option<String>,
    pub parent: Option<IssueLink>,
    pub blockers: Vec<IssueLink>,
    pub subissues: Vec<IssueLink>,
    /// How many comments it has.
    pub comments: usize,
    /// The newest; its content is HTML, sanitised.
    pub last_comment: Option<Comment>,
}

impl Glance {
    /// Returns true if a change of that issue shows here.
    #[must_use]
    pub fn shows(&self, id: IssueId) -> bool {
        self.issue.id == id
            || self
                .parent
                .iter()
                .chain(&self.blockers)
                .chain(&self.subissues)
                .any(|issue| issue.id == id)
    }
}

#[server(prefix = "/fn", endpoint = "peek_issue", protocol = crate::wire::Form)]
pub async fn peek_issue(id: IssueId) -> Result<Glance, AppError> {
    use crate::ui::markdown::{Renderer, Text};

    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let mut detail = store.issue_detail(&actor, id).await?;
    let comments = detail.comments.len();
    let mut last_comment = detail.comments.pop();
    let description = detail.issue.description.take().unwrap_or_default();
    let content = last_comment
        .as_ref()
        .map(|comment| comment.content.clone())
        .unwrap_or_default();
    // The page below may have headings of the same names.
    let texts = [(description, "peek-"), (content, "peek-comment-")];
    let texts = texts.map(|(markdown, anchor)| Text {
        markdown,
        anchor: anchor.to_owned(),
    });
    let prefix = detail
        .issue
        .identifier
        .split('-')
        .next()
        .unwrap_or_default();
    let mut html = Renderer::new(&store, &actor, prefix)
        .all(texts.into())
        .await?
        .into_iter()
        .map(|text| text.html.clone());
    let description_html = html.next().unwrap_or_default();
    if let (Some(comment), Some(html)) = (&mut last_comment, html.next()) {
        comment.content = html;
    }
    let link = |issue: Issue| IssueLink {
        id: issue.id,
        identifier: issue.identifier,
        title: issue.title,
        status: issue.status,
    };
    Ok(Glance {
        issue: detail.issue,
        description_html,
        labels: detail.labels,
        milestone: detail.milestone.map(|milestone| milestone.name),
        parent: detail.parent,
        blockers: detail.blockers,
        subissues: detail.subissues.into_iter().map(link).collect(),
        comments,
        last_comment,
    })
}
