//! The one query behind an issue's page: a row of JSON columns, all of one moment.

use model::{
    Action, Activity, ActivityId, Author, Issue, IssueDetail, IssueId, Milestone, Timestamp,
};
use serde::{Deserialize, de::DeserializeOwned};
use sqlx::{Row, any::AnyRow};

use crate::{Result, shape, statement};

/// The query; `$1` is the issue, `$2` the workspace.
pub(super) fn select() -> String {
    let comments = shape::list("{comment}", "c.created_at, c.id");
    let activities = shape::list("{activity}", "a.id");
    format!(
        "select {{issue}}{{::text}} as issue, {{labels}}{{::text}} as labels, \
         (select {comments} from comments c where c.issue_id = i.id) as comments, \
         {blockers} as blockers, {blocking} as blocking, {subissues} as subissues, {parent} as parent, \
         (select {{milestone}}{{::text}} from milestones m where m.id = i.milestone_id) as milestone, \
         (select {activities} from activities a where a.issue_id = i.id) as activities \
         from issues i where i.id = $1 and i.workspace_id = $2",
        blockers = links("source_id", "target_id"),
        blocking = links("target_id", "source_id"),
        subissues = format_args!(
            "(select {} from issues i where i.parent_id = $1)",
            shape::list("{issue}", "i.id")
        ),
        parent = "(select {link}{::text} from issues p join issues i on i.id = p.parent_id where p.id = $1)",
    )
}

/// The issues at the other end of the edges.
fn links(there: &str, here: &str) -> String {
    let list = shape::list("{link}", "i.id");
    format!(
        "(select {list} from relations r join issues i on i.id = r.{there} where r.{here} = $1 and r.kind = 'blocks')"
    )
}

/// What SQL builds for a line of history: the action stays the object it was stored as.
#[derive(Deserialize)]
struct Line {
    id: ActivityId,
    issue: IssueId,
    author: Author,
    action: Action,
    at: Timestamp,
}

impl From<Line> for Activity {
    fn from(line: Line) -> Self {
        Activity {
            id: line.id,
            issue: line.issue,
            author: line.author,
            action: line.action,
            at: line.at,
        }
    }
}

/// The row of [`select`].
pub(super) fn read(row: &AnyRow) -> Result<IssueDetail> {
    let issue: Issue = column(row, "issue")?;
    let parent: Option<String> = row.try_get("parent")?;
    let milestone: Option<String> = row.try_get("milestone")?;
    let history: Vec<Line> = column(row, "activities")?;
    Ok(IssueDetail {
        issue,
        labels: column(row, "labels")?,
        comments: column(row, "comments")?,
        blockers: column(row, "blockers")?,
        blocking: column(row, "blocking")?,
        subissues: column(row, "subissues")?,
        parent: parent.as_deref().map(statement::parse).transpose()?,
        milestone: milestone
            .as_deref()
            .map(statement::parse::<Milestone>)
            .transpose()?,
        activities: history.into_iter().map(Line::into).collect(),
    })
}

fn column<T: DeserializeOwned>(row: &AnyRow, name: &str) -> Result<T> {
    statement::parse(&row.try_get::<String, _>(name)?)
}
