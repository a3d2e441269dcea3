//! What was found, as a list.

use model::SearchKind;

use super::functions::{Found, Hit};
use crate::{
    prelude::*,
    ui::{
        icon::{Icon, Shape},
        marked::marked,
    },
};

/// The results of the page, grouped by what they are.
#[component]
pub(super) fn Results(found: Found) -> impl IntoView {
    let Found { hits, more } = found;
    let group = |(kind, name): (SearchKind, &'static str)| {
        let hits: Vec<Hit> = hits
            .iter()
            .filter(|hit| hit.kind == kind)
            .cloned()
            .collect();
        (!hits.is_empty()).then(|| {
            let rows = hits
                .into_iter()
                .map(|hit| view! { <li>{result(hit)}</li> })
                .collect_view();
            view! {
                <section>
                    <h2 class="section">{name}</h2>
                    <ul class="rows">{rows}</ul>
                </section>
            }
        })
    };
    let groups = [
        (SearchKind::Issue, "Issues"),
        (SearchKind::Comment, "Comments"),
        (SearchKind::Knowledge, "Knowledge"),
    ]
    .map(group);
    let count = match hits.len() {
        1 => "1 result".to_owned(),
        count => format!("{count} results"),
    };
    view! {
        <div class="page search-results">
            <p class="faint" role="status">
                {count}
                {more.then_some(" · More were found. Add a word to narrow the search.")}
            </p>
            {groups.into_iter().flatten().collect_view()}
        </div>
    }
}

fn result(hit: Hit) -> AnyView {
    let href = hit.href.clone();
    view! {
        <a class="search-hit" href=href>
            {inside(hit)}
        </a>
    }
}

/// What a link to a result contains.
pub(super) fn inside(hit: Hit) -> AnyView {
    let shape = match hit.kind {
        SearchKind::Issue => Shape::List,
        SearchKind::Comment => Shape::Comment,
        SearchKind::Knowledge => Shape::Book,
    };
    let name = (!hit.name.is_empty()).then(|| view! { <span class="row-id">{hit.name}</span> });
    let snippet = (!hit.snippet.is_empty()).then(|| {
        view! {
            <span class="search-snippet" dir="auto">
                {marked(hit.snippet)}
            </span>
        }
    });
    view! {
        <Icon shape />
        {name}
        <span class="row-title" dir="auto">
            {marked(hit.title)}
        </span>
        {snippet}
    }
}
