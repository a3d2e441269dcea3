//! What the list asks the server for, in one request.

use leptos::prelude::*;
use model::{
    Card, IssueFilter, IssueId, Lifecycle, Listing, Page, Sort, Status, StatusCount, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListPage {
    pub cards: Listing<Card>,
    /// The issue whose number was searched for: the first of the cards, whatever its lifecycle.
    pub exact: Option<IssueId>,
    /// How many pass the filter, in every lifecycle.
    pub counts: Vec<StatusCount>,
    /// Where an issue mentions what was searched for, if not in its title.
    pub excerpts: Vec<(IssueId, String)>,
    /// How many issues there are without the filter, where none passes it.
    pub all: i64,
    pub now: Timestamp,
}

impl ListPage {
    /// How many pass the filter in a lifecycle.
    pub fn count_in(counts: &[StatusCount], lifecycle: Lifecycle) -> i64 {
        counts
            .iter()
            .filter(|count| count.lifecycle() == lifecycle)
            .map(|count| count.count)
            .sum()
    }

    /// How many of the list have a status.
    pub fn count_of(counts: &[StatusCount], lifecycle: Option<Lifecycle>, status: Status) -> i64 {
        let here = |count: &&StatusCount| {
            count.status == status && lifecycle.is_none_or(|wanted| wanted == count.lifecycle())
        };
        counts.iter().filter(here).map(|count| count.count).sum()
    }
}

#[server(prefix = "/fn", endpoint = "load_list", protocol = crate::wire::Json)]
pub async fn load_list(filter: IssueFilter, sort: Sort, page: Page) -> Result<ListPage, AppError> {
    let (store, actor) = (crate::state::store()?, crate::state::actor()?);
    let mut cards = store.list_cards(&actor, &filter, sort, &page).await?;
    let every = IssueFilter {
        lifecycle: None,
        ..filter.clone()
    };
    let counts = store.count_issues(&actor, &every).await?;
    let words = filter
        .search
        .as_deref()
        .map(str::trim)
        .filter(|words| !words.is_empty());
    let mut exact = None;
    if let Some(Ok(reference)) = words.filter(|_| page.after.is_none()).map(str::parse)
        && let Ok(id) = store.find_issue(&actor, &reference).await
    {
        let card = store.card(&actor, id).await?;
        if (IssueFilter {
            search: None,
            ..every
        })
        .matches_card(&card)
            == Some(true)
        {
            cards.items.retain(|other| other.id != id);
            cards.items.insert(0, card);
            exact = Some(id);
        }
    }
    let ids: Vec<IssueId> = cards.items.iter().map(|card| card.id).collect();
    let excerpts = store
        .issue_excerpts(&actor, &ids, words.unwrap_or_default())
        .await?;
    let all = if ids.is_empty() {
        store
            .count_issues(&actor, &IssueFilter::default())
            .await?
            .iter()
            .map(|count| count.count)
            .sum()
    } else {
        0
    };
    Ok(ListPage {
        cards,
        exact,
        counts,
        excerpts,
        all,
        now: store.now(),
    })
}
