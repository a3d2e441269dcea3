//! What the list's address says: a filter, a sort order and where the page begins.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::{Cursor, IssueFilter, Lifecycle, Page, Sort, SortBy, Status};

use crate::issues::filter::{self, Filtered, href};

/// The list's path.
pub const PATH: &str = "/issues";
/// Issues on a page.
pub const PAGE: u32 = 50;
/// The order that the address need not name.
pub const USUAL: Sort = Sort {
    by: SortBy::Status,
    descending: false,
};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Which issues.
    pub filter: IssueFilter,
    /// In which order.
    pub sort: Sort,
    /// After which one.
    pub after: Option<Cursor>,
}

/// The list as a page with a filter: another one begins at the beginning, in the same order.
pub(super) fn filtered(asked: Memo<ListQuery>) -> Filtered {
    let filter = Memo::new(move |_| asked.with(|asked| asked.filter.clone()));
    Filtered::new(PATH, filter, move |filter| {
        ListQuery {
            filter: filter.clone(),
            sort: asked.with(|asked| asked.sort),
            after: None,
        }
        .pairs()
    })
}

impl ListQuery {
    /// Reads a query. What is not understood is ignored.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let mut filter = filter::from_query(query);
        // People come to see what there is to do; `lifecycle=all` says otherwise, and so does
        // asking for a status.
        if filter.lifecycle.is_none()
            && filter.statuses.is_empty()
            && query.get_str("lifecycle") != Some("all")
        {
            filter.lifecycle = Some(Lifecycle::Open);
        }
        let sort = query
            .get("sort")
            .and_then(|text| read_sort(&text))
            .unwrap_or(USUAL);
        let after = query
            .get("after")
            .and_then(|text| Cursor::from_text(&text).ok());
        ListQuery {
            filter,
            sort,
            after,
        }
    }

    /// The address, which [`ListQuery::read`] reads back.
    #[must_use]
    pub fn href(&self) -> String {
        href(PATH, &filter::join(self.pairs()))
    }

    /// The parts of the address; a form without the wasm sends them as hidden fields.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let usual = self.filter.statuses.is_empty().then_some(Lifecycle::Open);
        let mut pairs = filter::pairs(&IssueFilter {
            lifecycle: None,
            ..self.filter.clone()
        });
        if self.filter.lifecycle != usual {
            pairs.push((
                "lifecycle",
                self.filter
                    .lifecycle
                    .map_or("all", Lifecycle::as_str)
                    .to_owned(),
            ));
        }
        if self.sort != USUAL {
            pairs.push(("sort", write_sort(self.sort)));
        }
        pairs.extend(self.after.as_ref().map(|after| ("after", after.to_text())));
        pairs
    }

    /// The same list with another filter, from its beginning.
    #[must_use]
    pub fn with_filter(&self, change: impl FnOnce(&mut IssueFilter)) -> Self {
        let mut filter = self.filter.clone();
        change(&mut filter);
        ListQuery {
            filter,
            sort: self.sort,
            after: None,
        }
    }

    /// The same list with other statuses. A lifecycle that one of them is never in is let go.
    #[must_use]
    pub fn with_statuses(&self, statuses: Vec<Status>) -> Self {
        self.with_filter(|filter| {
            let fits = |lifecycle: &Lifecycle| {
                statuses
                    .iter()
                    .all(|status| status.is_closed() == (*lifecycle != Lifecycle::Open))
            };
            let usual = statuses.is_empty().then_some(Lifecycle::Open);
            filter.lifecycle = filter.lifecycle.filter(fits).or(usual);
            filter.statuses = statuses;
        })
    }

    /// The same list in one lifecycle. Statuses that are never in it are let go, else the list
    /// would be empty for sure.
    #[must_use]
    pub fn in_lifecycle(&self, lifecycle: Option<Lifecycle>) -> Self {
        self.with_filter(|filter| {
            filter.lifecycle = lifecycle;
            if let Some(lifecycle) = lifecycle {
                filter
                    .statuses
                    .retain(|status| status.is_closed() == (lifecycle != Lifecycle::Open));
            }
        })
    }

    /// The same list in another order, from its beginning.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        ListQuery {
            filter: self.filter.clone(),
            sort,
            after: None,
        }
    }

    /// The same list after an item.
    #[must_use]
    pub fn from(&self, after: Option<Cursor>) -> Self {
        ListQuery {
            after,
            ..self.clone()
        }
    }

    /// The page to load: one of the usual length, or as many as were shown.
    #[must_use]
    pub fn page(&self, shown: usize) -> Page {
        let limit = (shown as u32)
            .next_multiple_of(PAGE)
            .clamp(PAGE, Page::LIMIT_MAX);
        Page {
            limit: Some(limit),
            after: self.after.clone(),
        }
    }

    /// Returns true if it narrows more than by lifecycle.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.filter
            != IssueFilter {
                lifecycle: self.filter.lifecycle,
                ..IssueFilter::default()
            }
    }

    /// The board with the same filter. It has a lane for closed issues, so the list's usual
    /// lifecycle stays here.
    #[must_use]
    pub fn board_href(&self) -> String {
        let mut filter = self.filter.clone();
        if filter.lifecycle == Some(Lifecycle::Open) {
            filter.lifecycle = None;
        }
        href("/", &filter::to_query(&filter))
    }
}

