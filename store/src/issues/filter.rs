//! Which issues: a filter as SQL.

use model::{Actor, IssueFilter, Lifecycle, Priority, Status, search};

use crate::{
    Result,
    dialect::Dialect,
    statement::{self, Values},
};

/// The parts of a statement that narrow it to a filter.
pub(crate) struct Narrowing {
    /// What the statement begins with, perhaps nothing: the search, so that it is made once however
    /// often the condition stands in the statement.
    pub(crate) with: String,
    /// What the `where` says of an issue `i`.
    pub(crate) condition: String,
}

/// The filter, within the actor's workspace.
pub(crate) fn narrow(
    dialect: Dialect,
    actor: &Actor,
    filter: &IssueFilter,
    values: &mut Values,
) -> Result<Narrowing> {
    filter.check()?;
    let workspace = values.bind(actor.workspace);
    let mut conditions = vec![format!("i.workspace_id = {workspace}")];
    conditions.extend(
        filter
            .lifecycle
            .map(|lifecycle| lifecycle_is(lifecycle).to_owned()),
    );
    if !filter.statuses.is_empty() {
        let asked = Status::ALL
            .into_iter()
            .filter(|status| filter.statuses.contains(status));
        let words: Vec<_> = asked.map(|status| format!("'{status}'")).collect();
        conditions.push(format!("i.status in ({})", words.join(", ")));
    }
    if !filter.priorities.is_empty() {
        let asked = Priority::ALL
            .into_iter()
            .filter(|priority| filter.priorities.contains(priority));
        let ranks: Vec<_> = asked.map(|priority| priority.rank().to_string()).collect();
        conditions.push(format!("i.priority in ({})", ranks.join(", ")));
    }
    conditions.extend(has_labels(&filter.labels, &workspace, values)?);
    conditions.extend(
        filter
            .parent
            .map(|parent| format!("i.parent_id = {}", values.bind(parent))),
    );
    conditions.extend(
        filter
            .milestone
            .map(|milestone| format!("i.milestone_id = {}", values.bind(milestone))),
    );
    if filter.without_milestone {
        conditions.push("i.milestone_id is null".to_owned());
    }
    conditions.extend(
        filter
            .blocked
            .map(|blocked| format!("{}{{blocked}}", if blocked { "" } else { "not " })),
    );
    let with = match filter.search.as_deref().map(str::trim) {
        None | Some("") => String::new(),
        Some(query) => {
            conditions.push("i.id in (select f.id from found f)".to_owned());
            found(dialect, query, values)
        }
    };
    Ok(Narrowing {
        with,
        condition: conditions.join(" and "),
    })
}

/// That an issue has all of these labels: one condition, however many there are.
fn has_labels(labels: &[String], workspace: &str, values: &mut Values) -> Result<Option<String>> {
    let mut names: Vec<&str> = labels.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(None);
    }
    let (bound, many) = (values.bind(statement::rows(&names)?), names.len());
    Ok(Some(format!(
        "i.id in (select il.issue_id from issue_labels il join labels l on l.id = il.label_id \
         where l.workspace_id = {workspace} and l.name in (select {{value}} from {{each}}({bound}{{::json}})) \
         group by il.issue_id having count(*) = {many})"
    )))
}

const fn lifecycle_is(lifecycle: Lifecycle) -> &'static str {
    match lifecycle {
        Lifecycle::Open => "i.closed_at is null",
        Lifecycle::Closed => "i.closed_at is not null and i.archived_at is null",
        Lifecycle::Archived => "i.archived_at is not null",
    }
}

/// The issues that have every word of the query, as a table `found`. A word may be the issue's
/// number. A query without a word finds nothing.
pub(crate) fn found(dialect: Dialect, query: &str, values: &mut Values) -> String {
    let body = with_words(dialect, query, values)
        .unwrap_or_else(|| "select id from issues where 1 = 0".to_owned());
    format!("with found (id) as materialized ({body}) ")
}

/// The ids of the issues that have every word of the query, as a statement; `None` where there is
/// no word in it.
pub(crate) fn with_words(dialect: Dialect, query: &str, values: &mut Values) -> Option<String> {
    let words: Vec<String> = search::terms(query)
        .iter()
        .map(|term| {
            let matching = dialect.issues_with(term, values);
            let number = term.text.parse::<i64>().ok().map(|id| {
                format!(
                    " union select n.id from issues n where n.id = {}",
                    values.bind(id)
                )
            });
            format!(
                "select w.id from ({matching}{}) w",
                number.unwrap_or_default()
            )
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" intersect "))
}
