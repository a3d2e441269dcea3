//! The page editor: source beside preview. What is typed is kept as a draft until it is saved.

use std::time::Duration;

use leptos::{leptos_dom::helpers::debounce, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use web_sys::{Event, KeyboardEvent, SubmitEvent};

use super::{
    View, Views,
    conflict::{Banner, Conflicts},
    data::{Editing, Typed},
    functions::{CreatePage, UpdatePage, edit_page},
    page::{Crumbs, Failed, Skeleton},
    slug_param,
};
use crate::{
    live,
    not_found::NotFoundPage,
    prelude::*,
    shell::DrawerButton,
    ui::{form_error::Refused, key::key_of, page_title::PageTitle},
};

mod bar;
mod fields;
mod notices;
mod panes;
mod saving;
mod settling;
mod writer;

use bar::SaveButton;
use fields::Source;
use notices::{DraftOffer, Newer, Refusal};
use panes::{Panes, Preview};

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
                    Ok(editing) => view! { <Edit editing /> },
                    Err(error) if error.is_not_found() => view! { <NotFoundPage /> },
                    Err(error) => view! { <Failed error retry=move |()| editing.refetch() /> },
                }
            })}
        </Transition>
    }
}

/// Writes a page that is not there yet.
#[component]
pub fn NewKnowledgePage() -> impl IntoView {
    let slug = use_query_map().with_untracked(|query| query.get("slug").unwrap_or_default());
    let writer = Writer::new(
        String::new(),
        0,
        Typed {
            slug,
            ..Typed::default()
        },
        String::new(),
    );
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
    let (slug, title, revision) = (
        page.slug.to_string(),
        page.draft.title.clone(),
        page.revision,
    );
    let both = use_query_map().with_untracked(given_back);
    let conflict = both.is_some();
    let (base, typed) = both.unwrap_or_else(|| (revision, Typed::of(&slug, &page.draft)));
    let writer = Writer::new(slug.clone(), base, typed, html);
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
            <Newer writer />
            {conflict
                .then(|| {
                    view! {
                        <div class="notice notice-warn" role="alert">
                            "Someone else changed the same lines. Nothing has been saved or overwritten yet. Both versions are below, between markers. Pick one, then save."
                        </div>
                    }
                })}
        </Form>
    }
}

/// What a form without the wasm gets back after a conflict, and the revision that it has seen by
/// then.
fn given_back(query: &ParamsMap) -> Option<(i64, Typed)> {
    let field = |name| query.get(name).unwrap_or_default();
    let content = query.get("mine")?;
    let typed = Typed {
        content,
        slug: field("slug"),
        title: field("title"),
        tags: field("tags"),
        sources: field("sources"),
    };
    Some((query.get("base")?.parse().ok()?, typed))
}

#[component]
fn Form(writer: Writer, url: &'static str, children: Children) -> impl IntoView {
    let mut preview = debounce(PAUSE, move |()| writer.ask_for_preview());
    let typed = move |_: Event| {
        writer.edited();
        preview(());
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        writer.save();
    };
    let key = move |event: KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key())
            && key_of(&event).is_some_and(|key| key.eq_ignore_ascii_case("s"))
        {
            event.prevent_default();
            writer.save();
        }
    };
    view! {
        <form
            class="flex-1 flex flex-col min-h-0"
            action=url
            method="post"
            on:input=typed
            on:submit=submit
            on:keydown=key
        >
            {children()}
            <Refused />
            <Refusal writer />
            <DraftOffer writer />
            <Banner writer />
            <Panes writer />
            <div class="editor">
                <Source writer />
                <div class="reviewing">
                    <Conflicts writer />
                    <Preview writer />
                </div>
            </div>
        </form>
    }
}
