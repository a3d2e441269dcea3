//! Choosing from a list that one narrows by typing: labels, milestones, issues.
//!
//! A picker is a popover, so what is below it never moves, and it opens without the wasm. Its
//! parts:
//!
//! ```ignore
//! let search = Search::default();
//! let choices = search.among(all);                  // a list that is here: Signal<Vec<Choice>>
//! let on_pick = Callback::new(move |choice: Choice| …);
//! view! {
//!     <button type="button" popovertarget="labels-menu">"Labels"</button>
//!     <Picker id="labels-menu" label="Labels" hint="Find a label" search choices chosen multiple=true on_pick />
//! }
//! ```
//!
//! Issues come from the server; `issues::picker::IssuePicker` is this component with them. With
//! `typed` and `pressed` the same works as plain forms: what is typed is sent by one, a choice that
//! is pressed by the other.

use leptos::html;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

use super::{
    icon::{Icon, Shape},
    key::key_of,
    menu,
};
use crate::prelude::*;

mod choice;
mod search;

pub use choice::{Choice, Look};
pub use search::Search;

/// What a picker sends without the wasm. Its fields are hidden ones beside the one that is chosen.
#[derive(Clone)]
pub struct PlainForm {
    pub action: &'static str,
    /// The field that carries what was chosen.
    pub name: &'static str,
    pub hidden: Vec<(&'static str, String)>,
}

/// A popover with a field to type into and what can be chosen. Arrows walk, Enter chooses, Escape
/// closes.
///
/// - `choices`: what can be chosen for what is typed; narrow a list with [`Search::among`].
/// - `chosen`: the values that have a check. Choosing one of them again is told to `on_pick` like
///   any other.
/// - `multiple`: it stays open.
/// - `create`: the verb for what is typed and not there, "Create label"; its choice has an empty
///   `value`.
/// - `untick`: without the wasm, where `pressed` sends a choice that is checked already.
#[component]
pub fn Picker(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    hint: &'static str,
    search: Search,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] chosen: Signal<Vec<String>>,
    on_pick: Callback<Choice>,
    #[prop(optional)] multiple: bool,
    #[prop(optional)] create: Option<&'static str>,
    #[prop(optional_no_strip, into)] typed: Option<PlainForm>,
    #[prop(optional_no_strip, into)] pressed: Option<PlainForm>,
    #[prop(optional)] untick: Option<&'static str>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let stored = StoredValue::new(id.clone());
    let name_of = move |part: &str| stored.with_value(|id| format!("{id}-{part}"));
    let state = State {
        id: stored,
        search,
        input,
        choices: search.with_new(choices, create),
        multiple,
        on_pick,
    };
    state.choose_when_found();
    let name = typed.as_ref().map(|form| form.name);
    let sent_as = pressed.as_ref().map(|form| form.name);
    let option = move |(at, choice): (usize, Choice)| {
        let (value, shown) = (choice.value.clone(), choice.clone());
        let here = choice.value.clone();
        let checked =
            Memo::new(move |_| !here.is_empty() && chosen.with(|chosen| chosen.contains(&here)));
        view! {
            <button
                id=name_of(&at.to_string())
                form=name_of("press")
                class="menu-item"
                role="option"
                name=sent_as
                value=value
                formaction=move || untick.filter(|_| checked.get())
                tabindex=move || search.awake.get().then_some("-1")
                aria-selected=move || checked.get().to_string()
                data-active=move || (search.active.get() == at).then_some("")
                on:click=move |event| state.clicked(&event, &choice)
                on:mousemove=move |_| search.point_at(at)
            >
                <span class="picker-check">
                    <Show when=move || checked.get()>
                        <Icon shape=Shape::Check />
                    </Show>
                </span>
                {shown.view()}
            </button>
        }
    };
    let options = move || {
        state
            .choices
            .get()
            .into_iter()
            .enumerate()
            .map(option)
            .collect_view()
    };
    let active = move || {
        (!state.choices.with(Vec::is_empty)).then(|| name_of(&search.active.get().to_string()))
    };
    view! {
        <div id=id popover class="menu picker" on:toggle=move |event| state.toggled(&event)>
            {plain_form(name_of("type"), typed)}
            {plain_form(name_of("press"), pressed)}
            <input
                class="input"
                // Of no form when it sends nothing: a picker may stand inside one.
                form=name_of("type")
                name=name
                node_ref=input
                role="combobox"
                aria-label=label.clone()
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=name_of("list")
                aria-activedescendant=active
                placeholder=hint
                autocomplete="off"
                autofocus
                required=move || name.is_some() && !search.awake.get()
                maxlength="256"
                on:input=move |event| search.typed(event_target_value(&event))
                on:keydown=move |event| state.key(&event)
            />
            <div
                id=name_of("list")
                class="picker-list"
                role="listbox"
                aria-label=label
                aria-multiselectable=multiple.then_some("true")
            >
                {move || options()}
            </div>
            <p class="menu-note" role="status">
                {move || search.note(state.choices.with(Vec::is_empty))}
            </p>
        </div>
    }
}

