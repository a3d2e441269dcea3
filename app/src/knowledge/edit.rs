//! Writing a page: the source with its preview beside it. What is typed is kept in this browser until it is saved.

use std::time::Duration;

use leptos::{leptos_dom::helpers::debounce, prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{knowledge::CONTENT_MAX, text::TITLE_MAX};
use web_sys::{Event, KeyboardEvent, SubmitEvent};

use super::{
    View, Views,
    conflict::Conflict,
    data::{Editing, Typed},
    functions::{CreatePage, UpdatePage, edit_page, preview_page},
    href,
    ink::Ink,
    paste,
    read::{Crumbs, Failed, Skeleton},
    slug_param,
};
use crate::{
    live,
    not_found::NotFoundPage,
    shell::DrawerButton,
    ui::{key::key_of, page_title::PageTitle, refused::Refused, text_area::area_html},
};

mod writer;

pub(super) use writer::Writer;

/// How long typing must pause before the preview follows.
const PAUSE: Duration = Duration::from_millis(300);

/// Edits the page in the address.
#[component]
pub fn EditPage() -> impl IntoView {
    let slug = slug_param();
    let editing = live::page(move || slug.get(), edit_page);
    view! {
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                match editing.await {
                    Ok(editing) => view! { <Edit editing /> }.into_any(),
                    Err(error) if error.is_not_found() => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => view! { <Failed error retry=move |()| editing.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Writes a page that is not there yet.
#[component]
pub fn NewKnowledgePage() -> impl IntoView {
    let slug = use_query_map().with_untracked(|query| query.get("slug").unwrap_or_default());
    let writer = Writer::new(String::new(), 0, Typed { slug, ..Typed::default() }, String::new());
    view! {
        <Title text="New page" />
        <Form writer url=CreatePage::url()>
            <header class="bar">
                <DrawerButton />
                <Crumbs title="New page".into() />
                <span class="spacer"></span>
                <SaveButton writer />
            </header>
        </Form>
    }
}

#[component]
fn Edit(editing: Editing) -> impl IntoView {
    let Editing { page, html } = editing;
    let (slug, title, revision) = (page.slug.to_string(), page.draft.title.clone(), page.revision);
    let both = use_query_map().with_untracked(|query| query.get("mine"));
    let conflict = both.is_some();
    let mut typed = Typed::of(&slug, &page.draft);
    typed.content = both.unwrap_or(typed.content);
    let writer = Writer::new(slug.clone(), revision, typed, html);
    let heading = format!("Edit {title}");
    view! {
        <PageTitle text=Memo::new(move |_| heading.clone()) />
        <Form writer url=UpdatePage::url()>
            <input type="hidden" name="page" value=slug.clone() />
            <input type="hidden" name="base" value=move || writer.base.get().to_string() />
            <header class="bar">
                <DrawerButton />
                <Crumbs title />
                <Views slug=slug.clone() current=View::Edit revision />
                <span class="spacer"></span>
                <SaveButton writer />
            </header>
            <Newer writer slug />
            {conflict
                .then(|| {
                    view! {
                        <div class="notice notice-warn" role="alert">
                            "Somebody else changed the same lines while you were writing. Both stand below, between marks: choose, and save."
                        </div>
                    }
                })}
        </Form>
    }
}

#[component]
fn Form(writer: Writer, url: &'static str, children: Children) -> impl IntoView {
    let mut preview = debounce(PAUSE, move |content: String| {
        spawn_local(async move {
            if let Ok(html) = preview_page(content.clone()).await
                && writer.typed.try_with_untracked(|typed| typed.content == content) == Some(true)
            {
                writer.html.try_set(html);
            }
        });
    });
    let typed = move |_: Event| {
        writer.changed();
        preview(writer.typed.with_untracked(|typed| typed.content.clone()));
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        writer.save();
    };
    let key = move |event: KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key()) && key_of(&event).is_some_and(|key| key.eq_ignore_ascii_case("s")) {
            event.prevent_default();
            writer.save();
        }
    };
    view! {
        <form class="flex-1 flex flex-col min-h-0" action=url method="post" on:input=typed on:submit=submit on:keydown=key>
            {children()}
            <Refused />
            <Refusal writer />
            <DraftOffer writer />
            <div class="editor">
                <Source writer />
                <Show when=move || writer.conflict.with(Option::is_some) fallback=move || view! { <Preview writer /> }>
                    <Conflict writer />
                </Show>
            </div>
        </form>
    }
}

#[component]
fn Source(writer: Writer) -> impl IntoView {
    let content = writer.typed.with_untracked(|typed| typed.content.clone());
    let class = move || if writer.awake.get() { "writing writing-inked" } else { "writing" };
    view! {
        <div class="writer">
            <Fields writer />
            <div class=class>
                <Ink text=Signal::derive(move || writer.typed.with(|typed| typed.content.clone())) />
                <textarea
                    name="content"
                    aria-label="Content"
                    placeholder="Markdown. [[slug]] links to a page, #42 to an issue."
                    maxlength=CONTENT_MAX.to_string()
                    spellcheck="true"
                    node_ref=writer.area
                    inner_html=area_html(&content)
                    on:paste=move |event| paste::link(&event)
                    on:drop=move |event| paste::dropped_link(&event)
                ></textarea>
            </div>
        </div>
    }
}

/// Title, and what one seldom changes.
#[component]
fn Fields(writer: Writer) -> impl IntoView {
    let Typed { slug, title, tags, sources, .. } = writer.typed.get_untracked();
    let is_new = writer.is_new();
    let slug_hint = if is_new { "Made of the title when left empty" } else { "Links by the old one go on working" };
    view! {
        <input
            class="input input-title"
            name="title"
            aria-label="Title"
            dir="auto"
            placeholder="Title"
            required
            maxlength=TITLE_MAX.to_string()
            autocomplete="off"
            value=title
            node_ref=writer.title
        />
        <details class="mb-3" open=is_new>
            <summary class="text-faint">"Tags, sources and slug"</summary>
            <div class="form mt-2">
                <label class="field">
                    <span>"Tags"</span>
                    <input class="input" name="tags" placeholder="rust, web" autocomplete="off" value=tags node_ref=writer.tags />
                </label>
                <label class="field">
                    <span>"Sources"</span>
                    <textarea
                        class="textarea"
                        name="sources"
                        rows="2"
                        placeholder="https://docs.rs/axum | Axum docs | 2026-03-01"
                        node_ref=writer.sources
                        inner_html=area_html(&sources)
                    ></textarea>
                    <small>"One a line: address, title, the day you read it"</small>
                </label>
                <label class="field">
                    <span>"Slug"</span>
                    <input class="input" name="slug" autocomplete="off" value=slug node_ref=writer.slug required=!is_new />
                    <small>{slug_hint}</small>
                </label>
            </div>
        </details>
    }
}

#[component]
fn Preview(writer: Writer) -> impl IntoView {
    let empty = move || writer.html.with(|html| html.trim().is_empty());
    view! {
        <section class="preview" aria-label="Preview">
            <Show when=empty>
                <p class="muted">"What you write appears here as it will look."</p>
            </Show>
            <div class="prose" inner_html=move || writer.html.get()></div>
        </section>
    }
}

#[component]
fn SaveButton(writer: Writer) -> impl IntoView {
    let leave = if writer.is_new() { "/knowledge".to_owned() } else { href(&writer.slug_now()) };
    view! {
        <span class="faint only-desk" role="status">
            {move || if writer.kept.get() { "Draft kept" } else { "" }}
        </span>
        <a class="btn btn-ghost only-desk" href=leave>
            "Cancel"
        </a>
        <button class="btn btn-primary" aria-busy=move || writer.busy.get().then_some("true")>
            {move || if writer.conflict.with(Option::is_some) { "Save mine" } else { "Save" }}
            <kbd class="kbd only-desk">"Ctrl S"</kbd>
        </button>
    }
}

/// Somebody else saved while one is writing.
#[component]
fn Newer(writer: Writer, slug: String) -> impl IntoView {
    writer.listen();
    let slug = StoredValue::new(slug);
    move || {
        let newer = writer.newer.get()?;
        let link = format!("{}/history?from={}&to={newer}", href(&slug.get_value()), writer.base.get());
        Some(view! {
            <div class="notice notice-warn" role="status">
                <span>
                    <b>{format!("Revision {newer}")}</b>
                    " was saved while you were writing. Saving joins your changes with it."
                </span>
                <a class="btn btn-sm" href=link target="_blank">
                    "Show the difference"
                </a>
            </div>
        })
    }
}

#[component]
fn Refusal(writer: Writer) -> impl IntoView {
    move || writer.refusal.get().map(|sentence| view! { <div class="notice notice-danger" role="alert">{sentence}</div> })
}

/// Gives back what was typed here and not saved.
#[component]
fn DraftOffer(writer: Writer) -> impl IntoView {
    view! {
        <Show when=move || writer.draft.with(Option::is_some)>
            <div class="notice">
                <span>"You have changes here that were not saved."</span>
                <button type="button" class="btn btn-sm" on:click=move |_| writer.restore()>
                    "Continue"
                </button>
                <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| writer.discard()>
                    "Discard"
                </button>
            </div>
        </Show>
    }
}
