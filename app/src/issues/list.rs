//! The list of issues: its address says what it shows, so that it can be kept, sent and read without the wasm.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{Card, IssueFilter, Listing, Page, Sort};

use super::{filter::Search, form::NewIssueButton, functions::list_cards};
use crate::{
    error::AppError,
    live,
    shell::DrawerButton,
    ui::{error_panel::ErrorPanel, loading::LoadingRows},
};

mod empty;
mod filters;
mod menus;
pub mod query;
mod rows;
mod shown;
mod walk;

use empty::NoIssues;
use filters::Filters;
use query::ListQuery;
use rows::Rows;
use shown::Shown;

/// A page of the list, and if it is empty, how many issues there are without the filter.
type Loaded = Result<(Listing<Card>, i64), AppError>;

/// The list.
#[component]
pub fn IssuesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(ListQuery::read));
    let page = query::filtered(asked);
    let listing = live::page(move || asked.get(), load);
    let shown = Shown::new(asked);
    shown.follow_changes();
    walk::register_shortcuts(shown);
    view! {
        <Title text="Issues" />
        <header class="bar flex-wrap md:flex-nowrap py-2 md:py-0">
            <DrawerButton />
            <h1>"Issues"</h1>
            <ViewSwitch asked />
            <span class="spacer"></span>
            <Search page label="Search issues" />
            <NewIssueButton />
        </header>
        <Filters page shown listing />
        <div class="flex-1 flex flex-col min-h-0 overflow-y-auto md:px-2 py-1" id="list" aria-busy=move || shown.busy.get().to_string()>
            <Transition fallback=|| view! { <LoadingRows /> }>
                {move || Suspend::new(async move { outcome(shown, listing.await, Callback::new(move |()| listing.refetch())) })}
            </Transition>
        </div>
    }
}

async fn load(asked: ListQuery) -> Loaded {
    let listing = list_cards(asked.filter.clone(), asked.sort, asked.page()).await?;
    let all = if listing.total > 0 {
        listing.total
    } else {
        list_cards(IssueFilter::default(), Sort::default(), Page { limit: Some(1), after: None }).await?.total
    };
    Ok((listing, all))
}

fn outcome(shown: Shown, loaded: Loaded, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok((listing, all)) => {
            shown.accept(listing);
            view! {
                <Show when=move || !shown.is_empty.get() fallback=move || view! { <NoIssues asked=shown.asked all /> }>
                    <Rows shown />
                </Show>
            }
            .into_any()
        }
        Err(error) => view! { <ErrorPanel error retry /> }.into_any(),
    }
}

/// The same issues as a board or as a list.
#[component]
fn ViewSwitch(asked: Memo<ListQuery>) -> impl IntoView {
    view! {
        <nav class="seg" aria-label="View">
            <a href=move || asked.with(ListQuery::board_href)>"Board"</a>
            <a href=move || asked.with(ListQuery::href) aria-current="page">
                "List"
            </a>
        </nav>
    }
}
