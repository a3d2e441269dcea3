//! All pages with their tags, and the search in them.

use std::{collections::BTreeMap, time::Duration};

use leptos::{html::Input, leptos_dom::helpers::debounce};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use model::knowledge::PageSummary;

use super::{data::Listed, follow, functions::list_pages, href, search_results::Hits};
use crate::{
    error::AppError,
    issues::filter::escape,
    live,
    prelude::*,
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel,
        icon::{Icon, Shape},
        loading::LoadingRows,
        time_ago::TimeAgo,
    },
};

/// How long typing must pause before the server is asked.
const PAUSE: Duration = Duration::from_millis(200);
/// Most tags offered.
const TAGS_SHOWN: usize = 20;

/// The list.
#[component]
pub fn KnowledgePage() -> impl IntoView {
    let query = use_query_map();
    let part =
        move |name: &'static str| Memo::new(move |_| query.read().get(name).unwrap_or_default());
    let (words, tag) = (part("q"), part("tag"));
    let listed = live::page(move || words.get(), list_pages);
    follow(|_| true, move || listed.refetch());
    view! {
        <Title text="Knowledge" />
        <header class="bar flex-wrap md:flex-nowrap py-2 md:py-0">
            <DrawerButton />
            <h1>"Knowledge"</h1>
            <span class="spacer"></span>
            <SearchPages words />
            <a class="btn btn-primary" href="/knowledge-new">
                <Icon shape=Shape::Plus />
                "New page"
            </a>
        </header>
        <Transition fallback=LoadingRows>
            {move || Suspend::new(async move {
                outcome(listed.await, tag, words, Callback::new(move |()| listed.refetch()))
            })}
        </Transition>
    }
}

fn outcome(
    listed: Result<Listed, AppError>,
    tag: Memo<String>,
    words: Memo<String>,
    retry: Callback<()>,
) -> AnyView {
    match listed {
        Err(error) => view! { <ErrorPanel error retry /> },
        Ok(Listed {
            hits: Some(hits), ..
        }) => view! { <Hits hits words=words.get_untracked() /> },
        Ok(Listed { pages, .. }) if pages.is_empty() => view! { <NoPages /> },
        Ok(Listed { pages, .. }) => view! { <Pages pages tag /> },
    }
}

#[component]
fn Pages(pages: Vec<PageSummary>, tag: Memo<String>) -> impl IntoView {
    let tags = most_used(&pages);
    let shown = move || {
        let tag = tag.get();
        let with_tag = |page: &&PageSummary| tag.is_empty() || page.tags.contains(&tag);
        pages
            .iter()
            .filter(with_tag)
            .cloned()
            .map(|page| view! { <PageRow page /> })
            .collect_view()
    };
    view! {
        <nav class="filters" aria-label="Tags">
            <a
                class="chip"
                class:chip-on=move || tag.get().is_empty()
                href="/knowledge"
                aria-current=move || tag.get().is_empty().then_some("true")
            >
                "All"
            </a>
            {tags
                .into_iter()
                .map(|(name, count)| view! { <TagChip name count tag /> })
                .collect_view()}
        </nav>
        <div class="flex-1 min-h-0 overflow-y-auto md:px-2 py-1" id="pages">
            <ul class="rows">{move || shown()}</ul>
        </div>
    }
}

#[component]
fn TagChip(name: String, count: usize, tag: Memo<String>) -> impl IntoView {
    let link = format!("/knowledge?tag={}", escape(&name));
    let label = name.clone();
    let on = Memo::new(move |_| tag.get() == name);
    view! {
        <a class="chip" class:chip-on=on href=link aria-current=move || on.get().then_some("true")>
            <span class="truncate max-w-40">{label}</span>
            <span class="num faint">{count}</span>
        </a>
    }
}

#[component]
fn PageRow(page: PageSummary) -> impl IntoView {
    let tags = page
        .tags
        .into_iter()
        .take(4)
        .map(|tag| view! { <span class="label truncate">{tag}</span> });
    view! {
        <li>
            <a class="row page-row" href=href(page.slug.as_str())>
                <Icon shape=Shape::Book />
                <span class="row-title" dir="auto">
                    {page.title}
                </span>
                <span class="row-end">
                    <span class="row-labels">{tags.collect_view()}</span>
                    <span class="row-time">
                        <TimeAgo at=page.updated_at />
                    </span>
                </span>
            </a>
        </li>
    }
}

/// Tags with how many pages have them, the most used first.
fn most_used(pages: &[PageSummary]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in pages.iter().flat_map(|page| &page.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(tag, count)| (tag.to_owned(), count))
        .collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(TAGS_SHOWN);
    counts
}

/// The search field: a form without the wasm; with it the page follows what is typed.
#[component]
fn SearchPages(words: Memo<String>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let navigate = use_navigate();
    let search = move |words: String| {
        let address = if words.trim().is_empty() {
            "/knowledge".to_owned()
        } else {
            format!("/knowledge?q={}", escape(&words))
        };
        navigate(
            &address,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    };
    let mut typed = debounce(PAUSE, search.clone());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        search(
            input
                .get_untracked()
                .map(|input| input.value())
                .unwrap_or_default(),
        );
    };
    view! {
        <form class="search" role="search" method="get" action="/knowledge" on:submit=submit>
            <Icon shape=Shape::Search />
            <input
                class="input"
                type="search"
                name="q"
                placeholder="Search pages"
                aria-label="Search pages"
                aria-keyshortcuts="/"
                autocomplete="off"
                maxlength="200"
                value=words.get_untracked()
                node_ref=input
                on:input=move |event| typed(event_target_value(&event))
            />
            <kbd class="kbd only-desk" aria-hidden="true">
                "/"
            </kbd>
        </form>
    }
}

#[component]
fn NoPages() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon shape=Shape::Book />
            <h2>"Nothing is written down yet"</h2>
            <p>
                "Pages hold what people and agents should not have to find out twice: decisions, conventions, how things work."
            </p>
            <a class="btn btn-primary" href="/knowledge-new">
                "Write the first page"
            </a>
        </div>
    }
}
