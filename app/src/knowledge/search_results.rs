//! Search results in pages, with the lines around each match.

use model::knowledge::{SearchHit, search::terms};

use super::href;
use crate::{
    prelude::*,
    ui::icon::{Icon, Shape},
};

#[component]
pub(super) fn Hits(hits: Vec<SearchHit>, words: String) -> impl IntoView {
    let terms = terms(&words);
    if hits.is_empty() {
        return view! {
            <div class="empty" role="status">
                <Icon shape=Shape::Search />
                <h2 class="break-words">{format!("No results for “{}”", words.trim())}</h2>
                <a class="btn" href="/knowledge">
                    "All pages"
                </a>
            </div>
        };
    }
    let found = hits.len();
    let pages = by_page(hits);
    let count = format!(
        "{} in {}",
        many(found, "match", "matches"),
        many(pages.len(), "page", "pages")
    );
    let shown = pages
        .into_iter()
        .map(|hits| view! { <Page hits terms=terms.clone() /> })
        .collect_view();
    view! {
        <div class="page">
            <p class="muted mb-3" role="status">
                {count}
            </p>
            <ul class="hits">{shown}</ul>
        </div>
    }
}

fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// The hits of each page, the pages in the order of their first ones.
fn by_page(hits: Vec<SearchHit>) -> Vec<Vec<SearchHit>> {
    let mut pages: Vec<Vec<SearchHit>> = Vec::new();
    for hit in hits {
        match pages.iter_mut().find(|page| page[0].slug == hit.slug) {
            Some(page) => page.push(hit),
            None => pages.push(vec![hit]),
        }
    }
    pages
}

/// So many hits of a page are seen at once, so that one page does not hide the others.
const SEEN: usize = 2;

#[component]
fn Page(mut hits: Vec<SearchHit>, terms: Vec<String>) -> impl IntoView {
    let (first, found) = (hits[0].clone(), hits.len());
    let rest = hits.split_off(found.min(SEEN));
    let place = if found == 1 {
        format!("line {}", first.line_number)
    } else {
        many(found, "match", "matches")
    };
    let more = many(rest.len(), "more match", "more matches");
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details class="hit-more">
                <summary>{more}</summary>
                {lines(rest, &terms)}
            </details>
        }
    });
    view! {
        <li>
            <a class="hit" href=href(first.slug.as_str())>
                <span class="hit-title">
                    <Icon shape=Shape::Book />
                    <b class="truncate">{first.title}</b>
                    <span class="faint">{place}</span>
                </span>
                {lines(hits, &terms)}
            </a>
            {rest}
        </li>
    }
}

/// Each hit's lines, with their numbers.
fn lines(hits: Vec<SearchHit>, terms: &[String]) -> Vec<AnyView> {
    let line = |(number, line): (usize, String)| {
        view! {
            <li class="hit-line">
                <span class="hit-number">{number}</span>
                <span>{marked(&line, terms)}</span>
            </li>
        }
    };
    let list = |hit: SearchHit| view! { <ol class="hit-lines">{hit.context_lines.into_iter().map(line).collect_view()}</ol> };
    hits.into_iter().map(list).collect()
}

/// The line with the words that were searched for marked.
fn marked(line: &str, terms: &[String]) -> AnyView {
    let lower = line.to_lowercase();
    // Where lower case has another length, the places do not agree: then nothing is marked.
    if lower.len() != line.len() {
        return line.to_owned().into_any();
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some((start, length)) =
        next(&lower[at..], terms).map(|(start, length)| (at + start, length))
    {
        let (Some(before), Some(found)) = (line.get(at..start), line.get(start..start + length))
        else {
            break;
        };
        parts.push(before.to_owned().into_any());
        parts.push(view! { <mark>{found.to_owned()}</mark> });
        at = start + length;
    }
    parts.push(line.get(at..).unwrap_or_default().to_owned().into_any());
    parts.collect_view().into_any()
}

fn next(text: &str, terms: &[String]) -> Option<(usize, usize)> {
    terms
        .iter()
        .filter_map(|term| text.find(term.as_str()).map(|at| (at, term.len())))
        .min_by_key(|(at, length)| (*at, usize::MAX - length))
}
