//! The list of issues: its address says what it shows, so that it can be kept, sent and read
//! without the wasm.

use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    bulk::{BulkBar, Selection},
    filter::{Milestones, Search},
    form::NewIssueButton,
    functions::{list_labels, list_milestones},
    peek::{Peek, Peeking},
};
use crate::{
    error::AppError,
    live,
    prelude::*,
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel, form_error::Refused, loading::LoadingRows,
        scroll_memory::ScrollMemory,
    },
};

mod empty;
mod filters;
pub(crate) mod functions;
mod keys;
mod memory;
mod menus;
pub mod query;
mod row;
mod rows;
mod shown;
mod walk;

use empty::NoIssues;
use filters::Filters;
use functions::{ListPage, load_list};
use query::ListQuery;
use rows::Rows;
use shown::Shown;

/// A page of the list.
type Loaded = Result<ListPage, AppError>;

/// The list.
#[component]
pub fn IssuesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(ListQuery::read));
    let page = query::filtered(asked);
    let labels = Resource::new_blocking(|| (), |()| list_labels());
    let milestones: Milestones = Resource::new_blocking(|| (), |()| list_milestones());
    let memory = ScrollMemory::new("issues");
    let listing = live::page(move || asked.get(), move |asked| load(asked, memory));
    let shown = Shown::new(asked);
    let selection = Selection::new(move || shown.ids(), move |id| shown.card(id));
    provide_context(selection);
    provide_context(memory);
    shown.follow_changes();
    keys::register_shortcuts(shown, selection);
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
        <Refused />
        <Filters page shown listing labels milestones />
        <div
            class="list"
            class:list-selecting=move || selection.selecting.get()
            id=memory::LIST
            aria-busy=move || shown.busy.get().to_string()
            on:scroll=move |_| memory::scrolled(memory)
        >
            <Transition fallback=|| {
                view! { <LoadingRows /> }
            }>
                {move || Suspend::new(async move {
                    outcome(shown, listing.await, Callback::new(move |()| listing.refetch()))
                })}
            </Transition>
        </div>
        <BulkBar selection labels milestones />
        <Peek peeking=Peeking::get() />
    }
}

async fn load(asked: ListQuery, memory: ScrollMemory) -> Loaded {
    let page = asked.page(memory::rows(memory));
    load_list(asked.filter, asked.sort, page).await
}

fn outcome(shown: Shown, loaded: Loaded, retry: Callback<()>) -> AnyView {
    match loaded {
        Ok(page) => {
            let shown = shown.with(page);
            let is_empty = Memo::new(move |_| shown.rows.with(Vec::is_empty));
            view! {
                <Show when=move || !is_empty.get() fallback=move || view! { <NoIssues shown /> }>
                    <Rows shown />
                </Show>
            }
        }
        Err(error) => view! { <ErrorPanel error retry /> },
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
