//! One page, rendered for reading.

use leptos_router::hooks::use_navigate;
use model::knowledge::Backlinks;

use super::{
    View, Views,
    data::Reading,
    follow,
    functions::{DeletePage, load_page},
    href, slug_param,
};
use crate::{
    error::AppError,
    live,
    prelude::*,
    shell::DrawerButton,
    ui::{
        error_panel::ErrorPanel,
        form_error::Refused,
        form_submit::ActionForm,
        icon::{Icon, Shape},
        loading::LoadingText,
        page_title::PageTitle,
        shortcuts::{self, Scope},
        status_icon::StatusGlyph,
        table_of_contents::Contents,
        time_ago::written_day,
    },
};

/// The page of one slug.
#[component]
pub fn ReadPage() -> impl IntoView {
    let slug = slug_param();
    let reading = live::page(move || slug.get(), load_page);
    follow(
        move |changed| slug.with_untracked(|slug| slug == changed),
        move || reading.refetch(),
    );
    view! {
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                match reading.await {
                    Ok(reading) => view! { <Page reading /> },
                    Err(error) if error.is_not_found() => {
                        view! { <MissingPage slug=slug.get_untracked() /> }
                    }
                    Err(error) => view! { <Failed error retry=move |()| reading.refetch() /> },
                }
            })}
        </Transition>
    }
}

#[component]
fn Page(reading: Reading) -> impl IntoView {
    let Reading {
        page,
        html,
        headings,
        backlinks,
    } = reading;
    let (slug, title) = (page.slug.to_string(), page.draft.title.clone());
    let heading = title.clone();
    // Most pages begin with their title; it is not said twice.
    let titled = page.draft.content.trim_start().starts_with("# ");
    let empty = page.draft.content.trim().is_empty();
    let (navigate, edit) = (use_navigate(), format!("{}/edit", href(&slug)));
    shortcuts::register("E", "Edit this page", Scope::Page, move || {
        navigate(&edit, Default::default());
    });
    view! {
        <PageTitle text=Memo::new(move |_| heading.clone()) />
        <header class="bar">
            <DrawerButton />
            <Crumbs title=title.clone() />
            <Views slug=slug.clone() current=View::Read revision=page.revision />
        </header>
        <Refused />
        <div class="split">
            <article class="read">
                {(!titled)
                    .then(|| {
                        view! {
                            <h1 class="title" dir="auto">
                                {title}
                            </h1>
                        }
                    })} {empty.then(|| view! { <p class="muted">"This page is empty."</p> })}
                <div class="prose" inner_html=html></div> <LinkedFrom backlinks />
            </article>
            <aside class="props" aria-label="About this page">
                <About page />
                <Contents headings />
                <DeleteForm slug />
            </aside>
        </div>
    }
}

/// `Knowledge › Title`
#[component]
pub(super) fn Crumbs(title: String) -> impl IntoView {
    view! {
        <h1 class="truncate">
            <a class="crumb" href="/knowledge">
                "Knowledge"
            </a>
            {title}
        </h1>
    }
}

#[component]
fn About(page: model::KnowledgePage) -> impl IntoView {
    let prop = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| {
            view! {
                <div class="prop">
                    <dt>{name}</dt>
                    <dd class="break-words min-w-0">{value}</dd>
                </div>
            }
        })
    };
    let tags = page.draft.tags.clone();
    let tag = |tag: String| {
        let link = format!("/knowledge?tag={}", crate::issues::filter::escape(&tag));
        view! {
            <a class="label" href=link>
                {tag}
            </a>
        }
    };
    view! {
        <dl>
            {(!tags.is_empty())
                .then(|| {
                    view! {
                        <div class="prop">
                            <dt>"Tags"</dt>
                            <dd>{tags.into_iter().map(tag).collect_view()}</dd>
                        </div>
                    }
                })} {prop("Updated", written_day(&page.updated))}
            {prop("Created", written_day(&page.created))}
            {prop("Written by", page.contributors.join(", "))} {prop("Slug", page.slug.into())}
        </dl>
        <Sources sources=page.draft.sources />
    }
}

