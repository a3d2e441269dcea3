//! What somebody is writing, from the fields to the server.

use leptos::{
    html::{Input, Textarea},
    prelude::*,
    task::spawn_local,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde::{Deserialize, Serialize};

use crate::{
    knowledge::{
        data::{Round, Typed},
        functions::preview_page,
    },
    live::{Draft, Frame, live},
};

/// What is kept in the browser, and on what it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub(super) base: i64,
    pub(super) typed: Typed,
}

/// The fields and what is known about them. The fields themselves hold the text: what was typed
/// before the wasm came counts.
#[derive(Clone, Copy)]
pub struct Writer {
    pub(super) slug_now: StoredValue<String>,
    /// The revision that is written on.
    pub base: RwSignal<i64>,
    /// What the fields say.
    pub typed: RwSignal<Typed>,
    /// What was saved last, and by whoever writes here as which revision.
    pub(super) saved: StoredValue<Typed>,
    pub(super) own: StoredValue<i64>,
    /// The preview.
    pub html: RwSignal<String>,
    /// A conflict that is being settled.
    pub round: RwSignal<Option<Round>>,
    /// Why it was not saved.
    pub refusal: RwSignal<Option<String>>,
    /// It is on its way.
    pub busy: RwSignal<bool>,
    /// What was typed is in this browser.
    pub kept: RwSignal<bool>,
    /// What was typed once and not saved.
    pub draft: RwSignal<Option<Kept>>,
    /// A newer revision than the one written on.
    pub newer: RwSignal<Option<i64>>,
    /// Goes to another page.
    pub(super) go: Callback<String>,
    /// The wasm is here.
    pub awake: RwSignal<bool>,
    pub title: NodeRef<Input>,
    pub slug: NodeRef<Input>,
    pub tags: NodeRef<Input>,
    pub sources: NodeRef<Textarea>,
    pub area: NodeRef<Textarea>,
}

impl Writer {
    /// `slug` is empty for a page that is new.
    pub fn new(slug: String, base: i64, typed: Typed, html: String) -> Self {
        let navigate = use_navigate();
        let writer = Writer {
            slug_now: StoredValue::new(slug),
            base: RwSignal::new(base),
            saved: StoredValue::new(typed.clone()),
            own: StoredValue::new(0),
            typed: RwSignal::new(typed),
            html: RwSignal::new(html),
            round: RwSignal::new(None),
            refusal: RwSignal::new(None),
            busy: RwSignal::new(false),
            kept: RwSignal::new(false),
            draft: RwSignal::new(None),
            newer: RwSignal::new(None),
            go: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
            awake: RwSignal::new(false),
            title: NodeRef::new(),
            slug: NodeRef::new(),
            tags: NodeRef::new(),
            sources: NodeRef::new(),
            area: NodeRef::new(),
        };
        Effect::new(move |_| writer.wake());
        writer
    }

    pub fn is_new(self) -> bool {
        self.slug_now.with_value(String::is_empty)
    }

    /// The slug that the page has, whatever is typed.
    pub fn slug_now(self) -> String {
        self.slug_now.get_value()
    }

    pub(super) fn kept_here(self) -> Draft {
        Draft::of(&format!("page.{}", self.slug_now()))
    }

    fn wake(self) {
        if self.area.get().is_none() || self.awake.get_untracked() {
            return;
        }
        self.awake.set(true);
        let typed = self.read();
        if typed != self.typed.get_untracked() {
            self.typed.set(typed);
        }
        let kept: Option<Kept> = self
            .kept_here()
            .restore()
            .and_then(|json| serde_json::from_str(&json).ok());
        self.draft
            .set(kept.filter(|kept| self.typed.with_untracked(|typed| *typed != kept.typed)));
    }

    pub(super) fn read(self) -> Typed {
        let input = |field: NodeRef<Input>| {
            field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default()
        };
        let area = |field: NodeRef<Textarea>| {
            field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default()
        };
        Typed {
            slug: input(self.slug),
            title: input(self.title),
            tags: input(self.tags),
            sources: area(self.sources),
            content: area(self.area),
        }
    }

    /// Puts a text into the fields.
    pub fn fill(self, typed: Typed) {
        for (field, text) in [
            (self.slug, &typed.slug),
            (self.title, &typed.title),
            (self.tags, &typed.tags),
        ] {
            if let Some(field) = field.get_untracked() {
                field.set_value(text);
            }
        }
        for (field, text) in [(self.sources, &typed.sources), (self.area, &typed.content)] {
            if let Some(field) = field.get_untracked() {
                field.set_value(text);
            }
        }
        self.changed();
    }

    /// The fields say something else.
    pub fn changed(self) {
        let typed = self.read();
        if self.saved.with_value(|saved| *saved == typed) {
            self.kept_here().discard();
            self.kept.set(false);
        } else {
            let kept = Kept {
                base: self.base.get_untracked(),
                typed: typed.clone(),
            };
            self.kept_here()
                .keep(&serde_json::to_string(&kept).unwrap_or_default());
            self.kept.set(true);
        }
        self.typed.set(typed);
    }

    pub fn restore(self) {
        let Some(kept) = self.draft.get_untracked() else {
            return;
        };
        self.draft.set(None);
        self.round.set(None);
        if kept.base > 0 {
            self.base.set(kept.base);
        }
        self.fill(kept.typed);
        self.go_on();
    }

    pub fn discard(self) {
        self.kept_here().discard();
        self.draft.set(None);
    }

    /// The preview follows what the text says.
    pub fn ask_for_preview(self) {
        let Some(content) = self.typed.try_with_untracked(|typed| typed.content.clone()) else {
            return;
        };
        spawn_local(async move {
            if let Ok(html) = preview_page(content.clone()).await
                && self
                    .typed
                    .try_with_untracked(|typed| typed.content == content)
                    == Some(true)
            {
                self.html.try_set(html);
            }
        });
    }

    /// The button that filled the fields is gone: one goes on in the text, from where it begins.
    fn go_on(self) {
        self.ask_for_preview();
        if let Some(area) = self.area.get_untracked() {
            let _ = area.set_selection_range(0, 0);
            let _ = area.focus();
        }
    }

    /// The newest revision that needs no telling.
    fn seen(self) -> i64 {
        let round = self
            .round
            .with_untracked(|round| round.as_ref().map_or(0, |round| round.revision));
        round
            .max(self.base.get_untracked())
            .max(self.own.get_value())
    }

    /// Hears of newer revisions.
    pub fn listen(self) {
        live().listen(move |frame| {
            if let Frame::Knowledge {
                slug,
                revision: Some(revision),
                ..
            } = frame
                && self.slug_now.try_with_value(|own| own == slug.as_str()) == Some(true)
                && *revision > self.seen()
                && !self.busy.get_untracked()
            {
                self.newer.set(Some(*revision));
            }
        });
    }
}
