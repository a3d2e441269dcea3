//! What a search found, with the lines around it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::knowledge::{SearchHit, search::terms};

use super::href;
use crate::ui::icon::{Icon, Shape};

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
        }
        .into_any();
    }
    let count = count(&hits);
    let shown = hits.into_iter().map(|hit| view! { <Hit hit terms=terms.clone() /> }).collect_view();
    view! {
        <div class="page">
            <p class="muted mb-3" role="status">
                {count}
            </p>
            <ul class="hits">{shown}</ul>
        </div>
    }
    .into_any()
}

/// `102 matches in 24 pages`
fn count(hits: &[SearchHit]) -> String {
    let pages: BTreeSet<&str> = hits.iter().map(|hit| hit.slug.as_str()).collect();
    let many = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    format!("{} in {}", many(hits.len(), "match", "matches"), many(pages.len(), "page", "pages"))
}

#[component]
fn Hit(hit: SearchHit, terms: Vec<String>) -> impl IntoView {
    let lines = hit.context_lines.into_iter().map(|(number, line)| {
        view! {
            <li class="hit-line">
                <span class="hit-number">{number}</span>
                <span>{marked(&line, &terms)}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <li>
            <a class="hit" href=href(hit.slug.as_str())>
                <span class="hit-title">
                    <Icon shape=Shape::Book />
                    <b class="truncate">{hit.title}</b>
                    <span class="faint">{format!("line {}", hit.line_number)}</span>
                </span>
                <ol class="hit-lines">{lines}</ol>
            </a>
        </li>
    }
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
    while let Some((start, length)) = next(&lower[at..], terms).map(|(start, length)| (at + start, length)) {
        let (Some(before), Some(found)) = (line.get(at..start), line.get(start..start + length)) else { break };
        parts.push(before.to_owned().into_any());
        parts.push(view! { <mark>{found.to_owned()}</mark> }.into_any());
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