#[component]
fn Sources(sources: Vec<model::knowledge::Source>) -> impl IntoView {
    let source = |source: model::knowledge::Source| {
        let text = if source.title.is_empty() {
            source.url.clone()
        } else {
            source.title
        };
        let read = source.accessed_at.map(
            |day| view! { <small class="faint">{format!("read {}", written_day(&day))}</small> },
        );
        // Only what is an address is a link; `javascript:` is none.
        let shown = if source.url.starts_with("https://") || source.url.starts_with("http://") {
            view! {
                <a class="link break-words" href=source.url rel="noopener nofollow external">
                    {text}
                </a>
            }
        } else {
            view! { <span class="break-words">{text}</span> }
        };
        view! { <li class="grid py-1">{shown} {read}</li> }
    };
    (!sources.is_empty()).then(|| {
        view! {
            <section>
                <h3>"Sources"</h3>
                <ul>{sources.into_iter().map(source).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn LinkedFrom(backlinks: Backlinks) -> impl IntoView {
    let Backlinks { pages, issues } = backlinks;
    let any = !pages.is_empty() || !issues.is_empty();
    let issue = |issue: model::IssueLink| {
        view! {
            <li>
                <a class="row" href=format!("/issues/{}", issue.id)>
                    <StatusGlyph status=issue.status />
                    <span class="row-id">{format!("#{}", issue.id)}</span>
                    <span class="row-title" dir="auto">
                        {issue.title}
                    </span>
                </a>
            </li>
        }
    };
    let page = |page: model::knowledge::PageLink| {
        view! {
            <li>
                <a class="row" href=href(page.slug.as_str())>
                    <Icon shape=Shape::Book />
                    <span class="row-title" dir="auto">
                        {page.title}
                    </span>
                    <span class="row-end">"page"</span>
                </a>
            </li>
        }
    };
    any.then(|| {
        view! {
            <section>
                <h2 class="section">
                    <Icon shape=Shape::ArrowRight />
                    "Linked from"
                </h2>
                <ul class="rows">
                    {issues.into_iter().map(issue).collect_view()}
                    {pages.into_iter().map(page).collect_view()}
                </ul>
            </section>
        }
    })
}

/// A page is deleted by a form that says first what will be; its history can bring it back.
#[component]
fn DeleteForm(slug: String) -> impl IntoView {
    let delete = ServerAction::<DeletePage>::new();
    view! {
        <details>
            <summary class="row w-full text-faint">
                <Icon shape=Shape::Trash />
                "Delete this page"
            </summary>
            <ActionForm action=delete attr:class="form mt-2">
                <input type="hidden" name="slug" value=slug />
                <p class="muted">
                    "Links to it will lead nowhere. It can be restored from its history."
                </p>
                <button class="btn btn-danger">"Delete"</button>
            </ActionForm>
            {move || {
                delete
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
        </details>
    }
}

/// There is no page of that slug: one can write it.
#[component]
fn MissingPage(slug: String) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <leptos_meta::Title text="Page not found" />
        <header class="bar">
            <DrawerButton />
            <Crumbs title=slug.clone() />
        </header>
        <div class="empty">
            <Icon shape=Shape::Book />
            <h2>"Page not found"</h2>
            <p class="break-words">
                {format!(
                    "There's no page called “{slug}”. If it was deleted, you can restore it from its history.",
                )}
            </p>
            <div class="flex gap-2">
                <a
                    class="btn btn-primary"
                    href=format!("/knowledge-new?slug={}", crate::issues::filter::escape(&slug))
                >
                    "Create it"
                </a>
                <a class="btn" href=format!("{}/history", href(&slug))>
                    "History"
                </a>
            </div>
        </div>
    }
}

#[component]
pub(super) fn Failed(error: AppError, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    view! {
        <header class="bar">
            <DrawerButton />
            <h1>"Knowledge"</h1>
        </header>
        <ErrorPanel error retry />
    }
}

/// The page's geometry while it loads.
#[component]
pub(super) fn Skeleton() -> impl IntoView {
    view! { <LoadingText title="Knowledge" href="/knowledge" /> }
}