/// The form that fields of the picker name as theirs; where there is none, they are of no form.
fn plain_form(id: String, form: Option<PlainForm>) -> Option<impl IntoView> {
    form.map(|form| {
        let field = |(name, value): (&'static str, String)| view! { <input type="hidden" name=name value=value /> };
        view! {
            <form id=id class="hidden" action=form.action method="post">
                {form.hidden.into_iter().map(field).collect_view()}
            </form>
        }
    })
}

#[derive(Clone, Copy)]
struct State {
    id: StoredValue<String>,
    search: Search,
    input: NodeRef<html::Input>,
    choices: Memo<Vec<Choice>>,
    multiple: bool,
    on_pick: Callback<Choice>,
}

impl State {
    fn toggled(self, event: &web_sys::Event) {
        let open = !menu::has_closed(event);
        if open && let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        } else {
            self.clear();
        }
        self.search.open.set(open);
    }

    fn clear(self) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
        self.search.query.set(String::new());
        self.search.active.set(0);
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(key) = key_of(event) else { return };
        let (at, count) = (
            self.search.active.get_untracked(),
            self.choices.with_untracked(Vec::len),
        );
        match key.as_str() {
            "ArrowDown" if count > 0 => self.go(if at + 1 < count { at + 1 } else { 0 }),
            "ArrowUp" if count > 0 => self.go(if at == 0 { count - 1 } else { at - 1 }),
            "PageDown" if count > 0 => self.go((at + 8).min(count - 1)),
            "PageUp" if count > 0 => self.go(at.saturating_sub(8)),
            "Enter" => self.enter(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn go(self, at: usize) {
        self.search.active.set(at);
        if let Some(option) =
            document().get_element_by_id(&self.id.with_value(|id| format!("{id}-{at}")))
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    /// What is typed may not have been looked for yet; then the first that is found is chosen.
    fn enter(self) {
        if self.search.waiting.get_untracked() {
            return self.search.eager.set(true);
        }
        let at = self.search.active.get_untracked();
        if let Some(choice) = self
            .choices
            .with_untracked(|choices| choices.get(at).cloned())
        {
            self.pick(&choice);
        }
    }

    fn choose_when_found(self) {
        let search = self.search;
        Effect::new(move |_| {
            search.awake.set(true);
            if !search.waiting.get() && search.eager.get_untracked() {
                search.eager.set(false);
                self.enter();
            }
        });
    }

    fn clicked(self, event: &MouseEvent, choice: &Choice) {
        event.prevent_default();
        self.pick(choice);
        if let Some(input) = self.input.get_untracked().filter(|_| self.multiple) {
            let _ = input.focus();
        }
    }

    fn pick(self, choice: &Choice) {
        if self.multiple {
            let at = self.search.active.get_untracked();
            let narrowed = !self.search.query.with_untracked(String::is_empty);
            self.clear();
            if !narrowed {
                self.search.active.set(at);
            }
        } else if let Some(popover) = document()
            .get_element_by_id(&self.id.get_value())
            .and_then(|it: Element| it.dyn_into::<HtmlElement>().ok())
        {
            // It throws only when it is closed already.
            let _ = popover.hide_popover();
        }
        self.on_pick.run(choice.clone());
    }
}
