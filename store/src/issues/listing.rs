//! Lists of issues: one row of JSON, a page after a key.

use model::{
    Actor, Card, Cursor, Error as DomainError, Issue, IssueFilter, IssueId, IssueSummary, Label,
    Listing, Page, Sort, SortBy, Status, StatusCount,
};
use serde::{Deserialize, de::DeserializeOwned};
use sqlx::Row;

use super::filter;
use crate::{
    Result, Store, shape,
    statement::{self, Value, Values},
};

impl Store {
    /// A page of issues with labels and blocker counts.
    pub async fn list_issues(
        &self,
        actor: &Actor,
        filter: &IssueFilter,
        sort: Sort,
        page: &Page,
    ) -> Result<Listing<IssueSummary>> {
        let rows: Listing<SummaryRow> = self
            .list(
                actor,
                filter,
                sort,
                page,
                "{summary}",
                |row: &SummaryRow| key(sort.by, &row.issue),
            )
            .await?;
        let items = rows.items.into_iter().map(SummaryRow::into).collect();
        Ok(Listing {
            items,
            total: rows.total,
            next: rows.next,
        })
    }

    /// A page of cards: the same list without descriptions.
    pub async fn list_cards(
        &self,
        actor: &Actor,
        filter: &IssueFilter,
        sort: Sort,
        page: &Page,
    ) -> Result<Listing<Card>> {
        self.list(actor, filter, sort, page, "{card}", |card: &Card| {
            card_key(sort.by, card)
        })
        .await
    }

    /// How many issues pass the filter, by status; the archived apart.
    pub async fn count_issues(
        &self,
        actor: &Actor,
        filter: &IssueFilter,
    ) -> Result<Vec<StatusCount>> {
        let mut values = Values::default();
        let narrowing = filter::narrow(self.dialect(), actor, filter, &mut values)?;
        let shape = "{object}('status', t.status, 'archived', {json}(case when t.archived = 1 then 'true' else 'false' end{::json}), \
            'count', t.total)";
        let sql = format!(
            "{with}select {list} as counts from (select i.status, case when i.archived_at is null then 0 else 1 end as archived, \
             count(*) as total from issues i where {condition} group by 1, 2) t",
            with = narrowing.with,
            condition = narrowing.condition,
            list = shape::list(shape, "t.status, t.archived"),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        statement::parse(&row.try_get::<String, _>("counts")?)
    }

    async fn list<T: DeserializeOwned>(
        &self,
        actor: &Actor,
        filter: &IssueFilter,
        sort: Sort,
        page: &Page,
        shape: &str,
        key: impl Fn(&T) -> Cursor,
    ) -> Result<Listing<T>> {
        let mut values = Values::default();
        let narrowing = filter::narrow(self.dialect(), actor, filter, &mut values)?;
        let from_key = page
            .after
            .as_ref()
            .map(|after| after_key(sort, after, &mut values))
            .transpose()?;
        let limit = page.limit.map(|limit| limit.clamp(1, Page::LIMIT_MAX));
        let mut page_of = format!("{}{}", narrowing.condition, from_key.unwrap_or_default());
        if let Some(limit) = limit {
            // The page is cut by ids, along an index; one more than asked for tells whether there
            // is a next page.
            let limit = values.bind(limit + 1);
            page_of = format!(
                "i.id in (select i.id from issues i where {page_of} order by {} limit {limit})",
                order(sort)
            );
        }
        let sql = format!(
            "{with}select (select count(*) from issues i where {condition}) as total, \
             (select {list} from issues i where {page_of}) as items",
            with = narrowing.with,
            condition = narrowing.condition,
            list = shape::list(shape, &order(sort)),
        );
        let row = values
            .fetch(self.dialect().render(&sql), self.readers())
            .await?;
        let mut items: Vec<T> = statement::parse(&row.try_get::<String, _>("items")?)?;
        let more = limit.is_some_and(|limit| items.len() > limit as usize);
        items.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
        let next = items.last().filter(|_| more).map(key);
        Ok(Listing {
            items,
            total: row.try_get("total")?,
            next,
        })
    }
}

/// What SQL builds for a summary: the issue apart, for serde is slow at taking flattened fields
/// apart.
#[derive(Deserialize)]
struct SummaryRow {
    issue: Issue,
    labels: Vec<Label>,
    blocker_count: i64,
}

impl From<SummaryRow> for IssueSummary {
    fn from(row: SummaryRow) -> Self {
        IssueSummary {
            issue: row.issue,
            labels: row.labels,
            blocker_count: row.blocker_count,
        }
    }
}

/// What is ordered by, and then by the issue's number.
const fn column(by: SortBy) -> Option<&'static str> {
    match by {
        SortBy::Id => None,
        SortBy::Created => Some("i.created_at"),
        SortBy::Updated => Some("i.updated_at"),
        SortBy::Priority => Some("i.priority"),
        SortBy::Title => Some("{title_key}"),
        SortBy::Status => Some("{status_rank}"),
    }
}

