//! The fields of a page: its text, its title, and what one seldom changes.

use model::{
    knowledge::{CONTENT_MAX, disputed::TITLE},
    text::TITLE_MAX,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::{Writer, panes};
use crate::{
    knowledge::{data::Typed, editor_highlight::Ink, paste},
    prelude::*,
    ui::html_escape::area_html,
};

#[component]
pub(super) fn Source(writer: Writer) -> impl IntoView {
    let content = writer.typed.with_untracked(|typed| typed.content.clone());
    let class = move || {
        if writer.awake.get() {
            "writing writing-inked"
        } else {
            "writing"
        }
    };
    // What is chosen is put in there; a text that is typed over it could not be told from it.
    let locked = move || writer.open() > 0;
    // Conflicts are not as long as the text: each shows its own place.
    let scrolled = move |event: Event| {
        if writer.round.with_untracked(Option::is_none) {
            panes::follow(&event);
        }
    };
    let marks = Signal::derive(move || writer.marks());
    view! {
        <div class="writer" on:scroll=scrolled on:invalid:capture=move |event| reveal(&event)>
            <Fields writer />
            <div class=class>
                <Ink
                    text=Signal::derive(move || writer.typed.with(|typed| typed.content.clone()))
                    marks
                />
                <textarea
                    name="content"
                    aria-label="Content"
                    placeholder="Markdown. [[slug]] links to a page, #42 to an issue."
                    maxlength=CONTENT_MAX.to_string()
                    spellcheck="true"
                    readonly=locked
                    node_ref=writer.area
                    inner_html=area_html(&content)
                    on:paste=move |event| paste::link(&event)
                    on:drop=move |event| paste::dropped_link(&event)
                ></textarea>
            </div>
        </div>
    }
}

/// A field that the browser refuses to send is shown, for the browser to say why.
fn reveal(event: &Event) {
    panes::write();
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(details) = field.and_then(|field| field.closest("details").ok().flatten()) {
        let _ = details.set_attribute("open", "");
    }
}

/// Title, and what one seldom changes.
#[component]
fn Fields(writer: Writer) -> impl IntoView {
    let Typed {
        slug,
        title,
        tags,
        sources,
        ..
    } = writer.typed.get_untracked();
    let is_new = writer.is_new();
    let slug_hint = if is_new {
        "Leave empty to use the title"
    } else {
        "Links to the old slug keep working"
    };
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
            readonly=move || writer.choice(TITLE) == Some(None)
            node_ref=writer.title
        />
        <details class="mb-3" open=is_new>
            <summary class="text-faint">"Tags, sources and slug"</summary>
            <div class="form mt-2">
                <label class="field">
                    <span>"Tags"</span>
                    <input
                        class="input"
                        name="tags"
                        placeholder="rust, web"
                        autocomplete="off"
                        value=tags
                        node_ref=writer.tags
                    />
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
                    <small>"One per line: URL | title | date read"</small>
                </label>
                <label class="field">
                    <span>"Slug"</span>
                    <input
                        class="input"
                        name="slug"
                        autocomplete="off"
                        value=slug
                        node_ref=writer.slug
                        required=!is_new
                    />
                    <small>{slug_hint}</small>
                </label>
            </div>
        </details>
    }
}