/// `title`, or `-title` the other way round.
fn write_sort(sort: Sort) -> String {
    format!(
        "{}{}",
        if sort.descending { "-" } else { "" },
        sort.by.as_str()
    )
}

fn read_sort(text: &str) -> Option<Sort> {
    let (word, descending) = text
        .strip_prefix('-')
        .map_or((text, false), |word| (word, true));
    let by = SortBy::ALL.into_iter().find(|by| by.as_str() == word)?;
    Some(Sort { by, descending })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use leptos_router::location::RequestUrl;

    fn read(href: &str) -> ListQuery {
        ListQuery::read(
            RequestUrl::new(href)
                .parse()
                .expect("an address")
                .search_params(),
        )
    }

    fn check(href: &str, expect: &str) {
        assert_eq!(read(href).href(), expect, "{href}");
        assert_eq!(read(expect), read(href), "{href}");
    }

    #[test]
    fn the_address_is_as_short_as_can_be() {
        check("/issues", "/issues");
        check("/issues?lifecycle=open&sort=status", "/issues");
        check("/issues?sort=-id", "/issues?sort=-id");
        check("/issues?lifecycle=all", "/issues?lifecycle=all");
        check("/issues?lifecycle=nonsense", "/issues");
        check("/issues?blocked=no&lifecycle=open", "/issues?blocked=no");
        check("/issues?status=done", "/issues?status=done");
        check(
            "/issues?status=done&lifecycle=open",
            "/issues?status=done&lifecycle=open",
        );
        check(
            "/issues?sort=title&after=42.a%20b",
            "/issues?sort=title&after=42.a%20b",
        );
        check("/issues?sort=size&after=x", "/issues");
    }

    #[test]
    fn another_filter_begins_at_the_beginning() {
        let list = read("/issues?q=hub&after=42.x&sort=-updated");
        let filtered = list.with_filter(|filter| filter.blocked = Some(true));
        assert_eq!(filtered.href(), "/issues?q=hub&blocked=yes&sort=-updated");
        assert_eq!(
            list.sorted(Sort {
                by: SortBy::Title,
                descending: false
            })
            .href(),
            "/issues?q=hub&sort=title"
        );
    }

    #[test]
    fn a_lifecycle_lets_go_of_statuses_that_are_never_in_it() {
        let list = read("/issues?status=todo,done");
        assert_eq!(list.filter.lifecycle, None);
        assert_eq!(
            list.in_lifecycle(Some(Lifecycle::Open)).filter.statuses,
            [Status::Todo]
        );
        assert_eq!(
            list.in_lifecycle(Some(Lifecycle::Closed)).href(),
            "/issues?status=done&lifecycle=closed"
        );
    }

    #[test]
    fn a_status_lets_go_of_the_lifecycle_that_has_none() {
        let check = |href, statuses: &[Status], expect: &str| {
            assert_eq!(read(href).with_statuses(statuses.to_vec()).href(), expect);
        };
        check(
            "/issues",
            &[Status::Todo],
            "/issues?status=todo&lifecycle=open",
        );
        check(
            "/issues",
            &[Status::Todo, Status::Done],
            "/issues?status=todo,done",
        );
        check(
            "/issues?lifecycle=closed",
            &[Status::Done],
            "/issues?status=done&lifecycle=closed",
        );
        check(
            "/issues?lifecycle=closed&status=done",
            &[Status::Todo, Status::Done],
            "/issues?status=todo,done",
        );
        check("/issues?status=done", &[], "/issues");
    }

    #[test]
    fn the_board_shows_closed_lanes_too() {
        assert_eq!(read("/issues").board_href(), "/");
        assert_eq!(
            read("/issues?label=bug&q=x").board_href(),
            "/?q=x&label=bug"
        );
        assert_eq!(
            read("/issues?lifecycle=closed").board_href(),
            "/?lifecycle=closed"
        );
    }
}
