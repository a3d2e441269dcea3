//! A conflict, settled in place: each passage that both changed is a block with both texts and the
//! choices for it.

use model::knowledge::{Choice, disputed::TITLE};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{data::Round, edit::Writer};
use crate::prelude::*;

/// The id of what says how many conflicts are left.
pub(super) const BANNER: &str = "page-conflicts-left";

/// What happened, and what is left to do.
#[component]
pub(super) fn Banner(writer: Writer) -> impl IntoView {
    let class = move || {
        if writer.open() > 0 {
            "notice notice-warn"
        } else {
            "notice"
        }
    };
    let said = move || match writer.left_to_do() {
        Some(left) => format!(
            "Someone else changed the same lines. Nothing has been saved or overwritten yet. {left}."
        ),
        None => "All conflicts are resolved. Check the text, then save.".to_owned(),
    };
    view! {
        <Show when=move || writer.round.with(Option::is_some)>
            <div class=class role="alert" id=BANNER tabindex="-1">
                {move || said()}
            </div>
        </Show>
    }
}

/// The places, settled or not: what was chosen can be chosen again until somebody types.
#[component]
pub(super) fn Conflicts(writer: Writer) -> impl IntoView {
    // A choice leaves the blocks as they are, and with them the focus.
    let places = Memo::new(move |_| {
        writer
            .round
            .with(|round| round.as_ref().map(places).unwrap_or_default())
    });
    view! {
        {move || {
            let places = places.get();
            let count = places.len();
            let blocks = places
                .into_iter()
                .enumerate()
                .map(|(n, place)| block(writer, place, format!("Conflict {} of {count}", n + 1)));
            let blocks = blocks.collect_view();
            (count > 0)
                .then(|| {
                    view! {
                        <section class="conflicts" aria-label="Conflicts">
                            {(count > 1).then(|| rest(writer))}
                            {blocks}
                        </section>
                    }
                })
        }}
    }
}

/// A place by its part's number, with their words and yours.
type Sides = (usize, String, String);

fn places(round: &Round) -> Vec<Sides> {
    let place = |(at, part): (usize, &model::knowledge::Part)| {
        let place = part.place()?;
        Some((at, place.theirs.clone(), place.yours.clone()))
    };
    round
        .page
        .parts
        .iter()
        .enumerate()
        .filter_map(place)
        .collect()
}

fn block(writer: Writer, (at, theirs, yours): Sides, name: String) -> AnyView {
    let name = if at == TITLE {
        format!("{name}: title")
    } else {
        name
    };
    let both = (at != TITLE).then(|| button(writer, at, Choice::Both, "Both"));
    let label = name.clone();
    view! {
        <div
            class="conflict"
            role="group"
            aria-label=label
            tabindex="-1"
            data-conflict=at.to_string()
            on:focusin=move |_| show_source(at)
        >
            <div class="conflict-head">
                <b>{name}</b>
                {button(writer, at, Choice::Theirs, "Use theirs")}
                {button(writer, at, Choice::Yours, "Use mine")}
                {both}
            </div>
            <div class="conflict-sides">{side("Theirs", theirs)} {side("Mine", yours)}</div>
        </div>
    }
}

/// What is left, all at once.
fn rest(writer: Writer) -> AnyView {
    let button = |choice, name| {
        view! {
            <button
                type="button"
                class="btn btn-sm"
                disabled=move || writer.open() == 0
                on:click=move |_| writer.settle_rest(choice)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="conflict-rest" role="group" aria-label="Unresolved conflicts">
            {button(Choice::Theirs, "Use theirs for the rest")}
            {button(Choice::Yours, "Use mine for the rest")}
        </div>
    }
}

fn button(writer: Writer, at: usize, choice: Choice, name: &'static str) -> AnyView {
    let pressed = move || (writer.choice(at) == Some(Some(choice))).to_string();
    view! {
        <button
            type="button"
            class="btn btn-sm"
            aria-pressed=pressed
            on:click=move |_| writer.settle(at, choice)
        >
            {name}
        </button>
    }
}

fn side(name: &'static str, text: String) -> AnyView {
    let text = if text.trim().is_empty() {
        view! { <p class="muted">"No text"</p> }
    } else {
        view! {
            <pre class="conflict-text" dir="auto">
                {text}
            </pre>
        }
    };
    view! {
        <div class="conflict-side">
            <h3 class="faint">{name}</h3>
            {text}
        </div>
    }
}

/// Gives a place's block the focus, or where none is left to settle, the sentence that says so.
pub(super) fn focus(at: Option<usize>) {
    let selector = at.map_or_else(
        || format!("#{BANNER}"),
        |at| format!("[data-conflict='{at}']"),
    );
    if let Some(element) = find(&selector) {
        let _ = element.focus();
    }
}

/// Scrolls the text to where a place is.
fn show_source(at: usize) {
    if let Some(mark) = find(&format!("[data-place='{at}']")) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        mark.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}
