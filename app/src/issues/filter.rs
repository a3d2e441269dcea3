//! A filter as a page's query: what the address bar says, links carry and chips take away.

use leptos_router::params::ParamsMap;
use model::{IssueFilter, Lifecycle, Priority, Status};

mod address;
mod menus;
mod search;
#[cfg(all(test, feature = "ssr"))]
mod tests;

pub use address::{Filtered, Milestones};
pub use menus::{Choice, FilterChip, LabelMenu, MilestoneMenu, Offer, PriorityMenu};
pub use search::Search;

/// Reads `q status lifecycle priority label milestone parent blocked`. What it does not understand
/// it ignores: an old bookmark shows too much rather than an error.
#[must_use]
pub fn from_query(query: &ParamsMap) -> IssueFilter {
    let text = |name: &str| query.get(name).filter(|text| !text.trim().is_empty());
    let mut labels: Vec<String> = query.get_all("label").unwrap_or_default();
    // Every chip and every item of a menu is a link with all of them: no address may ask for more
    // than people choose.
    labels.retain(|label| !label.is_empty() && label.chars().count() <= model::text::LABEL_MAX);
    labels.sort();
    labels.dedup();
    // Many more would make a page of links to each other: one too many is enough to be refused.
    labels.truncate(IssueFilter::LABELS_MAX + 1);
    IssueFilter {
        lifecycle: text("lifecycle").and_then(|word| word.parse().ok()),
        statuses: chosen(&Status::ALL, Status::as_str, query.get("status")),
        priorities: chosen(&Priority::ALL, Priority::as_str, query.get("priority")),
        labels,
        search: text("q"),
        parent: text("parent").and_then(|id| id.parse().ok()),
        milestone: text("milestone").and_then(|id| id.parse().ok()),
        // Not of an address: only the page of milestones asks for it.
        without_milestone: false,
        blocked: match query.get("blocked").as_deref() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        },
    }
}

/// Writes what [`from_query`] reads, without the `?`; empty when nothing is filtered. The same
/// filter always gives the same text.
#[must_use]
pub fn to_query(filter: &IssueFilter) -> String {
    join(pairs(filter))
}

/// The same as names and values, not yet escaped: what a form without the wasm sends as hidden
/// fields.
#[must_use]
pub fn pairs(filter: &IssueFilter) -> Vec<(&'static str, String)> {
    let mut pairs: Vec<(&'static str, String)> = Vec::new();
    if let Some(search) = filter
        .search
        .as_ref()
        .filter(|text| !text.trim().is_empty())
    {
        pairs.push(("q", search.clone()));
    }
    pairs.extend(
        filter
            .blocked
            .map(|blocked| ("blocked", if blocked { "yes" } else { "no" }.to_owned())),
    );
    pairs.extend(
        filter
            .lifecycle
            .map(|lifecycle| ("lifecycle", lifecycle.as_str().to_owned())),
    );
    let words = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(","));
    pairs.extend(
        words(
            filter
                .statuses
                .iter()
                .map(|status| status.as_str())
                .collect(),
        )
        .map(|text| ("status", text)),
    );
    pairs.extend(
        words(
            filter
                .priorities
                .iter()
                .map(|priority| priority.as_str())
                .collect(),
        )
        .map(|text| ("priority", text)),
    );
    pairs.extend(filter.labels.iter().map(|label| ("label", label.clone())));
    pairs.extend(filter.milestone.map(|id| ("milestone", id.to_string())));
    pairs.extend(filter.parent.map(|id| ("parent", id.to_string())));
    pairs
}

/// `name=value&…`, escaped alike on the server and in the browser, so that both render the same
/// link.
#[must_use]
pub fn join<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let parts: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={}", escape(&value)))
        .collect();
    parts.join("&")
}

/// The path with the query behind it, if there is one.
#[must_use]
pub fn href(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// One filter in force: what it says, and the filter that is left without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// `Priority: High or Urgent`
    pub text: String,
    /// What its × leads to.
    pub without: IssueFilter,
}

/// All filters in force, search included. `milestone` is the name of the filter's milestone where
/// it is known.
#[must_use]
pub fn chips(filter: &IssueFilter, milestone: Option<&str>) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |text: String, drop: &dyn Fn(&mut IssueFilter)| {
        let mut without = filter.clone();
        drop(&mut without);
        chips.push(Chip { text, without });
    };
    if let Some(search) = &filter.search {
        chip(format!("“{}”", search.trim()), &|filter| {
            filter.search = None;
        });
    }
    if let Some(lifecycle) = filter.lifecycle {
        chip(lifecycle_name(Some(lifecycle)).into(), &|filter| {
            filter.lifecycle = None;
        });
    }
    if let Some(blocked) = filter.blocked {
        chip(
            if blocked { "Blocked" } else { "Not blocked" }.into(),
            &|filter| filter.blocked = None,
        );
    }
    if !filter.statuses.is_empty() {
        chip(
            format!("Status: {}", either(&filter.statuses, Status::label)),
            &|filter| filter.statuses.clear(),
        );
    }
    if !filter.priorities.is_empty() {
        chip(
            format!("Priority: {}", either(&filter.priorities, Priority::label)),
            &|filter| filter.priorities.clear(),
        );
    }
    for label in &filter.labels {
        chip(format!("Label: {label}"), &|filter| {
            filter.labels.retain(|other| other != label);
        });
    }
    if let Some(id) = filter.milestone {
        let name = milestone.map_or_else(|| id.to_string(), str::to_owned);
        chip(format!("Milestone: {name}"), &|filter| {
            filter.milestone = None;
        });
    }
    if let Some(parent) = filter.parent {
        chip(format!("Parent: #{parent}"), &|filter| filter.parent = None);
    }
    chips
}

/// The list with `value` added, or taken out when it was there; in the order of `all`, so that the
/// address is always the same.
#[must_use]
pub fn toggled<T: Copy + PartialEq>(all: &[T], chosen: &[T], value: T) -> Vec<T> {
    all.iter()
        .copied()
        .filter(|item| chosen.contains(item) != (*item == value))
        .collect()
}

/// The name a lifecycle has on a switch; none is all of them.
#[must_use]
pub const fn lifecycle_name(lifecycle: Option<Lifecycle>) -> &'static str {
    match lifecycle {
        Some(Lifecycle::Open) => "Open",
        Some(Lifecycle::Closed) => "Closed",
        Some(Lifecycle::Archived) => "Archived",
        None => "All",
    }
}

fn chosen<T: Copy>(all: &[T], word: fn(T) -> &'static str, list: Option<String>) -> Vec<T> {
    let list = list.unwrap_or_default();
    all.iter()
        .copied()
        .filter(|item| list.split(',').any(|text| text.trim() == word(*item)))
        .collect()
}

/// `Todo, In progress or Review`
fn either<T: Copy>(items: &[T], label: fn(T) -> &'static str) -> String {
    let words: Vec<&str> = items.iter().map(|item| label(*item)).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Percent-encoding of all but letters, digits and what stands unharmed in any query. A `%` is
/// encoded twice, because leptos_router decodes a query's values twice.
pub(crate) fn escape(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            match byte {
                b'A'..=b'Z'
                | b'a'..=b'z'
                | b'0'..=b'9'
                | b'-'
                | b'_'
                | b'.'
                | b'~'
                | b','
                | b':' => out.push(byte as char),
                b'%' => out.push_str("%2525"),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
            out
        })
}
