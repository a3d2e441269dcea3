//! One issue: what it says, what it hangs on, what happened to it, and its properties beside it.

use leptos_router::hooks::use_params_map;

use crate::{
    error::AppError,
    live,
    not_found::NotFoundPage,
    prelude::*,
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel,
        form_error::Refused,
        icon::{Icon, Shape},
        loading::CrumbBar,
        page_title::PageTitle,
    },
};

mod activity;
mod activity_text;
mod comment_form;
mod data;
mod description;
mod functions;
mod header;
mod open;
mod optimistic;
mod properties;
mod relations;
mod title;

#[cfg(feature = "ssr")]
pub(crate) use data::{milestone, one_line_end};

use data::Detail;
use functions::load_issue;
use open::{open, provide_open};

/// The page of one issue, by its number or its identifier.
#[component]
pub fn IssuePage() -> impl IntoView {
    let params = use_params_map();
    let reference = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let detail = live::page(move || reference.get(), load_issue);
    view! {
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                match detail.await {
                    Ok(detail) => view! { <IssueView detail /> },
                    Err(error) if names_nothing(&error) => view! { <NotFoundPage /> },
                    Err(error) => view! { <Failed error retry=move |()| detail.refetch() /> },
                }
            })}
        </Transition>
    }
}

/// A reference to no issue, or one that could never be.
fn names_nothing(error: &AppError) -> bool {
    matches!(
        error.kind,
        Some(model::ErrorKind::NotFound | model::ErrorKind::Invalid)
    )
}

#[component]
fn Failed(error: AppError, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    view! {
        <header class="bar">
            <DrawerButton />
            <h1>"Issue"</h1>
        </header>
        <ErrorPanel error retry />
    }
}

#[component]
fn IssueView(detail: Detail) -> impl IntoView {
    let open = provide_open(detail);
    let heading = open.part(|detail| format!("#{} {}", detail.issue.id, detail.issue.title));
    view! {
        <PageTitle text=heading />
        <header::Bar />
        <Refused />
        <Gone />
        <div class="issue">
            <div class="issue-head">
                <title::IssueTitle />
            </div>
            // Before the text in the document: on a phone it stands there, above the comments.
            <properties::Properties />
            <article class="issue-body">
                <description::Description />
                <relations::Relations />
                <activity::Timeline />
                <comment_form::Compose />
            </article>
        </div>
    }
}

/// Says that somebody deleted the issue; what is on the screen can still be read and copied.
#[component]
fn Gone() -> impl IntoView {
    let open = open();
    view! {
        <Show when=move || open.deleted.get()>
            <div class="notice notice-danger" role="alert">
                <Icon shape=Shape::Trash />
                {format!("#{} was deleted.", open.id)}
                <a class="btn btn-sm" href="/issues">
                    "All issues"
                </a>
            </div>
        </Show>
    }
}

/// The page's geometry while it loads.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <CrumbBar room="Issues" href="/issues" here="" />
        <div class="issue" aria-busy="true">
            <div class="issue-head">
                <div>
                    <div class="skeleton h-7 w-3/4 mb-4"></div>
                    <div class="skeleton h-4 w-full mb-2"></div>
                    <div class="skeleton h-4 w-2/3 mb-2"></div>
                </div>
            </div>
            <aside class="props">
                <div class="skeleton h-6 w-full mb-1"></div>
                <div class="skeleton h-6 w-full mb-1"></div>
                <div class="skeleton h-6 w-full mb-1"></div>
            </aside>
        </div>
    }
}