/// The number as the second key: among those of one status the newest come first.
const fn number(by: SortBy) -> &'static str {
    if matches!(by, SortBy::Status) {
        "-i.id"
    } else {
        "i.id"
    }
}

/// `i.created_at desc, i.id desc`.
fn order(sort: Sort) -> String {
    let direction = if sort.descending { "desc" } else { "asc" };
    let number = number(sort.by);
    match column(sort.by) {
        None => format!("{number} {direction}"),
        Some(column) => format!("{column} {direction}, {number} {direction}"),
    }
}

/// ` and (i.created_at, i.id) < ($1, $2)`.
fn after_key(sort: Sort, after: &Cursor, values: &mut Values) -> Result<String> {
    let than = if sort.descending { "<" } else { ">" };
    let Some(column) = column(sort.by) else {
        return Ok(format!(" and i.id {than} {}", values.bind(after.id)));
    };
    let value: Value = match sort.by {
        SortBy::Priority | SortBy::Status => after
            .value
            .parse::<i64>()
            .map_err(|_| DomainError::MalformedCursor)?
            .into(),
        _ => after.value.as_str().into(),
    };
    let number = number(sort.by);
    let id = if sort.by == SortBy::Status {
        after
            .id
            .0
            .checked_neg()
            .ok_or(DomainError::MalformedCursor)?
    } else {
        after.id.0
    };
    Ok(format!(
        " and ({column}, {number}) {than} ({}, {})",
        values.bind(value),
        values.bind(id)
    ))
}

fn key(by: SortBy, issue: &Issue) -> Cursor {
    let value = match by {
        SortBy::Id => issue.id.to_string(),
        SortBy::Created => issue.created_at.to_string(),
        SortBy::Updated => issue.updated_at.to_string(),
        SortBy::Priority => issue.priority.rank().to_string(),
        SortBy::Title => title_key(&issue.title),
        SortBy::Status => rank(issue.status),
    };
    cursor(value, issue.id)
}

fn card_key(by: SortBy, card: &Card) -> Cursor {
    let value = match by {
        SortBy::Id => card.id.to_string(),
        SortBy::Created => card.created_at.to_string(),
        SortBy::Updated => card.updated_at.to_string(),
        SortBy::Priority => card.priority.rank().to_string(),
        SortBy::Title => title_key(&card.title),
        SortBy::Status => rank(card.status),
    };
    cursor(value, card.id)
}

/// What `{title_key}` says in SQL: only ASCII letters have a case there.
fn title_key(title: &str) -> String {
    title.to_ascii_lowercase()
}

/// What `{status_rank}` is in SQL.
fn rank(status: Status) -> String {
    Status::LISTED
        .iter()
        .position(|listed| *listed == status)
        .unwrap_or_default()
        .to_string()
}

fn cursor(value: String, id: IssueId) -> Cursor {
    Cursor { value, id }
}
