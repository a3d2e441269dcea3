//! The revisions of a page, and restoring one.

use leptos_router::hooks::use_query_map;
use model::knowledge::{Edit, RevisionSummary, diff::counts};

use super::{
    View, Views,
    data::History,
    diff::Diff,
    follow,
    functions::{RestorePage, page_history},
    href,
    page::{Crumbs, Failed, Skeleton},
    slug_param,
};
use crate::{
    live,
    not_found::NotFoundPage,
    prelude::*,
    shell::DrawerButton,
    ui::{
        avatar::Avatar, form_error::Refused, form_submit::ActionForm, page_title::PageTitle,
        time_ago::TimeAgo,
    },
};

/// The history of the page in the address; `to` and `from` say which revisions are compared.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let (slug, query) = (slug_param(), use_query_map());
    let number = move |name: &'static str| {
        Memo::new(move |_| {
            query
                .read()
                .get(name)
                .and_then(|text| text.parse::<i64>().ok())
        })
    };
    let (from, to) = (number("from"), number("to"));
    let asked = move || (slug.get(), from.get(), to.get());
    let history = live::page(asked, |(slug, from, to)| page_history(slug, from, to));
    follow(
        move |changed| slug.with_untracked(|slug| slug == changed),
        move || history.refetch(),
    );
    // The page's, not its content's: what the answer finds must still be there after the history
    // was read again.
    provide_context(ServerAction::<RestorePage>::new());
    view! {
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                match history.await {
                    Ok(history) => view! { <Revisions history /> },
                    Err(error) if error.is_not_found() => view! { <NotFoundPage /> },
                    Err(error) => view! { <Failed error retry=move |()| history.refetch() /> },
                }
            })}
        </Transition>
    }
}

#[component]
fn Revisions(history: History) -> impl IntoView {
    let History {
        slug,
        title,
        revisions,
        to,
        from,
        hunks,
    } = history;
    let heading = format!("History of {title}");
    let newest = revisions.first().map_or(0, |newest| newest.number);
    let gone = revisions
        .first()
        .is_some_and(|newest| newest.edit == Edit::Deleted);
    let rows = revisions
        .into_iter()
        .map(|revision| view! { <Row current=revision.number == to slug=slug.clone() revision /> })
        .collect_view();
    view! {
        <PageTitle text=Memo::new(move |_| heading.clone()) />
        <header class="bar">
            <DrawerButton />
            <Crumbs title />
            <Views slug=slug.clone() current=View::History revision=newest />
        </header>
        <Refused />
        {gone
            .then(|| {
                view! {
                    <div class="notice notice-warn" role="status">
                        "This page was deleted. Any of its revisions can be restored."
                    </div>
                }
            })}
        <div class="split">
            <section class="read" aria-label="What changed">
                <Compared slug to from hunks can_restore=to != newest || gone />
            </section>
            <aside class="props" aria-label="Revisions">
                <ol class="rows">{rows}</ol>
            </aside>
        </div>
    }
}

#[component]
fn Row(revision: RevisionSummary, slug: String, current: bool) -> impl IntoView {
    let link = format!("{}/history?to={}", href(&slug), revision.number);
    view! {
        <li>
            <a class="row revision" href=link aria-current=current.then_some("true")>
                <Avatar author=revision.author.clone() />
                <span class="grid min-w-0">
                    <span class="truncate">
                        <b>{revision.author.name}</b>
                        {format!(" {}", word(revision.edit))}
                    </span>
                    <small class="faint">
                        {format!("Revision {} · ", revision.number)} <TimeAgo at=revision.at />
                    </small>
                </span>
            </a>
        </li>
    }
}

const fn word(edit: Edit) -> &'static str {
    match edit {
        Edit::Created => "created it",
        Edit::Edited => "edited it",
        Edit::Merged => "edited it, joined with another edit",
        Edit::Renamed => "renamed it",
        Edit::Restored => "restored it",
        Edit::Deleted => "deleted it",
        Edit::Imported => "wrote it on the hub",
    }
}

#[component]
fn Compared(
    slug: String,
    to: i64,
    from: Option<i64>,
    hunks: Vec<model::knowledge::Hunk>,
    can_restore: bool,
) -> impl IntoView {
    let (added, removed) = counts(&hunks);
    let title = match from {
        Some(from) => format!("Revision {from} to {to}"),
        None => format!("Revision {to}, the first"),
    };
    let restore = expect_context::<ServerAction<RestorePage>>();
    view! {
        <div class="flex items-center gap-2 mb-3 flex-wrap">
            <h2 class="text-lg">{title}</h2>
            <span class="ok num">{format!("+{added}")}</span>
            <span class="danger num">{format!("−{removed}")}</span>
            <span class="spacer"></span>
            {can_restore
                .then(|| {
                    view! {
                        <ActionForm action=restore>
                            <input type="hidden" name="slug" value=slug.clone() />
                            <input type="hidden" name="number" value=to.to_string() />
                            <button class="btn">{format!("Restore revision {to}")}</button>
                        </ActionForm>
                    }
                })}
        </div>
        {move || {
            restore
                .value()
                .get()
                .and_then(Result::err)
                .map(|error| {
                    view! {
                        <p class="danger" role="alert">
                            {error.detail}
                        </p>
                    }
                })
        }}
        <Diff hunks />
    }
}
