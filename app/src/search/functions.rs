//! What the search asks of the server.

use leptos::prelude::*;
use model::SearchKind;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A text in parts, each with whether it is a match.
pub type Marked = Vec<(String, bool)>;

/// What was found: issues, first the one that the query names, then comments, then pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// True if there are more of some kind.
    pub more: bool,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub kind: SearchKind,
    /// Where it is read.
    pub href: String,
    /// `#12` of an issue or of a comment's issue; a page has none.
    pub name: String,
    pub title: Marked,
    pub snippet: Marked,
}

/// At most `limit` of each kind, up to 50. An empty query finds nothing.
#[server(prefix = "/fn", endpoint = "search_everything", protocol = crate::wire::Form)]
pub async fn search_everything(query: String, limit: u32) -> Result<Found, AppError> {
    let query: String = query
        .chars()
        .filter(|c| *c != '\0')
        .take(model::text::QUERY_MAX)
        .collect();
    let limit = limit.clamp(1, 50);
    if query.trim().is_empty() {
        return Ok(Found::default());
    }
    // One more than is shown, to know whether there are more.
    let hits = crate::state::store()?
        .search(&crate::state::actor()?, &query, limit + 1)
        .await?;
    let terms = model::search::terms(&query);
    let mut found = Found::default();
    for kind in [
        SearchKind::Issue,
        SearchKind::Comment,
        SearchKind::Knowledge,
    ] {
        let of_kind: Vec<_> = hits.iter().filter(|hit| hit.kind == kind).collect();
        found.more |= of_kind.len() > limit as usize;
        found.hits.extend(
            of_kind
                .into_iter()
                .take(limit as usize)
                .map(|hit| shown(hit, &terms)),
        );
    }
    Ok(found)
}

#[cfg(feature = "ssr")]
fn shown(hit: &model::SearchHit, terms: &[model::search::Term]) -> Hit {
    use model::search::marked;

    let name = hit.issue.map(|id| format!("#{id}")).unwrap_or_default();
    let issue = hit
        .issue
        .map(|id| format!("/issues/{id}"))
        .unwrap_or_default();
    let href = match hit.kind {
        SearchKind::Issue => issue,
        SearchKind::Comment => format!("{issue}#comment-{}", hit.id),
        SearchKind::Knowledge => format!("/knowledge/{}", crate::issues::filter::escape(&hit.id)),
    };
    Hit {
        kind: hit.kind,
        href,
        name,
        title: marked(&hit.title, terms),
        snippet: marked(&hit.snippet, terms),
    }
}
